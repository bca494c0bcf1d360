//! `/_fake/nodes`: the HTTP nodes, and outages of them.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::oneshot;

use super::Control;
use super::call::Call;
use super::content::{Answered, answer};
use super::problem::Problem;
use crate::time::Span;

/// What the server does with its nodes.
pub(crate) trait HttpNodes: Send + Sync {
    /// The base of the URLs of each, and whether it has an outage.
    fn list(&self) -> Vec<(String, bool)>;

    /// Takes a node away, for a while or until the outage is ended. If it is the one that was
    /// asked, its connections stay until what is returned is dropped.
    fn begin_outage(
        &self,
        node: usize,
        asked: bool,
        lasting: Option<Duration>,
    ) -> Result<Option<ToBeTold>, NodeFailure>;

    /// Ends the outage of a node.
    fn end_outage(&self, node: usize) -> Result<(), NodeFailure>;
}

/// Told that an answer is on its way, by being dropped.
pub(crate) type ToBeTold = Arc<oneshot::Sender<()>>;

/// The system does not let a port be kept, or given back.
#[derive(Debug)]
pub(crate) struct NodeFailure(pub(crate) String);

impl From<NodeFailure> for Problem {
    fn from(failure: NodeFailure) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, failure.0)
    }
}

#[derive(Serialize)]
struct Document {
    index: usize,
    uri: String,
    outage: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOutage {
    lasting: Option<Span>,
}

impl Control {
    fn nodes(&self) -> Result<&dyn HttpNodes, Problem> {
        let nodes = self.nodes.get().map(|nodes| &**nodes);
        nodes.ok_or_else(|| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not started yet"))
    }

    fn node_documents(&self) -> Result<impl Serialize + use<>, Problem> {
        let nodes = self.nodes()?.list().into_iter().enumerate();
        let documents = nodes.map(|(index, (uri, outage))| Document { index, uri, outage });
        Ok(documents.collect::<Vec<_>>())
    }

    pub(super) fn end_outages(&self) -> Result<(), Problem> {
        let nodes = self.nodes()?;
        for (node, (_, has_outage)) in nodes.list().into_iter().enumerate() {
            if has_outage {
                nodes.end_outage(node)?;
            }
        }
        Ok(())
    }
}

/// `GET`: all of them.
pub(super) fn list(call: &Call<'_>) -> Answered {
    call.parameters.refuse_others()?;
    answer(&json!({ "nodes": call.control.node_documents()? }))
}

/// `POST …/outage`: the node refuses connections and closes those that are open, `lasting` so long
/// or until the outage is ended.
pub(super) fn begin_outage(call: &Call<'_>) -> Answered {
    call.parameters.refuse_others()?;
    let outage: NewOutage = call.plain()?;
    let (nodes, node) = (call.control.nodes()?, find(call)?);
    let others = nodes.list().into_iter().enumerate();
    let has_others = others
        .into_iter()
        .any(|(other, (_, has_outage))| other != node && !has_outage);
    if outage.lasting.is_none() && !has_others {
        return Err(Problem::bad_request(
            "this node is the last that can be asked, so the outage could not be ended: say how \
             long it lasts, such as {\"lasting\": \"5s\"}, or start the fake with more nodes \
             (`--http-nodes 2`)",
        ));
    }
    let lasting = outage.lasting.map(|Span(time)| time);
    *call.told_when_answered.lock() = nodes.begin_outage(node, node == call.node, lasting)?;
    list(call)
}

/// `DELETE …/outage`: the node accepts connections again.
pub(super) fn end_outage(call: &Call<'_>) -> Answered {
    call.parameters.refuse_others()?;
    let node = find(call)?;
    let has_outage = call
        .control
        .nodes()?
        .list()
        .get(node)
        .is_some_and(|(_, outage)| *outage);
    if !has_outage {
        return Err(Problem::not_found(format!(
            "HTTP node {node} has no outage"
        )));
    }
    call.control.nodes()?.end_outage(node)?;
    list(call)
}

fn find(call: &Call<'_>) -> Result<usize, Problem> {
    let number = call.number("HTTP node")?;
    let count = call.control.nodes()?.list().len();
    let node = usize::try_from(number).ok().filter(|node| *node < count);
    node.ok_or_else(|| {
        Problem::not_found(format!(
            "there is no HTTP node `{number}`; there are {count}, counted from 0 on"
        ))
    })
}
