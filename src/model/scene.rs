//! A cluster with one deployment for tests, and a short text for what has become of it.

use super::{Deployment, DeploymentIndex, Deployments, Node, Nodes, Route, Timing};

/// A cluster of these nodes, which may grow lazily, with this deployment in it.
pub(super) fn cluster(
    nodes: &[Node],
    max_lazy_ml_nodes: u32,
    deployment: Deployment,
) -> (Deployments, DeploymentIndex) {
    let mut all = Nodes::default();
    all.max_lazy_ml_nodes = max_lazy_ml_nodes;
    all.clear();
    nodes.iter().cloned().for_each(|node| all.add(node));
    let deployments = Deployments::new(all, Timing::default(), [deployment]);
    let index = deployments.find("m").unwrap();
    (deployments, index)
}

/// Number, routing table, state, highest number of allocations, and reason.
pub(super) fn show(deployments: &Deployments) -> String {
    let deployment = deployments.get("m").unwrap();
    let route = |(node, route): (&str, &Route)| {
        let (current, target) = (route.current_allocations(), route.target_allocations());
        let text = format!("{node} {current}/{target} {}", route.routing_state());
        match route.reason() {
            "" => text,
            reason => format!("{text}: {reason}"),
        }
    };
    let routes: Vec<_> = deployment.routing_table().map(route).collect();
    let mut text = format!(
        "{} [{}] {}, max {}",
        deployment.number_of_allocations(),
        routes.join(", "),
        deployment.assignment_state(),
        deployment.max_assigned_allocations()
    );
    if let Some(reason) = deployment.reason() {
        text = format!("{text}; {reason}");
    }
    text
}
