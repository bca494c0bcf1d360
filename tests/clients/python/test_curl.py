"""What a reader of the documentation does: the printed request, by hand."""

import json
import subprocess

from cases import CASES, UPDATE_PATH, for_each


def post(fake, body, *options):
    """What curl prints: the answer to the byte, and a line with status and media type."""
    command = ["curl", "--disable", "--noproxy", "*", "--silent", "--show-error", "--max-time", "10", *options]
    command += ["--write-out", "\n%{http_code} %{content_type}", "--data", json.dumps(body, indent=2), fake + UPDATE_PATH]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@for_each("example", CASES["examples"])
def test_documented_examples(fake, example):
    answer = json.dumps(example["answer"], separators=(",", ":"))
    assert post(fake, example["body"], "--header", "Content-Type: application/json") == f"{answer}\n200 application/json"


def test_without_its_media_type_json_is_taken_for_a_form(fake):
    reason = "Content-Type header [application/x-www-form-urlencoded] is not supported"
    answer = json.dumps({"error": reason, "status": 406}, separators=(",", ":"))
    assert post(fake, {"number_of_allocations": 4}) == f"{answer}\n406 application/json"
