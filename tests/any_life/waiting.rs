//! Requests that wait while the cluster changes: each is answered, whatever happens meanwhile.

use std::time::Duration;

use es_ml_fake::model::Settling;
use es_ml_fake::{AdaptiveAllocations, Deployment, FakeCluster, Model, Node};
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::task::JoinSet;

const NODES: [&str; 2] = ["a", "b"];

#[derive(Debug, Clone)]
enum Event {
    /// A request of that method to that path, whose answer is not waited for before the next event.
    Ask(&'static str, String),
    /// The next event comes so much later.
    Pass(Duration),
    NodeLeaves(&'static str),
    NodeJoins(&'static str),
    FailsToLoad(&'static str),
    LoadsAgain,
    StartTakes(Settling),
    StopTakes(Settling),
    Settle,
    Put(u32),
    Remove,
    Outage(Duration),
    Reset,
}

fn requests() -> impl Strategy<Value = Event> {
    let wait_for = prop::sample::select(&["starting", "started", "fully_allocated"][..]);
    prop_oneof![
        4 => (1..5u32, wait_for, 1..100u64).prop_map(|(number, wait_for, timeout)| {
            let query = format!("number_of_allocations={number}&wait_for={wait_for}");
            format!("deployment/_start?{query}&timeout={timeout}s")
        }),
        3 => Just("deployment/_stop?force=true".to_owned()),
        3 => (1..7u32).prop_map(|number| format!("deployment/_update?number_of_allocations={number}")),
        3 => (1..30u64).prop_map(|timeout| format!("_infer?timeout={timeout}s")),
        2 => Just("_stats".to_owned()),
    ]
    .prop_map(|path| {
        let method = if path == "_stats" { "GET" } else { "POST" };
        Event::Ask(method, path)
    })
}

fn events() -> impl Strategy<Value = Event> {
    let node = || prop::sample::select(&NODES[..]);
    let seconds = || (0..60u64).prop_map(Duration::from_secs);
    let policy = || {
        prop_oneof![
            Just(Settling::AtNextRequest),
            seconds().prop_map(Settling::After),
            (1..4u32).prop_map(Settling::AfterReads),
            Just(Settling::Held),
        ]
    };
    prop_oneof![
        10 => requests(),
        4 => seconds().prop_map(Event::Pass),
        2 => node().prop_map(Event::NodeLeaves),
        2 => node().prop_map(Event::NodeJoins),
        1 => node().prop_map(Event::FailsToLoad),
        1 => Just(Event::LoadsAgain),
        1 => policy().prop_map(Event::StartTakes),
        1 => policy().prop_map(Event::StopTakes),
        1 => Just(Event::Settle),
        1 => (0..4u32).prop_map(Event::Put),
        1 => Just(Event::Remove),
        1 => seconds().prop_map(Event::Outage),
        1 => Just(Event::Reset),
    ]
}

/// Sends a request over a connection of its own. There may be no connection during an outage.
async fn ask(url: String, method: &'static str) -> Option<u16> {
    let body = if url.contains("/_infer") {
        r#"{"docs":[{"text_field":"a"}]}"#
    } else {
        ""
    };
    let request = reqwest::Client::new()
        .request(method.parse().unwrap(), url)
        .body(body);
    let request = match body {
        "" => request,
        _ => request.header("content-type", "application/json"),
    };
    let answer = request.send().await.ok()?;
    Some(answer.status().as_u16())
}

async fn happen(cluster: &FakeCluster, event: Event, asked: &mut JoinSet<Option<u16>>) {
    match event {
        Event::Ask(method, path) => {
            let url = format!("{}/_ml/trained_models/m/{path}", cluster.uri());
            asked.spawn(ask(url, method));
            // It arrives before the next event.
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Event::Pass(time) => tokio::time::sleep(time).await,
        Event::NodeLeaves(id) => cluster.ml_node(id).leave(),
        Event::NodeJoins(id) => cluster.ml_node(id).join(),
        Event::FailsToLoad(node) => drop(cluster.fails_to_load_on("m", node, "broken")),
        Event::LoadsAgain => drop(cluster.loads_again("m")),
        Event::StartTakes(policy) => cluster.set_start_takes(policy),
        Event::StopTakes(policy) => cluster.set_stop_takes(policy),
        Event::Settle => cluster.settle(),
        Event::Put(number) => {
            let settings = AdaptiveAllocations::enabled();
            let deployment = Deployment::started("m")
                .allocations(number)
                .adaptive(settings);
            cluster.put_deployment(deployment);
        }
        Event::Remove => drop(cluster.remove_deployment("m")),
        Event::Outage(time) => cluster.outage_for(time),
        Event::Reset => cluster.reset(),
    }
}

async fn live(events: Vec<Event>) {
    let nodes = NODES.map(|id| Node::new(id).processors(3)).into_iter();
    let builder = FakeCluster::builder().without_deployments().edition("9.1");
    let cluster = nodes.fold(builder, |builder, node| builder.node(node));
    let cluster = cluster.model(Model::pytorch("m")).local().start();
    let mut asked = JoinSet::new();
    let requests = events
        .iter()
        .filter(|event| matches!(event, Event::Ask(..)))
        .count();
    for event in events {
        happen(&cluster, event, &mut asked).await;
    }
    // Nothing waits for longer than its timeout, or until a hand comes.
    tokio::time::sleep(Duration::from_secs(200)).await;
    cluster.settle();
    let mut answered = 0;
    while let Some(status) = asked.join_next().await {
        let status = status.unwrap();
        let expected = [200, 400, 404, 408, 409, 429, 500];
        assert!(
            status.is_none_or(|status| expected.contains(&status)),
            "{status:?}"
        );
        answered += 1;
    }
    assert_eq!(answered, requests);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_request_is_answered(events in vec(events(), 0..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        let in_time = Duration::from_secs(24 * 60 * 60);
        let lived = runtime.block_on(async { tokio::time::timeout(in_time, live(events)).await });
        prop_assert!(lived.is_ok(), "a request waits for ever");
    }
}
