"""Workers at one process do not see each other: `pytest -n 4 --dist loadgroup`."""

import urllib.error
import urllib.request

import pytest

RUNS = 1000


def status(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("run", range(RUNS))
def test_each_run_sees_what_it_has_done_itself(es_ml_fake, run):
    times, deployment = run % 4 + 1, f"model-{run}"
    es_ml_fake.put_deployment(deployment, allocations=times)
    es_ml_fake.script({"failure": "no_master"}, endpoint="info", times=times)
    assert [status(f"{es_ml_fake.url}/") for _ in range(times + 1)] == [503] * times + [200]
    assert [exchange["seq"] for exchange in es_ml_fake.exchanges()] == list(range(1, times + 2))
    assert es_ml_fake.deployment(deployment)["allocations"] == times
