use std::time::UNIX_EPOCH;

use super::*;

const POLICY: Policy = Policy {
    cooldown: Duration::from_secs(300),
    idle_limit: Duration::from_secs(900),
};

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(100_000 + seconds)
}

/// A deployment on one node, or on none, as rounds find it.
struct Scene {
    rounds: Rounds,
    now: u64,
    number: i32,
    bounds: Bounds,
    is_started: bool,
    node: Option<(&'static str, Option<SystemTime>)>,
    success: u64,
}

impl Scene {
    /// On a node that was started long ago, and known since one round.
    fn new(number: i32) -> Self {
        let mut scene = Self {
            rounds: Rounds::default(),
            now: 0,
            number,
            bounds: Bounds::default(),
            is_started: true,
            node: Some(("a", Some(UNIX_EPOCH))),
            success: 0,
        };
        assert_eq!(scene.round(0), None);
        scene
    }

    /// A round, 10 seconds later and with that many requests of 0.01 seconds.
    fn round(&mut self, requests: u64) -> Option<i32> {
        self.round_after(10, requests)
    }

    fn round_after(&mut self, seconds: u64, requests: u64) -> Option<i32> {
        self.now += seconds;
        self.success += requests;
        let reading = Reading {
            success: self.success,
            inference_time: 0.01,
            ..Reading::default()
        };
        let node = self.node.map(|(id, started_at)| ObservedNode {
            id,
            reading,
            started_at,
        });
        let observed = Observed {
            id: "m",
            number: self.number,
            bounds: self.bounds,
            is_started: self.is_started,
            nodes: node.into_iter().collect(),
        };
        let decisions = self.rounds.run(at(self.now), &[observed], POLICY);
        let number = decisions.first().map(|decision| decision.number);
        self.number = number.unwrap_or(self.number);
        number
    }

    /// The number of rounds until there is a decision, and the decision.
    fn rounds_until_decision(&mut self, requests: u64) -> (u64, i32) {
        let decided = (1..10_000).find_map(|count| Some((count, self.round(requests)?)));
        decided.expect("something is decided")
    }
}

#[test]
fn servers_differ_in_how_long_nothing_has_to_be_asked() {
    use crate::model::Edition;
    for (name, minutes) in [
        ("documented", 1440),
        ("8.16", 15),
        ("9.0", 15),
        ("9.1", 1440),
    ] {
        let policy = Policy::of(name.parse::<Edition>().unwrap().dialect());
        assert_eq!(policy.idle_limit.as_secs() / 60, minutes, "{name}");
        assert_eq!(policy.cooldown, POLICY.cooldown);
    }
}

#[test]
fn rounds_begin_and_end_with_the_deployments_to_look_at() {
    let mut rounds = Rounds::default();
    rounds.schedule(at(0), false);
    assert_eq!(rounds.next(), None);
    rounds.schedule(at(3), true);
    rounds.schedule(at(8), true);
    assert_eq!(rounds.next(), Some(at(13)));
    rounds.run(at(13), &[], POLICY);
    assert_eq!(rounds.next(), Some(at(23)));
    rounds.schedule(at(20), false);
    assert_eq!(rounds.next(), None);
    rounds.schedule(at(24), true);
    assert_eq!(rounds.next(), Some(at(34)));
}

#[test]
fn the_first_reading_of_a_node_is_only_stored() {
    let mut scene = Scene::new(1);
    assert_eq!(scene.round(1900), Some(3));
    scene.node = Some(("b", Some(UNIX_EPOCH)));
    assert_eq!(scene.round(9000), None);
    assert_eq!(scene.round(9000), Some(10));
}

#[test]
fn after_a_pause_the_interval_is_as_long_as_the_pause() {
    let mut scene = Scene::new(1);
    // In 10 seconds these would be ten times as many per second.
    assert_eq!(scene.round_after(100, 10_000), Some(2));
}

#[test]
fn without_a_node_nothing_is_decided_and_no_time_passes() {
    let mut scene = Scene::new(0);
    scene.bounds.min = Some(4);
    scene.node = None;
    assert_eq!(scene.round(0), None);
    scene.node = Some(("a", Some(UNIX_EPOCH)));
    assert_eq!(scene.round(0), Some(4));
}

#[test]
fn a_decrease_waits_for_the_end_of_the_cooldown_and_an_increase_does_not() {
    let mut scene = Scene::new(1);
    assert_eq!(scene.round(1900), Some(3));
    assert_eq!(scene.round(2900), Some(4));
    let (rounds, number) = scene.rounds_until_decision(100);
    assert_eq!((rounds * 10, number), (300, 1));
}

#[test]
fn a_decrease_waits_for_nodes_that_are_starting_or_new() {
    for (started_at, rounds) in [(UNIX_EPOCH, 1), (at(0), 29), (at(55), 35)] {
        let mut scene = Scene::new(8);
        scene.node = Some(("a", Some(started_at)));
        assert_eq!(
            scene.rounds_until_decision(100),
            (rounds, 1),
            "{started_at:?}"
        );
    }
    let mut scene = Scene::new(8);
    scene.node = Some(("a", None));
    assert!((0..100).all(|_| scene.round(100).is_none()));
}

#[test]
fn what_is_not_started_is_not_scaled() {
    let mut scene = Scene::new(1);
    scene.is_started = false;
    assert_eq!(scene.round(1900), None);
    scene.is_started = true;
    assert_eq!(scene.round(1900), Some(3));
}

#[test]
fn what_is_idle_for_longer_than_the_limit_has_no_allocation_any_more() {
    let mut scene = Scene::new(1);
    assert_eq!(scene.round(10), None);
    let (rounds, number) = scene.rounds_until_decision(0);
    assert_eq!((rounds * 10, number), (910, 0));
}

#[test]
fn waking_begins_a_cooldown_and_ends_the_idleness() {
    let mut scene = Scene::new(1);
    scene.round(10);
    for _ in 0..90 {
        assert_eq!(scene.round(0), None);
    }
    scene.rounds.woken("m", at(scene.now));
    let (rounds, number) = scene.rounds_until_decision(0);
    assert_eq!((rounds * 10, number), (910, 0));
}

/// See server-behaviour: Adaptive allocations: the scaler.
#[test]
fn what_was_switched_off_starts_anew_and_what_was_removed_is_read_on() {
    let mut scene = Scene::new(1);
    scene.round(500);
    scene.rounds.switched_off("m");
    assert_eq!(scene.round(9000), None);
    assert_eq!(scene.round(1900), Some(3));

    let mut scene = Scene::new(1);
    scene.round(500);
    scene.rounds.removed("m");
    assert_eq!(scene.round(1900), Some(3));
}
