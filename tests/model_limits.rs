//! How many models a client may put, and with how much.

use std::time::UNIX_EPOCH;

use es_ml_fake::{Answer, Cluster, Model};
use serde_json::json;

fn ask(cluster: &Cluster, method: &str, id: &str, body: String) -> Answer {
    let request = http::Request::builder()
        .method(method)
        .uri(format!("/_ml/trained_models/{id}"))
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap();
    cluster.handle(&request, UNIX_EPOCH)
}

fn put(cluster: &Cluster, id: &str, description: &str) -> Answer {
    let body = json!({
        "model_type": "pytorch",
        "inference_config": {"pass_through": {}},
        "description": description,
    });
    ask(cluster, "PUT", id, body.to_string())
}

#[track_caller]
fn assert_refused(answer: &Answer) {
    let text = String::from_utf8_lossy(answer.body());
    assert_eq!(answer.status(), 429, "{text}");
    let said = "es-ml-fake keeps 10000 models at most, and 64mb of what they were put with";
    assert!(text.contains(said), "{text}");
}

#[test]
fn there_is_an_end_to_models() {
    let cluster = Cluster::new();
    for number in 1..10_000 {
        cluster.put_model(Model::pytorch(format!("m-{number}")));
    }
    assert_refused(&put(&cluster, "more", ""));
    let again = put(&cluster, "m-7", "");
    assert_eq!(again.status(), 400, "it is there, as with fewer of them");
    assert_eq!(ask(&cluster, "DELETE", "m-7", String::new()).status(), 200);
    assert_eq!(put(&cluster, "more", "").status(), 200);
}

#[test]
fn there_is_an_end_to_what_models_are_put_with() {
    let (cluster, long) = (Cluster::new(), "x".repeat(30 * 1024 * 1024));
    for id in ["a", "b"] {
        assert_eq!(put(&cluster, id, &long).status(), 200);
    }
    assert_refused(&put(&cluster, "c", &long));
    assert_eq!(put(&cluster, "short", "").status(), 200);
    assert_eq!(ask(&cluster, "DELETE", "a", String::new()).status(), 200);
    assert_eq!(put(&cluster, "c", &long).status(), 200);
}
