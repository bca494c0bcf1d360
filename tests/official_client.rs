//! The fake as the official Rust client sees it.

use elasticsearch::Elasticsearch;
use elasticsearch::auth::Credentials;
use elasticsearch::http::StatusCode;
use elasticsearch::http::response::Response;
use elasticsearch::http::transport::{SingleNodeConnectionPool, Transport, TransportBuilder};
use elasticsearch::ml::MlUpdateTrainedModelDeploymentParts::ModelId;
use elasticsearch::ml::{
    MlDeleteTrainedModelParts, MlGetTrainedModelsParts, MlGetTrainedModelsStatsParts,
    MlInferTrainedModelParts, MlPutTrainedModelDefinitionPartParts, MlPutTrainedModelParts,
    MlPutTrainedModelVocabularyParts, MlStartTrainedModelDeploymentParts,
    MlStopTrainedModelDeploymentParts,
};
use es_ml_fake::contract::Schema;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster};
use serde_json::{Value, json};

fn client(cluster: &FakeCluster) -> Elasticsearch {
    Elasticsearch::new(Transport::single_node(&cluster.uri()).expect("the URI is valid"))
}

async fn update(client: &Elasticsearch, id: &str, body: Value) -> Response {
    let ml = client.ml();
    let request = ml.update_trained_model_deployment(ModelId(id)).body(body);
    request.send().await.expect("the fake answers")
}

#[tokio::test]
async fn the_documented_examples_work_and_the_first_answer_is_the_documented_one() {
    let cluster = FakeCluster::start();
    let client = client(&cluster);
    let answer = update(
        &client,
        DOCUMENTED_DEPLOYMENT,
        json!({"number_of_allocations": 4}),
    )
    .await;
    let answer: Value = answer.json().await.expect("the answer is JSON");
    assert_eq!(answer, Schema::UpdateResponse.document()["examples"][0]);

    let settings =
        json!({"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10});
    let body = json!({"adaptive_allocations": settings});
    let answer = update(&client, DOCUMENTED_DEPLOYMENT, body).await;
    assert_eq!(answer.status_code(), StatusCode::OK);
    let answer: Value = answer.json().await.expect("the answer is JSON");
    assert_eq!(answer["assignment"]["adaptive_allocations"], settings);
}

#[tokio::test]
async fn refusals_are_parsed_by_the_client() {
    let cluster = FakeCluster::builder()
        .deployment(Deployment::stopping("stopping"))
        .start();
    let client = client(&cluster);
    for (id, body, status, kind) in [
        (
            DOCUMENTED_DEPLOYMENT,
            json!({"number_of_allocations": 0}),
            400,
            "action_request_validation_exception",
        ),
        (
            DOCUMENTED_DEPLOYMENT,
            json!({"foo": 1}),
            400,
            "x_content_parse_exception",
        ),
        (
            "unknown",
            json!({"number_of_allocations": 2}),
            404,
            "resource_not_found_exception",
        ),
        (
            "stopping",
            json!({"number_of_allocations": 2}),
            409,
            "status_exception",
        ),
    ] {
        let answer = update(&client, id, body).await;
        assert_eq!(answer.status_code().as_u16(), status);
        let exception = answer
            .exception()
            .await
            .expect("it can be read")
            .expect("it is there");
        assert_eq!(exception.error().ty(), Some(kind));
        assert_eq!(exception.status(), Some(status));
    }
}

#[tokio::test]
async fn the_client_finds_an_elasticsearch() {
    let cluster = FakeCluster::start();
    let answer = client(&cluster)
        .info()
        .send()
        .await
        .expect("the fake answers");
    let info: Value = answer.json().await.expect("the answer is JSON");
    assert_eq!(info["tagline"], "You Know, for Search");
    assert!(
        client(&cluster)
            .ping()
            .send()
            .await
            .expect("the fake answers")
            .status_code()
            .is_success()
    );
}

#[tokio::test]
async fn credentials_and_compression_of_the_client_change_nothing_and_leave_no_trace() {
    let cluster = FakeCluster::start();
    let pool = SingleNodeConnectionPool::new(cluster.uri().parse().expect("the URI is valid"));
    let transport = TransportBuilder::new(pool)
        .auth(Credentials::Basic("elastic".into(), "a-secret".into()))
        .request_body_compression(true)
        .build()
        .expect("the transport is complete");
    let client = Elasticsearch::new(transport);
    let answer = update(
        &client,
        DOCUMENTED_DEPLOYMENT,
        json!({"number_of_allocations": 4}),
    )
    .await;
    assert_eq!(answer.status_code(), StatusCode::OK);

    let update = cluster.updates().only();
    assert_eq!(update.header("authorization").as_deref(), Some("Basic ***"));
    assert_eq!(update.json(), json!({"number_of_allocations": 4}));
    assert_ne!(update.wire_body(), update.body());
    let secret = "ZWxhc3RpYzphLXNlY3JldA"; // elastic:a-secret
    let line = serde_json::to_string(&*update.into_exchange()).expect("it is JSON");
    for text in [
        line,
        format!("{:?}", cluster.exchanges()),
        cluster.transcript().to_string(),
    ] {
        assert!(!text.contains(secret), "{text}");
    }
}

/// The parts of a definition, in base64: `small model.`.
const PARTS: [&str; 2] = ["c21hbGwg", "bW9kZWwu"];

async fn json(answer: Result<Response, elasticsearch::Error>) -> Value {
    let answer = answer.expect("the fake answers");
    assert_eq!(answer.status_code(), StatusCode::OK);
    answer.json().await.expect("the answer is JSON")
}

/// As a provider of declared resources does it: each is written, and read back to see whether
/// anything has to be done again.
#[tokio::test]
async fn what_is_declared_is_read_back_through_a_whole_life() {
    let cluster = FakeCluster::builder()
        .without_deployments()
        .edition("9.5")
        .start();
    let client = client(&cluster);
    let ml = client.ml();
    let declared = json!({
        "description": "declared",
        "model_type": "pytorch",
        "tags": ["declared"],
        "metadata": {"owner": "ops"},
        "input": {"field_names": ["text_field"]},
        "inference_config": {"text_embedding": {"embedding_size": 8}},
    });
    json(
        ml.put_trained_model(MlPutTrainedModelParts::ModelId("m"))
            .body(&declared)
            .send()
            .await,
    )
    .await;
    for (number, part) in (0..).zip(PARTS) {
        let place = MlPutTrainedModelDefinitionPartParts::ModelIdPart("m", number);
        let body = json!({
            "definition": part, "total_definition_length": 12, "total_parts": PARTS.len(),
        });
        json(
            ml.put_trained_model_definition_part(place)
                .body(body)
                .send()
                .await,
        )
        .await;
    }
    let vocabulary = MlPutTrainedModelVocabularyParts::ModelId("m");
    let words = json!({"vocabulary": ["[PAD]", "[UNK]", "small"]});
    json(
        ml.put_trained_model_vocabulary(vocabulary)
            .body(words)
            .send()
            .await,
    )
    .await;

    let read = || async {
        let models = ml.get_trained_models(MlGetTrainedModelsParts::ModelId("m"));
        let answer = json(models.exclude_generated(true).send().await).await;
        answer["trained_model_configs"][0].clone()
    };
    let found = read().await;
    for (name, value) in declared.as_object().expect("it is an object") {
        match name.as_str() {
            "inference_config" => {
                let settings = &found["inference_config"]["text_embedding"];
                assert_eq!(settings["embedding_size"], 8);
            }
            name => assert_eq!(found[name], *value),
        }
    }

    let started =
        ml.start_trained_model_deployment(MlStartTrainedModelDeploymentParts::ModelId("m"));
    json(
        started
            .wait_for("fully_allocated")
            .timeout("1m")
            .send()
            .await,
    )
    .await;
    for number in [3, 1] {
        let changed = update(&client, "m", json!({"number_of_allocations": number})).await;
        json(Ok(changed)).await;
        let stats = ml.get_trained_models_stats(MlGetTrainedModelsStatsParts::ModelId("m"));
        let stats = json(stats.send().await).await;
        let deployment = &stats["trained_model_stats"][0]["deployment_stats"];
        assert_eq!(deployment["number_of_allocations"], number);
        assert_eq!(deployment["allocation_status"]["state"], "fully_allocated");
    }
    let place = MlInferTrainedModelParts::ModelId("m");
    let docs = json!({"docs": [{"text_field": "small"}]});
    let results = json(ml.infer_trained_model(place).body(docs).send().await).await;
    let vector = &results["inference_results"][0]["predicted_value"];
    assert_eq!(vector.as_array().map(Vec::len), Some(8));
    // Nothing that was declared has changed meanwhile.
    assert_eq!(read().await, found);

    let place = MlStopTrainedModelDeploymentParts::ModelId("m");
    let stopped = json(ml.stop_trained_model_deployment(place).send().await).await;
    assert_eq!(stopped, json!({"stopped": true}));
    let deleted = ml.delete_trained_model(MlDeleteTrainedModelParts::ModelId("m"));
    json(deleted.send().await).await;
    let gone = ml.get_trained_models(MlGetTrainedModelsParts::ModelId("m"));
    let gone = gone.send().await.expect("the fake answers");
    assert_eq!(gone.status_code(), StatusCode::NOT_FOUND);
}
