//! What a test of yours does, with the official client in the place of your program.
//!
//! `cargo run --example quickstart` sends both documented examples and three requests that are
//! refused, and prints what happened.

#![allow(clippy::print_stdout)]

use elasticsearch::Elasticsearch;
use elasticsearch::http::transport::Transport;
use elasticsearch::ml::MlUpdateTrainedModelDeploymentParts::ModelId;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster};
use serde_json::{Value, json};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A cluster with the deployment of the documentation, and one that is not ready yet.
    let cluster = FakeCluster::builder()
        .deployment(Deployment::starting("still-starting"))
        .start();
    let client = Elasticsearch::new(Transport::single_node(&cluster.uri())?);

    // The two documented examples.
    update(
        &client,
        DOCUMENTED_DEPLOYMENT,
        json!({"number_of_allocations": 4}),
    )
    .await?;
    let settings =
        json!({"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10});
    update(
        &client,
        DOCUMENTED_DEPLOYMENT,
        json!({"adaptive_allocations": settings}),
    )
    .await?;

    // Three refusals: against a rule, of an unknown deployment, of one that is not started.
    update(
        &client,
        DOCUMENTED_DEPLOYMENT,
        json!({"number_of_allocations": 0}),
    )
    .await?;
    update(
        &client,
        "no-such-model",
        json!({"number_of_allocations": 2}),
    )
    .await?;
    update(
        &client,
        "still-starting",
        json!({"number_of_allocations": 2}),
    )
    .await?;

    // What a test would assert.
    assert_eq!(cluster.updates().count(), 5);
    let first = &cluster.updates().conforming().all()[0];
    assert_eq!(first.number_of_allocations(), Some(4));
    let refused = cluster.updates().of_deployment("no-such-model").only();
    assert_eq!(refused.status(), 404);
    let deployment = cluster
        .deployment(DOCUMENTED_DEPLOYMENT)
        .ok_or("it was there")?;
    assert_eq!(deployment.number_of_allocations(), 4);

    // What a snapshot test would compare: `insta::assert_snapshot!(cluster.transcript())`.
    print!("{}", cluster.transcript());
    Ok(())
}

/// What stands for your program.
async fn update(client: &Elasticsearch, id: &str, body: Value) -> Result<(), elasticsearch::Error> {
    client
        .ml()
        .update_trained_model_deployment(ModelId(id))
        .body(body)
        .send()
        .await
        .map(drop)
}
