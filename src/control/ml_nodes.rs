//! `/_fake/ml_nodes`: the machine learning nodes, which leave and join.

use serde::Serialize;
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use super::problem::Problem;
use crate::model::Node;

/// How many nodes there may be.
const MOST: usize = 1000;

/// A node as it is now.
#[derive(Serialize)]
struct Document<'n> {
    id: &'n str,
    name: &'n str,
    zone: Option<&'n str>,
    processors: Option<u32>,
    memory: Option<u64>,
    /// Whether it has left.
    away: bool,
}

impl<'n> Document<'n> {
    fn of(node: &'n Node, away: bool) -> Self {
        Self {
            id: node.id(),
            name: node.node_name(),
            zone: node.availability_zone(),
            processors: node.allocated_processors(),
            memory: node.memory_bytes(),
            away,
        }
    }
}

/// `GET`: all that are there, then those that have left.
pub(super) fn list(call: &Call<'_>) -> Answered {
    let cluster = &call.scope.cluster;
    let (there, away) = (cluster.nodes(), cluster.nodes_away());
    let there = there.iter().map(|node| Document::of(node, false));
    let away = away.iter().map(|node| Document::of(node, true));
    let all: Vec<_> = there.chain(away).collect();
    answer(&json!({ "ml_nodes": all }))
}

/// `PUT`: it comes back as it was; or it joins as it is described. Nothing happens if it is there.
pub(super) fn join(call: &Call<'_>) -> Answered {
    let (cluster, now) = (&call.scope.cluster, call.scope.clock.now());
    let is_described = !call.body.is_empty();
    if !is_described && cluster.node_comes_back_at(now, call.name()) {
        return list(call);
    }
    let node: Node = call.judge(call.named_document()?)?;
    let known = [cluster.nodes(), cluster.nodes_away()].concat();
    let is_new = || known.iter().all(|each| each.id() != node.id());
    if known.len() >= MOST && is_new() {
        return Err(Problem::bad_request(format!(
            "there are {MOST} nodes already"
        )));
    }
    if !cluster.node_joins_at(now, node) && is_described {
        return Err(Problem::conflict(format!(
            "the node `{}` is there, and stays as it is; it can be another when it joins: `DELETE` \
             it before",
            call.name()
        )));
    }
    list(call)
}

/// `DELETE`: it leaves.
pub(super) fn leave(call: &Call<'_>) -> Answered {
    let (cluster, now) = (&call.scope.cluster, call.scope.clock.now());
    if cluster.node_leaves_at(now, call.name()) {
        return list(call);
    }
    let id = call.name();
    let is_away = cluster.nodes_away().iter().any(|node| node.id() == id);
    Err(Problem::not_found(match is_away {
        true => format!("the machine learning node `{id}` has left already"),
        false => format!("there is no machine learning node `{id}`"),
    }))
}
