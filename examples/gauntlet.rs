//! How the official Rust client takes everything that can go wrong, in paused time.
//!
//! `cargo run --example gauntlet`

#![allow(clippy::print_stdout)]

use std::time::Duration;

use elasticsearch::http::Url;
use elasticsearch::http::response::Response;
use elasticsearch::http::transport::{SingleNodeConnectionPool, TransportBuilder};
use elasticsearch::ml::MlUpdateTrainedModelDeploymentParts::ModelId;
use elasticsearch::{Elasticsearch, Error};
use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use es_ml_fake::gauntlet::{Finding, Gauntlet};
use serde_json::{Value, json};

/// The client under test, with a limit of half a minute on its patience.
pub(crate) async fn scale(elasticsearch: &str) -> Result<Value, Error> {
    let pool = SingleNodeConnectionPool::new(Url::parse(elasticsearch)?);
    let transport = TransportBuilder::new(pool)
        .timeout(Duration::from_secs(30))
        .build()?;
    let client = Elasticsearch::new(transport);
    let answer = client
        .ml()
        .update_trained_model_deployment(ModelId(DOCUMENTED_DEPLOYMENT))
        .body(json!({"number_of_allocations": 4}))
        .send()
        .await
        .and_then(Response::error_for_status_code)?;
    answer.json().await
}

/// The gauntlet, as a test of this client has it.
pub(crate) fn gauntlet() -> Gauntlet {
    let reason = "it leaves trying again to the program";
    Gauntlet::default().allow_everywhere(Finding::GaveUp, reason)
}

/// In paused time, half a minute is over as soon as there is nothing else to do.
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let report = gauntlet()
        .run(|cluster| async move { scale(&cluster.uri()).await })
        .await;
    println!("{report}");
    report.assert_sound();
}
