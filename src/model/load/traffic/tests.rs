use std::time::UNIX_EPOCH;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const SERVICE_TIME: Duration = Duration::from_millis(100);

fn at(seconds: f64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs_f64(seconds)
}

fn traffic(load: Load) -> Traffic {
    let mut traffic = Traffic::new(load, at(0.0), at(0.0));
    traffic.queue_up_to(1000);
    traffic
}

/// A deployment on these nodes, which was started when the load began.
fn on(nodes: &[(&str, u32)]) -> Deployment {
    let deployment = Deployment::started("m").start_time(at(0.0));
    nodes
        .iter()
        .fold(deployment, |deployment, (node, allocations)| {
            deployment.on_node(*node, *allocations)
        })
}

fn usage<'d>(deployment: &'d mut Deployment, node: &str) -> &'d Usage {
    deployment.usage_mut(node).unwrap()
}

#[test]
fn nodes_get_their_share_by_their_allocations() {
    let mut traffic = traffic(Load::constant(18.0, SERVICE_TIME));
    let mut before = on(&[("a", 1), ("b", 2)]);
    traffic.serve_by(&[("a", 1), ("b", 2)]);
    traffic.pass(at(10.0), Some(&mut before));
    assert_eq!(usage(&mut before, "a").inferences, 60);
    assert_eq!(usage(&mut before, "b").inferences, 120);
    let mut after = on(&[("b", 1), ("c", 1)]);
    traffic.serve_by(&[("b", 1), ("c", 1)]);
    traffic.pass(at(20.0), Some(&mut after));
    assert_eq!(usage(&mut after, "b").inferences, 90);
    assert_eq!(usage(&mut after, "c").inferences, 90);
    assert_eq!(traffic.serving_since("a"), None);
    assert_eq!(traffic.serving_since("b"), Some(at(0.0)));
    assert_eq!(traffic.serving_since("c"), Some(at(10.0)));
    let totals = traffic.totals();
    assert_eq!((totals.arrived, totals.done), (360, 360));
}

#[test]
fn all_that_statistics_show_is_counted() {
    let load = Load::constant(30.0, SERVICE_TIME).errors(0.25);
    let mut traffic = traffic(load.timeout(Duration::from_secs(6)));
    let mut deployment = on(&[("a", 2)]);
    traffic.serve_by(&[("a", 2)]);
    traffic.pass(at(20.0), Some(&mut deployment));
    let usage = usage(&mut deployment, "a");
    assert_eq!((usage.inferences, usage.errors), (300, 100));
    assert_eq!(
        (usage.pending, usage.timeouts, usage.rejections),
        (120, 80, 0)
    );
    assert_eq!(usage.average_ms(), Some(100.0));
    traffic.queue_up_to(50);
    traffic.pass(at(21.0), Some(&mut deployment));
    assert_eq!(self::usage(&mut deployment, "a").rejections, 80);
}

#[test]
fn minutes_are_counted_one_by_one() {
    let minute = MINUTE.as_secs_f64();
    let load = Load::series(
        [(Duration::ZERO, 1.0), (MINUTE, 5.0), (2 * MINUTE, 2.0)],
        SERVICE_TIME,
    );
    let mut traffic = traffic(load);
    let mut deployment = on(&[("a", 1)]);
    traffic.serve_by(&[("a", 1)]);
    let weeks = 3.0 * 7.0 * 24.0 * 60.0;
    for (minutes, last, busiest) in [
        (0.9, 0, 0),
        (1.0, 60, 60),
        (2.5, 300, 300),
        (9.0, 120, 300),
        (weeks, 120, 300),
    ] {
        let now = at(minutes * minute);
        traffic.pass(now, Some(&mut deployment));
        let usage = usage(&mut deployment, "a");
        let counted = usage.last_minute(at(0.0), now).inferences;
        assert_eq!((counted, usage.peak(at(0.0), now)), (last, busiest));
    }
    assert_eq!(
        usage(&mut deployment, "a").inferences,
        traffic.totals().done
    );
}

#[test]
fn requests_that_find_no_allocation_are_counted_and_foreseen() {
    let mut traffic = traffic(Load::series([(MINUTE, 2.0)], SERVICE_TIME));
    assert_eq!(traffic.next_arrival(), Some(at(60.5)));
    traffic.pass(at(62.0), None);
    let totals = traffic.totals();
    assert_eq!((totals.arrived, totals.unserved), (4, 4));
    assert_eq!(traffic.next_arrival(), Some(at(62.5)));
    traffic.serve_by(&[("a", 1)]);
    traffic.pass(at(63.0), None);
    let totals = traffic.totals();
    assert_eq!((totals.arrived, totals.done, totals.unserved), (6, 2, 4));
}

#[test]
fn another_load_goes_on_where_the_first_was() {
    let mut traffic = traffic(Load::constant(30.0, SERVICE_TIME));
    traffic.serve_by(&[("a", 1)]);
    traffic.pass(at(2.0), None);
    assert_eq!(traffic.totals().pending, 40);
    traffic.replace(Load::constant(5.0, SERVICE_TIME), at(2.0));
    traffic.pass(at(10.0), None);
    let totals = traffic.totals();
    assert_eq!((totals.arrived, totals.done, totals.pending), (100, 100, 0));
}

#[test]
fn time_does_not_go_back() {
    let mut traffic = traffic(Load::constant(10.0, SERVICE_TIME));
    traffic.serve_by(&[("a", 1)]);
    traffic.pass(at(10.0), None);
    let before = traffic.totals();
    traffic.pass(at(5.0), None);
    assert_eq!(traffic.totals(), before);
}

proptest! {
    #[test]
    fn no_request_is_lost(
        rates in vec(0..100u32, 1..6),
        steps in vec((1..100_000u64, vec(0..4u32, 3)), 1..20),
        errors in 0.0..1.0,
    ) {
        let rates = (0u64..).map(|it| Duration::from_secs(30 * it)).zip(rates.into_iter().map(f64::from));
        let load = Load::series(rates.collect::<Vec<_>>(), SERVICE_TIME).errors(errors);
        let mut traffic = traffic(load.clone());
        traffic.queue_up_to(20);
        let mut now = 0;
        for (step, allocations) in steps {
            let nodes = ["a", "b", "c"].into_iter().zip(allocations);
            let nodes: Vec<_> = nodes.filter(|(_, allocations)| *allocations > 0).collect();
            traffic.serve_by(&nodes);
            now += step;
            let mut deployment = on(&nodes);
            traffic.pass(UNIX_EPOCH + Duration::from_millis(now), Some(&mut deployment));
            let all = traffic.totals();
            prop_assert_eq!(all.arrived, all.done + all.pending + all.rejected + all.timed_out + all.unserved);
            let pending = deployment.usages().map(|usage| usage.pending).sum::<u64>();
            prop_assert_eq!(pending, all.pending);
            // Of each node, and of each that has gone, a part of a request is not shown.
            let arrived = load.rates.arrived_by(Duration::from_millis(now)).whole();
            prop_assert!(all.arrived <= arrived && arrived - all.arrived <= 64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Whatever it is told, it does not panic.
    #[test]
    fn there_is_no_load_that_it_cannot_bear(
        rate in 0.0..1e9,
        service_time in 1..u64::MAX,
        allocations in 1..u32::MAX,
        until in prop_oneof![0..100_000u64, 0..u64::MAX >> 2],
    ) {
        let load = Load::constant(rate, Duration::from_nanos(service_time)).timeout(Duration::MAX);
        let mut traffic = traffic(load);
        traffic.queue_up_to(u32::MAX);
        traffic.serve_by(&[("a", allocations), ("b", 1)]);
        let until = UNIX_EPOCH.checked_add(Duration::from_secs(until)).unwrap();
        let mut deployment = on(&[("a", 1), ("b", 1)]);
        traffic.pass(until, Some(&mut deployment));
        prop_assert!(traffic.totals().done <= traffic.totals().arrived);
    }
}
