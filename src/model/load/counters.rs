//! What the statistics of a node count (server-behaviour: Statistics: answer).

use std::time::{Duration, SystemTime};

use crate::model::autoscaling::Reading;

/// The counters of a node. They begin at zero whenever the node is started.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counters {
    pub(crate) started_at: SystemTime,
    /// Inferences that gave a result.
    pub(crate) inferences: u64,
    /// What they took, all together, in seconds.
    pub(crate) inference_seconds: f64,
    pub(crate) errors: u64,
    pub(crate) rejected: u64,
    pub(crate) timed_out: u64,
    pub(crate) pending: u64,
    /// When the last inference was asked for, if any was.
    pub(crate) last_access: Option<SystemTime>,
    /// Inferences of the last whole minute, and of the busiest one.
    pub(crate) last_minute: u64,
    pub(crate) busiest_minute: u64,
    /// The inferences before the present minute.
    before_this_minute: u64,
}

impl Counters {
    pub(crate) fn starting_at(started_at: SystemTime) -> Self {
        Self {
            started_at,
            inferences: 0,
            inference_seconds: 0.0,
            errors: 0,
            rejected: 0,
            timed_out: 0,
            pending: 0,
            last_access: None,
            last_minute: 0,
            busiest_minute: 0,
            before_this_minute: 0,
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "times are averages")]
    pub(crate) fn count_inferences(&mut self, number: u64, each: Duration) {
        self.inferences = self.inferences.saturating_add(number);
        self.inference_seconds += number as f64 * each.as_secs_f64();
    }

    pub(crate) fn begin_minute(&mut self) {
        self.before_this_minute = self.inferences;
    }

    pub(crate) fn end_minute(&mut self) {
        self.last_minute = self.inferences - self.before_this_minute;
        self.busiest_minute = self.busiest_minute.max(self.last_minute);
        self.begin_minute();
    }

    /// The average time of an inference, in seconds, if there was one.
    #[allow(clippy::cast_precision_loss, reason = "it is an average")]
    pub(crate) fn average_seconds(&self) -> Option<f64> {
        (self.inferences > 0).then(|| self.inference_seconds / self.inferences as f64)
    }

    /// What the scaler reads of them.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            success: self.inferences,
            pending: self.pending,
            failed: [self.timed_out, self.rejected]
                .into_iter()
                .fold(self.errors, u64::saturating_add),
            inference_time: self.average_seconds().unwrap_or(0.0),
        }
    }
}
