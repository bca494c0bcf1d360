"""What a suite does with the fake. Nothing here sleeps."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from elasticsearch import ApiError

from scaler import scale, start


@pytest.fixture
def model(es_ml_fake):
    es_ml_fake.put_deployment("my-model", allocations=1)
    return "my-model"


def statuses(fake, **filters):
    return [exchange["response"]["status"] for exchange in fake.exchanges(endpoint="update", **filters)]


def test_it_asks_for_what_it_was_told(es_ml_fake, model):
    assert scale(es_ml_fake.url, model, 4) == 4
    [update] = es_ml_fake.exchanges(endpoint="update", deployment=model)
    assert update["request"]["body"] == {"number_of_allocations": 4}
    assert es_ml_fake.deployment(model)["allocations"] == 4


def test_it_asks_again_when_there_is_no_room(es_ml_fake, model):
    es_ml_fake.script({"failure": "not_enough_capacity"}, endpoint="update", times=2)
    assert scale(es_ml_fake.url, model, 4) == 4
    assert statuses(es_ml_fake) == [429, 429, 200]


def test_it_gives_up_on_what_cannot_pass(es_ml_fake):
    with pytest.raises(ApiError) as raised:
        scale(es_ml_fake.url, "unknown", 4)
    assert raised.value.status_code == 404
    assert statuses(es_ml_fake) == [404]


def test_it_waits_for_an_answer_that_takes_long(es_ml_fake, model):
    with ThreadPoolExecutor() as threads, es_ml_fake.hold(endpoint="update") as hold:
        scaling = threads.submit(scale, es_ml_fake.url, model, 4)
        [held] = hold.wait()
        assert held["deployment"] == model
        assert not scaling.done()
        assert hold.release(held["seq"]) == 1
        assert scaling.result(10) == 4


def test_it_survives_a_broken_connection(es_ml_fake, model):
    es_ml_fake.script([{"wire": "reset"}, {"wire": {"truncated": 20}}], endpoint="update")
    assert scale(es_ml_fake.url, model, 4) == 4
    assert len(statuses(es_ml_fake)) == 3


# One worker does all that is done to nodes, since workers share them (`pytest --dist loadgroup`).
@pytest.mark.xdist_group("nodes")
def test_it_turns_to_the_other_node_when_one_goes_away(es_ml_fake, model):
    with es_ml_fake.outage(1):
        assert scale(es_ml_fake.urls, model, 4) == 4
    [update] = es_ml_fake.exchanges(endpoint="update")
    assert update["node"] == 0


@pytest.mark.xdist_group("nodes")
def test_it_turns_to_the_other_node_when_one_is_behind_a_broken_proxy(es_ml_fake, model):
    with es_ml_fake.fault(1, answer=503):
        assert scale(es_ml_fake.urls, model, 4) == 4
    [update] = es_ml_fake.exchanges(endpoint="update", status=200)
    assert update["node"] == 0


def test_it_waits_until_a_deployment_is_started(es_ml_fake):
    with ThreadPoolExecutor() as threads:
        starting = threads.submit(start, es_ml_fake.url, "my-ner")
        assert es_ml_fake.deployment("my-ner", state="starting", wait="10s")["state"] == "starting"
        assert not starting.done()
        es_ml_fake.advance("30s")
        assert starting.result(10) == "started"


def test_it_waits_for_a_master(es_ml_fake, model):
    es_ml_fake.set_condition("no_master")
    with ThreadPoolExecutor() as threads:
        scaling = threads.submit(scale, es_ml_fake.url, model, 4)
        assert es_ml_fake.exchanges(endpoint="update", status=503, wait=4, timeout="10s")
        with pytest.raises(ApiError):
            scaling.result(10)
