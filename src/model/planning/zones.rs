//! Which nodes are in one availability zone.

use super::PerNode;

/// The zones of some nodes, numbered in the order in which they first occur. Nodes without a zone
/// are in one together.
#[derive(Debug)]
pub(super) struct Zones<'a> {
    names: PerNode<Option<&'a str>>,
    of_node: PerNode<usize>,
}

impl<'a> Zones<'a> {
    pub(super) fn of(nodes: impl Iterator<Item = Option<&'a str>>) -> Self {
        let mut zones = Self {
            names: PerNode::new(),
            of_node: PerNode::new(),
        };
        for name in nodes {
            let zone = zones.number(name);
            zones.of_node.push(zone);
        }
        zones
    }

    fn number(&mut self, name: Option<&'a str>) -> usize {
        let known = self.names.iter().position(|each| *each == name);
        known.unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }

    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.names.len()
    }

    /// The numbers of a zone's nodes.
    pub(super) fn nodes(&self, zone: usize) -> impl DoubleEndedIterator<Item = usize> {
        let of_node = self.of_node.iter().enumerate();
        of_node.filter_map(move |(node, its)| (*its == zone).then_some(node))
    }
}
