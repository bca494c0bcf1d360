"""A fake in a process of its own, found and ended as any suite in another language would do it."""

import contextlib
import os
import subprocess

BINARY = os.environ["FAKE_BINARY"]
SECONDS_TO_END = 10


def environment():
    """This process's, without what would be taken for options of the fake."""
    return {name: value for name, value in os.environ.items() if not name.startswith("ES_ML_FAKE_")}


@contextlib.contextmanager
def running_fake(*options):
    """Gives the address of a new fake; ends it with SIGTERM and checks that it ends well."""
    command = [BINARY, "serve", "--listen", "127.0.0.1:0", *options]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=environment(), text=True, **pipes) as process:
        try:
            first_line = process.stdout.readline()
            assert first_line.startswith("listening on http://127.0.0.1:")
            yield first_line.removeprefix("listening on ").rstrip()
        finally:
            process.terminate()
            try:
                exit_code = process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert exit_code == 0
