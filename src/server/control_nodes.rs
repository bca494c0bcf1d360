//! The HTTP nodes of a fake, as the control API takes them away.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::sync::oneshot;

use super::listening_node::ListeningNode;
use crate::control::{HttpNodes, NodeFailure, ToBeTold};
use crate::time::{Clock, Lock};

/// Not the owner of the nodes: they own what this is in.
pub(crate) struct ControlNodes {
    nodes: Vec<Weak<ListeningNode>>,
    clock: Clock,
    /// The number of the outage of each node, if it has one.
    outages: Arc<Lock<Outages>>,
}

#[derive(Default)]
struct Outages {
    last: u64,
    of_nodes: Vec<Option<u64>>,
}

impl ControlNodes {
    pub(crate) fn new(nodes: &[Arc<ListeningNode>], clock: Clock) -> Self {
        let of_nodes = vec![None; nodes.len()];
        Self {
            nodes: nodes.iter().map(Arc::downgrade).collect(),
            clock,
            outages: Arc::new(Lock::new(Outages { last: 0, of_nodes })),
        }
    }

    fn node(&self, index: usize) -> Result<Arc<ListeningNode>, NodeFailure> {
        let node = self.nodes.get(index).and_then(Weak::upgrade);
        node.ok_or_else(|| NodeFailure("the fake is being stopped".to_owned()))
    }
}

impl HttpNodes for ControlNodes {
    fn list(&self) -> Vec<(String, bool)> {
        let outages = self.outages.lock();
        let nodes = self.nodes.iter().zip(&outages.of_nodes);
        let uri = |node: &Weak<ListeningNode>| node.upgrade().map(|node| node.uri());
        nodes
            .map(|(node, outage)| (uri(node).unwrap_or_default(), outage.is_some()))
            .collect()
    }

    fn begin_outage(
        &self,
        index: usize,
        asked: bool,
        lasting: Option<Duration>,
    ) -> Result<Option<ToBeTold>, NodeFailure> {
        let node = self.node(index)?;
        let (tell, told) = oneshot::channel();
        let tell = asked.then(|| Arc::new(tell));
        let mut outages = self.outages.lock();
        if outages.of_nodes[index].is_none() {
            let begun = match asked {
                // Nothing is ever sent; this ends when the other side is dropped.
                true => node.begin_outage_when(async { drop(told.await) }),
                false => node.begin_outage(),
            };
            begun.map_err(|error| failure("keep", &node, &error))?;
        }
        outages.last += 1;
        let this = outages.last;
        outages.of_nodes[index] = Some(this);
        drop(outages);
        if let Some(lasting) = lasting {
            let (over, outages) = (self.clock.sleep(lasting), Arc::clone(&self.outages));
            let weak = Arc::downgrade(&node);
            node.runtime().handle().spawn(async move {
                over.await;
                let is_this = outages.lock().of_nodes[index]
                    .take_if(|it| *it == this)
                    .is_some();
                if let Some(node) = weak.upgrade().filter(|_| is_this) {
                    // If the system does not give the port back, there is nobody to tell.
                    let _ = node.end_outage();
                }
            });
        }
        Ok(tell)
    }

    fn end_outage(&self, index: usize) -> Result<(), NodeFailure> {
        let node = self.node(index)?;
        let outage = self.outages.lock().of_nodes[index].take();
        let ended = outage.map_or(Ok(()), |_| node.end_outage());
        ended.map_err(|error| failure("listen again on", &node, &error))
    }
}

fn failure(to_do: &str, node: &ListeningNode, error: &std::io::Error) -> NodeFailure {
    let address = node.address();
    NodeFailure(format!("cannot {to_do} the address {address}: {error}"))
}
