"""That the fixtures do what they say: tests that have to fail do, with the report."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = 'pytest_plugins = ["es_ml_fake"]'


def test_a_silent_breach_and_an_unused_script_fail_the_test(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(
        """
        import urllib.request

        def test_sends_a_string(es_ml_fake):
            es_ml_fake.put_deployment("m")
            url = es_ml_fake.url + "/_ml/trained_models/m/deployment/_update"
            headers = {"content-type": "application/json"}
            urllib.request.urlopen(urllib.request.Request(url, b'{"number_of_allocations": "4"}', headers))

        def test_never_asks(es_ml_fake):
            es_ml_fake.script({"failure": "no_master"}, endpoint="update")

        def test_passes(es_ml_fake):
            assert es_ml_fake.exchanges() == []
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=2, passed=1)
    result.stdout.fnmatch_lines(
        [
            "*1 request breaches the documented contract silently.*",
            '*/number_of_allocations: must be an integer, but is the string "4" (type)*',
            "*1 script was not used as often as it was to be, so it has tested nothing.*",
        ]
    )


def test_what_is_programmed_wrongly_is_said(es_ml_fake):
    with pytest.raises(AssertionError, match="did you mean `times`"):
        es_ml_fake.script({"failure": "no_master"}, time=2)
