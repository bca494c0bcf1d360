//! Programmed answers: which requests they are for, what they say, when they go, and what becomes
//! of those that are not used.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use es_ml_fake::journal::AnsweredBy;
use es_ml_fake::script::{ScriptedRequest, UnusedPolicy};
use es_ml_fake::{
    Clock, DOCUMENTED_DEPLOYMENT, Delay, Deployment, Failure, FakeCluster, FakeClusterBuilder, On,
    Reply, WireFault,
};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

use crate::support::{Connection, UPDATE, snapshots, update_path, update_request};

fn update_of(cluster: &FakeCluster, deployment: &str, number: i32) -> reqwest::Result<Response> {
    let uri = cluster.uri();
    let url = format!("{uri}{}", update_path(deployment));
    let body = json!({"number_of_allocations": number});
    Client::new().post(url).json(&body).send()
}

/// The statuses of some updates in a row.
fn statuses(cluster: &FakeCluster, requests: usize) -> Vec<u16> {
    let update = |_| {
        update_of(cluster, DOCUMENTED_DEPLOYMENT, 4)
            .unwrap()
            .status()
            .as_u16()
    };
    (0..requests).map(update).collect()
}

fn number(cluster: &FakeCluster) -> u32 {
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    deployment.number_of_allocations()
}

/// Each failure as it goes over the wire.
#[test]
fn each_failure_of_the_catalogue_looks_like_its_snapshot() {
    for failure in Failure::all() {
        let cluster = FakeCluster::start();
        cluster.script(On::updates(), failure);
        let answer = update_of(&cluster, DOCUMENTED_DEPLOYMENT, 4).unwrap();
        assert_eq!(answer.status(), failure.status(cluster.edition()).as_u16());
        assert_eq!(number(&cluster), 1, "{failure}");
        let mut text = format!("{}\n\n{}\n", failure.when(), answer.status());
        let exchange = &cluster.exchanges()[0];
        for (name, value) in exchange.answer().headers() {
            assert_eq!(
                answer
                    .headers()
                    .get_all(&name)
                    .iter()
                    .filter(|v| **v == value)
                    .count(),
                1
            );
            text.extend([name.as_str(), ": ", value.to_str().unwrap(), "\n"]);
        }
        let body = answer.text().unwrap();
        match serde_json::from_str::<Value>(&body) {
            Ok(json) => text.extend(["\n", &serde_json::to_string_pretty(&json).unwrap()]),
            Err(_) => text.extend(["\n", &body.replace('\r', "")]),
        }
        snapshots::assert("scripts/failures", failure.name(), text.trim_end());
    }
}

#[test]
fn selected_requests_fail_as_often_as_they_are_to() {
    for (on, expected) in [
        (On::any(), [503, 503, 503, 503]),
        (On::updates().times(2), [503, 503, 200, 200]),
        (
            On::update(DOCUMENTED_DEPLOYMENT).after(1),
            [200, 503, 503, 503],
        ),
        (On::updates().after(1).times(2), [200, 503, 503, 200]),
        (On::updates().nth(3), [200, 200, 503, 200]),
        (
            On::updates().body(|body| body["number_of_allocations"] == 4),
            [503; 4],
        ),
    ] {
        let cluster = FakeCluster::start();
        let script = cluster.script(on.clone(), Failure::no_master());
        assert_eq!(statuses(&cluster, 4), expected, "{on}");
        assert_eq!(
            script.calls(),
            expected.iter().filter(|status| **status == 503).count()
        );
    }
}

#[test]
fn requests_that_are_not_selected_are_answered_as_usual() {
    let cluster = FakeCluster::builder()
        .deployment(Deployment::started("other"))
        .start();
    cluster.script(On::update("other"), Failure::not_started());
    assert_eq!(statuses(&cluster, 1), [200]);
    assert_eq!(update_of(&cluster, "other", 4).unwrap().status(), 409);
    assert_eq!(reqwest::blocking::get(cluster.uri()).unwrap().status(), 200);
}

#[test]
fn a_sequence_goes_on_to_its_end_and_then_all_is_as_usual() {
    let cluster = FakeCluster::start();
    cluster.script(
        On::updates(),
        [Failure::bad_gateway(), Failure::circuit_breaker()],
    );
    assert_eq!(statuses(&cluster, 3), [502, 429, 200]);
    let replies = vec![
        Reply::status(418),
        Reply::as_usual(),
        Failure::licence().into(),
    ];
    cluster.script(On::updates(), replies);
    assert_eq!(statuses(&cluster, 4), [418, 200, 403, 200]);
}

#[test]
fn answers_of_ones_own_are_sent_as_they_are() {
    let cluster = FakeCluster::start();
    let reply = Reply::status(507)
        .header("retry-after", "7")
        .json(&json!({"b": 1, "a": 2}));
    cluster.script(On::any(), reply);
    let answer = reqwest::blocking::get(format!("{}/?pretty&format=yaml", cluster.uri())).unwrap();
    assert_eq!(answer.status(), 507);
    assert_eq!(answer.headers()["retry-after"], "7");
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert!(!answer.headers().contains_key("x-elastic-product"));
    assert_eq!(answer.json::<Value>().unwrap(), json!({"a": 2, "b": 1}));
    assert_eq!(cluster.exchanges()[0].answered_by(), AnsweredBy::Script);
}

#[test]
fn a_closure_makes_of_the_request_what_it_likes() {
    let cluster = FakeCluster::start();
    cluster.script(On::updates(), |asked: &ScriptedRequest| {
        let number = asked.json()["number_of_allocations"].as_i64().unwrap();
        match number {
            ..5 => Reply::as_usual(),
            _ => Failure::not_enough_capacity().into(),
        }
    });
    let status = |number| {
        update_of(&cluster, DOCUMENTED_DEPLOYMENT, number)
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!([status(4), status(5)], [200, 429]);
}

#[test]
fn a_request_can_be_shown_without_its_credentials() {
    let cluster = FakeCluster::start();
    let (show, shown) = std::sync::mpsc::channel();
    cluster.script(On::any(), move |asked: &ScriptedRequest| {
        show.send(format!("{asked:?}")).unwrap();
        Reply::as_usual()
    });
    let client = reqwest::blocking::Client::new();
    client
        .get(cluster.uri())
        .basic_auth("elastic", Some("secret"))
        .send()
        .unwrap();
    let shown = shown.recv().unwrap();
    assert!(shown.contains("authorization"), "{shown}");
    assert!(!shown.contains("Basic"), "{shown}");
}

#[test]
fn delays_of_several_scripts_add_up_and_the_first_answer_is_the_last_word() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder()
        .clock(clock.clone())
        .unused_scripts(UnusedPolicy::Allow)
        .start();
    let second = Duration::from_secs(1);
    cluster.script(On::any(), Delay::fixed(second));
    cluster.script(On::any(), Reply::from(Failure::no_master()).after(second));
    let never = cluster.script(On::any(), Delay::fixed(second));
    let uri = cluster.uri();
    let asking = std::thread::spawn(move || reqwest::blocking::get(uri).unwrap().status().as_u16());
    while cluster.exchanges().is_empty() {
        std::thread::yield_now();
    }
    clock.advance(Duration::from_nanos(1_999_999_999));
    assert!(!asking.is_finished());
    clock.advance(Duration::from_nanos(1));
    assert_eq!(asking.join().unwrap(), 503);
    assert_eq!(never.calls(), 0);
}

#[test]
fn a_script_for_a_time_ends_by_the_clock() {
    let clock = Clock::manual();
    let cluster = FakeCluster::builder().clock(clock.clone()).start();
    let minute = Duration::from_mins(1);
    cluster.script(On::updates().lasting(minute), Failure::cluster_block());
    assert_eq!(statuses(&cluster, 2), [503, 503]);
    clock.advance(minute);
    assert_eq!(statuses(&cluster, 1), [200]);
}

#[test]
fn a_fault_of_the_wire_breaks_the_answer_and_the_update_takes_place() {
    let cluster = FakeCluster::start();
    cluster.script(On::updates().times(1), WireFault::Close);
    assert!(update_of(&cluster, DOCUMENTED_DEPLOYMENT, 4).is_err());
    assert_eq!(number(&cluster), 4);
    assert_eq!(statuses(&cluster, 1), [200]);
}

#[test]
fn random_delays_are_the_same_from_the_same_seed() {
    let took = |seed| {
        let cluster = FakeCluster::builder().seed(seed).start();
        let (shortest, longest) = (Duration::ZERO, Duration::from_millis(40));
        cluster.script(On::any(), Delay::between(shortest, longest));
        let begin = std::time::Instant::now();
        statuses(&cluster, 1);
        begin.elapsed()
    };
    // The seed 8 begins with a delay of nearly all of it.
    assert!(took(8) > Duration::from_millis(20));
}

#[test]
fn scripts_can_be_removed() {
    let cluster = FakeCluster::start();
    let script = cluster.script(On::updates(), Failure::no_master());
    assert_eq!(statuses(&cluster, 1), [503]);
    script.remove();
    assert_eq!(statuses(&cluster, 1), [200]);
    cluster.script(On::updates(), Failure::no_master());
    cluster.clear_scripts();
    assert_eq!(statuses(&cluster, 1), [200]);
}

fn complaint(cluster: FakeCluster) -> String {
    let panicked = catch_unwind(AssertUnwindSafe(|| drop(cluster))).unwrap_err();
    let message = panicked.downcast_ref::<String>().unwrap();
    let (complaint, place) = message.rsplit_once("\n\nThe fake was started at ").unwrap();
    assert!(place.starts_with(file!()), "{place}");
    complaint.to_owned()
}

#[test]
fn scripts_that_were_not_used_fail_the_test_with_what_came_nearest() {
    let cluster = FakeCluster::builder().seed(42).start();
    cluster.script(On::update("my-model"), Failure::not_found());
    cluster.script(On::updates().times(3), Reply::status(500));
    cluster.script(
        On::updates(),
        [Delay::between(Duration::ZERO, Duration::ZERO); 2],
    );
    cluster.script(
        On::updates().body(|body| body["x"] == 1),
        Failure::validation(),
    );
    let held = cluster.hold(On::update("nobody"));
    statuses(&cluster, 4);
    drop(held);
    snapshots::assert("scripts", "unused", complaint(cluster));
}

#[test]
fn a_script_without_any_request_says_so() {
    let cluster = FakeCluster::start();
    cluster.script(On::any(), Failure::not_found());
    snapshots::assert("scripts", "unused_without_requests", complaint(cluster));
}

#[test]
fn unused_scripts_and_silent_breaches_are_complained_of_together() {
    let cluster = FakeCluster::start();
    cluster.script(On::update("my-model"), Failure::not_found());
    let url = format!("{}/?timeout=1s", cluster.uri());
    drop(reqwest::blocking::get(url));
    let url = format!("{}{}", cluster.uri(), update_path(DOCUMENTED_DEPLOYMENT));
    let four = json!({"number_of_allocations": "4"});
    Client::new().post(url).json(&four).send().unwrap();
    let complaint = complaint(cluster);
    assert!(
        complaint.contains("breaches the documented contract silently"),
        "{complaint}"
    );
    assert!(complaint.contains("1 script was not used"), "{complaint}");
}

#[test]
fn an_assertion_in_a_closure_fails_the_test_and_leaves_the_request_on_record() {
    let cluster = FakeCluster::start();
    cluster.script(On::updates().times(1), |asked: &ScriptedRequest<'_>| {
        assert_eq!(asked.json()["number_of_allocations"], 3, "not three");
        Reply::status(200)
    });
    cluster.script(
        On::any().body(|body| body["number_of_allocations"].as_str().unwrap() == "4"),
        Failure::not_found(),
    );
    assert_eq!(statuses(&cluster, 2), [500, 500]);
    assert_eq!(cluster.updates().count(), 2);
    assert_eq!(cluster.exchanges()[0].answered_by(), AnsweredBy::Script);
    let answer = update_of(&cluster, DOCUMENTED_DEPLOYMENT, 4).unwrap();
    assert_eq!(
        answer.text().unwrap(),
        "es-ml-fake: the script on all requests with a body as described went wrong: a closure panicked: called `Option::unwrap()` on a `None` value"
    );
    snapshots::assert("scripts", "closures_that_panic", complaint(cluster));
}

#[test]
fn unused_scripts_can_be_allowed_and_asked_for_early() {
    let allowing =
        |builder: FakeClusterBuilder| builder.unused_scripts(UnusedPolicy::Allow).start();
    let cluster = allowing(FakeCluster::builder());
    cluster.script(On::any(), Failure::not_found());
    let unused = cluster.take_unused_scripts().unwrap();
    assert_eq!(unused.total(), 1);
    assert!(cluster.take_unused_scripts().is_none());
    cluster.script(On::any(), Failure::not_found());
}

/// Closures, predicates and observers run without a lock.
#[test]
fn closures_may_ask_the_cluster() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let cluster = Arc::new(std::sync::OnceLock::<es_ml_fake::Cluster>::new());
    let (of_observer, noted) = (Arc::clone(&cluster), Arc::clone(&seen));
    let fake = FakeCluster::builder()
        .on_exchange(move |_| {
            let cluster = of_observer.get().expect("it is set");
            noted.lock().unwrap().push(cluster.updates().count());
        })
        .start();
    cluster.set(fake.cluster().clone()).expect("it is set once");
    let (of_predicate, of_closure) = (Arc::clone(&cluster), Arc::clone(&cluster));
    let on = On::updates().body(move |_| {
        let cluster = of_predicate.get().expect("it is set");
        cluster.deployment(DOCUMENTED_DEPLOYMENT).is_some()
    });
    fake.script(on, move |_: &ScriptedRequest| {
        let cluster = of_closure.get().expect("it is set");
        Reply::status(500).text(&cluster.exchanges().len().to_string())
    });
    for expected in ["0", "1"] {
        let answer = Connection::to(fake.address()).ask(update_request(UPDATE));
        assert_eq!((answer.status, answer.text()), (500, expected));
    }
    assert_eq!(*seen.lock().unwrap(), [1, 2]);
}
