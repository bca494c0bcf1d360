//! wiremock's mocks in front of the fake, and the fake behind a mock server of wiremock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime};

use es_ml_fake::journal::{AnsweredBy, BreachReport};
use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT, Delay, FakeCluster, On, WireFault};
use reqwest::{Client, Response};
use serde_json::{Value, json};
use wiremock::matchers::{any, body_partial_json, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Connection, head, snapshots, update_path};

async fn update(base: &str, number: impl Into<Value>) -> reqwest::Result<Response> {
    let url = format!("{base}{}", update_path(DOCUMENTED_DEPLOYMENT));
    let body = json!({"number_of_allocations": number.into()});
    Client::new().post(url).json(&body).send().await
}

fn answered_by(cluster: &Cluster) -> Vec<AnsweredBy> {
    let exchanges = cluster.exchanges();
    exchanges
        .iter()
        .map(|exchange| exchange.answered_by())
        .collect()
}

#[tokio::test]
async fn what_a_mock_matches_is_its_own_and_the_rest_is_the_fakes() {
    let cluster = FakeCluster::start();
    Mock::given(method("POST"))
        .and(path(update_path(DOCUMENTED_DEPLOYMENT)))
        .and(header("content-type", "application/json"))
        .and(body_partial_json(json!({"number_of_allocations": 7})))
        .respond_with(
            ResponseTemplate::new(418)
                .insert_header("x-tea", "green")
                .set_body_string("short and stout"),
        )
        .expect(1)
        .mount(cluster.mocks())
        .await;

    let mocked = update(&cluster.uri(), 7).await.unwrap();
    assert_eq!(mocked.status(), 418);
    assert_eq!(mocked.headers()["x-tea"], "green");
    assert!(!mocked.headers().contains_key("x-elastic-product"));
    assert_eq!(mocked.text().await.unwrap(), "short and stout");

    let faked = update(&cluster.uri(), 4).await.unwrap();
    assert_eq!(faked.status(), 200);
    assert_eq!(faked.headers()["x-elastic-product"], "Elasticsearch");

    assert_eq!(answered_by(&cluster), [AnsweredBy::Mock, AnsweredBy::Fake]);
    let line = serde_json::to_value(&*cluster.exchanges()[0]).unwrap();
    assert_eq!(line["answered_by"], "mock");
    assert_eq!(line["response"]["body"], json!({"text": "short and stout"}));
    // The deployment knows nothing of what the mock has taken.
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    assert_eq!(deployment.number_of_allocations(), 4);
}

#[tokio::test]
async fn a_mock_that_was_expected_and_not_asked_fails_when_the_fake_is_dropped() {
    let cluster = FakeCluster::start();
    let never = Mock::given(path("/never")).respond_with(ResponseTemplate::new(200));
    never
        .named("the one never asked")
        .expect(1)
        .mount(cluster.mocks())
        .await;
    let panicked = std::thread::spawn(move || {
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(cluster))).unwrap_err();
        dropped.downcast_ref::<String>().unwrap().clone()
    });
    let message = panicked.join().unwrap();
    assert!(message.contains("the one never asked"), "{message}");
}

#[tokio::test]
async fn a_mocks_delay_holds_up_no_other_request() {
    let cluster = FakeCluster::start();
    let slow = ResponseTemplate::new(200).set_delay(Duration::from_millis(500));
    Mock::given(path("/slow"))
        .respond_with(slow)
        .mount(cluster.mocks())
        .await;
    let begin = Instant::now();
    let delayed = tokio::spawn(reqwest::get(format!("{}/slow", cluster.uri())));
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
    assert!(!delayed.is_finished());
    assert_eq!(delayed.await.unwrap().unwrap().status(), 200);
    assert!(begin.elapsed() >= Duration::from_millis(500));
}

#[tokio::test]
async fn a_mock_that_responds_with_an_error_closes_the_connection() {
    let cluster = FakeCluster::start();
    let broken = Mock::given(path("/broken"))
        .respond_with_err(|_: &wiremock::Request| std::io::Error::other("broken"));
    broken.mount(cluster.mocks()).await;
    let error = reqwest::get(format!("{}/broken", cluster.uri()))
        .await
        .unwrap_err();
    assert!(error.is_request(), "{error:?}");
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
    assert_eq!(answered_by(&cluster), [AnsweredBy::Mock, AnsweredBy::Fake]);
}

/// The one answer of a mock that cannot be told from none, and how to avoid it.
#[tokio::test]
async fn an_empty_404_counts_as_no_match_unless_it_has_a_header() {
    let cluster = FakeCluster::start();
    let answer_with = |template| {
        Mock::given(path("/"))
            .respond_with(template)
            .up_to_n_times(1)
    };
    let bare = ResponseTemplate::new(404);
    answer_with(bare.clone()).mount(cluster.mocks()).await;
    answer_with(bare.insert_header("x", "y"))
        .mount(cluster.mocks())
        .await;
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 404);
    assert_eq!(answered_by(&cluster), [AnsweredBy::Fake, AnsweredBy::Mock]);
}

#[tokio::test]
async fn after_a_reset_of_the_mocks_all_is_the_fakes_and_new_mocks_work() {
    let cluster = FakeCluster::start();
    let teapot = || Mock::given(any()).respond_with(ResponseTemplate::new(418));
    teapot().mount(cluster.mocks()).await;
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 418);
    cluster.mocks().reset().await;
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
    teapot().mount(cluster.mocks()).await;
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 418);
    cluster.mocks().reset().await;
}

#[tokio::test]
async fn a_scoped_mock_ends_with_its_guard() {
    let cluster = FakeCluster::start();
    let mock = Mock::given(path("/"))
        .respond_with(ResponseTemplate::new(418))
        .expect(1);
    let guard = cluster.mocks().register_as_scoped(mock).await;
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 418);
    drop(guard);
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
}

/// A mock of an API that the fake has not is as good as an endpoint. A mock of one that it has does
/// not make a wrong request right.
#[tokio::test]
async fn what_a_mock_accepts_is_a_breach_where_there_is_an_endpoint() {
    let cluster = FakeCluster::start();
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200))
        .mount(cluster.mocks())
        .await;
    reqwest::get(format!("{}/_not/documented", cluster.uri()))
        .await
        .unwrap();
    assert!(cluster.verify().is_ok());

    update(&cluster.uri(), "4").await.unwrap();
    let error = cluster.verify().unwrap_err();
    assert_eq!(error.silent_breaches().map(BreachReport::total), Some(1));
}

#[tokio::test]
async fn head_is_answered_with_the_length_of_get_behind_mocks_too() {
    let cluster = FakeCluster::start();
    let _ = cluster.mocks();
    let answer = Client::new().head(cluster.uri()).send().await.unwrap();
    assert_eq!(answer.headers()["content-length"], "534");
}

#[test]
fn mocks_can_be_had_without_a_runtime() {
    let cluster = FakeCluster::start();
    assert!(cluster.mocks().uri().starts_with("http://127.0.0.1:"));
    assert_eq!(reqwest::blocking::get(cluster.uri()).unwrap().status(), 200);
}

#[test]
fn a_request_that_names_an_address_reaches_the_mocks_by_its_path() {
    let cluster = FakeCluster::start();
    let mock = Mock::given(path("/tea")).respond_with(ResponseTemplate::new(418));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(mock.mount(cluster.mocks()));
    for (target, status) in [
        ("GET http://example.org/tea", 418),
        ("GET http://example.org:99999/tea", 418),
        ("GET http://example.org:99999/", 200),
        ("CONNECT 127.0.0.1:80", 405),
    ] {
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(head(target, &[]));
        assert_eq!(answer.status, status, "{target}");
    }
}

#[tokio::test]
async fn the_whole_fake_is_a_responder_of_wiremock() {
    let server = MockServer::start().await;
    let cluster = FakeCluster::start();
    Mock::given(path("/own"))
        .respond_with(ResponseTemplate::new(204))
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(cluster.responder())
        .with_priority(255)
        .mount(&server)
        .await;

    let own = reqwest::get(format!("{}/own", server.uri())).await.unwrap();
    assert_eq!(own.status(), 204);
    let answer = update(&server.uri(), 4).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["x-elastic-product"], "Elasticsearch");
    assert_eq!(answer.headers()["content-type"], "application/json");
    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(
        answer["assignment"]["task_parameters"]["number_of_allocations"],
        4
    );

    let url = format!("{}/_cat/a%20b?v&h=x", server.uri());
    let unknown: serde_json::Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    assert_eq!(
        unknown["error"],
        "no handler found for uri [/_cat/a%20b?v&h=x] and method [GET]"
    );
    assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
}

/// A mock server that has the whole fake as its only mock.
async fn mounted(cluster: &FakeCluster) -> MockServer {
    let server = MockServer::start().await;
    let whole_fake = Mock::given(any()).respond_with(cluster.responder());
    whole_fake.mount(&server).await;
    server
}

#[tokio::test]
async fn a_script_that_a_responder_cannot_carry_out_is_refused() {
    let cluster = FakeCluster::start();
    let server = mounted(&cluster).await;
    cluster.script(On::updates().nth(1), WireFault::Reset);
    assert_eq!(update(&server.uri(), 2).await.unwrap().status(), 500);
    let held = cluster.hold(On::updates());
    let answer = update(&server.uri(), 3).await.unwrap();
    assert_eq!(answer.status(), 500);
    let text = answer.text().await.unwrap();
    assert!(text.contains("it keeps the answer back"), "{text}");
    drop(held);
    snapshots::assert(
        "mocks",
        "scripts_beyond_a_responder",
        cluster.verify().unwrap_err(),
    );
}

#[tokio::test]
async fn a_responder_delays_its_answer_as_a_script_says() {
    let cluster = FakeCluster::start();
    let server = mounted(&cluster).await;
    let delay = Duration::from_millis(30);
    cluster.script(On::updates(), Delay::fixed(delay));
    let before = Instant::now();
    assert_eq!(update(&server.uri(), 4).await.unwrap().status(), 200);
    assert!(before.elapsed() >= delay);
}

#[test]
fn a_cluster_without_a_listener_refuses_even_delays() {
    let (cluster, now) = (Cluster::new(), SystemTime::now());
    cluster.script_at(now, On::any(), Delay::fixed(Duration::from_secs(1)));
    let request = http::Request::get("/").body("".into()).unwrap();
    assert_eq!(cluster.handle(&request, now).status(), 500);
    assert!(cluster.verify().is_err());
}
