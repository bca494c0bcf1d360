//! Which requests a script is for.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::Asked;
use crate::api::Endpoint;

/// Selects requests, and says how often.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::On;
///
/// let on = On::update("my-model").body(|body| body["number_of_allocations"] == 4).after(1).times(2);
/// assert_eq!(on.to_string(), "updates of `my-model` with a body as described, after 1 call, 2 times");
/// ```
#[derive(Clone)]
#[must_use = "it selects nothing until a cluster's `script` or `hold` takes it"]
pub struct On {
    endpoint: Option<Endpoint>,
    deployment: Option<String>,
    body: Option<BodyPredicate>,
    skipped: usize,
    times: Option<usize>,
    lasting: Option<Duration>,
}

type BodyPredicate = Arc<dyn Fn(&Value) -> bool + Send + Sync>;

impl On {
    /// Every request.
    pub fn any() -> Self {
        Self {
            endpoint: None,
            deployment: None,
            body: None,
            skipped: 0,
            times: None,
            lasting: None,
        }
    }

    /// Requests that reach this endpoint.
    pub fn endpoint(endpoint: Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..Self::any()
        }
    }

    /// Updates of any deployment.
    pub fn updates() -> Self {
        Self::endpoint(Endpoint::Update)
    }

    /// Updates of this deployment.
    pub fn update(deployment_id: impl Into<String>) -> Self {
        Self {
            deployment: Some(deployment_id.into()),
            ..Self::updates()
        }
    }

    /// Only those whose body is such. A body that is not JSON is null.
    pub fn body(mut self, is_such: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        self.body = Some(Arc::new(is_such));
        self
    }

    /// Only the nth of them, from 1 on.
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn nth(self, n: usize) -> Self {
        assert!(n > 0, "the first one is number 1");
        self.after(n - 1).times(1)
    }

    /// Not the first so many of them.
    pub fn after(mut self, calls: usize) -> Self {
        self.skipped = calls;
        self
    }

    /// At most so many of them. A script that was used less often fails the test at its end.
    pub fn times(mut self, times: usize) -> Self {
        self.times = Some(times);
        self
    }

    /// All of them, which is the default.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Only for so long after the script was added, by the clock of the fake.
    pub fn lasting(mut self, duration: Duration) -> Self {
        self.lasting = Some(duration);
        self
    }

    pub(super) fn expected_times(&self) -> Option<usize> {
        self.times
    }

    /// Why a request is not selected, and how near it came: the more it has in common, the nearer.
    pub(super) fn mismatch(&self, asked: &Asked<'_>) -> Option<(u8, String)> {
        let endpoint = asked.endpoint();
        if self.endpoint.is_some_and(|wanted| wanted != endpoint) {
            return Some((0, format!("its endpoint is `{endpoint}`")));
        }
        if let Some(wanted) = &self.deployment {
            let deployment = asked.deployment_id().unwrap_or_default();
            if deployment != wanted {
                return Some((1, format!("its deployment is `{deployment}`")));
            }
        }
        match &self.body {
            Some(is_such) if !is_such(&asked.json()) => {
                Some((2, "its body is not as described".to_owned()))
            }
            _ => None,
        }
    }

    /// Whether it is the turn of a request that is selected, after so many others, at this time.
    pub(super) fn is_due(&self, before: usize, added: SystemTime, now: SystemTime) -> bool {
        let is_in_time = self
            .lasting
            .is_none_or(|time| now.duration_since(added).unwrap_or_default() < time);
        let last = self.times.map(|times| self.skipped.saturating_add(times));
        is_in_time && before >= self.skipped && last.is_none_or(|last| before < last)
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.endpoint, &self.deployment) {
            (None, _) => f.write_str("all requests")?,
            (Some(Endpoint::Update), None) => f.write_str("updates")?,
            (Some(_), Some(deployment)) => write!(f, "updates of `{deployment}`")?,
            (Some(endpoint), None) => write!(f, "requests to `{endpoint}`")?,
        }
        if self.body.is_some() {
            f.write_str(" with a body as described")?;
        }
        match self.skipped {
            0 => {}
            1 => f.write_str(", after 1 call")?,
            calls => write!(f, ", after {calls} calls")?,
        }
        match self.times {
            None => {}
            Some(1) => f.write_str(", once")?,
            Some(times) => write!(f, ", {times} times")?,
        }
        match self.lasting {
            None => Ok(()),
            Some(duration) => write!(f, ", for {duration:?}"),
        }
    }
}

impl fmt::Debug for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "On({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::Edition;

    #[test]
    fn a_request_that_is_not_selected_is_told_why() {
        let asked = Asked::sample(Edition::Documented);
        let mismatch = |on: On| on.mismatch(&asked).map(|(_, why)| why);
        assert_eq!(mismatch(On::any()), None);
        assert_eq!(mismatch(On::update("my-model")), None);
        assert_eq!(
            mismatch(On::endpoint(Endpoint::Info)).unwrap(),
            "its endpoint is `update`"
        );
        assert_eq!(
            mismatch(On::update("m")).unwrap(),
            "its deployment is `my-model`"
        );
        let four = On::updates().body(|body| body["number_of_allocations"] == 4);
        assert_eq!(mismatch(four).unwrap(), "its body is not as described");
    }

    #[test]
    fn turns_are_counted_and_time_runs_out() {
        let start = SystemTime::UNIX_EPOCH;
        let due = |on: &On| -> Vec<usize> {
            (0..6)
                .filter(|before| on.is_due(*before, start, start))
                .collect()
        };
        assert_eq!(due(&On::any()), [0, 1, 2, 3, 4, 5]);
        assert_eq!(due(&On::any().times(2)), [0, 1]);
        assert_eq!(due(&On::any().after(4)), [4, 5]);
        assert_eq!(due(&On::any().after(1).times(2)), [1, 2]);
        assert_eq!(due(&On::any().nth(3)), [2]);
        let second = Duration::from_secs(1);
        let on = On::any().lasting(second);
        assert!(on.is_due(0, start, start + second / 2));
        assert!(!on.is_due(0, start, start + second));
    }
}
