"""What `es-ml-fake openapi` prints is OpenAPI 3.1, and what `serve` does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from fake import BINARY, environment, running_fake

HERE = Path(__file__).parent
UPDATE = "/_ml/trained_models/{deployment_id}/deployment/_update"
# Refuses whatever is not documented, and what the fake lacks as a server that lacks it.
STRICT = ["--strict", "--unimplemented", "as-server"]
EDITIONS = ["documented", "8.5", "8.6", "8.14", "8.15", "8.19", "9.0", "9.5"]


def document(edition="documented"):
    command = [BINARY, "openapi", "--edition", edition]
    printed = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    return json.loads(printed.stdout)


@pytest.mark.parametrize("edition", EDITIONS)
def test_documents_are_openapi(edition):
    errors = OpenAPIV31SpecValidator(document(edition)).iter_errors()
    assert [str(error) for error in errors] == []


def test_what_is_wrong_would_be_found():
    wrong = document()
    del wrong["info"]["title"]
    assert list(OpenAPIV31SpecValidator(wrong).iter_errors())


@pytest.mark.parametrize("sent, phases", [("body", "examples,coverage,fuzzing"), ("parameter", "fuzzing")])
def test_updates_are_what_is_described(sent, phases, tmp_path):
    described = written(document(), sent, tmp_path)
    with running_fake(*STRICT) as address:
        found = schemathesis(described, address, "--phases", phases, "--include-path", UPDATE)
    assert found.returncode == 0, found.stdout[-5000:]


def test_all_endpoints_are_what_is_described(tmp_path):
    described = written(document(), "body", tmp_path)
    options = ["--phases", "examples,coverage", "--exclude-path-regex", "^/_fake"]
    with running_fake(*STRICT) as address:
        found = schemathesis(described, address, *options)
    assert found.returncode == 0, found.stdout[-5000:]


@pytest.mark.parametrize("phases", ["examples,coverage", "fuzzing"])
def test_the_control_api_is_what_is_described(phases, tmp_path):
    """But for what waits: it would, for up to a minute each time."""
    described = document()
    leave_out(described, ["wait", "timeout"])
    described = written(described, "body", tmp_path)
    with running_fake() as address:
        found = schemathesis(described, address, "--phases", phases, "--include-tag", "control")
    assert found.returncode == 0, found.stdout[-5000:]


def test_what_is_not_described_would_be_found(tmp_path):
    described = written(document(), "body", tmp_path)
    options = ["--phases", "coverage", "--max-failures", "1", "--include-path", UPDATE]
    # This one accepts what is not documented.
    with running_fake() as address:
        found = schemathesis(described, address, *options)
    assert found.returncode == 1 and "Schema-violating request accepted" in found.stdout


def written(described, sent, folder):
    """Without what OpenAPI cannot describe: that a parameter and a body exclude each other, that
    a member is not smaller than another, and what a part of an answer looks like."""
    if sent == "parameter":
        update = described["paths"][UPDATE]["post"]
        del update["requestBody"]
        next(it for it in update["parameters"] if name(it) == "number_of_allocations")["required"] = True
        leave_out(described, ["filter_path"])
    else:
        leave_out(described, ["filter_path", "number_of_allocations"])
    body = described["components"]["schemas"].get("UpdateRequest", {})
    settings = body.get("properties", {}).get("adaptive_allocations")
    if settings:
        for smaller in settings.pop("x-at-least").values():
            del settings["properties"][smaller]
            body["examples"] = [it for it in body["examples"] if smaller not in json.dumps(it)]
    file = folder / "openapi.json"
    file.write_text(json.dumps(described))
    return file


def leave_out(described, names):
    """Takes out parameters of all operations."""
    for operations in described["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [it for it in operation["parameters"] if name(it) not in names]


def name(parameter):
    return parameter.get("name") or parameter["$ref"].rsplit("/", 1)[-1]


def schemathesis(described, address, *options):
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", HERE / "schemathesis.toml", "run", described]
    common = ["--url", address, "--seed", "1", "--max-examples", "10", "--no-color"]
    variables = {"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(HERE), "FAKE_ADDRESS": address}
    run = [*command, *common, *options]
    env = environment() | variables
    return subprocess.run(run, env=env, cwd=described.parent, capture_output=True, text=True, timeout=120)
