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
    /// Those that are there, in the order of their numbers.
    all: Vec<Node>,
    away: Vec<Node>,
    /// The ids of all that ever were there. The place of an id is the number of the node.
    ids: Vec<String>,
    /// Whether the nodes were described. If not, there is the documented one.
    is_described: bool,
    pub(crate) max_lazy_ml_nodes: u32,
    /// In bytes.
    pub(crate) max_ml_node_size: u64,
}

impl Default for Nodes {
    fn default() -> Self {
        let mut nodes = Self {
            all: Vec::new(),
            away: Vec::new(),
            ids: Vec::new(),
            is_described: false,
            max_lazy_ml_nodes: 0,
            max_ml_node_size: 0,
        };
        nodes.enter(Node::new(DOCUMENTED_NODE));
        nodes
    }
}

/// Describing them.
impl Nodes {
    /// Adds a node, which no other has the id of.
    #[track_caller]
    pub(crate) fn add(&mut self, node: Node) {
        if !self.is_described {
            self.clear();
        }
        unique::refuse_second(self.has(node.id()), "node", node.id());
        self.enter(node);
    }

    /// Leaves no node.
    pub(crate) fn clear(&mut self) {
        self.all.clear();
        self.ids.clear();
        self.is_described = true;
    }
}

/// Coming and going.
impl Nodes {
    /// A node leaves, if it is there.
    pub(super) fn leave(&mut self, id: &str) -> bool {
        let Some(place) = self.all.iter().position(|node| node.id() == id) else {
            return false;
        };
        let node = self.all.remove(place);
        self.away.push(node);
        true
    }

    /// A node that has left comes back, if it is away.
    pub(super) fn come_back(&mut self, id: &str) -> bool {
        let Some(place) = self.away.iter().position(|node| node.id() == id) else {
            return false;
        };
        let node = self.away.remove(place);
        self.enter(node);
        true
    }

    /// A node joins, unless it is there. One that has left comes back as it is described now.
    pub(super) fn join(&mut self, node: Node) -> bool {
        if self.has(node.id()) {
            return false;
        }
        self.away.retain(|away| away.id() != node.id());
        self.enter(node);
        true
    }

    fn enter(&mut self, node: Node) {
        let number = self.number(node.id());
        if number == self.ids.len() {
            self.ids.push(node.id().to_owned());
        }
        let place = self
            .all
            .partition_point(|each| self.number(each.id()) < number);
        self.all.insert(place, node);
    }
}

impl Nodes {
    /// Those that are there.
    pub(crate) fn all(&self) -> &[Node] {
        &self.all
    }

    /// Gives a deployment its node, if it was not said where it is, and the cluster the nodes that
    /// it is said to be on.
    pub(crate) fn place(&mut self, deployment: &mut Deployment) {
        deployment.place_on(self.all.first().map(Node::id));
        for (id, _) in deployment.routing_table() {
            if !self.has(id) && !self.come_back(id) {
                self.enter(Node::new(id));
            }
        }
    }

    /// Whether a node is there.
    pub(super) fn has(&self, id: &str) -> bool {
        self.all.iter().any(|node| node.id() == id)
    }

    /// Those that have left, in the order in which they did.
    pub(crate) fn away(&self) -> &[Node] {
        &self.away
    }

    /// A number that a node keeps, and no other has.
    pub(crate) fn number(&self, id: &str) -> usize {
        let place = self.ids.iter().position(|each| each == id);
        place.unwrap_or(self.ids.len())
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
    fn a_node_that_comes_back_is_where_it_was() {
        let mut nodes = Nodes::default();
        for id in ["b", "a", "c"] {
            nodes.add(Node::new(id));
        }
        assert!(nodes.leave("a") && !nodes.leave("a") && !nodes.leave("z"));
        assert_eq!(ids(&nodes), ["b", "c"]);
        assert_eq!((nodes.number("c"), nodes.away().len()), (2, 1));
        assert!(nodes.come_back("a") && !nodes.come_back("a"));
        assert_eq!(ids(&nodes), ["b", "a", "c"]);
        assert!(nodes.leave("b") && nodes.join(Node::new("b").processors(1)));
        assert!(!nodes.join(Node::new("b")) && nodes.join(Node::new("d")));
        assert_eq!(ids(&nodes), ["b", "a", "c", "d"]);
        assert_eq!(nodes.all()[0].allocated_processors(), Some(1));
        assert_eq!(nodes.away(), []);
        // A test that puts something there says that it is there.
        nodes.leave("d");
        nodes.place(&mut Deployment::started("m").on_node("d", 1));
        assert_eq!(ids(&nodes), ["b", "a", "c", "d"]);
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
