"""The program under test: it scales a deployment, with the official client."""

from elasticsearch import Elasticsearch


def scale(addresses, deployment, allocations):
    """Asks for so many allocations, again if there is no room or nobody there, and returns how many there are to be."""
    with Elasticsearch(addresses, retry_on_status=[429, 503], max_retries=3, retry_on_timeout=True) as client:
        answer = client.ml.update_trained_model_deployment(model_id=deployment, number_of_allocations=allocations)
        return answer["assignment"]["task_parameters"]["number_of_allocations"]
