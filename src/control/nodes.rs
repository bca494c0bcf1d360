//! `/_fake/nodes`: the HTTP nodes, and what is wrong with them.

use std::sync::Arc;

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
    /// The base of the URLs of each, and what was made wrong with it.
    fn list(&self) -> Vec<(String, Option<NodeFault>)>;

    /// Makes this wrong with a node, in the place of what was wrong before, for a while or until it
    /// is ended. If it is the one that was asked, and it refuses connections from now on, those
    /// that are open stay until what is returned is dropped.
    fn put_fault(
        &self,
        node: usize,
        asked: bool,
        fault: NodeFault,
    ) -> Result<Option<ToBeTold>, NodeFailure>;

    /// Ends what was made wrong with a node.
    fn end_fault(&self, node: usize) -> Result<(), NodeFailure>;
}

/// What is wrong with a node.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct NodeFault {
    /// It refuses connections, which is a resource of its own.
    #[serde(skip)]
    pub(crate) outage: bool,
    /// Its answers come later by this much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) slow: Option<Span>,
    /// The status that a proxy before it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lasting: Option<Span>,
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
    /// What else is wrong with it.
    fault: Option<NodeFault>,
}

#[derive(Deserialize)]
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
        let documents = nodes.map(|(index, (uri, fault))| Document {
            index,
            uri,
            outage: is_outage(fault.as_ref()),
            fault: fault.filter(|fault| !fault.outage),
        });
        Ok(documents.collect::<Vec<_>>())
    }

    pub(super) fn end_faults(&self) -> Result<(), Problem> {
        let nodes = self.nodes()?;
        (0..nodes.list().len()).try_for_each(|node| Ok(nodes.end_fault(node)?))
    }
}

/// `GET`: all of them.
pub(super) fn list(call: &Call<'_>) -> Answered {
    answer(&json!({ "nodes": call.control.node_documents()? }))
}

/// `POST …/outage`: the node refuses connections and closes those that are open, `lasting` so long
/// or until the outage is ended.
pub(super) fn begin_outage(call: &Call<'_>) -> Answered {
    let NewOutage { lasting } = call.judged()?;
    let (nodes, node) = (call.control.nodes()?, find(call)?);
    if lasting.is_none() && !can_others_be_asked(nodes, node) {
        return Err(Problem::bad_request(
            "this node is the last that can be asked, so the outage could not be ended: say how \
             long it lasts, such as {\"lasting\": \"5s\"}, or start the fake with more nodes \
             (`--http-nodes 2`)",
        ));
    }
    let outage = NodeFault {
        outage: true,
        lasting,
        ..NodeFault::default()
    };
    put(call, node, outage)
}

/// `DELETE …/outage`: the node accepts connections again.
pub(super) fn end_outage(call: &Call<'_>) -> Answered {
    end(call, is_outage, "has no outage")
}

/// `PUT …/fault`: the node is slow, or answers as a broken proxy.
pub(super) fn put_fault(call: &Call<'_>) -> Answered {
    let fault: NodeFault = call.judged()?;
    put(call, find(call)?, fault)
}

/// `DELETE …/fault`: the node is as any other again, whatever was wrong with it.
pub(super) fn end_fault(call: &Call<'_>) -> Answered {
    end(call, |fault| fault.is_some(), "has no fault")
}

/// In the place of what was wrong with it before.
fn put(call: &Call<'_>, node: usize, fault: NodeFault) -> Answered {
    let nodes = call.control.nodes()?;
    *call.told_when_answered.lock() = nodes.put_fault(node, node == call.node, fault)?;
    list(call)
}

fn end(call: &Call<'_>, is_there: fn(Option<&NodeFault>) -> bool, otherwise: &str) -> Answered {
    let (nodes, node) = (call.control.nodes()?, find(call)?);
    let all = nodes.list();
    if !is_there(all.get(node).and_then(|(_, fault)| fault.as_ref())) {
        let message = format!("HTTP node {node} {otherwise}");
        return Err(Problem::not_found(message));
    }
    nodes.end_fault(node)?;
    list(call)
}

fn is_outage(fault: Option<&NodeFault>) -> bool {
    fault.is_some_and(|fault| fault.outage)
}

fn can_others_be_asked(nodes: &dyn HttpNodes, node: usize) -> bool {
    let mut all = nodes.list().into_iter().enumerate();
    all.any(|(other, (_, fault))| other != node && !is_outage(fault.as_ref()))
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
