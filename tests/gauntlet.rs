//! Everything that can go wrong, against clients that take it well and clients that do not.

#[path = "../examples/gauntlet.rs"]
#[allow(dead_code)]
mod example;

use std::sync::Arc;
use std::time::Duration;

use es_ml_fake::gauntlet::{Finding, Gauntlet, Outcome, gauntlet};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Failure, FakeCluster, WireFault};
use serde_json::json;

use crate::support::{snapshots, update_path};

async fn update(cluster: &FakeCluster) -> reqwest::Result<reqwest::Response> {
    let uri = cluster.uri();
    let url = format!("{uri}{}", update_path(DOCUMENTED_DEPLOYMENT));
    let client = reqwest::Client::builder()
        .timeout(Duration::from_millis(300))
        .build()?;
    let answer = client
        .post(url)
        .json(&json!({"number_of_allocations": 4}))
        .send()
        .await?;
    let answer = answer.error_for_status()?;
    answer.bytes().await?;
    update_is_idempotent(cluster);
    client.get(uri).send().await
}

fn update_is_idempotent(cluster: &FakeCluster) {
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
    assert_eq!(deployment.number_of_allocations(), 4);
}

#[tokio::test]
async fn the_official_client_goes_through_it_as_the_example_shows() {
    let report = gauntlet(|cluster| async move { example::scale(&cluster.uri()).await }).await;
    snapshots::assert("gauntlet", "official_client", &report);
    let names = report.rows().len();
    assert_eq!(names, 1 + Failure::all().count() + WireFault::all().count());
    let line = serde_json::to_value(&report).unwrap();
    assert_eq!(line["rows"][0]["trial"], "nothing");
    assert_eq!(line["rows"][0]["outcome"], "succeeded");
    assert_eq!(line["rows"][0]["finding"], "fine");
}

#[tokio::test]
async fn a_client_that_tries_again_whatever_happens_is_found_out() {
    let stubborn = |cluster: Arc<FakeCluster>| async move {
        let first = update(&cluster).await;
        match first {
            Err(_) => update(&cluster).await,
            ok => ok,
        }
    };
    let report = gauntlet(stubborn).await;
    let finding = |trial| report.row(trial).unwrap().finding();
    assert_eq!(finding("nothing"), Finding::Fine);
    assert_eq!(finding("no_master"), Finding::Fine);
    assert_eq!(finding("reset"), Finding::Fine);
    assert_eq!(finding("stall"), Finding::Fine);
    assert_eq!(finding("not_found"), Finding::TriedInVain);
    assert_eq!(report.row("not_found").unwrap().requests(), 2);
}

#[tokio::test]
async fn a_client_that_never_tries_again_gives_up_what_may_pass() {
    let report = gauntlet(|cluster| async move { update(&cluster).await }).await;
    let finding = |trial| report.row(trial).unwrap().finding();
    assert_eq!(finding("not_found"), Finding::Fine);
    assert_eq!(finding("no_master"), Finding::GaveUp);
    assert_eq!(finding("close"), Finding::GaveUp);
    assert_eq!(finding("drip"), Finding::Fine);
}

#[tokio::test]
async fn clients_that_panic_or_hang_or_do_nothing_are_reported_and_nothing_else_suffers() {
    let panics = gauntlet(|cluster: Arc<FakeCluster>| async move {
        update(&cluster).await.expect("all goes well");
        Ok::<_, String>(())
    })
    .await;
    let row = panics.row("forbidden").unwrap();
    assert_eq!(row.finding(), Finding::Panicked);
    assert!(
        matches!(row.outcome(), Outcome::Panicked(message) if message.contains("all goes well"))
    );
    assert_eq!(
        *panics.row("nothing").unwrap().outcome(),
        Outcome::Succeeded
    );

    let impatient = Gauntlet::default().deadline(Duration::from_millis(1));
    let hangs = impatient
        .run(|_| std::future::pending::<Result<(), String>>())
        .await;
    assert!(
        hangs
            .rows()
            .iter()
            .all(|row| *row.outcome() == Outcome::Hung)
    );

    let idle = gauntlet(|_| async { Ok::<_, String>(()) }).await;
    assert!(
        idle.rows()
            .iter()
            .all(|row| row.finding() == Finding::SentNothing)
    );
}
