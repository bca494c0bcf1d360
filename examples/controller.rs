//! The life of a deployment, as a program sees it that starts it, hands it over to adaptive
//! allocations, watches it, and stops it: four hours, in far less than a second.
//!
//! `cargo run --example controller` prints what the statistics say meanwhile.

#![allow(clippy::print_stdout)]

use std::time::Duration;

use elasticsearch::http::transport::Transport;
use elasticsearch::ml::{
    MlGetTrainedModelsStatsParts as StatsOf, MlStartTrainedModelDeploymentParts as Start,
    MlStopTrainedModelDeploymentParts as Stop, MlUpdateTrainedModelDeploymentParts as Update,
};
use elasticsearch::{Elasticsearch, Error};
use es_ml_fake::model::Settling;
use es_ml_fake::{Clock, FakeCluster, Load, Model};
use serde_json::{Value, json};

const MODEL: &str = "my-model";
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A cluster whose nodes take 20 seconds for whatever they are to do, by a clock of ours.
    let clock = Clock::manual();
    let cluster = FakeCluster::builder()
        .without_deployments()
        .model(Model::pytorch(MODEL))
        .settling(Settling::After(20 * SECOND))
        .scale_to_zero_time(120 * MINUTE)
        .clock(clock.clone())
        .start();
    let client = Elasticsearch::new(Transport::single_node(&cluster.uri())?);

    start(&client).await?;
    while allocation_state(&client).await? != "fully_allocated" {
        clock.advance(SECOND);
    }
    adapt(&client, 0, 8).await?;

    // The requests of a morning: some, many, few; none; and then the first of the afternoon.
    let rates = [(0, 5.0), (10, 120.0), (30, 20.0), (60, 0.0), (240, 5.0)];
    let rates = rates.map(|(minute, per_second)| (minute * MINUTE, per_second));
    cluster.load(MODEL, Load::series(rates, 50 * SECOND / 1000));

    println!("minute  allocations  inferences");
    let mut minute = 0;
    for (next, allocations) in [
        (9, 1),
        (12, 7),
        (29, 7),
        (40, 2),
        (170, 1),
        (190, 0),
        (241, 1),
    ] {
        clock.advance((next - minute) * MINUTE);
        minute = next;
        let stats = stats(&client).await?;
        // Without a node there is no count.
        let inferences = stats["inference_count"].as_u64().unwrap_or(0);
        println!("{minute:>6}  {allocations:>11}  {inferences:>10}");
        assert_eq!(
            stats["number_of_allocations"], allocations,
            "in minute {minute}"
        );
    }
    let totals = cluster.load_totals(MODEL).ok_or("it was declared")?;
    println!("{} of {} requests were served", totals.done, totals.arrived);

    stop(&client).await?;
    assert!(cluster.deployment(MODEL).is_none());
    Ok(())
}

// What stands for your program.

async fn start(client: &Elasticsearch) -> Result<(), Error> {
    let ml = client.ml();
    let start = ml.start_trained_model_deployment(Start::ModelId(MODEL));
    let answer = start.wait_for("starting").send().await?;
    answer.error_for_status_code().map(drop)
}

/// Lets the number of allocations follow the load.
async fn adapt(client: &Elasticsearch, min: u32, max: u32) -> Result<(), Error> {
    let settings = json!({
        "enabled": true, "min_number_of_allocations": min, "max_number_of_allocations": max,
    });
    let ml = client.ml();
    let update = ml.update_trained_model_deployment(Update::ModelId(MODEL));
    let body = json!({"adaptive_allocations": settings});
    let answer = update.body(body).send().await?;
    answer.error_for_status_code().map(drop)
}

async fn stats(client: &Elasticsearch) -> Result<Value, Error> {
    let ml = client.ml();
    let stats = ml.get_trained_models_stats(StatsOf::ModelId(MODEL));
    let mut stats: Value = stats.send().await?.json().await?;
    Ok(stats["trained_model_stats"][0]["deployment_stats"].take())
}

async fn allocation_state(client: &Elasticsearch) -> Result<Value, Error> {
    Ok(stats(client).await?["allocation_status"]["state"].take())
}

async fn stop(client: &Elasticsearch) -> Result<(), Error> {
    let ml = client.ml();
    let stop = ml.stop_trained_model_deployment(Stop::ModelId(MODEL));
    let answer = stop.send().await?;
    answer.error_for_status_code().map(drop)
}
