"""The cases that all client suites share: `cases.json`."""

import json
from pathlib import Path

import pytest

CASES = json.loads((Path(__file__).parent.parent / "cases.json").read_text())
DEPLOYMENT = CASES["deployment"]
UPDATE_PATH = f"/_ml/trained_models/{DEPLOYMENT}/deployment/_update"


def for_each(argument, cases):
    """Runs a test once for each case, under the case's name."""
    return pytest.mark.parametrize(argument, cases, ids=[case["name"] for case in cases])
