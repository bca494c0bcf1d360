//! Requests to APIs that a server has and the fake does not: they are called that, are neither
//! breaches nor fine, fail no test, and can be answered by the test.

use std::panic::{AssertUnwindSafe, catch_unwind};

use es_ml_fake::journal::{AnsweredBy, BreachPolicy};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster, On, Reply, UnimplementedPolicy};
use reqwest::blocking::Response;
use serde_json::{Value, json};

use crate::support::update_path;

fn get(cluster: &FakeCluster, path: &str) -> Response {
    reqwest::blocking::get(format!("{}{path}", cluster.uri())).unwrap()
}

fn panic_of(action: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(action)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

#[test]
fn they_are_neither_breaches_nor_fine_whatever_the_policy() {
    for policy in [
        BreachPolicy::Fail,
        BreachPolicy::FailOnAny,
        BreachPolicy::Refuse,
    ] {
        let cluster = FakeCluster::builder().breaches(policy).start();
        assert_eq!(get(&cluster, "/_cat/indices").status(), 501);
        let exchange = &cluster.exchanges()[0];
        assert!(!exchange.is_silent_breach() && !exchange.is_refused_breach());
        assert!(!exchange.verdict().conforms() && !exchange.verdict().is_breach());
        assert_eq!(exchange.verdict().outside(), Some("GET /_cat/indices"));
        let line = serde_json::to_value(&**exchange).unwrap();
        let verdict = json!({
            "conforms": false, "silent": false, "violations": [], "outside": "GET /_cat/indices",
        });
        assert_eq!(line["verdict"], verdict);
        cluster.verify().unwrap();
    }
}

#[test]
fn the_answer_is_an_error_of_elasticsearch_that_official_clients_understand() {
    let cluster = FakeCluster::start();
    let answer = get(&cluster, "/my-index/_search?q=x");
    assert_eq!(answer.headers()["x-elastic-product"], "Elasticsearch");
    let body: Value = answer.json().unwrap();
    assert_eq!(body["status"], 501);
    assert_eq!(body["error"]["type"], "es_ml_fake_not_implemented");
    let reason = body["error"]["reason"].as_str().unwrap();
    assert!(reason.contains("[GET /{index}/_search]"), "{reason}");
}

/// An endpoint may take only some of the requests that a server takes there.
#[test]
fn requests_that_an_endpoint_does_not_take_are_outside_too() {
    let of_trees = r#"{"model_type": "tree_ensemble", "inference_config": {"regression": {}}}"#;
    for (policy, status) in [
        (UnimplementedPolicy::Say, 501),
        (UnimplementedPolicy::AsServer, 400),
    ] {
        let cluster = FakeCluster::builder().unimplemented(policy).start();
        assert_eq!(get(&cluster, "/_nodes/stats").status(), status);
        let url = format!("{}/_ml/trained_models/t", cluster.uri());
        let put = reqwest::blocking::Client::new().put(url).body(of_trees);
        let answer = put
            .header("content-type", "application/json")
            .send()
            .unwrap();
        assert_eq!(answer.status(), status);
        let exchanges = cluster.exchanges();
        let outside: Vec<_> = exchanges.iter().map(|it| it.verdict().outside()).collect();
        assert_eq!(
            outside,
            [
                Some("GET /_nodes/stats"),
                Some("PUT /_ml/trained_models/{model_id} of a model that is not made with PyTorch"),
            ]
        );
        cluster.verify().unwrap();
    }
}

#[test]
fn a_test_that_waits_for_an_update_is_told_of_them() {
    let cluster = FakeCluster::start();
    get(&cluster, "/_cat/indices?v");
    let report = panic_of(|| drop(cluster.updates().only()));
    let line =
        "#1 GET /_cat/indices?v -> 501 Not Implemented; GET /_cat/indices is outside this fake";
    assert!(report.contains(line), "{report}");
    assert_eq!(
        cluster.transcript().to_string().lines().nth(1),
        Some("= outside this fake: GET /_cat/indices")
    );
}

#[test]
fn a_script_answers_by_method_and_path() {
    let cluster = FakeCluster::start();
    let counted = |count: u32| Reply::status(200).json(&json!({ "count": count }));
    cluster.script(On::request("GET", "/{index}/_count").times(1), counted(4));
    cluster.script(On::request("GET", "/_all/_count"), counted(5));

    for (path, expected) in [
        ("/my-index/_count?q=x", Some(4)),
        ("//_all//_count/", Some(5)),
        ("/my-index/_count", None),
    ] {
        let answer: Value = get(&cluster, path).json().unwrap();
        assert_eq!(answer["count"].as_u64(), expected, "{path}");
    }
    let exchanges = cluster.exchanges();
    let by: Vec<_> = exchanges.iter().map(|it| it.answered_by()).collect();
    assert_eq!(
        by,
        [AnsweredBy::Script, AnsweredBy::Script, AnsweredBy::Fake]
    );
    assert!(exchanges.iter().all(|it| it.verdict().outside().is_some()));
}

/// As the answer says.
#[test]
fn a_script_of_the_control_api_answers_too() {
    let cluster = FakeCluster::builder().control_api(true).start();
    let script = json!({
        "on": {"request": "GET /_cat/indices"},
        "reply": {"status": 200, "body": []},
    });
    let client = reqwest::blocking::Client::new();
    let scripts = format!("{}/_fake/scripts", cluster.uri());
    let added = client.post(&scripts).json(&script).send().unwrap();
    assert!(added.status().is_success(), "{}", added.text().unwrap());
    assert_eq!(get(&cluster, "/_cat/indices?v").text().unwrap(), "[]");
    let wrong = json!({"on": {"request": "/_cat/indices"}, "reply": {"status": 200}});
    let refused = client.post(&scripts).json(&wrong).send().unwrap();
    assert_eq!(refused.status(), 400);
}

#[test]
fn a_script_for_another_path_is_reported_as_unused() {
    let cluster = FakeCluster::start();
    cluster.script(On::request("PUT", "/{index}"), Reply::status(200));
    get(&cluster, "/my-index");
    let unused = cluster.verify().unwrap_err().to_string();
    assert!(
        unused.contains(
            "on requests `PUT /{index}`: never used\n     the nearest: #1 GET /my-index, but its \
             method is GET"
        ),
        "{unused}"
    );
}

#[cfg(feature = "wiremock")]
#[tokio::test]
async fn a_mock_answers() {
    use wiremock::matchers::{method, path};
    use wiremock::{Mock, ResponseTemplate};

    let cluster = FakeCluster::builder()
        .breaches(BreachPolicy::FailOnAny)
        .start();
    let mock = Mock::given(method("GET")).and(path("/_cat/indices"));
    let template = ResponseTemplate::new(404).set_body_string("none");
    mock.respond_with(template).mount(cluster.mocks()).await;
    let answer = reqwest::get(format!("{}/_cat/indices", cluster.uri())).await;
    assert_eq!(answer.unwrap().text().await.unwrap(), "none");
    assert_eq!(cluster.exchanges()[0].answered_by(), AnsweredBy::Mock);
    cluster.verify().unwrap();
}

/// Advice is below the rank of a breach: said in every form, and failing nothing.
#[test]
fn advice_fails_nothing_and_is_shown_everywhere() {
    let cluster = FakeCluster::builder()
        .breaches(BreachPolicy::FailOnAny)
        .start();
    let url = format!("{}{}", cluster.uri(), update_path(DOCUMENTED_DEPLOYMENT));
    let body = json!({"adaptive_allocations": {"min_number_of_allocations": 1}});
    let client = reqwest::blocking::Client::new();
    let sent = client.post(&url).json(&body).send().unwrap();
    assert_eq!(sent.status(), 200);
    let update = cluster.updates().only();
    assert!(update.verdict().conforms());
    let advice = "/adaptive_allocations: has bounds without `enabled`";
    assert!(update.verdict().advice()[0].to_string().starts_with(advice));
    let exchange = update.into_exchange();
    assert!(exchange.to_string().contains(advice));
    let transcript = cluster.transcript().to_string();
    assert!(
        transcript.contains(&format!("= advice: {advice}")),
        "{transcript}"
    );
    let line = serde_json::to_value(&*exchange).unwrap();
    assert_eq!(
        line["verdict"]["advice"][0]["instance_path"],
        "/adaptive_allocations"
    );
    cluster.verify().unwrap();

    let with_timeout = format!("{url}?timout=1s");
    client.post(with_timeout).json(&body).send().unwrap();
    let report = cluster.verify().unwrap_err().to_string();
    assert!(
        report.contains(&format!("     advice: {advice}")),
        "{report}"
    );
}
