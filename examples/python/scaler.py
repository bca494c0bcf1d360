"""The program under test: it scales a deployment, with the official client."""

from elasticsearch import Elasticsearch


def start(addresses, model):
    """Starts a deployment of a model, and returns in which state it is when its nodes have loaded the model."""
    with Elasticsearch(addresses) as client:
        answer = client.ml.start_trained_model_deployment(model_id=model, wait_for="started", timeout="2m")
        return answer["assignment"]["assignment_state"]


def scale(addresses, deployment, allocations):
    """Asks for so many allocations, again if there is no room or no server, and returns how many there are to be."""
    with Elasticsearch(addresses, retry_on_status=[429, 503], max_retries=3, retry_on_timeout=True) as client:
        answer = client.ml.update_trained_model_deployment(model_id=deployment, number_of_allocations=allocations)
        return answer["assignment"]["task_parameters"]["number_of_allocations"]
