//! How the official Rust client takes everything that can go wrong.
//!
//! `cargo run --example gauntlet`

#![allow(clippy::print_stdout)]

use std::time::Duration;

use elasticsearch::Elasticsearch;
use elasticsearch::http::Url;
use elasticsearch::http::transport::{SingleNodeConnectionPool, TransportBuilder};
use elasticsearch::ml::MlUpdateTrainedModelDeploymentParts::ModelId;
use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use es_ml_fake::gauntlet::gauntlet;
use serde_json::{Value, json};

/// The client under test, with a limit of half a second on its patience.
pub(crate) async fn scale(elasticsearch: &str) -> Result<Value, String> {
    let url = Url::parse(elasticsearch).map_err(|error| error.to_string())?;
    let transport = TransportBuilder::new(SingleNodeConnectionPool::new(url))
        .timeout(Duration::from_millis(500))
        .build()
        .map_err(|error| error.to_string())?;
    let client = Elasticsearch::new(transport);
    let answer = client
        .ml()
        .update_trained_model_deployment(ModelId(DOCUMENTED_DEPLOYMENT))
        .body(json!({"number_of_allocations": 4}))
        .send()
        .await
        .and_then(elasticsearch::http::response::Response::error_for_status_code)
        .map_err(|error| in_words(&error))?;
    answer.json().await.map_err(|error| in_words(&error))
}

/// Without addresses, which are others on each run.
fn in_words(error: &elasticsearch::Error) -> String {
    match error.status_code() {
        Some(status) => status.to_string(),
        None if error.is_timeout() => "the time was over".to_owned(),
        None if error.is_json() => "the answer is no JSON".to_owned(),
        None => "no answer that can be read".to_owned(),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let report = gauntlet(|cluster| async move { scale(&cluster.uri()).await }).await;
    println!("{report}");
}
