//! Gates: answers that are kept back until the test lets them go.

use std::time::Duration;

use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster, On};
use serde_json::json;

use crate::support::{PATIENCE, update_path};

fn update(uri: &str, deployment: &'static str, number: i32) -> tokio::task::JoinHandle<u16> {
    let url = format!("{uri}{}", update_path(deployment));
    let body = json!({"number_of_allocations": number});
    tokio::spawn(async move {
        let request = reqwest::Client::new().post(url).json(&body);
        request.send().await.unwrap().status().as_u16()
    })
}

#[tokio::test]
async fn an_answer_is_kept_back_until_it_is_let_go() {
    let cluster = FakeCluster::start();
    let held = cluster.hold(On::update(DOCUMENTED_DEPLOYMENT));
    let request = update(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 4);
    held.arrived().await;
    // It is on record, and has had its effect.
    assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    assert_eq!(deployment.number_of_allocations(), 4);
    // No other request is held up.
    assert_eq!(reqwest::get(cluster.uri()).await.unwrap().status(), 200);
    assert!(!request.is_finished());
    held.release();
    assert_eq!(request.await.unwrap(), 200);
    // It is over.
    assert_eq!(
        update(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 5)
            .await
            .unwrap(),
        200
    );
}

#[tokio::test]
async fn several_are_let_go_in_any_order() {
    let cluster = FakeCluster::builder()
        .deployment(Deployment::started("a"))
        .deployment(Deployment::started("b"))
        .deployment(Deployment::started("c"))
        .start();
    let held = cluster.hold(On::updates());
    let mut requests = Vec::new();
    for (index, deployment) in ["a", "b", "c"].into_iter().enumerate() {
        requests.push(update(&cluster.uri(), deployment, 2));
        held.arrived_times(index + 1).await;
    }
    let mut waiting = held.take();
    let ids: Vec<_> = waiting
        .iter()
        .map(|request| request.deployment_id().unwrap())
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(waiting[2].seq(), 3);
    for (request, position) in [(2, 2), (0, 0), (1, 0)] {
        assert!(!requests[request].is_finished());
        waiting.remove(position).release();
        assert_eq!((&mut requests[request]).await.unwrap(), 200);
    }
    assert_eq!(held.count(), 3);
}

#[tokio::test]
async fn the_one_that_waits_longest_goes_next() {
    let cluster = FakeCluster::start();
    let held = cluster.hold(On::updates());
    let first = update(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 2);
    held.arrived_times(1).await;
    let second = update(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 3);
    held.arrived_times(2).await;
    assert!(held.release_next());
    first.await.unwrap();
    assert!(!second.is_finished());
    assert!(held.release_next());
    second.await.unwrap();
    assert!(!held.release_next());
}

#[test]
fn threads_wait_too_and_not_for_ever() {
    let cluster = FakeCluster::start();
    let held = cluster.hold(On::any().times(1));
    assert!(!held.arrived_blocking(1, Duration::from_millis(10)));
    let uri = cluster.uri();
    let request = std::thread::spawn(move || reqwest::blocking::get(uri).unwrap().status());
    assert!(held.arrived_blocking(1, PATIENCE));
    drop(held);
    assert_eq!(request.join().unwrap(), 200);
}

#[tokio::test]
async fn a_client_that_hangs_up_leaves_the_gate_as_it_is() {
    let cluster = FakeCluster::start();
    let held = cluster.hold(On::any().times(2));
    let impatient = tokio::spawn(reqwest::get(cluster.uri()));
    held.arrived().await;
    impatient.abort();
    let patient = tokio::spawn(reqwest::get(cluster.uri()));
    held.arrived_times(2).await;
    held.release();
    assert_eq!(patient.await.unwrap().unwrap().status(), 200);
}

#[tokio::test]
async fn dropping_the_fake_ends_what_is_held() {
    let cluster = FakeCluster::start();
    let held = cluster.hold(On::any());
    let request = tokio::spawn(reqwest::get(cluster.uri()));
    held.arrived().await;
    drop(cluster);
    assert!(request.await.unwrap().is_err());
    held.release();
}
