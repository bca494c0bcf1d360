//! What a whole test process says and does because of its fakes.
//!
//! Each case is a test of its own that does nothing unless it is the child of the test that looks
//! at it.

use std::process::{Command, Output};
use std::sync::LazyLock;
use std::thread;

use es_ml_fake::{Delay, Failure, FakeCluster, On};

use crate::support::{Connection, PAUSE, update_request};

/// Says in the environment of a child which case it is.
const CASE: &str = "ES_ML_FAKE_TEST_CASE";

const BREACH: &str = r#"{"number_of_allocations": "4"}"#;

fn breach(cluster: &FakeCluster) {
    let answer = Connection::to(cluster.address()).ask(update_request(BREACH));
    assert_eq!(answer.status, 200);
}

fn is_case(name: &str) -> bool {
    std::env::var(CASE).is_ok_and(|case| case == name)
}

/// Runs a case in a process of its own.
fn run(case: &str) -> (Output, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("end_of_test::{case}"), "--nocapture"])
        .env(CASE, case)
        .env("RUST_BACKTRACE", "0")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    (output, text)
}

#[test]
fn case_static() {
    static CLUSTER: LazyLock<FakeCluster> = LazyLock::new(FakeCluster::start);
    if is_case("case_static") {
        breach(&CLUSTER);
    }
}

#[test]
fn a_fake_in_a_static_fails_the_process() {
    let (output, text) = run("case_static");
    assert!(!output.status.success());
    assert!(text.contains("these fakes were never dropped"), "{text}");
    assert!(
        text.contains("must be an integer, but is the string \"4\""),
        "{text}"
    );
    assert!(text.contains("The fake was started at "), "{text}");
}

#[test]
fn case_task() {
    if is_case("case_task") {
        let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
        let lost = runtime.spawn(async { breach(&FakeCluster::start()) });
        assert!(
            runtime.block_on(lost).is_err(),
            "in real life this is not looked at"
        );
    }
}

#[test]
fn a_fake_that_is_dropped_in_a_task_fails_the_process() {
    let (output, text) = run("case_task");
    assert!(!output.status.success());
    assert!(text.contains("or not on the thread of a test"), "{text}");
}

#[test]
fn case_well() {
    static CLUSTER: LazyLock<FakeCluster> = LazyLock::new(FakeCluster::start);
    if is_case("case_well") {
        let _ = CLUSTER.uri();
        thread::spawn(|| drop(FakeCluster::start())).join().unwrap();
    }
}

#[test]
fn fakes_without_a_complaint_fail_nothing_wherever_they_are() {
    let (output, text) = run("case_well");
    assert!(output.status.success(), "{text}");
}

#[test]
fn case_failing() {
    if is_case("case_failing") {
        let cluster = FakeCluster::start();
        cluster.script(On::update("mine"), Failure::no_master());
        breach(&cluster);
        panic!("the test's own");
    }
}

#[test]
fn a_failing_test_is_told_once_what_its_fake_has_seen() {
    let (output, text) = run("case_failing");
    assert!(!output.status.success());
    for (part, times) in [
        (
            "The test is failing. This is what the fake started at tests/end_of_test.rs:",
            1,
        ),
        ("#1 POST ", 3), // what arrived, the breach, and the nearest request of the script
        ("1 request breaches the documented contract silently", 1),
        ("1 script was not used as often as it was to be", 1),
    ] {
        assert_eq!(text.matches(part).count(), times, "{part}\n{text}");
    }
}

#[test]
fn case_paused() {
    if is_case("case_paused") {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().start_paused(true);
        runtime.build().unwrap().block_on(async {
            let cluster = FakeCluster::start();
            cluster.script(On::any(), Delay::fixed(PAUSE));
            let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30));
            client
                .build()
                .unwrap()
                .get(cluster.uri())
                .send()
                .await
                .unwrap();
        });
    }
}

#[test]
fn a_client_under_paused_time_is_told_of_local_fakes() {
    let (output, text) = run("case_paused");
    assert!(!output.status.success());
    assert!(
        text.contains("tokio's time is paused in this test"),
        "{text}"
    );
    assert!(text.contains("`FakeCluster::builder().local()`"), "{text}");
}
