use super::*;

const MOST: u32 = i32::MAX.unsigned_abs();

fn routes(deployment: &Deployment) -> Vec<(&str, u32, u32)> {
    let routes = deployment.routing_table();
    routes
        .map(|(node, route)| {
            (
                node,
                route.current_allocations(),
                route.target_allocations(),
            )
        })
        .collect()
}

#[test]
fn the_order_of_numbers_and_nodes_does_not_matter() {
    let started = || Deployment::started("m");
    for (deployment, number, expected) in [
        (started(), 1, vec![(DOCUMENTED_NODE, 1, 1)]),
        (started().allocations(3), 3, vec![(DOCUMENTED_NODE, 3, 3)]),
        (started().allocations(0), 0, vec![]),
        (started().on_node("a", 2), 2, vec![("a", 2, 2)]),
        (
            started().on_node("a", 2).on_node("b", 1).on_node("a", 3),
            4,
            vec![("a", 3, 3), ("b", 1, 1)],
        ),
        (
            started().on_node("a", 2).allocations(5),
            5,
            vec![("a", 2, 2)],
        ),
        (
            started().allocations(5).on_node("a", 2),
            5,
            vec![("a", 2, 2)],
        ),
        (started().on_node("a", 2).allocations(0), 0, vec![]),
        (
            started()
                .on_node("a", 2)
                .failed_on("b", "x")
                .failed_on("a", "y"),
            3,
            vec![("a", 2, 2), ("b", 1, 1)],
        ),
        (
            started().on_node("a", MOST).on_node("b", 1),
            MOST,
            vec![("a", MOST, MOST), ("b", 1, 1)],
        ),
    ] {
        assert_eq!(routes(&deployment), expected);
        assert_eq!(deployment.number_of_allocations(), number, "{expected:?}");
    }
}

#[test]
fn nodes_do_what_the_deployment_does() {
    for (deployment, state) in [
        (Deployment::started("m"), RoutingState::Started),
        (Deployment::starting("m"), RoutingState::Starting),
        (Deployment::stopping("m"), RoutingState::Stopping),
    ] {
        let spread = deployment.clone().on_node("a", 2);
        for deployment in [deployment, spread] {
            assert!(
                deployment.routes().all(|route| route.state == state),
                "{deployment:?}"
            );
        }
    }
}

#[test]
fn sizes_and_priority_are_shown_as_given() {
    let plain = Deployment::started("m").size_in_bytes(1000);
    assert_eq!(plain.cache_size(), "1000b");
    assert_eq!(plain.priority().name(), "normal");
    let special = plain
        .cache("10kb")
        .low_priority()
        .memory_per_deployment(7)
        .memory_per_allocation(8);
    assert_eq!(special.cache_size(), "10kb");
    assert!(special.is_low_priority());
    assert_eq!(special.per_deployment_memory_bytes(), 7);
    assert_eq!(special.per_allocation_memory_bytes(), 8);
}

#[test]
#[should_panic(expected = "`much` is not a size; `10kb` and `0` are")]
fn caches_have_a_size() {
    let _ = Deployment::started("m").cache("much");
}

#[test]
#[should_panic(expected = "a node that a deployment is on has at least 1 allocation")]
fn nodes_that_a_deployment_is_on_have_allocations() {
    let _ = Deployment::started("m").on_node("a", 0);
}
