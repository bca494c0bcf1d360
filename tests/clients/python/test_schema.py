"""A second opinion: Python's `jsonschema` must find in a body what `es-ml-fake check` finds."""

import itertools
import json
import random
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError, validators

from fake import BINARY, environment

SCHEMA_FILE = Path(__file__).parents[3] / "schemas" / "update_request.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text())

ABSENT = object()
NUMBERS = [ABSENT, 4, 2.0, 2147483647, 2147483648, 0, -1, 4.5, "4", None, True, [4], {}]
BOUNDS = [ABSENT, 0, 2, 3.0, 2147483648, -1, 1.5, "3", None]
SWITCHES = [ABSENT, True, False, "true", 1, None]


def test_the_fake_prints_the_schema_that_is_tested_here():
    assert es_ml_fake("schema", "update_request").stdout == SCHEMA_FILE.read_text()


def test_the_schema_is_one_and_its_examples_keep_it(validator):
    Draft202012Validator.check_schema(SCHEMA)
    for example in SCHEMA["examples"]:
        validator.validate(example)


def test_both_find_the_same(validator, tmp_path):
    found = list(checked(list(bodies()), tmp_path))
    assert len(found) > 1000
    for body, conforms, violations in found:
        expected = {place for error in validator.iter_errors(body) for place in places(error)}
        assert violations == expected, json.dumps(body)
        assert conforms == (not expected)


def test_both_find_the_same_in_ten_thousand_bodies_by_chance(validator, tmp_path):
    chance = random.Random(20221102)
    generated = [any_body(chance) for _ in range(10_000)]
    journal = tmp_path / "generated.jsonl"
    journal.write_text("".join(f"{json.dumps(line(body))}\n" for body in generated))
    report = json.loads(es_ml_fake("check", "--format", "json", "--max-listed", "10000", journal, exit_code=1).stdout)
    [file] = report["files"]
    assert file["checked"] == len(generated)
    found = {breach["line"]: breach["violations"] for breach in file["breaches"]}
    for number, body in enumerate(generated, start=1):
        violations = {(violation["instance_path"], violation["keyword"]) for violation in found.get(number, [])}
        expected = {place for error in validator.iter_errors(body) for place in places(error)}
        assert violations == expected, json.dumps(body)
    assert 1000 < len(found) < 9000, "there are to be plenty of both kinds"


@pytest.fixture
def validator():
    return validators.extend(Draft202012Validator, {"x-at-least": at_least})(SCHEMA)


def at_least(validator, pairs, instance, schema):
    """The schema's one keyword of its own: that a member is not smaller than another, where both are numbers."""
    if not validator.is_type(instance, "object"):
        return
    for larger, smaller in pairs.items():
        values = [instance.get(larger), instance.get(smaller)]
        if all(validator.is_type(value, "number") for value in values) and values[0] < values[1]:
            yield ValidationError(f"{larger} is smaller than {smaller}")


def bodies():
    yield from [[], [4], "x", 4, None, {}, {"foo": 1}, {"model_id": "m"}, {"adaptive_allocations": {"foo": 1}}]
    yield from [{"adaptive_allocations": value} for value in [None, [], True, "true", 3]]
    for number, enabled in itertools.product(NUMBERS, SWITCHES):
        yield members(number_of_allocations=number, adaptive_allocations=members(enabled=enabled))
    for enabled, minimum, maximum in itertools.product(SWITCHES, BOUNDS, BOUNDS):
        bounds = members(enabled=enabled, min_number_of_allocations=minimum, max_number_of_allocations=maximum)
        yield {"adaptive_allocations": bounds}
        yield {"number_of_allocations": 4, "adaptive_allocations": bounds}


def any_body(chance):
    """A body that is nearly right more often than not."""
    if chance.random() < 0.02:
        return any_value(chance)
    body = {}
    if chance.random() < 0.6:
        body["number_of_allocations"] = any_number(chance)
    if chance.random() < 0.7:
        body["adaptive_allocations"] = any_settings(chance)
    if chance.random() < 0.05:
        body[chance.choice(["model_id", "timeout", "foo", "number_of_allocation", "a/b", "a~b"])] = any_value(chance)
    return body


def any_settings(chance):
    if chance.random() < 0.05:
        return any_value(chance)
    settings = {}
    if chance.random() < 0.7:
        settings["enabled"] = any_value(chance) if chance.random() < 0.1 else chance.random() < 0.5
    for bound in ["min_number_of_allocations", "max_number_of_allocations"]:
        if chance.random() < 0.7:
            settings[bound] = any_number(chance)
    if chance.random() < 0.03:
        settings["enable"] = any_value(chance)
    return settings


def any_number(chance):
    if chance.random() < 0.08:
        return any_value(chance)
    return chance.choice([chance.randint(-3, 40), chance.randint(1, 40), float(chance.randint(1, 9)), chance.randint(2**31 - 2, 2**31 + 1)])


def any_value(chance):
    return chance.choice(
        [None, True, False, 0, -1, 4, 4.5, -0.5, 1e10, "", "4", "true", "x", [], [4], {}, {"enabled": True}, {"foo": [1]}]
    )


def line(body):
    """A line of a journal: an update with this body."""
    path = "/_ml/trained_models/m/deployment/_update"
    return {
        "request": {
            "method": "POST",
            "path": path,
            "query": {},
            "headers": {"content-type": "application/json"},
            "body": {"text": "null"} if body is None else body,
        }
    }


def members(**values):
    return {name: value for name, value in values.items() if value is not ABSENT}


def checked(bodies, folder):
    """Each body with the fake's verdict: whether it conforms, and if not, where it breaks which keyword."""
    files = [folder / f"{number}.json" for number in range(len(bodies))]
    for file, body in zip(files, bodies):
        file.write_text(json.dumps(body))
    report = json.loads(es_ml_fake("check", "--as", "body", "--format", "json", *files, exit_code=1).stdout)
    assert [verdict["file"] for verdict in report["files"]] == [str(file) for file in files]
    for body, verdict in zip(bodies, report["files"]):
        violations = [violation for breach in verdict["breaches"] for violation in breach["violations"]]
        yield body, verdict["conforms"], {(violation["instance_path"], violation["keyword"]) for violation in violations}


def es_ml_fake(*arguments, exit_code=0):
    finished = subprocess.run([BINARY, *arguments], env=environment(), capture_output=True, text=True, timeout=60)
    assert finished.returncode == exit_code, finished.stderr
    return finished


def places(error):
    """Where the body breaks which keyword. The fake points at each unknown member, `jsonschema` once at the object around them."""
    path = "".join(pointer(step) for step in error.absolute_path)
    if error.validator != "additionalProperties":
        return [(path, error.validator)]
    return [(path + pointer(name), error.validator) for name in error.instance if name not in error.schema["properties"]]


def pointer(name):
    """A step of a JSON Pointer."""
    return "/" + str(name).replace("~", "~0").replace("/", "~1")
