"""What the guide tells people to type: each curl command of `docs/guide/other-languages.md` is answered with success."""

import os
import re
import subprocess
from pathlib import Path

from fake import running_fake

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "other-languages.md"
CURL = """curl() { command curl --disable --noproxy '*' --silent --show-error --fail-with-body --max-time 10 "$@"; }"""


def blocks():
    """The shell snippets with curl in them, without what starts the fake."""
    for block in re.findall(r"^```sh\n(.*?)^```", GUIDE.read_text(), re.DOTALL | re.MULTILINE):
        if "curl " in block:
            yield re.sub(r"^es-ml-fake .*\n", "", block, flags=re.MULTILINE)


def run(block, **variables):
    script = f"set -euo pipefail\n{CURL}\n{block}"
    done = subprocess.run(["bash", "-c", script], env=os.environ | variables, capture_output=True, text=True)
    assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_each_command_succeeds():
    with running_fake("--http-nodes", "2") as fake, running_fake("--control-token", "t0ken") as guarded:
        outputs = [run(block, FAKE=guarded if "$TOKEN" in block else fake, TOKEN="t0ken") for block in blocks()]
    assert len(outputs) > 5
    # The hold has the number that the guide says.
    assert any('{"id":3}' in output for output in outputs)
