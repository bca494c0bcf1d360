//! The nodes of a cluster, and whether there could be more of them.

use super::{DOCUMENTED_NODE, Deployment, Node, unique};

/// The nodes that run machine learning, and the settings that let a cluster grow
/// (server-behaviour: Update: capacity and timeouts).
#[derive(Debug, Clone)]
#[allow(
    clippy::struct_field_names,
    reason = "settings have the names of the server's"
)]
pub(crate) struct Nodes {
    all: Vec<Node>,
    /// Whether the nodes were described. If not, there is the documented one.
    is_described: bool,
    pub(crate) max_lazy_ml_nodes: u32,
    /// In bytes.
    pub(crate) max_ml_node_size: u64,
}

impl Default for Nodes {
    fn default() -> Self {
        Self {
            all: vec![Node::new(DOCUMENTED_NODE)],
            is_described: false,
            max_lazy_ml_nodes: 0,
            max_ml_node_size: 0,
        }
    }
}

impl Nodes {
    /// Adds a node, which no other has the id of.
    #[track_caller]
    pub(crate) fn add(&mut self, node: Node) {
        if !self.is_described {
            self.clear();
        }
        let is_known = self.all.iter().any(|each| each.id() == node.id());
        unique::refuse_second(is_known, "node", node.id());
        self.all.push(node);
    }

    /// Leaves no node.
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.is_described = true;
    }

    pub(crate) fn all(&self) -> &[Node] {
        &self.all
    }

    /// Gives a deployment its node, if it was not said where it is, and the cluster the nodes that
    /// it is said to be on.
    pub(crate) fn place(&mut self, deployment: &mut Deployment) {
        deployment.place_on(self.all.first().map(Node::id));
        for (id, _) in deployment.routing_table() {
            if self.all.iter().all(|node| node.id() != id) {
                self.all.push(Node::new(id));
            }
        }
    }

    /// Whether there could be more nodes, or larger ones.
    pub(crate) fn can_scale(&self) -> bool {
        let smallest = self.all.iter().filter_map(Node::memory_bytes).min();
        usize::try_from(self.max_lazy_ml_nodes).is_ok_and(|most| most > self.all.len())
            || smallest.is_some_and(|size| size < self.max_ml_node_size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(nodes: &Nodes) -> Vec<&str> {
        nodes.all().iter().map(Node::id).collect()
    }

    #[test]
    fn nodes_that_are_described_take_the_place_of_the_documented_one() {
        let mut nodes = Nodes::default();
        assert_eq!(ids(&nodes), [DOCUMENTED_NODE]);
        nodes.add(Node::new("b"));
        nodes.add(Node::new("a"));
        assert_eq!(ids(&nodes), ["b", "a"]);
        nodes.clear();
        assert_eq!(ids(&nodes), [""; 0]);
    }

    #[test]
    #[should_panic(expected = "another node is called `a` already")]
    fn no_two_nodes_have_the_same_id() {
        let mut nodes = Nodes::default();
        nodes.add(Node::new("a"));
        nodes.add(Node::new("a").processors(1));
    }

    #[test]
    fn deployments_find_nodes_and_nodes_come_with_deployments() {
        let on = |deployment: &Deployment| -> Vec<String> {
            let nodes = deployment.routing_table().map(|(node, _)| node.to_owned());
            nodes.collect()
        };
        let mut spread = Deployment::started("m").on_node("a", 1).on_node("z", 1);

        let mut nodes = Nodes::default();
        nodes.add(Node::new("a").processors(1));
        let mut anywhere = Deployment::started("m");
        nodes.place(&mut anywhere);
        assert_eq!(on(&anywhere), ["a"]);
        nodes.place(&mut spread);
        assert_eq!(on(&spread), ["a", "z"]);
        assert_eq!(ids(&nodes), ["a", "z"]);

        nodes.clear();
        nodes.place(&mut anywhere);
        assert_eq!(on(&anywhere), [""; 0]);
        assert_eq!(ids(&nodes), [""; 0]);
    }

    /// See server-behaviour: Update: capacity and timeouts.
    #[test]
    fn clusters_scale_by_more_nodes_or_by_larger_ones() {
        let small = || Node::new("a").memory(100);
        let unlimited = || Node::new("b");
        for (nodes, max_lazy_ml_nodes, max_ml_node_size, can_scale) in [
            (vec![], 0, 0, false),
            (vec![], 1, 0, true),
            (vec![], 0, 100, false),
            (vec![small()], 1, 0, false),
            (vec![small()], 2, 0, true),
            (vec![small()], 0, 100, false),
            (vec![small()], 0, 101, true),
            (vec![small(), unlimited()], 0, 101, true),
            (vec![unlimited()], 0, 101, false),
        ] {
            let mut all = Nodes {
                max_lazy_ml_nodes,
                max_ml_node_size,
                ..Nodes::default()
            };
            all.clear();
            nodes.iter().cloned().for_each(|node| all.add(node));
            assert_eq!(all.can_scale(), can_scale, "{all:?}");
        }
    }
}
