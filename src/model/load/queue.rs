//! The requests of one node: waiting, done, and given up
//! (server-behaviour: Infer: a declared load).

use std::time::Duration;

use super::requests::Requests;

/// What a node has done so far, and what waits there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Queue {
    waiting: Requests,
    done: Requests,
    rejected: Requests,
    timed_out: Requests,
}

/// What a node can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Service {
    pub(super) allocations: u32,
    /// How long one request takes on one allocation.
    pub(super) time: Duration,
    /// How long a request waits at most.
    pub(super) timeout: Duration,
    /// How many requests can wait.
    pub(super) capacity: u64,
}

impl Queue {
    /// Lets a time pass in which requests arrive, evenly.
    pub(super) fn pass(&mut self, time: Duration, arriving: Requests, service: Service) {
        // Fewer allocations than before may mean that fewer can wait.
        self.give_up_beyond(service);
        let offered = self.waiting + arriving;
        let possible = Requests::done_in(time, service.time).times(service.allocations);
        let done = offered.min(possible);
        self.done += done;
        self.waiting = offered - done;
        self.give_up_beyond(service);
    }

    /// A request for which there is no room is rejected. One whose turn will come too late counts
    /// as timed out from the beginning; a server says so when it is over.
    fn give_up_beyond(&mut self, service: Service) {
        let room = Requests::of(service.capacity);
        let in_time = Requests::done_in(service.timeout, service.time).times(service.allocations);
        let given_up = self.waiting - room.min(in_time);
        self.waiting = self.waiting - given_up;
        match room < in_time {
            true => self.rejected += given_up,
            false => self.timed_out += given_up,
        }
    }

    /// All that have arrived.
    pub(super) fn arrived(&self) -> Requests {
        self.waiting + self.done + self.rejected + self.timed_out
    }

    pub(super) fn done(&self) -> u64 {
        self.done.whole()
    }

    pub(super) fn rejected(&self) -> u64 {
        self.rejected.whole()
    }

    pub(super) fn timed_out(&self) -> u64 {
        self.timed_out.whole()
    }

    /// Those that have arrived, and of which nothing has become yet.
    pub(super) fn pending(&self) -> u64 {
        let settled = [self.done(), self.rejected(), self.timed_out()];
        let arrived = self.arrived().whole();
        settled.into_iter().fold(arrived, u64::saturating_sub)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::requests::Rate;
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// Ten requests per second on each allocation.
    fn service(allocations: u32) -> Service {
        Service {
            allocations,
            time: Duration::from_millis(100),
            timeout: 10 * SECOND,
            capacity: 1000,
        }
    }

    /// Pending, done, rejected, timed out.
    fn counts(queue: &Queue) -> [u64; 4] {
        [
            queue.pending(),
            queue.done(),
            queue.rejected(),
            queue.timed_out(),
        ]
    }

    #[test]
    fn what_an_allocation_can_do_is_done_and_the_rest_waits() {
        let mut queue = Queue::default();
        for (arriving, allocations, expected) in [
            (10, 1, [0, 10, 0, 0]),
            (30, 1, [20, 20, 0, 0]),
            (0, 1, [10, 30, 0, 0]),
            (30, 3, [10, 60, 0, 0]),
            (0, 3, [0, 70, 0, 0]),
            (5, 3, [0, 75, 0, 0]),
        ] {
            queue.pass(SECOND, Requests::of(arriving), service(allocations));
            assert_eq!(counts(&queue), expected);
        }
    }

    #[test]
    fn a_request_that_would_wait_too_long_times_out() {
        let mut queue = Queue::default();
        queue.pass(SECOND, Requests::of(150), service(1));
        assert_eq!(counts(&queue), [100, 10, 0, 40]);
        // What was in time for two allocations is too late for one.
        let mut queue = Queue::default();
        queue.pass(SECOND, Requests::of(180), service(2));
        assert_eq!(counts(&queue), [160, 20, 0, 0]);
        queue.pass(SECOND, Requests::NONE, service(1));
        assert_eq!(counts(&queue), [90, 30, 0, 60]);
    }

    #[test]
    fn a_request_is_rejected_when_the_queue_is_full() {
        let mut queue = Queue::default();
        let service = Service {
            capacity: 25,
            ..service(1)
        };
        queue.pass(SECOND, Requests::of(50), service);
        assert_eq!(counts(&queue), [25, 10, 15, 0]);
    }

    #[test]
    fn without_an_allocation_nothing_waits() {
        let mut queue = Queue::default();
        queue.pass(SECOND, Requests::of(5), service(0));
        assert_eq!(counts(&queue), [0, 0, 0, 5]);
    }

    proptest! {
        /// However the time is cut, the counts are the same, and none is lost.
        #[test]
        fn counts_add_up_and_do_not_depend_on_when_one_looks(
            steps in vec((1..60_000u64, 0..400u32, 0..5u32, vec(1..60_000u64, 0..4)), 1..20),
            time in 1..2000u64,
            capacity in 1..500u64,
        ) {
            let (mut queue, mut often) = (Queue::default(), Queue::default());
            let mut arrived = Requests::NONE;
            for (length, per_second, allocations, looks) in steps {
                let rate = Rate::per_second(f64::from(per_second) / 3.0).unwrap();
                let service = Service {
                    allocations,
                    time: Duration::from_millis(time),
                    timeout: 10 * SECOND,
                    capacity,
                };
                let length = Duration::from_millis(length);
                queue.pass(length, rate.over(length), service);
                arrived += rate.over(length);
                let mut looks: Vec<_> = looks.into_iter().map(Duration::from_millis).collect();
                looks.push(length);
                looks.sort();
                let mut passed = Duration::ZERO;
                for look in looks.into_iter().take_while(|look| *look <= length) {
                    let time = look.abs_diff(passed);
                    often.pass(time, rate.over(time), service);
                    passed = look;
                }
                prop_assert_eq!(queue.arrived(), arrived);
                prop_assert_eq!(often.arrived(), arrived);
                let [pending, done, rejected, timed_out] = counts(&queue);
                prop_assert_eq!(pending + done + rejected + timed_out, arrived.whole());
                prop_assert!(pending <= capacity + 3);
                prop_assert_eq!(counts(&queue), counts(&often));
            }
        }
    }
}
