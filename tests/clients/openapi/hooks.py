"""Hooks of schemathesis, for what OpenAPI cannot say."""

import os

import requests
import schemathesis

UPDATE = "/_ml/trained_models/elastic__distilbert-base-uncased-finetuned-conll03-english/deployment/_update"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Ends adaptive allocations, which an earlier request may have begun: a number is refused then,
    though it keeps the contract. Editions that have none refuse this."""
    if case.method == "POST" and case.path.startswith("/_ml/"):
        body = {"adaptive_allocations": {"enabled": False}}
        requests.post(os.environ["FAKE_ADDRESS"] + UPDATE, json=body, timeout=10)
