//! Whatever happens to a cluster, in whatever order: its numbers agree, and nothing goes on for
//! ever.

mod waiting;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use es_ml_fake::model::{AssignmentState, Condition, RoutingState, Settling};
use es_ml_fake::{Cluster, Deployment, FakeCluster, Load, Model, Node};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Models of the same names, and so are their deployments.
const MODELS: [&str; 2] = ["m", "n"];
const NODES: [&str; 3] = ["a", "b", "c"];

type Id = &'static str;

#[derive(Debug, Clone)]
enum Event {
    Start(Id, u32, &'static str),
    Update(Id, u32),
    Adapt(Id, bool),
    /// That many documents with a text, and that many without.
    Infer(Id, u64, u64),
    Stop(Id),
    Delete(Id),
    Put(Id),
    Pass(Duration),
    Load(Id, f64),
    NodeLeaves(Id),
    NodeJoins(Id),
    FailsToLoad(Id, Option<Id>),
    LoadsAgain(Id),
    StartTakes(Settling),
    StopTakes(Settling),
    Settling(Settling),
    Settle(Option<Id>),
    NoMaster(bool),
    Reset,
}

fn events() -> impl Strategy<Value = Event> {
    let id = || prop::sample::select(&MODELS[..]);
    let node = || prop::sample::select(&NODES[..]);
    let wait_for = prop::sample::select(&["starting", "started", "fully_allocated"][..]);
    let policy = || {
        prop_oneof![
            Just(Settling::AtNextRequest),
            (0..90u64).prop_map(|seconds| Duration::from_secs(seconds).into()),
            (1..4u32).prop_map(Settling::AfterReads),
            Just(Settling::Held),
        ]
    };
    prop_oneof![
        6 => (id(), 1..7u32, wait_for).prop_map(|(id, number, wait)| Event::Start(id, number, wait)),
        6 => (id(), 0..9u32).prop_map(|(id, number)| Event::Update(id, number)),
        2 => (id(), any::<bool>()).prop_map(|(id, is_on)| Event::Adapt(id, is_on)),
        6 => (id(), 0..4u64, 0..3u64).prop_map(|(id, with, without)| Event::Infer(id, with, without)),
        3 => id().prop_map(Event::Stop),
        1 => id().prop_map(Event::Delete),
        1 => id().prop_map(Event::Put),
        6 => (0..400u64).prop_map(|seconds| Event::Pass(Duration::from_secs(seconds))),
        2 => (id(), 0.0..200.0).prop_map(|(id, rate)| Event::Load(id, rate)),
        4 => node().prop_map(Event::NodeLeaves),
        4 => node().prop_map(Event::NodeJoins),
        2 => (id(), prop::option::of(node())).prop_map(|(id, node)| Event::FailsToLoad(id, node)),
        1 => id().prop_map(Event::LoadsAgain),
        1 => policy().prop_map(Event::StartTakes),
        1 => policy().prop_map(Event::StopTakes),
        1 => policy().prop_map(Event::Settling),
        2 => prop::option::of(id()).prop_map(Event::Settle),
        1 => any::<bool>().prop_map(Event::NoMaster),
        1 => Just(Event::Reset),
    ]
}

impl Event {
    /// The request that it is: method, target and body.
    fn request(&self) -> Option<(&'static str, String, Value)> {
        let of = |id: Id, rest: &str| format!("/_ml/trained_models/{id}{rest}");
        let post = |id, rest: &str, body| Some(("POST", of(id, rest), body));
        match *self {
            Self::Start(id, number, wait_for) => {
                let query = format!("number_of_allocations={number}&wait_for={wait_for}");
                post(id, &format!("/deployment/_start?{query}"), Value::Null)
            }
            Self::Update(id, number) => {
                let body = json!({"number_of_allocations": number});
                post(id, "/deployment/_update", body)
            }
            Self::Adapt(id, enabled) => {
                let settings = json!({"enabled": enabled, "max_number_of_allocations": 6});
                let body = json!({"adaptive_allocations": settings});
                post(id, "/deployment/_update", body)
            }
            Self::Infer(id, with, without) => {
                let with = (0..with).map(|number| json!({"text_field": number.to_string()}));
                let without = (0..without).map(|_| json!({}));
                let docs: Vec<_> = with.chain(without).collect();
                post(id, "/_infer?timeout=5s", json!({"docs": docs}))
            }
            Self::Stop(id) => post(id, "/deployment/_stop", Value::Null),
            Self::Delete(id) => Some(("DELETE", of(id, "?force=true"), Value::Null)),
            _ => None,
        }
    }
}

struct Life {
    cluster: Cluster,
    now: SystemTime,
    /// Of each node of each deployment, by the time at which both were started.
    counters: BTreeMap<String, BTreeMap<String, u64>>,
    most: BTreeMap<(Id, SystemTime), u32>,
    /// The deployments that were updated at some time.
    updated: BTreeSet<Id>,
}

impl Life {
    fn new() -> Self {
        let builder = FakeCluster::builder()
            .without_deployments()
            .edition("9.1")
            .node(Node::new("a").zone("x").processors(2))
            .node(Node::new("b").zone("y").processors(4))
            .node(Node::new("c").zone("y").processors(3).memory(2 << 30));
        let models = MODELS.map(Model::pytorch).into_iter();
        let builder = models.fold(builder, |builder, model| builder.model(model));
        Self {
            cluster: builder.build(),
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000),
            counters: BTreeMap::new(),
            most: BTreeMap::new(),
            updated: BTreeSet::new(),
        }
    }

    fn ask(&self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        let mut request = http::Request::builder().method(method).uri(target);
        let body = match body {
            Value::Null => String::new(),
            body => {
                request = request.header("content-type", "application/json");
                body.to_string()
            }
        };
        let request = request.body(body.into()).unwrap();
        let answer = self.cluster.handle(&request, self.now);
        let document = serde_json::from_slice(answer.body()).unwrap_or_default();
        (answer.status().as_u16(), document)
    }

    fn happen(&mut self, event: &Event) {
        // Nothing starts twice at a time.
        self.now += Duration::from_millis(1);
        if let Event::Update(id, _) | Event::Adapt(id, _) = event {
            self.updated.insert(id);
        }
        match event.request() {
            None => self.arrange(event),
            Some((method, target, body)) => {
                let (status, _) = self.ask(method, &target, &body);
                let expected = [200, 400, 404, 408, 409, 429, 500, 503];
                assert!(expected.contains(&status), "{event:?}: {status}");
            }
        }
    }

    /// What a test does.
    fn arrange(&mut self, event: &Event) {
        let (cluster, now) = (&self.cluster, self.now);
        match *event {
            Event::Put(id) => cluster.put_model(Model::pytorch(id)),
            Event::Pass(time) => self.now += time,
            Event::Load(id, rate) => {
                cluster.load_at(now, id, Load::constant(rate, Duration::from_millis(40)));
            }
            Event::NodeLeaves(id) => {
                let was_there = cluster.nodes().iter().any(|node| node.id() == id);
                assert_eq!(cluster.node_leaves_at(now, id), was_there);
            }
            Event::NodeJoins(id) => drop(cluster.node_comes_back_at(now, id)),
            Event::FailsToLoad(id, Some(node)) => {
                cluster.fails_to_load_on(id, node, "broken");
            }
            Event::FailsToLoad(id, None) => drop(cluster.fails_to_load(id, "broken")),
            Event::LoadsAgain(id) => drop(cluster.loads_again_at(now, id)),
            Event::StartTakes(policy) => cluster.set_start_takes(policy),
            Event::StopTakes(policy) => cluster.set_stop_takes(policy),
            Event::Settling(policy) => cluster.set_settling(policy),
            Event::Settle(None) => cluster.settle_at(now),
            Event::Settle(Some(id)) => drop(cluster.settle_deployment_at(now, id)),
            Event::NoMaster(true) => cluster.set_condition(Condition::NoMaster),
            Event::NoMaster(false) => cluster.clear_condition(Condition::NoMaster),
            Event::Reset => cluster.reset_at(now),
            _ => unreachable!("{event:?} is a request"),
        }
    }

    /// What holds at any time.
    fn check(&mut self) {
        let deployments = self.cluster.deployments();
        let nodes = self.cluster.nodes();
        for deployment in &deployments {
            self.check_deployment(deployment, &nodes);
        }
        for node in &nodes {
            let targets = deployments.iter().flat_map(Deployment::routing_table);
            let on_node = targets.filter(|(id, _)| *id == node.id());
            let taken: u32 = on_node.map(|(_, route)| route.target_allocations()).sum();
            assert!(
                node.allocated_processors().is_none_or(|all| taken <= all),
                "{node:?}"
            );
        }
        for id in MODELS {
            if let Some(totals) = self.cluster.load_totals(id) {
                let ends = [
                    totals.done,
                    totals.pending,
                    totals.rejected,
                    totals.timed_out,
                ];
                assert!(
                    totals
                        .arrived
                        .abs_diff(ends.iter().sum::<u64>() + totals.unserved)
                        <= 8
                );
            }
        }
        let (code, stats) = self.ask("GET", "/_ml/trained_models/_stats", &Value::Null);
        assert_eq!(code, 200);
        for entry in stats["trained_model_stats"].as_array().unwrap() {
            self.check_statistics(entry);
        }
    }

    fn check_deployment(&mut self, deployment: &Deployment, nodes: &[Node]) {
        let number = deployment.number_of_allocations();
        let routes: Vec<_> = deployment.routing_table().collect();
        let targets: u32 = routes
            .iter()
            .map(|(_, route)| route.target_allocations())
            .sum();
        let current: u32 = routes
            .iter()
            .map(|(_, route)| route.current_allocations())
            .sum();
        assert!(targets <= number, "{deployment:?}");
        let most = deployment.max_assigned_allocations();
        let id = MODELS
            .into_iter()
            .find(|id| *id == deployment.id())
            .unwrap();
        let before = self.most.insert((id, deployment.started_at()), most);
        assert!(most >= current.max(before.unwrap_or(0)), "{deployment:?}");
        for (id, route) in &routes {
            assert!(
                nodes.iter().any(|node| node.id() == *id),
                "{id} is gone: {deployment:?}"
            );
            let is_reasoned = route.routing_state() == RoutingState::Failed;
            assert_eq!(!route.reason().is_empty(), is_reasoned, "{deployment:?}");
            assert!(route.target_allocations() > 0, "{deployment:?}");
        }
        let state = deployment.assignment_state();
        let is = |state| {
            move |(_, route): &(&str, &es_ml_fake::model::Route)| route.routing_state() == state
        };
        match state {
            AssignmentState::Stopping => {
                let ends = [RoutingState::Stopping, RoutingState::Failed].map(is);
                let has_ended = |route: &_| ends.iter().any(|is| is(route));
                assert!(routes.iter().all(has_ended), "{deployment:?}");
                assert!(deployment.reason().is_some());
                return;
            }
            state => {
                let is_served = routes.iter().any(is(RoutingState::Started));
                // A decrease leaves the state alone, also if it takes the last node that served.
                let is_known = is_served || !self.updated.contains(id);
                let is_started = state == AssignmentState::Started;
                assert!(is_started == is_served || !is_known, "{deployment:?}");
            }
        }
        assert_eq!(
            deployment.reason().is_some(),
            targets < number,
            "{deployment:?}"
        );
    }

    fn check_statistics(&mut self, entry: &Value) {
        let stats = &entry["deployment_stats"];
        if stats.is_null() {
            return;
        }
        let nodes = stats["nodes"].as_array().unwrap();
        let count = |of: &Value, name: &str| of[name].as_u64().unwrap_or(0);
        let sum = |name: &str| nodes.iter().map(|node| count(node, name)).sum::<u64>();
        let failures = ["error_count", "rejected_execution_count", "timeout_count"];
        let totals = ["inference_count", "peak_throughput_per_minute"];
        for name in failures.iter().chain(&totals) {
            assert_eq!(count(stats, name), sum(name), "{name}: {stats}");
        }
        let all = &entry["inference_stats"];
        assert_eq!(count(all, "inference_count"), sum("inference_count"));
        assert_eq!(
            count(all, "failure_count"),
            failures.iter().map(|name| sum(name)).sum::<u64>()
        );
        let reached = &stats["allocation_status"];
        if !reached.is_null() {
            let target = count(stats, "number_of_allocations");
            assert_eq!(count(reached, "target_allocation_count"), target);
            assert_eq!(
                count(reached, "allocation_count"),
                sum("number_of_allocations")
            );
        }
        for node in nodes {
            self.check_node(stats, node);
        }
    }

    /// Counters of a node never go back while it serves.
    fn check_node(&mut self, stats: &Value, node: &Value) {
        if node["routing_state"]["routing_state"] != "started" {
            assert!(node["inference_count"].is_null(), "{node}");
            return;
        }
        let inferences = node["inference_count"].as_u64().unwrap();
        for (name, is_there) in [
            ("average_inference_time_ms", inferences > 0),
            ("last_access", inferences > 0),
            ("number_of_pending_requests", true),
        ] {
            assert!(
                !is_there || node[name].as_f64().is_some_and(|it| it >= 0.0),
                "{name}: {node}"
            );
        }
        let key = [
            &stats["deployment_id"],
            &stats["start_time"],
            &node["node"],
            &node["start_time"],
        ];
        let before = self.counters.entry(format!("{key:?}")).or_default();
        for name in [
            "inference_count",
            "inference_cache_hit_count",
            "last_access",
            "error_count",
            "rejected_execution_count",
            "timeout_count",
            "peak_throughput_per_minute",
        ] {
            let now = node[name].as_u64().unwrap_or(0);
            let before = before.insert(name.to_owned(), now).unwrap_or(0);
            assert!(now >= before, "{name} was {before}: {node}");
        }
    }
}

proptest! {
    #[test]
    fn whatever_happens_the_numbers_agree(events in vec(events(), 0..40)) {
        let mut life = Life::new();
        for event in &events {
            life.happen(event);
            life.check();
        }
    }
}
