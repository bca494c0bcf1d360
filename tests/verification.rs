//! Silent breaches: who is told of them, when, and how.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
use reqwest::blocking::{Client, Response};

use crate::support::update_path;

/// A program with a mistake that no server tells it of: the number is a string.
fn sample_program(elasticsearch: &str) -> Response {
    send(elasticsearch, r#"{"number_of_allocations": "4"}"#)
}

fn send(elasticsearch: &str, body: &'static str) -> Response {
    let path = update_path(DOCUMENTED_DEPLOYMENT);
    Client::new()
        .post(format!("{elasticsearch}{path}"))
        .header("content-type", "application/json")
        .body(body)
        .send()
        .expect("the fake answers")
}

/// The message of the panic in `work`, or nothing if there is none.
fn panic_of(work: impl FnOnce()) -> Option<String> {
    let payload = catch_unwind(AssertUnwindSafe(work)).err()?;
    let text = payload.downcast_ref::<String>().cloned();
    text.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
}

#[test]
fn a_silent_breach_fails_the_test_on_drop_and_says_what_to_fix() {
    let started_at = line!() + 2;
    let report = panic_of(|| {
        let cluster = FakeCluster::start();
        assert_eq!(sample_program(&cluster.uri()).status(), 200);
    });
    let report = report.expect("dropping panics");
    let place = format!("{}:{started_at}:23.", file!());
    insta::assert_snapshot!(report.replace(&place, "[the line above]"), @r#"
    1 request breaches the documented contract silently. It was not refused, but the documentation does not promise that it works.

      #1 POST /_ml/trained_models/elastic__distilbert-base-uncased-finetuned-conll03-english/deployment/_update
         body: {"number_of_allocations": "4"}
         /number_of_allocations: must be an integer, but is the string "4" (type)

    To fix this, make the program send what is documented. If it is meant to rely on the server's leniency, start the fake with `.breaches(BreachPolicy::Allow)`; to have such requests answered with 400, with `.breaches(BreachPolicy::Refuse)`.

    The fake was started at [the line above]
    "#);
}

#[test]
fn the_report_shows_the_first_ten_and_counts_the_rest() {
    let cluster = FakeCluster::start();
    for _ in 0..12 {
        sample_program(&cluster.uri());
    }
    let breaches = cluster.take_silent_breaches().expect("there are breaches");
    assert_eq!(breaches.total(), 12);
    assert_eq!(breaches.first().len(), 10);
    let report = breaches.to_string();
    assert!(
        report.starts_with("12 requests breach the documented contract silently. They were not"),
        "{report}"
    );
    assert!(report.contains("#10 POST") && !report.contains("#11 POST"));
    assert!(report.contains("... and 2 more"));
}

#[test]
fn a_breach_that_was_refused_does_not_fail_the_test_again() {
    let cluster = FakeCluster::start();
    for body in [r#"{"number_of_allocations": 0}"#, r#"{"foo": 1}"#, "{", ""] {
        assert_eq!(send(&cluster.uri(), body).status(), 400);
    }
    assert_eq!(cluster.updates().breaching().count(), 4);
    assert!(cluster.verify().is_ok());
}

#[test]
fn what_verify_has_reported_is_not_reported_again() {
    assert_eq!(
        panic_of(|| {
            let cluster = FakeCluster::start();
            sample_program(&cluster.uri());
            assert!(cluster.verify().is_err());
            assert!(cluster.verify().is_ok());
        }),
        None
    );
}

#[test]
fn a_test_that_fails_already_keeps_its_own_message() {
    let message = panic_of(|| {
        let cluster = FakeCluster::start();
        sample_program(&cluster.uri());
        panic!("the test's own");
    });
    assert_eq!(message.as_deref(), Some("the test's own"));
}

#[test]
fn allowed_breaches_are_on_record_and_fail_nothing() {
    assert_eq!(
        panic_of(|| {
            let cluster = FakeCluster::builder().breaches(BreachPolicy::Allow).start();
            assert_eq!(sample_program(&cluster.uri()).status(), 200);
            assert!(cluster.updates().only().is_silent_breach());
        }),
        None
    );
}

#[test]
fn refused_breaches_change_nothing() {
    let cluster = FakeCluster::builder()
        .breaches(BreachPolicy::Refuse)
        .start();
    assert_eq!(sample_program(&cluster.uri()).status(), 400);
    let deployment = cluster
        .deployment(DOCUMENTED_DEPLOYMENT)
        .expect("it is documented");
    assert_eq!(deployment.number_of_allocations(), 1);
    assert!(!cluster.updates().only().is_silent_breach());
    assert!(cluster.verify().is_ok());
}

#[test]
fn breaches_are_remembered_when_the_journal_has_forgotten_the_request() {
    let cluster = FakeCluster::builder().journal_exchanges(1).start();
    sample_program(&cluster.uri());
    send(&cluster.uri(), "{}");
    assert_eq!(cluster.exchanges().len(), 1);
    assert_eq!(
        cluster
            .take_silent_breaches()
            .expect("one is remembered")
            .total(),
        1
    );
}

#[test]
fn a_wrong_expectation_is_told_what_arrived() {
    let cluster = FakeCluster::start();
    let message = panic_of(|| {
        let _ = cluster.updates().only();
    });
    let message = message.unwrap();
    let expected = format!(
        "expected exactly one update, but there are 0\nnothing arrived at all at {}, where the \
         fake started at tests/verification.rs:",
        cluster.uri()
    );
    assert!(message.starts_with(&expected), "{message}");
    assert!(
        message.contains("The usual causes:\n- the request was never sent"),
        "{message}"
    );
    send(&cluster.uri(), r#"{"number_of_allocations": 4}"#);
    send(&cluster.uri(), r#"{"number_of_allocations": 0}"#);
    let message = panic_of(|| {
        let _ = cluster
            .updates()
            .of_deployment("mine")
            .with_status(200)
            .only();
    });
    insta::assert_snapshot!(message.expect("there is none"), @r#"
    expected exactly one update of deployment `mine` with status 200, but there are 0
    what arrived:
      #1 POST /_ml/trained_models/elastic__distilbert-base-uncased-finetuned-conll03-english/deployment/_update {"number_of_allocations": 4} -> 200 OK
      #2 POST /_ml/trained_models/elastic__distilbert-base-uncased-finetuned-conll03-english/deployment/_update {"number_of_allocations": 0} -> 400 Bad Request; /number_of_allocations: must be at least 1, but is 0 (minimum)
    "#);
}

#[test]
fn what_a_client_sends_stays_on_its_line() {
    let cluster = FakeCluster::start();
    send(&cluster.uri(), r#"{"a\nb\u001b[31m": 1}"#);
    let escape = http::Request::get("/\u{9b}31m").body("".into()).unwrap();
    cluster.handle(&escape, SystemTime::now());
    for exchange in cluster.exchanges() {
        let text = exchange.to_string();
        assert!(!text.contains(char::is_control), "{text:?}");
    }
    let text = cluster.exchanges()[0].to_string();
    assert!(
        text.contains(r"; /a\nb\u{1b}[31m: is not documented"),
        "{text}"
    );
}

#[test]
fn of_what_arrived_the_newest_ten_are_shown() {
    let cluster = FakeCluster::start();
    for _ in 0..12 {
        send(&cluster.uri(), "{}");
    }
    let message = panic_of(|| {
        let _ = cluster.updates().only();
    });
    let message = message.expect("there are more");
    assert!(
        message.contains("\nwhat arrived (without the 2 oldest):\n  #3 POST"),
        "{message}"
    );
    assert!(message.contains("#12 POST"), "{message}");
}

#[test]
fn a_question_for_forgotten_updates_is_answered_with_the_setting_that_keeps_more() {
    let cluster = FakeCluster::builder().journal_exchanges(2).start();
    for _ in 0..5 {
        send(&cluster.uri(), "{}");
    }
    assert_eq!(cluster.updates().count(), 5);
    assert_eq!(
        cluster.updates().last().expect("the newest is there").seq(),
        5
    );
    let message = panic_of(|| {
        let _ = cluster.updates().all();
    });
    assert_eq!(
        message.as_deref(),
        Some(
            "the journal has forgotten the 3 oldest updates, so it cannot tell which they were; keep more with \
             `FakeCluster::builder().journal_exchanges(…)` or `.journal_bytes(…)`"
        )
    );
}
