//! An answer that does not leave at once, or does not arrive whole.

use std::time::SystemTime;

use super::connection_state::ConnectionState;
use crate::script::Disturbance;
use crate::time::Clock;

/// Waits until an answer may leave, and prepares what is to happen to it on the wire.
pub(crate) async fn begin(
    disturbance: Disturbance,
    arrived: SystemTime,
    body: usize,
    connection: &ConnectionState,
    clock: &Clock,
) {
    // Not the present: since the exchange is on record, a test may have moved the clock already.
    let mut begin = clock.elapsed_at(arrived);
    if let Some(delay) = disturbance.delay {
        begin = begin.saturating_add(delay);
        clock.sleep_until(begin).await;
    }
    for hold in disturbance.holds {
        hold.released().await;
        begin = clock.elapsed();
    }
    if let Some(fault) = disturbance.fault {
        let clock = clock.clone();
        let alarm = move |time| Box::pin(clock.sleep_until(begin.saturating_add(time))) as _;
        connection.wire().begin(fault, body, Box::new(alarm)).await;
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
    fn an_answer_leaves_when_its_delay_is_over_and_nothing_holds_it() {
        let clock = Clock::manual();
        let (hold, release) = Hold::sample();
        let disturbance = Disturbance {
            delay: Some(LONG),
            holds: vec![hold],
            fault: None,
        };
        let arrived = clock.now();
        clock.advance(LONG / 2);
        let connection = ConnectionState::default();
        let mut begin = pin!(begin(disturbance, arrived, 0, &connection, &clock));
        let mut has_left = || {
            let mut cx = Context::from_waker(Waker::noop());
            begin.as_mut().poll(&mut cx).is_ready()
        };
        assert!(!has_left());
        clock.advance(LONG / 2);
        assert!(!has_left());
        drop(release);
        assert!(has_left());
        assert!(connection.wire().is_plain());
    }
}
