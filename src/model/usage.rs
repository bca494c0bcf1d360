//! What a node has done for a deployment (server-behaviour: Statistics: answer).

use std::time::{Duration, SystemTime};

/// The counters of a deployment on one node.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Inferences that gave a result, those out of the cache included.
    pub(crate) inferences: u64,
    pub(crate) cache_hits: u64,
    pub(crate) errors: u64,
    pub(crate) rejections: u64,
    pub(crate) timeouts: u64,
    /// Requests that are waiting.
    pub(crate) pending: u64,
    /// Of all inferences.
    pub(crate) total_time: Duration,
    pub(crate) last_access: Option<SystemTime>,
    minute: Minute,
    before: Minute,
    peak: u64,
}

/// The inferences of one minute, counted from the start of the deployment on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Minute {
    number: u64,
    inferences: u64,
    cache_hits: u64,
    time: Duration,
}

/// What happened in the minute that was over last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct LastMinute {
    pub(crate) inferences: u64,
    pub(crate) cache_hits: u64,
    /// Of all its inferences.
    pub(crate) time: Duration,
}

/// One inference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Inference {
    pub(crate) is_cache_hit: bool,
    pub(crate) took: Duration,
}

impl Inference {
    /// The time of that many like it.
    fn all_took(self, inferences: u64) -> Duration {
        let nanos = self.took.as_nanos().saturating_mul(inferences.into());
        let seconds = u64::try_from(nanos / 1_000_000_000).unwrap_or(u64::MAX);
        let rest = u32::try_from(nanos % 1_000_000_000).unwrap_or_default();
        Duration::new(seconds, rest)
    }
}

impl Usage {
    /// Counts inferences, of a deployment that was started at that time.
    pub(crate) fn count(
        &mut self,
        inferences: u64,
        each: Inference,
        started: SystemTime,
        now: SystemTime,
    ) {
        self.come_to(minute(started, now));
        let time = each.all_took(inferences);
        let hits = if each.is_cache_hit { inferences } else { 0 };
        self.inferences = self.inferences.saturating_add(inferences);
        self.cache_hits = self.cache_hits.saturating_add(hits);
        self.total_time = self.total_time.saturating_add(time);
        self.last_access = Some(now);
        self.minute.inferences = self.minute.inferences.saturating_add(inferences);
        self.minute.cache_hits = self.minute.cache_hits.saturating_add(hits);
        self.minute.time = self.minute.time.saturating_add(time);
    }

    /// Counts inferences of so long ago that it does not matter in which minute they were.
    pub(crate) fn count_long_ago(&mut self, inferences: u64, each: Inference) {
        self.inferences = self.inferences.saturating_add(inferences);
        self.total_time = self.total_time.saturating_add(each.all_took(inferences));
    }

    /// The last minute that is over, at that time.
    pub(crate) fn last_minute(&self, started: SystemTime, now: SystemTime) -> LastMinute {
        let before = minute(started, now).checked_sub(1);
        let minutes = [self.minute, self.before];
        let last = minutes.iter().find(|each| Some(each.number) == before);
        last.map_or_else(LastMinute::default, |minute| LastMinute {
            inferences: minute.inferences,
            cache_hits: minute.cache_hits,
            time: minute.time,
        })
    }

    /// The most inferences of a minute that is over.
    pub(crate) fn peak(&self, started: SystemTime, now: SystemTime) -> u64 {
        let is_over = self.minute.number < minute(started, now);
        self.peak
            .max(if is_over { self.minute.inferences } else { 0 })
    }

    /// The average time of an inference, in milliseconds, if there were any.
    pub(crate) fn average_ms(&self) -> Option<f64> {
        average_ms(self.total_time, self.inferences)
    }

    /// The same of those that were not out of the cache.
    pub(crate) fn average_ms_without_hits(&self) -> Option<f64> {
        let inferences = self.inferences.saturating_sub(self.cache_hits);
        average_ms(self.total_time, inferences)
    }

    fn come_to(&mut self, number: u64) {
        if self.minute.number == number {
            return;
        }
        self.peak = self.peak.max(self.minute.inferences);
        self.before = self.minute;
        self.minute = Minute {
            number,
            ..Minute::default()
        };
    }
}

impl LastMinute {
    pub(crate) fn average_ms(self) -> Option<f64> {
        average_ms(self.time, self.inferences)
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "the server computes in doubles too"
)]
fn average_ms(time: Duration, inferences: u64) -> Option<f64> {
    (inferences > 0).then(|| time.as_secs_f64() * 1000.0 / inferences as f64)
}

fn minute(started: SystemTime, now: SystemTime) -> u64 {
    now.duration_since(started).unwrap_or_default().as_secs() / 60
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn minutes_are_told_when_they_are_over_and_the_best_is_remembered() {
        let mut usage = Usage::default();
        let mut count = |inferences, seconds, is_cache_hit| {
            let took = Duration::from_millis(if is_cache_hit { 0 } else { 20 });
            let each = Inference { is_cache_hit, took };
            usage.count(inferences, each, at(0), at(seconds));
            usage.clone()
        };
        let first = count(30, 10, false);
        assert_eq!(first.last_minute(at(0), at(59)).inferences, 0);
        assert_eq!(first.last_minute(at(0), at(60)).inferences, 30);
        assert_eq!(first.last_minute(at(0), at(120)).inferences, 0);
        assert_eq!(
            (first.peak(at(0), at(59)), first.peak(at(0), at(60))),
            (0, 30)
        );
        let second = count(10, 70, true);
        assert_eq!(second.last_minute(at(0), at(70)).inferences, 30);
        assert_eq!(second.last_minute(at(0), at(130)).cache_hits, 10);
        assert_eq!(second.peak(at(0), at(1000)), 30);
        assert_eq!((second.inferences, second.cache_hits), (40, 10));
        assert_eq!(second.average_ms(), Some(15.0));
        assert_eq!(second.average_ms_without_hits(), Some(20.0));
        assert_eq!(second.last_access, Some(at(70)));
        assert_eq!(Usage::default().average_ms(), None);
    }

    #[test]
    fn averages_are_right_however_many_there_are() {
        let mut usage = Usage::default();
        let each = Inference {
            is_cache_hit: false,
            took: Duration::from_millis(20),
        };
        usage.count_long_ago(1 << 50, each);
        usage.count(1 << 40, each, at(0), at(0));
        assert_eq!(usage.average_ms(), Some(20.0));
    }
}
