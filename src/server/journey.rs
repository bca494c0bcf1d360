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
    if let Some(delay) = travel.delay {
        // Since the exchange is on record, a test may have moved the clock already.
        clock
            .sleep(delay.saturating_sub(clock.since(arrived)))
            .await;
    }
    for hold in travel.holds {
        hold.released().await;
    }
    if let Some(fault) = travel.fault {
        let (clock, begin) = (clock.clone(), clock.elapsed());
        let alarm = move |time| Box::pin(clock.sleep_until(begin.saturating_add(time))) as _;
        activity.wire().begin(fault, body, Box::new(alarm)).await;
    }
}
