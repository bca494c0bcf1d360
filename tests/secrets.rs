//! A secret that a program sends is in nothing that the fake writes, shows or answers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::script::ScriptedRequest;
use es_ml_fake::security::{ApiKey, Role, User};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster, FakeClusterBuilder, On, Reply};
use serde_json::json;

use crate::support::{Connection, head, update_path};

pub(crate) const SECRET: &str = "s3cr3t-v4lue";

/// The headers that carry credentials, with the secret in each.
const HEADERS: [&str; 7] = [
    "authorization: Basic $",
    "proxy-authorization: Bearer $",
    "es-secondary-authorization: ApiKey $",
    "es-client-authentication: SharedSecret $",
    "cookie: sid=$",
    "x-api-key: $",
    "referer: http://elastic:$@localhost/",
];

/// First lines and bodies, with the secret in each place that can have one.
fn requests() -> Vec<(String, &'static str)> {
    let update = format!("POST {}", update_path(DOCUMENTED_DEPLOYMENT));
    let of_update = |query: &str| format!("{update}{query}");
    vec![
        (
            of_update("?api_key=$&token=$"),
            r#"{"number_of_allocations": 4}"#,
        ),
        (of_update("?timeout=1s&x=http://elastic:$@h/"), "{}"),
        (
            of_update(""),
            r#"{"number_of_allocations": "4", "password": "$", "n": 1e2}"#,
        ),
        (
            of_update(""),
            r#"{"number_of_allocations": "http://elastic:$@h/"}"#,
        ),
        (
            of_update(""),
            r#"{"adaptive_allocations": {"secret": ["$"], "enabled": "x"}}"#,
        ),
        (
            of_update(""),
            r#"{"number_of_allocations": 4, "password": "$"#,
        ),
        (of_update(""), r#"{"password": $}"#),
        (of_update(""), r#"{"password": {"is": "$"}}"#),
        (of_update(""), "password: $"),
        (
            "GET http://elastic:$@localhost:9200/?access_token=$".to_owned(),
            "",
        ),
        ("GET /_nowhere?password=$&pretty".to_owned(), ""),
        ("PUT /_nowhere/a?apiKey=$".to_owned(), "{}"),
        ("GET /_cat/indices?sessionid=$".to_owned(), ""),
        ("GET /_cat/indices?human=x&token=$".to_owned(), ""),
        (
            "PUT /_security/user/ops".to_owned(),
            r#"{"password": "$", "roles": ["a"]}"#,
        ),
        (
            "POST /_security/oauth2/token".to_owned(),
            r#"{"grant_type": "password", "username": "ops", "password": "$"}"#,
        ),
        (
            "POST /_security/api_key".to_owned(),
            r#"{"metadata": {"token": "$"}}"#,
        ),
        (
            "DELETE /_security/api_key?secret=$".to_owned(),
            "{\"ids\": \n[\"a\"]}",
        ),
    ]
}

/// Sends all, and returns what was answered.
fn send_all(cluster: &FakeCluster) -> String {
    let mut connection = Connection::to(cluster.address());
    let mut answers = Vec::new();
    for (first, body) in requests() {
        let body = body.replace('$', SECRET);
        let mut lines: Vec<_> = HEADERS.map(|it| it.replace('$', SECRET)).into();
        lines.push("content-type: application/json".to_owned());
        lines.push(format!("content-length: {}", body.len()));
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        connection.send(head(&first.replace('$', SECRET), &lines) + &body);
        let answer = connection.answer();
        let headers: Vec<_> = answer.headers().collect();
        answers.push(format!("{headers:?}"));
        answers.push(String::from_utf8_lossy(&answer.body).into_owned());
    }
    answers.join("\n")
}

#[track_caller]
fn assert_none(what: &str, text: &str) {
    let leak = text.lines().find(|line| line.contains(SECRET));
    assert_eq!(leak, None, "{what}");
}

fn panic_of(action: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(action)).unwrap_err();
    panic.downcast_ref::<String>().unwrap().clone()
}

fn open() -> FakeClusterBuilder {
    FakeCluster::builder().breaches(BreachPolicy::FailOnAny)
}

fn strict() -> FakeClusterBuilder {
    FakeCluster::builder().breaches(BreachPolicy::Refuse)
}

fn secured() -> FakeClusterBuilder {
    open()
        .user(User::new("ops", SECRET).role(Role::SUPERUSER))
        .api_key(ApiKey::new("key", SECRET))
}

#[test]
fn a_secret_that_is_planted_everywhere_is_nowhere_to_be_found() {
    for builder in [open(), strict(), secured()] {
        assert_none("the builder", &format!("{builder:?}"));
        let cluster = builder.start();
        assert_none("the answers", &send_all(&cluster));
        let exchanges = cluster.exchanges();
        assert_eq!(exchanges.len(), requests().len());
        for exchange in &exchanges {
            assert_none(
                "a line of the journal",
                &serde_json::to_string(&**exchange).unwrap(),
            );
            assert_none("an exchange", &format!("{exchange}\n{exchange:?}"));
        }
        assert_none("the transcript", &cluster.transcript().to_string());
        assert_none("the cluster", &format!("{cluster:?}"));
        let none = || drop(cluster.updates().of_deployment("nothing").only());
        assert_none("what arrived", &panic_of(none));
        let waited = cluster.updates().wait_for_blocking(99, Duration::ZERO);
        assert_none("who waits in vain", &waited.unwrap_err().to_string());
        if let Err(error) = cluster.verify() {
            assert_none("the report at the end", &format!("{error}\n{error:?}"));
        }
    }
}

/// A model comes back as it was put, from the fake itself.
#[test]
fn what_is_put_and_asked_for_again_is_shown_without() {
    let model = json!({
        "model_type": "pytorch",
        "inference_config": {"ner": {"vocabulary": {"index": "https://elastic:$@host/"}}},
        "input": {"field_names": ["text_field"]},
        "metadata": {
            "password": "$",
            "api_key": "$",
            "nested": {"secret": ["$"]},
            "url": "https://elastic:$@host/",
        },
        "default_field_map": {"password": "$", "token": "$"},
        "prefix_strings": {"search": "https://elastic:$@host/", "ingest": "api_key=$"},
    });
    let model = model.to_string().replace('$', SECRET);
    let cluster = open().breaches(BreachPolicy::Allow).start();
    let client = reqwest::blocking::Client::new();
    let url = format!("{}/_ml/trained_models/m2", cluster.uri());
    let put = client.put(&url).header("content-type", "application/json");
    let put = put.body(model).send().unwrap();
    assert_eq!(put.status(), 200, "{}", put.text().unwrap());
    for target in [url.clone(), url.replace("/m2", "?pretty")] {
        let shown = reqwest::blocking::get(target).unwrap().text().unwrap();
        assert!(shown.contains(SECRET), "the client gets it back: {shown}");
    }
    for exchange in &cluster.exchanges() {
        let line = serde_json::to_string(&**exchange).unwrap();
        assert!(line.contains(r#""nested":{"secret":"***"}"#), "{line}");
        assert_none("a line of the journal", &line);
        assert_none("an exchange", &format!("{exchange}\n{exchange:?}"));
    }
    assert_none("the transcript", &cluster.transcript().to_string());
    assert_none("the cluster", &format!("{cluster:?}"));
}

#[test]
fn what_scripts_have_to_say_has_none_either() {
    let cluster = FakeCluster::builder().breaches(BreachPolicy::Allow).start();
    cluster.script(On::update("nothing"), Reply::status(500));
    cluster.script(
        On::request("GET", "/_nowhere"),
        |request: &ScriptedRequest<'_>| -> Reply { panic!("{request:?}") },
    );
    assert_none("the answers", &send_all(&cluster));
    assert_none("the scripts", &cluster.verify().unwrap_err().to_string());
}

#[test]
fn the_control_api_has_none_either() {
    let cluster = open().control_api(true).start();
    send_all(&cluster);
    for resource in [
        "",
        "/journal",
        "/breaches",
        "/coverage",
        "/scripts",
        "/holds",
    ] {
        let url = format!("{}/_fake{resource}", cluster.uri());
        let shown = reqwest::blocking::get(url).unwrap().text().unwrap();
        assert!(shown.starts_with('{'), "{resource}: {shown}");
        assert_none(resource, &shown);
    }
    drop(cluster.verify());
}

/// What is not secret stays, so that the journal can be checked again.
#[test]
fn bodies_keep_their_other_members() {
    let cluster = open().breaches(BreachPolicy::Allow).start();
    send_all(&cluster);
    let line = serde_json::to_value(&*cluster.exchanges()[2]).unwrap();
    let body = json!({"number_of_allocations": "4", "password": "***", "n": 1e2});
    assert_eq!(line["request"]["body"], body);
    let line = serde_json::to_string(&*cluster.exchanges()[2]).unwrap();
    assert!(line.contains(r#""password":"***","n":1e2}"#), "{line}");
}
