//! An answer that does not leave at once, or does not arrive whole.

use std::time::SystemTime;

use super::activity::Activity;
use crate::clock::Clock;
use crate::script::Travel;

/// Waits until an answer may leave, and prepares what is to happen to it on the wire.
pub(crate) async fn begin(
    travel: Travel,
    arrived: SystemTime,
    body: usize,
    activity: &Activity,
    clock: &Clock,
) {
    // Not the present: since the exchange is on record, a test may have moved the clock already.
    let mut begin = clock.elapsed_at(arrived);
    if let Some(delay) = travel.delay {
        begin = begin.saturating_add(delay);
        clock.sleep_until(begin).await;
    }
    for hold in travel.holds {
        hold.released().await;
        begin = clock.elapsed();
    }
    if let Some(fault) = travel.fault {
        let clock = clock.clone();
        let alarm = move |time| Box::pin(clock.sleep_until(begin.saturating_add(time))) as _;
        activity.wire().begin(fault, body, Box::new(alarm)).await;
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};
    use std::time::Duration;

    use super::*;
    use crate::script::Hold;

    const LONG: Duration = Duration::from_secs(90);

    #[test]
    fn an_answer_leaves_when_its_delay_is_over_and_nobody_holds_it() {
        let clock = Clock::manual();
        let (hold, release) = Hold::new();
        let travel = Travel {
            delay: Some(LONG),
            holds: vec![hold],
            fault: None,
        };
        let arrived = clock.now();
        clock.advance(LONG / 2);
        let activity = Activity::default();
        let mut begin = pin!(begin(travel, arrived, 0, &activity, &clock));
        let mut has_left = || {
            let mut cx = Context::from_waker(Waker::noop());
            begin.as_mut().poll(&mut cx).is_ready()
        };
        assert!(!has_left());
        clock.advance(LONG / 2);
        assert!(!has_left());
        drop(release);
        assert!(has_left());
        assert!(activity.wire().is_plain());
    }
}
