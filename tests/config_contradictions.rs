//! What contradicts itself is refused where it is written: by a panic at the caller's line that
//! says what is wrong and what to do.

#![allow(clippy::unwrap_used)]

#[path = "support/snapshots.rs"]
mod snapshots;

use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::{self, UnwindSafe};
use std::sync::Once;
use std::time::{Duration, SystemTime};

use es_ml_fake::security::{ApiKey, Role, ServiceAccount, User};
use es_ml_fake::server::Limits;
use es_ml_fake::{
    AdaptiveAllocations, Cluster, DOCUMENTED_DEPLOYMENT, Deployment, Failure, FakeCluster, Node,
    On, Reply,
};

thread_local! {
    /// File and message of the last panic of this thread.
    static LAST: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// What it panics with, at a line of this file.
#[track_caller]
fn refusal(contradiction: impl FnOnce() + UnwindSafe) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            shown(info);
            let file = info.location().unwrap().file().to_owned();
            let message = info.payload_as_str().unwrap_or_default().to_owned();
            LAST.set(Some((file, message)));
        }));
    });
    assert!(panic::catch_unwind(contradiction).is_err(), "it was taken");
    let (file, message) = LAST.take().unwrap();
    assert_eq!(file, file!(), "{message}");
    message
}

#[test]
fn contradictions_are_refused_at_the_line_that_has_them() {
    let builder = FakeCluster::builder;
    let user = || User::new("ops", "secret");
    let script = |on: On, replies: Vec<Failure>| {
        let _ = Cluster::new().script_at(SystemTime::UNIX_EPOCH, on, replies);
    };
    let no_master = Failure::no_master;
    let cases: Vec<(&str, Box<dyn FnOnce() + UnwindSafe>)> = vec![
        ("times(0)", Box::new(|| drop(On::any().times(0)))),
        ("nth(0)", Box::new(|| drop(On::any().nth(0)))),
        (
            "lasting(0)",
            Box::new(|| drop(On::any().lasting(Duration::ZERO))),
        ),
        (
            "more replies than times",
            Box::new(move || script(On::updates().times(2), vec![no_master(); 3])),
        ),
        ("no reply", Box::new(move || script(On::any(), vec![]))),
        (
            "a status that is not final",
            Box::new(|| drop(Reply::status(100))),
        ),
        (
            "a status that is none",
            Box::new(|| drop(Reply::status(99))),
        ),
        (
            "a header of the cluster's answer",
            Box::new(|| drop(Reply::as_usual().header("a", "b"))),
        ),
        (
            "a header without a name",
            Box::new(|| drop(Reply::status(200).header("", "b"))),
        ),
        (
            "inverted bounds",
            Box::new(|| drop(AdaptiveAllocations::between(8, 4))),
        ),
        (
            "a bound of no allocation",
            Box::new(|| drop(AdaptiveAllocations::enabled().at_most(0))),
        ),
        (
            "a bound that is too large",
            Box::new(|| drop(AdaptiveAllocations::between(1, u32::MAX))),
        ),
        (
            "too many allocations",
            Box::new(|| drop(Deployment::started("m").allocations(u32::MAX))),
        ),
        (
            "a node for no allocation",
            Box::new(|| drop(Deployment::started("m").on_node("a", 0))),
        ),
        (
            "no thread",
            Box::new(|| drop(Deployment::started("m").threads(0))),
        ),
        (
            "no queue",
            Box::new(|| drop(Deployment::started("m").queue(0))),
        ),
        (
            "a cache of no size",
            Box::new(|| drop(Deployment::started("m").cache("much"))),
        ),
        ("an empty id", Box::new(|| drop(Deployment::started("")))),
        (
            "an id with a slash",
            Box::new(|| drop(Deployment::starting("a/b"))),
        ),
        (
            "an id that is a folder",
            Box::new(|| drop(Deployment::stopping(".."))),
        ),
        (
            "no HTTP node",
            Box::new(move || drop(builder().http_nodes(0))),
        ),
        (
            "no connection",
            Box::new(|| drop(Limits::default().connections(0))),
        ),
        (
            "two deployments",
            Box::new(move || {
                drop(
                    builder()
                        .deployment(Deployment::started("m"))
                        .deployment(Deployment::starting("m")),
                )
            }),
        ),
        (
            "two nodes",
            Box::new(move || {
                drop(
                    builder()
                        .node(Node::new("a"))
                        .node(Node::new("a").zone("b")),
                )
            }),
        ),
        (
            "two users",
            Box::new(move || drop(builder().user(user()).user(user()))),
        ),
        (
            "two keys",
            Box::new(move || {
                drop(
                    builder()
                        .api_key(ApiKey::new("k", "a"))
                        .api_key(ApiKey::new("k", "b")),
                )
            }),
        ),
        (
            "two accounts",
            Box::new(move || {
                drop(
                    builder()
                        .service_account(ServiceAccount::new("a/b", "c"))
                        .service_account(ServiceAccount::new("a/b", "d")),
                )
            }),
        ),
        (
            "two roles",
            Box::new(move || drop(builder().role(Role::new("r")).role(Role::new("r")))),
        ),
    ];
    let mut refusals = String::new();
    for (name, contradiction) in cases {
        let message = refusal(contradiction);
        writeln!(refusals, "{name}: {message}").unwrap();
    }
    snapshots::assert("builders", "contradictions", refusals);
}

#[test]
fn editions_and_statuses_are_taken_as_people_write_them() {
    let fake = FakeCluster::builder()
        .edition("8.15.5")
        .http_nodes(4)
        .start();
    assert_eq!(fake.edition().to_string(), "8.15");
    fake.http_node(1).answer(502);
    fake.http_node(2).answer("503");
    fake.http_node(3)
        .answer(http::StatusCode::TOO_MANY_REQUESTS);
    let answers = fake
        .uris()
        .into_iter()
        .map(|uri| reqwest::blocking::get(uri).unwrap());
    let statuses: Vec<_> = answers.map(|answer| answer.status().as_u16()).collect();
    assert_eq!(statuses, [200, 502, 503, 429]);
    let versions = es_ml_fake::model::Version::all().map(|version| {
        FakeCluster::builder()
            .edition(version)
            .start()
            .edition()
            .to_string()
    });
    assert_eq!(versions.last().unwrap(), "9.5");
}

#[test]
fn a_role_that_does_not_exist_is_refused_at_the_start_and_was_given_at_a_line() {
    let line = line!() + 1;
    let user = User::new("ops", "hunter2").role("scalr");
    let builder = FakeCluster::builder()
        .role(Role::new("scaler").cluster("manage_ml"))
        .user(user);
    let message = refusal(panic::AssertUnwindSafe(|| drop(builder.start())));
    let message = message.replace(&format!("{}:{line}:", file!()), "FILE:LINE:");
    snapshots::assert("builders", "unknown_role", message);
}

#[test]
fn roles_that_exist_and_those_that_need_not_are_taken() {
    let fake = FakeCluster::builder()
        .user(User::new("a", "b").role("later").unchecked_role("gone"))
        .api_key(ApiKey::new("k", "s").role(Role::MACHINE_LEARNING_USER))
        .service_account(ServiceAccount::new("a/b", "t").role("later"))
        .role(Role::new("later"))
        .role(Role::new(Role::MACHINE_LEARNING_USER).cluster("all"))
        .start();
    let url = format!("{}/_ml/trained_models/m/deployment/_update", fake.uri());
    let request = reqwest::blocking::Client::new().post(url);
    let answer = request
        .basic_auth("a", Some("b"))
        .json(&serde_json::json!({"number_of_allocations": 4}))
        .send()
        .unwrap();
    let text = answer.text().unwrap();
    assert!(
        text.contains("with effective roles [later] (assigned roles [gone] were not found)"),
        "{text}"
    );
}

#[test]
fn the_documented_deployment_and_an_unchecked_id_can_be_described() {
    let fake = FakeCluster::builder()
        .deployment(Deployment::starting(DOCUMENTED_DEPLOYMENT))
        .deployment(Deployment::started("m").unchecked_id("a/b"))
        .start();
    let ids: Vec<_> = fake
        .deployments()
        .iter()
        .map(|each| each.id().to_owned())
        .collect();
    assert_eq!(ids, ["a/b", DOCUMENTED_DEPLOYMENT]);
    assert_eq!(fake.deployment("a/b").unwrap().model_id(), "m");
}
