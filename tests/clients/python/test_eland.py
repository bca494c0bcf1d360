"""eland, which imports PyTorch models, against the fake: its own classes send what they send."""

import json
import os
import sys
import types

import eland
import pytest
from elasticsearch import BadRequestError, Elasticsearch

from fake import running_fake


def part_without_torch():
    """Makes a package of eland importable whose own beginning imports torch, though none of what is used here needs it."""
    package = types.ModuleType("eland.ml.pytorch")
    package.__path__ = [os.path.join(os.path.dirname(eland.__file__), "ml", "pytorch")]
    sys.modules[package.__name__] = package


part_without_torch()

from eland.ml.pytorch._pytorch_model import PyTorchModel  # noqa: E402
from eland.ml.pytorch.nlp_ml_model import (  # noqa: E402
    NlpBertTokenizationConfig,
    NlpRobertaTokenizationConfig,
    NlpTrainedModelConfig,
    PrefixStrings,
    TextEmbeddingInferenceOptions,
)

MODEL_SIZE = 2_500
CHUNK_SIZE = 1_000


@pytest.fixture
def files(tmp_path):
    """A definition and a vocabulary, as eland's tracing leaves them."""
    definition, vocabulary = tmp_path / "traced_pytorch_model.pt", tmp_path / "vocabulary.json"
    definition.write_bytes(bytes(MODEL_SIZE))
    vocabulary.write_text(json.dumps({"vocabulary": ["[PAD]", "[UNK]", "a", "b"], "merges": ["a b"]}))
    return str(definition), str(vocabulary)


def configuration(tokenization):
    return NlpTrainedModelConfig(
        description="a model of nothing",
        inference_config=TextEmbeddingInferenceOptions(tokenization=tokenization, embedding_size=8),
        metadata={"per_deployment_memory_bytes": 4_096, "per_allocation_memory_bytes": 1_024},
        prefix_strings=PrefixStrings(ingest_prefix="passage: ", search_prefix="query: "),
        tags=["tried"],
    )


@pytest.fixture
def client(tmp_path):
    config = tmp_path / "fake.toml"
    config.write_text("deployments = []\n")
    options = ["--config", str(config), "--edition", "9.5", "--fail-on-breach"]
    with running_fake(*options) as address, Elasticsearch(address, max_retries=0) as client:
        yield client


def test_a_model_is_imported_and_lives(client, files):
    """The steps of `eland_import_hub_model --start`, and what people do afterwards."""
    definition, vocabulary = files
    model = PyTorchModel(client, "sentences__tried")
    assert client.info()["version"]["number"].startswith("9.")
    assert client.options(ignore_status=404).ml.get_trained_models(model_id=model.model_id).meta.status == 404

    model.put_config(config=configuration(NlpBertTokenizationConfig(do_lower_case=True, max_sequence_length=128)))
    model.put_model(definition, chunk_size=CHUNK_SIZE)
    model.put_vocab(vocabulary)
    model.start()

    assert PyTorchModel.list(client) == {model.model_id}
    (config,) = client.ml.get_trained_models(model_id=model.model_id, include="definition_status")["trained_model_configs"]
    assert config["fully_defined"]
    assert config["model_size_bytes"] == MODEL_SIZE
    assert config["inference_config"]["text_embedding"]["tokenization"]["bert"]["do_lower_case"]
    assert config["prefix_strings"] == {"ingest": "passage: ", "search": "query: "}

    results = model.infer([{"text_field": "a b"}])["inference_results"]
    assert [len(result["predicted_value"]) for result in results] == [8]

    assignment = client.ml.update_trained_model_deployment(model_id=model.model_id, number_of_allocations=2)["assignment"]
    parameters = assignment["task_parameters"]
    assert (parameters["model_bytes"], parameters["number_of_allocations"]) == (MODEL_SIZE, 2)
    assert (parameters["per_deployment_memory_bytes"], parameters["per_allocation_memory_bytes"]) == (4_096, 1_024)
    (entry,) = client.ml.get_trained_models_stats(model_id=model.model_id)["trained_model_stats"]
    assert entry["deployment_stats"]["allocation_status"]["allocation_count"] == 2
    assert entry["deployment_stats"]["inference_count"] == 1

    model.stop()
    model.delete()
    model.delete()  # of what is not there, as with --clear-previous
    assert PyTorchModel.list(client) == set()


def test_a_model_is_imported_in_one_call_and_not_twice(client, files):
    definition, vocabulary = files
    model = PyTorchModel(client, "roberta")
    sent = {"model_path": definition, "config_path": None, "vocab_path": vocabulary, "chunk_size": CHUNK_SIZE}
    sent["config"] = configuration(NlpRobertaTokenizationConfig(add_prefix_space=True))
    model.import_model(**sent)
    model.start()
    with pytest.raises(BadRequestError) as refused:
        model.import_model(**sent)
    assert refused.value.body["error"]["reason"] == "Cannot create model [roberta] the id is the same as an current model deployment"
    model.stop()
    with pytest.raises(BadRequestError) as refused:
        model.put_model(definition, chunk_size=CHUNK_SIZE)
    assert refused.value.body["error"]["reason"] == "Trained machine learning model chunked doc [roberta][0] already exists"
