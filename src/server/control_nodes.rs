//! The HTTP nodes of a fake, as the control API breaks them.

use std::io;
use std::sync::{Arc, Weak};

use http::StatusCode;
use tokio::sync::oneshot;

use super::listening_node::ListeningNode;
use crate::control::{HttpNodes, NodeFailure, NodeFault, ToBeTold};
use crate::time::{Clock, Lock, Span};

/// Not the owner of the nodes: they own what this is in.
pub(crate) struct ControlNodes {
    nodes: Vec<Weak<ListeningNode>>,
    clock: Clock,
    faults: Arc<Lock<Faults>>,
}

/// What is wrong with each node.
#[derive(Default)]
struct Faults {
    last: u64,
    of_nodes: Vec<Option<Fault>>,
}

/// A fault, with a number by which its end finds it.
struct Fault {
    number: u64,
    is: NodeFault,
}

impl Faults {
    fn has_outage(&self, index: usize) -> bool {
        self.of_nodes[index]
            .as_ref()
            .is_some_and(|fault| fault.is.outage)
    }
}

impl ControlNodes {
    pub(crate) fn new(nodes: &[Arc<ListeningNode>], clock: Clock) -> Self {
        let of_nodes = nodes.iter().map(|_| None).collect();
        Self {
            nodes: nodes.iter().map(Arc::downgrade).collect(),
            clock,
            faults: Arc::new(Lock::new(Faults { last: 0, of_nodes })),
        }
    }

    fn node(&self, index: usize) -> Result<Arc<ListeningNode>, NodeFailure> {
        let node = self.nodes.get(index).and_then(Weak::upgrade);
        node.ok_or_else(|| NodeFailure("the fake is being stopped".to_owned()))
    }

    /// Ends the fault of this number when its time is over, unless it was ended before.
    fn end_after(&self, Span(lasting): Span, node: &Arc<ListeningNode>, index: usize, number: u64) {
        let (over, faults) = (self.clock.sleep(lasting), Arc::clone(&self.faults));
        let weak = Arc::downgrade(node);
        node.runtime().handle().spawn(async move {
            over.await;
            let fault = faults.lock().of_nodes[index].take_if(|it| it.number == number);
            if let (Some(fault), Some(node)) = (fault, weak.upgrade()) {
                // If the system does not give the port back, no one can be told.
                let _ = end(&fault, &node);
            }
        });
    }
}

impl HttpNodes for ControlNodes {
    fn list(&self) -> Vec<(String, Option<NodeFault>)> {
        let faults = self.faults.lock();
        let nodes = self.nodes.iter().zip(&faults.of_nodes);
        let uri = |node: &Weak<ListeningNode>| node.upgrade().map(|node| node.uri());
        let fault = |fault: &Option<Fault>| Some(fault.as_ref()?.is.clone());
        nodes
            .map(|(node, of_node)| (uri(node).unwrap_or_default(), fault(of_node)))
            .collect()
    }

    fn put_fault(
        &self,
        index: usize,
        asked: bool,
        fault: NodeFault,
    ) -> Result<Option<ToBeTold>, NodeFailure> {
        let node = self.node(index)?;
        let (tell, told) = oneshot::channel();
        let tell = (asked && fault.outage).then(|| Arc::new(tell));
        let mut faults = self.faults.lock();
        match (faults.has_outage(index), fault.outage) {
            // Nothing is ever sent; this ends when the other side is dropped.
            (false, true) if asked => node.begin_outage_when(async { drop(told.await) }),
            (false, true) => node.begin_outage(),
            (true, false) => node.end_outage(),
            _ => Ok(()),
        }
        .map_err(|error| failure(&node, &error))?;
        let status = fault.answer.and_then(|it| StatusCode::from_u16(it).ok());
        node.fault().replace(fault.slow.map(|Span(it)| it), status);
        faults.last += 1;
        let (number, lasting) = (faults.last, fault.lasting);
        faults.of_nodes[index] = Some(Fault { number, is: fault });
        drop(faults);
        if let Some(lasting) = lasting {
            self.end_after(lasting, &node, index, number);
        }
        Ok(tell)
    }

    fn end_fault(&self, index: usize) -> Result<(), NodeFailure> {
        let node = self.node(index)?;
        let fault = self.faults.lock().of_nodes[index].take();
        let ended = fault.map_or(Ok(()), |fault| end(&fault, &node));
        ended.map_err(|error| failure(&node, &error))
    }
}

fn end(fault: &Fault, node: &ListeningNode) -> io::Result<()> {
    node.fault().end();
    match fault.is.outage {
        true => node.end_outage(),
        false => Ok(()),
    }
}

fn failure(node: &ListeningNode, error: &io::Error) -> NodeFailure {
    let address = node.address();
    NodeFailure(format!(
        "cannot take or leave the address {address}: {error}"
    ))
}
