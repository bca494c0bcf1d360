//! Which requests a script is for.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::ScriptedRequest;
use super::on_body::OnBody;
use super::request_line::RequestLine;
use crate::endpoints::Endpoint;

/// Selects requests, and says how often.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::On;
///
/// let on =
///     On::update("my-model").body(|body| body["number_of_allocations"] == 4).after(1).times(2);
/// assert_eq!(
///     on.to_string(),
///     "updates of `my-model` with a body as described, after 1 call, 2 times"
/// );
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "it selects nothing until a cluster's `script` or `hold` takes it"]
pub struct On {
    pub(super) endpoint: Option<Endpoint>,
    pub(super) request: Option<RequestLine>,
    pub(super) deployment: Option<String>,
    pub(super) body: Option<OnBody>,
    pub(super) skipped: usize,
    pub(super) times: Option<usize>,
    pub(super) lasting: Option<Duration>,
}

impl On {
    /// Every request.
    pub fn any() -> Self {
        Self {
            endpoint: None,
            request: None,
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

    /// Requests with this method and a path of this form, also where the fake has no endpoint: a
    /// name in braces stands for any segment.
    ///
    /// ```
    /// use es_ml_fake::{FakeCluster, On, Reply};
    ///
    /// let cluster = FakeCluster::start();
    /// let counted = Reply::status(200).json(&serde_json::json!({"count": 4}));
    /// cluster.script(On::request("GET", "/{index}/_count"), counted);
    ///
    /// let url = format!("{}/my-index/_count?q=x", cluster.uri());
    /// assert_eq!(reqwest::blocking::get(url)?.text()?, r#"{"count":4}"#);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    ///
    /// # Panics
    ///
    /// If there can be no such method, if the path does not begin with a slash, or if it has a
    /// query: requests are selected whatever their query is.
    #[track_caller]
    pub fn request(method: impl AsRef<str>, path: impl AsRef<str>) -> Self {
        match RequestLine::of(method.as_ref(), path.as_ref()) {
            Ok(request) => Self {
                request: Some(request),
                ..Self::any()
            },
            Err(problem) => panic!("{problem}"),
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

    /// Only requests whose path names this deployment.
    pub fn deployment(mut self, deployment_id: impl Into<String>) -> Self {
        self.deployment = Some(deployment_id.into());
        self
    }

    /// Only requests whose JSON body satisfies `predicate`. A body that is not JSON is null.
    pub fn body(mut self, predicate: impl Fn(&Value) -> bool + Send + Sync + 'static) -> Self {
        self.body = Some(OnBody::Predicate(Arc::new(predicate)));
        self
    }

    /// Only requests whose JSON body has all that is in `wanted`: of an object at least these
    /// members, of anything else exactly this. Unlike a closure, it can be written as JSON.
    ///
    /// ```
    /// use es_ml_fake::On;
    /// use serde_json::json;
    ///
    /// let on = On::updates().body_has(json!({"number_of_allocations": 4}));
    /// let written = json!({"endpoint": "update", "body": {"number_of_allocations": 4}});
    /// assert_eq!(serde_json::to_value(on)?, written);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn body_has(mut self, wanted: impl Into<Value>) -> Self {
        self.body = Some(OnBody::Has(wanted.into()));
        self
    }

    /// Only the nth of them, from 1 on.
    ///
    /// # Panics
    ///
    /// If `n` is 0.
    #[track_caller]
    pub fn nth(self, n: usize) -> Self {
        assert!(
            n > 0,
            "requests are counted from 1 on: the first is `.nth(1)`"
        );
        self.after(n - 1).times(1)
    }

    /// Skips the first `calls` matching requests.
    pub fn after(mut self, calls: usize) -> Self {
        self.skipped = calls;
        self
    }

    /// At most `times` matching requests. A script that was used less often fails the test at its
    /// end.
    ///
    /// # Panics
    ///
    /// If `times` is 0.
    #[track_caller]
    pub fn times(mut self, times: usize) -> Self {
        assert!(
            times > 0,
            "a script that is for no request at all does nothing; leave it out"
        );
        self.times = Some(times);
        self
    }

    /// All of them, which is the default.
    pub fn always(mut self) -> Self {
        self.times = None;
        self
    }

    /// Only for this long after the script was added, by the clock of the fake.
    ///
    /// # Panics
    ///
    /// If `duration` is zero.
    #[track_caller]
    pub fn lasting(mut self, duration: Duration) -> Self {
        assert!(
            !duration.is_zero(),
            "a script that lasts no time at all does nothing; leave it out"
        );
        self.lasting = Some(duration);
        self
    }

    pub(super) fn expected_times(&self) -> Option<usize> {
        self.times
    }

    /// Refuses a sequence of that length, if not every reply can have its turn.
    #[track_caller]
    pub(crate) fn refuse_replies(&self, count: usize) {
        assert!(
            count > 0,
            "a script without any reply does nothing; leave it out"
        );
        let unsent = self.unsent(count);
        assert!(
            unsent == 0,
            "a script for {self}, cannot send {count} replies: leave out the last {unsent}, or say \
             `.times({count})`"
        );
    }

    /// How many of a sequence of that length would never have their turn.
    pub(super) fn unsent(&self, count: usize) -> usize {
        self.times.map_or(0, |times| count.saturating_sub(times))
    }

    /// Why a request is not selected, and how near it came: the more it has in
    /// common, the nearer.
    pub(super) fn mismatch(&self, asked: &ScriptedRequest<'_>) -> Option<(u8, String)> {
        let endpoint = asked.endpoint();
        if self.endpoint.is_some_and(|wanted| wanted != endpoint) {
            return Some((0, format!("its endpoint is `{endpoint}`")));
        }
        if let Some(mismatch) = self.request.as_ref().and_then(|it| it.mismatch(asked)) {
            return Some(mismatch);
        }
        if let Some(wanted) = &self.deployment {
            let deployment = asked.deployment_id().unwrap_or_default();
            if deployment != wanted {
                return Some((1, format!("its deployment is `{deployment}`")));
            }
        }
        match &self.body {
            Some(wanted) if !wanted.is_met_by(&asked.json()) => {
                Some((2, "its body is not as described".to_owned()))
            }
            _ => None,
        }
    }

    /// Which call a request is that is selected after `before` others, if it is its turn.
    pub(super) fn call(&self, before: usize, added: SystemTime, now: SystemTime) -> Option<usize> {
        let call = before.checked_sub(self.skipped)?;
        let is_in_time = self
            .lasting
            .is_none_or(|time| now.duration_since(added).unwrap_or_default() < time);
        let is_in_turn = self.times.is_none_or(|times| call < times);
        (is_in_time && is_in_turn).then_some(call)
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(request) = &self.request {
            write!(f, "requests `{request}`")?;
            if let Some(id) = &self.deployment {
                write!(f, " of `{id}`")?;
            }
            return self.fmt_conditions(f);
        }
        match (self.endpoint, &self.deployment) {
            (None, None) => f.write_str("all requests")?,
            (None, Some(id)) => write!(f, "requests to `{id}`")?,
            (Some(Endpoint::Update), None) => f.write_str("updates")?,
            (Some(Endpoint::Update), Some(id)) => write!(f, "updates of `{id}`")?,
            (Some(endpoint), None) => write!(f, "requests to `{endpoint}`")?,
            (Some(endpoint), Some(id)) => write!(f, "requests to `{endpoint}` of `{id}`")?,
        }
        self.fmt_conditions(f)
    }
}

impl On {
    /// What else has to hold, and how often.
    fn fmt_conditions(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.body {
            None => {}
            Some(OnBody::Predicate(_)) => f.write_str(" with a body as described")?,
            Some(OnBody::Has(wanted)) => write!(f, " with {wanted} in the body")?,
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
    use crate::endpoints::Call;
    use crate::http::{Headers, JSON};
    use crate::model::Edition;

    #[test]
    fn a_request_that_is_not_selected_is_told_why() {
        let path = "/_ml/trained_models/my-model/deployment/_update";
        let sent = http::Request::post(path).body(bytes::Bytes::new()).unwrap();
        let headers = Headers::of(sent.headers());
        let call = Call::of(&sent, &headers, Ok(b""), Edition::Documented.dialect());
        let asked = ScriptedRequest::of(&call, 1, JSON);
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
        let by_path = |method, path: &str| mismatch(On::request(method, path));
        let template = "/_ml/trained_models/{model_id}/deployment/_update";
        assert_eq!(by_path("POST", template), None);
        assert_eq!(by_path("PUT", template).unwrap(), "its method is POST");
        assert_eq!(by_path("POST", "/").unwrap(), "its path is another");
    }

    #[test]
    fn as_many_replies_as_there_are_turns_for_are_taken() {
        for (on, count) in [
            (On::any(), 7),
            (On::any().times(2), 1),
            (On::any().times(2), 2),
            (On::any().nth(5), 1),
            (On::any().times(1).always(), 2),
        ] {
            on.refuse_replies(count);
        }
    }

    #[test]
    #[should_panic(expected = "without a query; it is `/_search?q=x`")]
    fn a_query_selects_nothing() {
        let _ = On::request("GET", "/_search?q=x");
    }

    #[test]
    #[should_panic(
        expected = "a script for updates, after 4 calls, once, cannot send 3 replies: leave out the last 2, or say `.times(3)`"
    )]
    fn replies_that_would_never_be_sent_are_refused() {
        On::updates().nth(5).refuse_replies(3);
    }

    #[test]
    fn turns_are_counted_and_time_runs_out() {
        let start = SystemTime::UNIX_EPOCH;
        let due = |on: &On| -> Vec<usize> {
            (0..6)
                .filter(|before| on.call(*before, start, start).is_some())
                .collect()
        };
        assert_eq!(due(&On::any()), [0, 1, 2, 3, 4, 5]);
        assert_eq!(due(&On::any().times(2)), [0, 1]);
        assert_eq!(due(&On::any().after(4)), [4, 5]);
        assert_eq!(due(&On::any().after(1).times(2)), [1, 2]);
        assert_eq!(due(&On::any().nth(3)), [2]);
        let second = Duration::from_secs(1);
        let on = On::any().lasting(second);
        assert_eq!(on.call(0, start, start + second / 2), Some(0));
        assert_eq!(on.call(0, start, start + second), None);
        assert_eq!(On::any().after(1).call(3, start, start), Some(2));
    }
}
