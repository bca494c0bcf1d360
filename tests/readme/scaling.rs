use es_ml_fake::{Deployment, Failure, FakeCluster, On};
use serde_json::json;

/// The program under test. It finds Elasticsearch where it is told to.
async fn scale(elasticsearch: &str, deployment: &str, number: u32) -> reqwest::Result<()> {
    let url = format!("{elasticsearch}/_ml/trained_models/{deployment}/deployment/_update");
    let body = json!({"number_of_allocations": number});
    let answer = reqwest::Client::new().post(url).json(&body).send().await?;
    answer.error_for_status().map(drop)
}

fn cluster() -> FakeCluster {
    let deployment = Deployment::started("my-model");
    FakeCluster::builder().deployment(deployment).start()
}

#[tokio::test]
async fn it_asks_for_four_allocations() {
    let cluster = cluster();
    scale(&cluster.uri(), "my-model", 4).await.unwrap();

    let update = cluster.updates().only(); // panics unless exactly one has arrived
    assert_eq!(update.number_of_allocations(), Some(4));
    let deployment = cluster.deployment("my-model").unwrap();
    assert_eq!(deployment.number_of_allocations(), 4);
}

#[tokio::test]
async fn it_reports_that_there_is_no_room() {
    let cluster = cluster();
    cluster.script(On::update("my-model"), Failure::not_enough_capacity());

    let error = scale(&cluster.uri(), "my-model", 4).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
}
