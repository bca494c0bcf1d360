//! One fake for many tests, each with a scope of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;

use es_ml_fake::server::{Scope, SharedCluster};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, Failure, FakeCluster, On};
use serde_json::json;

static SHARED: LazyLock<SharedCluster> = LazyLock::new(|| {
    let more = Deployment::started("my-model");
    FakeCluster::builder().deployment(more).shared()
});

fn update(uri: &str, number: i32) -> reqwest::blocking::Response {
    let url = format!("{uri}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let body = json!({"number_of_allocations": number});
    reqwest::blocking::Client::new()
        .post(url)
        .json(&body)
        .send()
        .unwrap()
}

fn allocations(scope: &Scope) -> i64 {
    let deployment = scope.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    deployment.number_of_allocations().into()
}

#[test]
fn scopes_do_not_see_each_other() {
    let (one, two) = (SHARED.scope("one"), SHARED.scope("two"));
    two.script(On::updates(), Failure::no_master());
    assert_eq!(update(one.uri(), 4).status(), 200);
    assert_eq!(update(two.uri(), 5).status(), 503);
    assert_eq!((allocations(&one), allocations(&two)), (4, 1));
    assert_eq!(one.updates().only().number_of_allocations(), Some(4));
    assert_eq!(two.updates().only().number_of_allocations(), Some(5));
    assert!(
        one.updates()
            .only()
            .path()
            .starts_with("/_ml/trained_models/")
    );
    assert!(
        one.deployment("my-model").is_some(),
        "as the builder of the fake says"
    );
}

#[test]
fn a_header_names_the_scope_as_well() {
    let scope = SHARED.scope("by-header");
    let client = reqwest::blocking::Client::new();
    let request = client
        .get(SHARED.uri())
        .header("x-fake-scope", scope.name());
    assert_eq!(request.send().unwrap().status(), 200);
    assert_eq!(scope.exchanges().len(), 1);
}

#[test]
fn a_scope_is_checked_when_it_is_dropped() {
    let scope = SHARED.scope("checked");
    scope.script(On::updates(), Failure::no_master());
    let panic = catch_unwind(AssertUnwindSafe(|| drop(scope))).unwrap_err();
    let message = panic.downcast_ref::<String>().unwrap();
    assert!(message.contains("never used"), "{message}");
    assert!(
        message.contains("The fake was started at tests/scopes.rs:"),
        "{message}"
    );
    drop(SHARED.scope("checked")); // its name is free again
}

#[test]
fn names_are_plain_and_taken_once() {
    let _taken = SHARED.scope("taken");
    for (name, complaint) in [
        ("taken", "there is a scope `taken` already"),
        ("a/b", "`a/b` cannot be the name of a scope"),
    ] {
        let panic = catch_unwind(|| SHARED.scope(name)).unwrap_err();
        let message = panic.downcast_ref::<String>().unwrap();
        assert!(message.starts_with(complaint), "{message}");
    }
}
