use std::time::{Duration, SystemTime};

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::cluster::Cluster;
use crate::endpoints::Endpoint;
use crate::model::{Condition, Deployment, Edition};
use crate::script::{Failure, On};

const PATH: &str = "/_ml/trained_models/my-model/deployment/_update";

/// Requests that exercise all that there is of the update: method, target and body.
const REQUESTS: [(&str, &str, &str); 29] = [
    ("GET", "/", ""),
    ("HEAD", "/", ""),
    (
        "GET",
        "/?pretty&human&error_trace&format=json&filter_path=version",
        "",
    ),
    ("GET", "/?pretty=a&human=a&error_trace=a", ""),
    ("GET", "/?other", ""),
    ("GET", "/_nowhere", ""),
    ("DELETE", "/", ""),
    (
        "POST",
        "//_ml/trained_models/my-model/deployment/_update?number_of_allocations=1",
        "",
    ),
    ("POST", "UPDATE?number_of_allocations=0", ""),
    ("POST", "UPDATE", ""),
    ("POST", "UPDATE", "{"),
    ("POST", "UPDATE", r#"{"number_of_allocations": 1}"#),
    ("POST", "UPDATE", r#"{"number_of_allocations": 0}"#),
    ("POST", "UPDATE", r#"{"number_of_allocations": 2147483647}"#),
    ("POST", "UPDATE", r#"{"number_of_allocations": 2147483648}"#),
    ("POST", "UPDATE", r#"{"other": 1}"#),
    ("POST", "UPDATE", r#"{"adaptive_allocations": 1}"#),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"other": 1}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"enabled": "a"}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"enabled": true}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"enabled": false, "min_number_of_allocations": 0}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"min_number_of_allocations": -1}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"max_number_of_allocations": 1}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"max_number_of_allocations": 0}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"min_number_of_allocations": 2147483647}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"max_number_of_allocations": 2147483647}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"min_number_of_allocations": 2147483648, "max_number_of_allocations": 2147483648}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"min_number_of_allocations": 3, "max_number_of_allocations": 2}}"#,
    ),
    (
        "POST",
        "UPDATE",
        r#"{"adaptive_allocations": {"enabled": true}, "number_of_allocations": 4}"#,
    ),
];

fn send(cluster: &Cluster, (method, target, body): (&str, &str, &str), content_type: &str) {
    let request = http::Request::builder()
        .method(method)
        .uri(target.replace("UPDATE", PATH))
        .header("content-type", content_type)
        .body(Bytes::from(body.to_owned()))
        .unwrap();
    cluster.handle(&request, SystemTime::UNIX_EPOCH + Duration::from_secs(1));
}

fn run(requests: &[(&str, &str, &str)]) -> Cluster {
    let cluster = Cluster::new();
    cluster.put_deployment(Deployment::started("my-model"));
    for request in requests {
        send(&cluster, *request, "application/json");
    }
    cluster
}

fn texts<'i>(items: impl Iterator<Item = &'i Item>) -> Vec<String> {
    items.map(ToString::to_string).collect()
}

#[test]
fn all_that_there_is_of_the_update_can_be_exercised() {
    let cluster = run(&REQUESTS);
    send(&cluster, ("POST", "UPDATE", "{}"), "text/plain");
    let coverage = cluster.coverage();
    let missing = coverage.missing().filter(|item| {
        let is_of_update = item
            .endpoint()
            .is_none_or(|it| it == Endpoint::Update || it == Endpoint::Info);
        is_of_update && !matches!(item.part(), Part::Failures | Part::Editions)
    });
    assert_eq!(texts(missing), [""; 0]);
}

#[test]
fn nothing_is_exercised_that_was_not_sent() {
    assert_eq!(texts(run(&[]).coverage().covered()), [""; 0]);
    let coverage = run(&REQUESTS[11..12]).coverage();
    assert_eq!(
        texts(coverage.covered()),
        [
            "update: POST /_ml/trained_models/{deployment_id}/deployment/_update: accepted",
            "update: /number_of_allocations: valid",
            "update: /number_of_allocations: the minimum, 1",
            "documented",
        ]
    );
}

#[test]
fn failures_count_whoever_says_them() {
    let failures = |cluster: &Cluster| {
        let coverage = cluster.coverage();
        let covered = coverage
            .covered()
            .filter(|item| item.part() == Part::Failures);
        covered
            .map(|item| item.place().to_owned())
            .collect::<Vec<_>>()
    };
    let update = (
        "POST",
        "/_ml/trained_models/nowhere/deployment/_update",
        r#"{"number_of_allocations": 1}"#,
    );
    let cluster = run(&[update]);
    assert_eq!(failures(&cluster), ["not_found"]);
    cluster.set_condition(Condition::NoMaster);
    send(&cluster, update, "application/json");
    send(
        &cluster,
        ("POST", "UPDATE", r#"{"foo": 1}"#),
        "application/json",
    );
    send(
        &cluster,
        ("POST", "UPDATE", r#"{"number_of_allocations": "#),
        "application/json",
    );
    assert_eq!(
        failures(&cluster),
        ["not_found", "unknown_field", "malformed_body", "no_master"]
    );
    for failure in Failure::all() {
        cluster.script_at(SystemTime::UNIX_EPOCH, On::any().times(1), failure);
        send(&cluster, update, "application/json");
    }
    assert_eq!(failures(&cluster).len(), Failure::all().count());
}

#[test]
fn each_edition_is_an_item_of_its_own() {
    let editions = Edition::all().map(|edition| edition.to_string());
    let items = items().iter().filter(|item| item.part() == Part::Editions);
    assert!(items.map(Item::place).eq(editions));
}

#[test]
fn items_have_different_names() {
    let mut names = texts(items().iter());
    let number = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), number);
    assert!(items().iter().map(Item::part).is_sorted());
}

#[test]
fn lines_that_are_none_change_nothing() {
    let mut coverage = Coverage::new();
    for line in [&b"{"[..], b"{}", b"\xff", b"{\"endpoint\": \"s3cret\"}"] {
        let error = coverage.add_line(line).unwrap_err().to_string();
        assert!(error.starts_with("it is no line of a journal") && !error.contains("s3cret"));
    }
    assert_eq!(coverage, Coverage::new());
}

#[test]
fn all_is_a_hundred_percent_and_nothing_less_is() {
    let mut coverage = Coverage::new();
    assert!(coverage.percent() < f64::EPSILON);
    coverage.covered.fill(true);
    assert!((coverage.percent() - 100.0).abs() < f64::EPSILON);
    coverage.covered[0] = false;
    assert!(coverage.percent() < 100.0 && !coverage.to_string().contains("100.0"));
    assert!((coverage.percent_of(&Selection::all().parts([])) - 100.0).abs() < f64::EPSILON);
}

proptest! {
    /// In memory and in journals, in one run and in shards. What is answered may depend on what was
    /// answered before, so it is one run whose exchanges are shared out.
    #[test]
    fn shards_come_to_what_one_run_comes_to(
        chosen in prop::collection::vec((0..REQUESTS.len(), any::<bool>()), 0..30),
    ) {
        let requests: Vec<_> = chosen.iter().map(|(index, _)| REQUESTS[*index]).collect();
        let cluster = run(&requests);
        let (whole, mut one, mut other) = (cluster.coverage(), Coverage::new(), Coverage::new());
        for ((_, is_other), exchange) in chosen.iter().zip(cluster.exchanges()) {
            match is_other {
                true => other.add(&exchange),
                false => one.add_line(&serde_json::to_vec(&*exchange).unwrap()).unwrap(),
            }
        }
        let (mut forth, mut back) = (one.clone(), other.clone());
        forth.merge(&other);
        back.merge(&one);
        prop_assert_eq!(&forth, &whole);
        prop_assert_eq!(&back, &whole);
        forth.merge(&other);
        prop_assert_eq!(&forth, &whole);
    }

    #[test]
    fn any_line_is_taken_or_refused(line in "\\{\"(endpoint|request|verdict)\":[\\[\\]{}\":a,1]{0,30}") {
        let _ = Coverage::new().add_line(line.as_bytes());
    }
}
