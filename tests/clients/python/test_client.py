"""The official client against the fake: the documented examples, and each refusal as the client's own exception."""

import json

import elasticsearch
import pytest
from elasticsearch import ApiError, BadRequestError, ConflictError, Elasticsearch, NotFoundError

from cases import CASES, DEPLOYMENT, UPDATE_PATH, for_each
from fake import running_fake

MAJOR_VERSION = elasticsearch.__version__[0]
# Statuses that have no exception of their own are plain `ApiError`s.
EXCEPTIONS = {400: BadRequestError, 404: NotFoundError, 409: ConflictError}


def refusal_of(request):
    """The client's exception, which must be of exactly the type that the client has for the status."""
    with pytest.raises(ApiError) as raised:
        request()
    error = raised.value
    assert type(error) is EXCEPTIONS.get(error.status_code, ApiError)
    return error


def test_the_fake_passes_for_elasticsearch(client):
    info = client.info()
    assert info["tagline"] == "You Know, for Search"
    assert info["version"]["number"].startswith("9.")
    assert info.meta.headers["x-elastic-product"] == "Elasticsearch"
    assert client.ping()


@for_each("example", CASES["examples"])
def test_documented_examples(client, example):
    response = client.ml.update_trained_model_deployment(model_id=DEPLOYMENT, **example["body"])
    assert response.body == example["answer"]
    assert response.meta.status == 200
    assert response.meta.headers["content-type"] == f"application/vnd.elasticsearch+json;compatible-with={MAJOR_VERSION}"
    assert response.meta.headers.get("content-encoding") == ("gzip" if compresses(client) else None)


def compresses(client):
    return any(node.config.http_compress for node in client.transport.node_pool.all())


@for_each("example", CASES["examples"])
def test_what_the_client_sends_is_what_the_documentation_promises(tmp_path, example):
    journal = tmp_path / "journal.jsonl"
    with running_fake("--strict", "--journal", str(journal)) as address, Elasticsearch(address) as client:
        client.ml.update_trained_model_deployment(model_id=DEPLOYMENT, **example["body"])
    (line,) = journal.read_text().splitlines()
    exchange = json.loads(line)
    assert exchange["verdict"]["conforms"]
    assert exchange["request"]["path"] == UPDATE_PATH
    assert exchange["request"]["query"] == {}
    assert exchange["request"]["body"] == example["body"]


@for_each("case", CASES["refused_updates"])
def test_refused_updates(client, case):
    deployment = case.get("deployment", DEPLOYMENT)
    error = refusal_of(lambda: client.ml.update_trained_model_deployment(model_id=deployment, body=case["body"]))
    assert error.status_code == case["status"]
    assert error.body["status"] == case["status"]
    assert error.body["error"]["type"] == case["type"]
    assert error.body["error"]["reason"] == case["reason"]
    assert error.error == case["type"]


def test_a_deployment_that_is_not_started(tmp_path):
    config = tmp_path / "fake.toml"
    config.write_text('[[deployments]]\nid = "m"\nstate = "starting"\n')
    with running_fake("--config", str(config)) as address, Elasticsearch(address, max_retries=0) as client:
        error = refusal_of(lambda: client.ml.update_trained_model_deployment(model_id="m", number_of_allocations=4))
    assert error.status_code == 409
    assert error.error == "status_exception"
    assert error.body["error"]["reason"] == "cannot update deployment that is not in [started] state"


def test_malformed_json(client):
    headers = {"accept": "application/json", "content-type": "application/json"}
    body = '{"number_of_allocations": four}'
    error = refusal_of(lambda: client.perform_request("POST", UPDATE_PATH, headers=headers, body=body))
    assert error.status_code == 400
    assert error.error == "x_content_parse_exception"
    assert error.body["error"]["reason"].startswith("[1:32] Unrecognized token 'four'")
    assert error.body["error"]["caused_by"]["type"] == "json_parse_exception"


def test_an_update_is_judged_by_those_before_it(client):
    def update(**body):
        return client.ml.update_trained_model_deployment(model_id=DEPLOYMENT, **body)["assignment"]

    assert update(adaptive_allocations={"enabled": True})["adaptive_allocations"] == {"enabled": True}
    error = refusal_of(lambda: update(number_of_allocations=2))
    assert error.status_code == 400
    assert error.error == "validation_exception"

    switched_off = update(adaptive_allocations={"enabled": False}, number_of_allocations=2)
    assert switched_off["adaptive_allocations"] == {"enabled": False}
    assert switched_off["task_parameters"]["number_of_allocations"] == 2


def test_the_life_of_a_deployment(tmp_path):
    config = tmp_path / "fake.toml"
    config.write_text("deployments = []\n")
    options = ["--config", str(config), "--edition", "9.5", "--fail-on-breach"]
    with running_fake(*options) as address, Elasticsearch(address, max_retries=0) as client:
        ml = client.ml
        put = ml.put_trained_model(
            model_id="m", model_type="pytorch", inference_config={"text_embedding": {}}, input={"field_names": ["text"]}
        )
        assert put["model_id"] == "m"
        error = refusal_of(lambda: ml.start_trained_model_deployment(model_id="m"))
        assert error.body["error"]["reason"] == "Could not find trained model definition [m]"
        parts = ["c21hbGwg", "bW9kZWwu"]
        for number, part in enumerate(parts):
            answer = ml.put_trained_model_definition_part(
                model_id="m", part=number, definition=part, total_definition_length=12, total_parts=len(parts)
            )
            assert answer.body == {"acknowledged": True}
        vocabulary = ["[PAD]", "[UNK]", "small"]
        assert ml.put_trained_model_vocabulary(model_id="m", vocabulary=vocabulary).body == {"acknowledged": True}
        configs = ml.get_trained_models(model_id="m")["trained_model_configs"]
        assert [config["inference_config"].keys() for config in configs] == [{"text_embedding"}]

        started = ml.start_trained_model_deployment(
            model_id="m", deployment_id="search", wait_for="fully_allocated", timeout="1m", threads_per_allocation=2
        )["assignment"]
        assert started["assignment_state"] == "started"
        assert started["task_parameters"]["deployment_id"] == "search"

        results = ml.infer_trained_model(model_id="search", docs=[{"text": "small"}])["inference_results"]
        assert [result.keys() for result in results] == [{"predicted_value"}]

        updated = ml.update_trained_model_deployment(model_id="search", number_of_allocations=3)["assignment"]
        assert updated["task_parameters"]["number_of_allocations"] == 3

        (entry,) = ml.get_trained_models_stats(model_id="m")["trained_model_stats"]
        stats = entry["deployment_stats"]
        assert stats["allocation_status"] == {
            "allocation_count": 3,
            "target_allocation_count": 3,
            "state": "fully_allocated",
        }

        error = refusal_of(lambda: ml.delete_trained_model(model_id="m"))
        assert error.status_code == 409
        assert ml.stop_trained_model_deployment(model_id="search").body == {"stopped": True}
        error = refusal_of(lambda: ml.update_trained_model_deployment(model_id="search", number_of_allocations=1))
        assert error.status_code == 404
        assert ml.delete_trained_model(model_id="m").body == {"acknowledged": True}
        error = refusal_of(lambda: ml.start_trained_model_deployment(model_id="m"))
        assert error.body["error"]["reason"] == "No known trained model with model_id [m]"


def test_unknown_path(client):
    error = refusal_of(lambda: client.perform_request("GET", "/no/such/path"))
    assert error.status_code == 400
    assert error.body == {"error": "no handler found for uri [/no/such/path] and method [GET]"}


def test_wrong_method(client):
    headers = {"accept": "application/json"}
    error = refusal_of(lambda: client.perform_request("GET", UPDATE_PATH, headers=headers))
    assert error.status_code == 405
    assert error.meta.headers["allow"] == "POST"
    assert error.body == {
        "error": f"Incorrect HTTP method for uri [{UPDATE_PATH}] and method [GET], allowed: [POST]",
        "status": 405,
    }


def test_unsupported_media_type(client):
    # The client turns the media types of JSON, and no others, into versioned ones; both headers must have the version or neither.
    headers = {"accept": "*/*", "content-type": "text/plain"}
    body = '{"number_of_allocations": 4}'
    error = refusal_of(lambda: client.perform_request("POST", UPDATE_PATH, headers=headers, body=body))
    assert error.status_code == 406
    assert error.body == {"error": "Content-Type header [text/plain] is not supported", "status": 406}


def test_the_fake_ends_while_a_client_is_connected():
    with running_fake() as address:
        client = Elasticsearch(address, max_retries=0)
        client.info()
    with client, pytest.raises(elasticsearch.ConnectionError):
        client.info()
