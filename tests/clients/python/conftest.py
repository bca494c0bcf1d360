import pytest
from elasticsearch import Elasticsearch

from fake import running_fake


@pytest.fixture
def fake():
    """The address of a fake of the test's own."""
    with running_fake() as address:
        yield address


@pytest.fixture(params=[False, True], ids=["plain", "gzip"])
def client(fake, request):
    with Elasticsearch(fake, http_compress=request.param, max_retries=0, request_timeout=10) as client:
        yield client
