use std::time::{Duration, UNIX_EPOCH};

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::scene::{cluster, show};
use crate::model::{Deployment, Settling};

const SHORT_OF_PROCESSORS: &str = "Could not assign (more) allocations on node [a]. Reason: This node has insufficient allocated \
                                   processors. Available processors [2], free processors [0], processors required for each \
                                   allocation of this model [1]";

fn started() -> Deployment {
    Deployment::started("m")
}

fn node(id: &str) -> Node {
    Node::new(id)
}

/// Row by row: before, the number asked for, after, and after the nodes have caught up
/// (server-behaviour: Update: what changes).
#[test]
fn an_update_changes_what_the_table_says() {
    let two_nodes = vec![node("a"), node("b")];
    #[rustfmt::skip]
    let rows = [
        // The same number.
        ("unchanged", two_nodes.clone(), started().on_node("a", 2), 2,
            "2 [a 2/2 started] started, max 2",
            "2 [a 2/2 started] started, max 2"),
        // Increases.
        ("kept nodes keep their current allocations", vec![node("a")], started().on_node("a", 1), 4,
            "4 [a 1/4 started] started, max 1",
            "4 [a 4/4 started] started, max 4"),
        ("new nodes are starting, and have what they are to have", two_nodes.clone(), started().on_node("a", 1), 4,
            "4 [a 1/2 started, b 2/2 starting] started, max 3",
            "4 [a 2/2 started, b 2/2 started] started, max 4"),
        ("nodes that failed start again", two_nodes.clone(), started().on_node("a", 1).failed_on("b", "gone"), 3,
            "3 [a 1/2 started, b 1/1 starting] started, max 2",
            "3 [a 2/2 started, b 1/1 started] started, max 3"),
        ("the state is that of the nodes", two_nodes.clone(), started().failed_on("a", "gone"), 2,
            "2 [a 1/1 starting, b 1/1 starting] starting, max 2",
            "2 [a 1/1 started, b 1/1 started] started, max 2"),
        ("from zero", two_nodes.clone(), started().allocations(0), 1,
            "1 [a 1/1 starting] starting, max 1",
            "1 [a 1/1 started] started, max 1"),
        ("the rest fits now, without a reason", vec![node("a").processors(1), node("b")], started().allocations(3).on_node("a", 1), 4,
            "4 [a 1/1 started, b 3/3 starting] started, max 4",
            "4 [a 1/1 started, b 3/3 started] started, max 4"),
        // Decreases below what there is.
        ("a target is lowered", vec![node("a")], started().on_node("a", 4), 1,
            "1 [a 4/1 started] started, max 4",
            "1 [a 1/1 started] started, max 4"),
        ("nodes are dropped at once", two_nodes.clone(), started().on_node("a", 3).on_node("b", 2), 3,
            "3 [a 3/3 started] started, max 5",
            "3 [a 3/3 started] started, max 5"),
        ("a failed node stays as it is", two_nodes.clone(), started().on_node("a", 1).on_node("b", 3).failed_on("b", "gone"), 2,
            "2 [b 3/2 failed: gone] started, max 4",
            "2 [b 3/2 failed: gone] started, max 4"),
        // Decreases to what there is, or more.
        ("still short", vec![node("a")], started().on_node("a", 2).allocations(5), 3,
            "3 [a 2/2 started] started, max 2",
            "3 [a 2/2 started] started, max 2"),
        ("short no more", vec![node("a")], started().on_node("a", 2).allocations(5), 2,
            "2 [a 2/2 started] started, max 2",
            "2 [a 2/2 started] started, max 2"),
    ];
    for (name, nodes, before, number, after, settled) in rows {
        let (mut deployments, index) = cluster(&nodes, 9, before);
        deployments.scale(index, number, UNIX_EPOCH).unwrap();
        assert_eq!(show(&deployments), after, "{name}");
        deployments.settle(UNIX_EPOCH);
        assert_eq!(show(&deployments), settled, "{name}");
    }
}

#[test]
fn the_reason_stays_until_there_is_as_much_as_was_asked_for() {
    let (mut deployments, index) = cluster(&[node("a").processors(2)], 9, started());
    for (number, after) in [
        (5, "5 [a 1/2 started] started, max 1; SHORT"),
        (5, "5 [a 1/2 started] started, max 1; SHORT"),
        (6, "6 [a 1/2 started] started, max 1; SHORT"),
        (3, "3 [a 1/2 started] started, max 1; SHORT"),
        (2, "2 [a 1/2 started] started, max 1"),
        (4, "4 [a 1/2 started] started, max 1; SHORT"),
        (1, "1 [a 1/1 started] started, max 1"),
    ] {
        deployments.scale(index, number, UNIX_EPOCH).unwrap();
        assert_eq!(
            show(&deployments),
            after.replace("SHORT", SHORT_OF_PROCESSORS)
        );
    }
}

#[test]
fn what_does_not_fit_into_a_cluster_that_cannot_scale_is_refused_and_changes_nothing() {
    let (mut deployments, index) = cluster(&[node("a").processors(2)], 0, started());
    let before = deployments.get("m").cloned();
    assert_eq!(
        deployments.scale(index, 3, UNIX_EPOCH),
        Err(NotEnoughResources)
    );
    assert_eq!(deployments.get("m").cloned(), before);
    assert_eq!(deployments.scale(index, 2, UNIX_EPOCH), Ok(()));
}

#[test]
fn a_cluster_without_nodes_has_room_for_nothing() {
    let (mut deployments, index) = cluster(&[], 0, started().allocations(0));
    assert_eq!(
        deployments.scale(index, 1, UNIX_EPOCH),
        Err(NotEnoughResources)
    );
    let (mut deployments, index) = cluster(&[], 1, started().allocations(0));
    assert_eq!(deployments.scale(index, 1, UNIX_EPOCH), Ok(()));
    assert_eq!(
        show(&deployments),
        "1 [] starting, max 0; No ML nodes exist in the cluster"
    );
}

#[test]
fn other_deployments_take_room_unless_they_have_low_priority() {
    let room = |other: Deployment| {
        let (mut deployments, index) = cluster(
            &[node("a").processors(8).memory(2 << 30)],
            9,
            started().size_in_bytes(0),
        );
        deployments.put(other.size_in_bytes(0));
        deployments.scale(index, 100, UNIX_EPOCH).unwrap();
        deployments.get("m").unwrap().total_target()
    };
    let other = || Deployment::started("other");
    assert_eq!(room(other()), 7);
    assert_eq!(room(other().threads(2).allocations(3)), 2);
    assert_eq!(room(other().threads(2).allocations(3).low_priority()), 8);
    assert_eq!(room(other().allocations(0)), 8);
    assert_eq!(room(other().memory_per_deployment(2 << 30)), 1);
    assert_eq!(room(other().cache("2gb")), 1);
    assert_eq!(room(other().on_node("b", 5)), 100);
}

#[test]
fn nodes_catch_up_when_it_is_time() {
    let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
    let after = |seconds| Settling::After(Duration::from_secs(seconds));
    let current = |policy, changes: &[u64], now| {
        let (mut deployments, index) = cluster(&[node("a")], 0, started());
        deployments.timing.settling = policy;
        for (number, &time) in (2..).zip(changes) {
            deployments.scale(index, number, at(time)).unwrap();
        }
        let deployment = &mut deployments[index];
        deployment.settle_if_due(at(now));
        deployment
            .routing_table()
            .next()
            .unwrap()
            .1
            .current_allocations()
    };
    for (policy, changes, now, expected) in [
        (Settling::AtNextRequest, vec![100], 100, 2),
        (Settling::Held, vec![100], 900, 1),
        (after(5), vec![100], 104, 1),
        (after(5), vec![100], 105, 2),
        (after(5), vec![100, 103], 105, 1),
        (after(5), vec![100, 103], 108, 3),
        (after(5), vec![], 900, 1),
    ] {
        assert_eq!(
            current(policy, &changes, now),
            expected,
            "{policy:?} {changes:?} {now}"
        );
    }
}

#[test]
fn what_was_put_there_as_starting_stays_so_until_it_is_told() {
    let (mut deployments, index) =
        cluster(&[node("a")], 0, Deployment::starting("m").allocations(2));
    deployments[index].settle_if_due(UNIX_EPOCH);
    assert_eq!(show(&deployments), "2 [a 2/2 starting] starting, max 2");
    deployments.settle(UNIX_EPOCH);
    assert_eq!(show(&deployments), "2 [a 2/2 started] started, max 2");
}

#[test]
fn what_is_being_stopped_does_not_catch_up() {
    let (mut deployments, _) = cluster(&[node("a")], 0, Deployment::stopping("m"));
    deployments.settle(UNIX_EPOCH);
    assert_eq!(show(&deployments), "1 [a 1/1 stopping] stopping, max 1");
}

/// What can happen to a deployment.
#[derive(Debug, Clone)]
enum Event {
    Scale(i32),
    CatchUp,
    Fail(&'static str),
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        3 => (1..12).prop_map(Event::Scale),
        1 => Just(Event::CatchUp),
        1 => prop_oneof![Just("a"), Just("b")].prop_map(Event::Fail),
    ];
    vec(event, 0..12)
}

proptest! {
    #[test]
    fn whatever_happens_the_numbers_agree(events in events(), max_lazy_ml_nodes in prop_oneof![Just(0u32), Just(9)]) {
        let nodes = [node("a").processors(4), node("b").zone("z").processors(3), node("c").zone("z").memory(1)];
        let (mut deployments, index) = cluster(&nodes, max_lazy_ml_nodes, started());
        let mut highest = 0;
        for event in events {
            let asked_before = deployments[index].number();
            let mut expected = asked_before;
            match event {
                Event::Scale(number) if deployments.scale(index, number, UNIX_EPOCH).is_ok() => expected = number,
                Event::Scale(number) => prop_assert!(number > 7 && max_lazy_ml_nodes == 0),
                Event::CatchUp => deployments.settle(UNIX_EPOCH),
                Event::Fail(node) if deployments[index].target_on(node) > 0 => {
                    let failed = deployments[index].clone().failed_on(node, "gone");
                    deployments.put(failed);
                }
                Event::Fail(_) => {}
            }
            let deployment = &deployments[index];
            let current: u32 = deployment.routing_table().map(|(_, route)| route.current_allocations()).sum();
            highest = highest.max(current);
            prop_assert_eq!(deployment.number(), expected);
            prop_assert_eq!(deployment.total_target(), i64::from(expected.min(7)));
            prop_assert_eq!(deployment.reason().is_some(), expected > 7);
            prop_assert_eq!(deployment.max_assigned_allocations(), highest);
            prop_assert!(deployment.routing_table().all(|(_, route)| route.target_allocations() > 0));
        }
    }
}
