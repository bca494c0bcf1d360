use std::fmt::Write as _;
use std::time::UNIX_EPOCH;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::model::{Node, Nodes, Settling, Timing};

const SERVICE_TIME: Duration = Duration::from_millis(50);
const POLICY: Policy = Policy {
    cooldown: Duration::from_secs(300),
    idle_limit: Duration::from_secs(900),
};

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_000_000 + seconds)
}

/// A cluster with one deployment, which was started long ago.
struct Scene {
    deployments: Deployments,
    activity: Activity,
}

impl Scene {
    fn new(settings: AdaptiveAllocations, settling: Settling) -> Self {
        Self::with_nodes(Nodes::default(), settings, settling)
    }

    fn with_nodes(nodes: Nodes, settings: AdaptiveAllocations, settling: Settling) -> Self {
        let deployment = Deployment::started("m")
            .adaptive(settings)
            .start_time(UNIX_EPOCH);
        let timing = Timing {
            settling,
            ..Timing::default()
        };
        Self {
            deployments: Deployments::new(nodes, timing, [deployment]),
            activity: Activity::new(POLICY),
        }
    }

    fn declare(&mut self, load: Load, now: u64) {
        self.activity
            .declare(&mut self.deployments, "m", load, at(now));
    }

    fn pass_until(&mut self, now: u64) {
        self.activity.pass_until(&mut self.deployments, at(now));
    }

    /// How many allocations are wanted, and how many work.
    fn numbers(&self) -> (u32, u32) {
        let deployment = self.deployments.get("m").unwrap();
        let current = deployment
            .routing_table()
            .map(|(_, route)| route.current_allocations());
        (deployment.number_of_allocations(), current.sum())
    }

    /// When the numbers change, looking every second until then.
    fn changes_until(&mut self, seconds: std::ops::Range<u64>) -> String {
        let mut text = String::new();
        let mut before = self.numbers();
        for now in seconds {
            self.pass_until(now);
            let (number, working) = self.numbers();
            if (number, working) != before {
                let _ = write!(text, "{now}: {working}/{number} ");
                before = (number, working);
            }
        }
        text
    }
}

fn enabled() -> AdaptiveAllocations {
    AdaptiveAllocations::enabled()
}

const MINUTE: Duration = Duration::from_secs(60);

/// Ten allocations' worth after a minute, then less, nothing, and a little again.
fn wave() -> Load {
    let rates = [(0, 10.0), (1, 200.0), (10, 30.0), (30, 0.0), (60, 1.0)];
    let rates = rates.map(|(minutes, rate)| (minutes * MINUTE, rate));
    Load::series(rates, SERVICE_TIME)
}

/// The first round after a change comes within 10 seconds; the fewer are there at once, the
/// earlier; and the last one goes when nothing was asked for a quarter of an hour.
#[test]
fn allocations_follow_the_load() {
    let seconds = Duration::from_secs;
    for (settling, expected) in [
        (
            Settling::AtNextRequest,
            "70: 11/11 80: 12/12 610: 3/3 620: 2/2 1870: 1/1 2710: 0/0 3601: 1/1 ",
        ),
        (
            Settling::After(seconds(25)),
            "70: 1/11 95: 11/11 110: 11/12 135: 12/12 610: 12/3 620: 12/2 645: 2/2 1870: 2/1 \
             1895: 1/1 2710: 0/0 3601: 1/1 ",
        ),
    ] {
        let mut scene = Scene::new(enabled(), settling);
        scene.declare(wave(), 0);
        assert_eq!(scene.changes_until(0..4000), expected, "{settling:?}");
    }
}

#[test]
fn what_is_held_is_wanted_and_does_not_work() {
    let mut scene = Scene::new(enabled(), Settling::Held);
    scene.declare(Load::constant(200.0, SERVICE_TIME), 0);
    scene.pass_until(20);
    assert_eq!(scene.numbers(), (11, 1));
    scene.deployments.settle(at(0));
    assert_eq!(scene.numbers(), (11, 11));
}

#[test]
fn bounds_are_kept_and_may_change_meanwhile() {
    let mut scene = Scene::new(AdaptiveAllocations::between(2, 4), Settling::default());
    scene.declare(Load::constant(200.0, SERVICE_TIME), 0);
    assert_eq!(scene.changes_until(0..60), "20: 4/4 ");
    let index = scene.deployments.find("m").unwrap();
    let settings = AdaptiveAllocations::between(2, 8);
    scene.deployments[index].set_adaptive_allocations(Some(settings));
    scene.activity.follow(&scene.deployments, at(60));
    assert_eq!(scene.changes_until(60..100), "60: 8/8 ");
}

#[test]
fn without_settings_load_is_served_and_nothing_is_scaled() {
    let mut scene = Scene::new(AdaptiveAllocations::disabled(), Settling::default());
    scene.declare(Load::constant(200.0, SERVICE_TIME), 0);
    scene.pass_until(100);
    assert_eq!(scene.numbers(), (1, 1));
    let totals = scene.activity.totals("m").unwrap();
    assert_eq!(
        (totals.arrived, totals.done, totals.pending),
        (20_000, 2000, 200)
    );
    let deployment = scene.deployments.get("m").unwrap();
    let (_, route) = deployment.routing_table().next().unwrap();
    let usage = &route.usage;
    assert_eq!(
        (usage.inferences, usage.pending, usage.timeouts),
        (2000, 200, 17_800)
    );
}

#[test]
fn rounds_end_and_begin_with_the_settings() {
    let mut scene = Scene::new(enabled(), Settling::default());
    let switch = |scene: &mut Scene, settings, now| {
        scene.pass_until(now);
        let index = scene.deployments.find("m").unwrap();
        scene.deployments[index].set_adaptive_allocations(settings);
        scene.activity.follow(&scene.deployments, at(now));
    };
    scene.declare(Load::constant(30.0, SERVICE_TIME), 0);
    switch(&mut scene, None, 15);
    assert_eq!(scene.changes_until(15..500), "");
    switch(&mut scene, Some(enabled()), 503);
    // The first round begins 10 seconds later, and the second is the first with an interval.
    // What waited until then counts as load when it is served.
    assert_eq!(scene.changes_until(503..600), "523: 2/2 533: 3/3 ");
}

#[test]
fn what_does_not_fit_is_tried_again_in_each_round() {
    let mut nodes = Nodes::default();
    nodes.clear();
    nodes.add(Node::new("a").processors(4));
    let mut scene = Scene::with_nodes(nodes, enabled(), Settling::default());
    scene.declare(Load::constant(60.0, SERVICE_TIME), 0);
    assert_eq!(scene.changes_until(0..60), "20: 4/4 ");
    scene.declare(Load::constant(200.0, SERVICE_TIME), 60);
    assert_eq!(scene.changes_until(60..600), "");
    scene.declare(Load::constant(20.0, SERVICE_TIME), 600);
    // A server notes an increase also if it fails, here the one at 610, and so waits for the end
    // of the cooldown.
    assert_eq!(scene.changes_until(600..1000), "910: 2/2 ");
}

#[test]
fn nothing_wakes_what_has_to_have_one_allocation_or_is_not_adaptive() {
    for settings in [enabled().at_least(1), AdaptiveAllocations::disabled()] {
        let mut scene = Scene::new(settings, Settling::default());
        let index = scene.deployments.find("m").unwrap();
        scene.deployments.scale(index, 0, at(0)).unwrap();
        scene.declare(Load::constant(1.0, SERVICE_TIME), 0);
        scene.pass_until(1000);
        assert_eq!(scene.numbers(), (0, 0));
        assert_eq!(scene.activity.totals("m").unwrap().unserved, 1000);
    }
}

#[test]
fn what_is_not_there_serves_nothing() {
    let mut scene = Scene::new(enabled(), Settling::default());
    let load = Load::constant(1.0, SERVICE_TIME);
    scene
        .activity
        .declare(&mut scene.deployments, "other", load, at(0));
    scene.pass_until(60);
    assert_eq!(scene.activity.totals("other").unwrap().unserved, 60);
    assert_eq!(scene.activity.totals("m"), None);
}

#[test]
fn centuries_pass_in_no_time() {
    let mut scene = Scene::new(enabled(), Settling::default());
    scene.declare(wave(), 0);
    scene.pass_until(u64::from(u32::MAX) * 4);
    let totals = scene.activity.totals("m").unwrap();
    assert!(totals.arrived > 1 << 33, "{totals:?}");
    assert_eq!(scene.numbers(), (1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Looking changes nothing.
    #[test]
    fn it_does_not_matter_how_often_one_looks(
        looks in vec(1..4000u64, 0..30),
        settles_after in 0..40u64,
    ) {
        let settling = Settling::After(Duration::from_secs(settles_after));
        let (mut once, mut often) = (Scene::new(enabled(), settling), Scene::new(enabled(), settling));
        once.declare(wave(), 0);
        often.declare(wave(), 0);
        let mut looks = looks;
        looks.sort_unstable();
        for now in looks {
            often.pass_until(now);
        }
        once.pass_until(4000);
        often.pass_until(4000);
        prop_assert_eq!(once.numbers(), often.numbers());
        prop_assert_eq!(once.activity.totals("m"), often.activity.totals("m"));
    }
}
