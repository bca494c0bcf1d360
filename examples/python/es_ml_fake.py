"""Fixtures for tests against es-ml-fake: copy this file as it is. It needs pytest, and nothing else.

    # conftest.py
    pytest_plugins = ["es_ml_fake"]

    # test_scaler.py
    def test_a_refusal_is_tried_again(es_ml_fake):
        es_ml_fake.put_deployment("my-model")
        es_ml_fake.script({"failure": "not_enough_capacity"}, endpoint="update", times=2)
        scale(es_ml_fake.url, "my-model", 4)
        assert [e["response"]["status"] for e in es_ml_fake.exchanges(endpoint="update")] == [429, 429, 200]

One process serves the whole run. Each test finds it as it is after its start, and fails with a report
if it breached the contract silently, or left a script unused. Workers of pytest-xdist share the process;
each has a scope of its own. `ES_ML_FAKE_BINARY` names the program unless it is on the PATH; the setting
`es_ml_fake_options` of pytest has options for it, such as `--config fake.toml`.
"""

import contextlib
import json
import os
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest

SECONDS_TO_END = 10


class Fake:
    """What a test can do with the fake."""

    def __init__(self, uris, scope=None):
        prefix = f"/_fake/scopes/{scope}" if scope else ""
        #: The address for clients, and those of all HTTP nodes.
        self.urls = [uri + prefix for uri in uris]
        self.url = self.urls[0]

    def reset(self):
        """Brings back the state after the start."""
        self._ask("POST", "/reset")

    def script(self, reply, **on):
        """From now on, requests that `on` selects get this reply, or one after the other of a list."""
        return self._ask("POST", "/scripts", {"on": on, "reply": reply})["id"]

    def scripts(self):
        """All scripts, with what they still wait for."""
        return self._ask("GET", "/scripts")["scripts"]

    @contextlib.contextmanager
    def hold(self, **on):
        """Keeps the answers to requests that `on` selects back, until they are released or this is over."""
        hold = Hold(self, self._ask("POST", "/holds", {"on": on})["id"])
        try:
            yield hold
        finally:
            self._ask("DELETE", f"/holds/{hold.id}")

    @contextlib.contextmanager
    def outage(self, node):
        """The HTTP node of this number refuses connections. Nodes are shared by all workers."""
        self._ask("POST", f"/nodes/{node}/outage", {})
        try:
            yield
        finally:
            self._ask("DELETE", f"/nodes/{node}/outage")

    @contextlib.contextmanager
    def fault(self, node, **fault):
        """The HTTP node of this number is slow (`slow="200ms"`), or answers as a broken proxy (`answer=502`).
        Nodes are shared by all workers."""
        self._ask("PUT", f"/nodes/{node}/fault", fault)
        try:
            yield
        finally:
            self._ask("DELETE", f"/nodes/{node}/fault")

    def exchanges(self, **filters):
        """Requests and answers so far; with `wait=2`, as soon as there are two."""
        return self._ask("GET", f"/journal?{urllib.parse.urlencode(filters)}")["exchanges"]

    def put_deployment(self, id, **settings):
        return self._ask("PUT", f"/deployments/{urllib.parse.quote(id, safe='')}", settings)

    def deployment(self, id, **until):
        """The deployment as it is now; with `state="starting", wait="5s"`, as soon as it is in that state."""
        query = f"?{urllib.parse.urlencode(until)}" if until else ""
        return self._ask("GET", f"/deployments/{urllib.parse.quote(id, safe='')}{query}")

    def set_condition(self, name):
        """Puts the cluster into a condition, such as `no_master`."""
        self._ask("PUT", f"/conditions/{name}")

    def clear_condition(self, name):
        self._ask("DELETE", f"/conditions/{name}")

    def advance(self, time):
        """Moves the clock forward: `"30s"`."""
        self._ask("POST", "/clock", {"advance": time})

    def complaint(self):
        """What makes a test fail, if anything does, in words."""
        breaches = self._ask("GET", "/breaches")["silent"]["report"]
        unused = self._ask("GET", "/scripts")["unused"]["report"]
        return "\n\n".join(report for report in (breaches, unused) if report)

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_fake{path}", data, method=method)
        try:
            with _opener.open(request, timeout=70) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {json.load(error)['error']}") from None


class Hold:
    """Answers that are kept back."""

    def __init__(self, fake, id):
        self._fake, self.id = fake, id

    def wait(self, times=1, timeout="5s"):
        """Waits until so many requests have arrived, and returns those that are held."""
        hold = self._fake._ask("GET", f"/holds/{self.id}?wait={timeout}&times={times}")
        assert hold["arrived"] >= times, f"{hold['arrived']} of {times} requests have arrived in {timeout}"
        return hold["held"]

    def release(self, seq=None):
        """Lets the answer to the request of that number go, or all that are held at the moment."""
        body = {} if seq is None else {"seq": seq}
        return self._fake._ask("POST", f"/holds/{self.id}/release", body)["released"]


# The environment may name a proxy, which has no business here.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def es_ml_fake(request):
    """The fake, as it is after its start."""
    config = request.config
    uris = json.loads(_of_worker(config, "es_ml_fake_uris") or "null") or config.stash[_URIS]
    fake = Fake(uris, _of_worker(config, "workerid"))
    fake.reset()
    return fake


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Fails a test that has passed otherwise."""
    result = yield
    fake = getattr(item, "funcargs", {}).get("es_ml_fake")
    complaint = fake.complaint() if fake else None
    if complaint:
        pytest.fail(complaint, pytrace=False)
    return result


_PROCESS = pytest.StashKey()
_URIS = pytest.StashKey()


def pytest_addoption(parser):
    parser.addini("es_ml_fake_options", "Options of `es-ml-fake serve`.", type="args", default=[])


def pytest_configure(config):
    """Starts the fake, once for all workers."""
    if hasattr(config, "workerinput"):
        return
    command = [os.environ.get("ES_ML_FAKE_BINARY", "es-ml-fake"), "serve", "--listen", "127.0.0.1:0"]
    options = ["--http-nodes", "2", *config.getini("es_ml_fake_options")]
    process = subprocess.Popen([*command, *options], cwd=config.rootpath, stdout=subprocess.PIPE, text=True)
    config.stash[_PROCESS] = process
    first_line = process.stdout.readline()
    if not first_line.startswith("listening on "):
        pytest.exit("es-ml-fake did not start: see above", returncode=2)
    first = Fake([first_line.removeprefix("listening on ").strip()])
    config.stash[_URIS] = [node["uri"] for node in first._ask("GET", "/nodes")["nodes"]]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tells a worker of pytest-xdist where the fake is."""
    node.workerinput["es_ml_fake_uris"] = json.dumps(node.config.stash[_URIS])


def pytest_unconfigure(config):
    process = config.stash.get(_PROCESS, None)
    if process:
        process.terminate()
        process.wait(SECONDS_TO_END)


def _of_worker(config, name):
    return getattr(config, "workerinput", {}).get(name)
