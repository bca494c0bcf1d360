//! What a script does with a request.

use std::fmt::Display;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use super::form::ReplyForm as Form;
use super::{Delay, ReplyOrSequence, ScriptedRequest, WireFault};
use crate::endpoints::failures::Failure;
use crate::http::{Answer, status_code};

/// What a script does with a request: an answer of its own or the usual one, after a delay or at
/// once, whole or broken on its way.
///
/// [`Failure`], [`Delay`] and [`WireFault`] are replies by themselves; this puts them together.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::{FakeCluster, On, Reply};
///
/// let cluster = FakeCluster::start();
/// let busy = Reply::status(503)
///     .header("retry-after", "1")
///     .text("come back later")
///     .after(Duration::from_millis(10));
/// cluster.script(On::any().times(1), busy);
/// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 503);
/// assert_eq!(reqwest::blocking::get(cluster.uri())?.status(), 200);
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
#[must_use = "a reply does nothing until a cluster's `script` takes it"]
pub struct Reply {
    pub(super) says: Says,
    pub(super) delay: Option<Delay>,
    pub(super) fault: Option<WireFault>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Says {
    /// What the cluster says.
    Usual,
    Failure(Failure),
    Own(Box<Own>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Own {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Reply {
    pub(super) fn new(says: Says) -> Self {
        Self {
            says,
            delay: None,
            fault: None,
        }
    }

    /// What the cluster would say without the script. The next script is asked as well.
    pub fn as_usual() -> Self {
        Self::new(Says::Usual)
    }

    /// An answer of your own, without headers and body. It has no product header, as answers of
    /// other servers have none.
    ///
    /// ```
    /// use es_ml_fake::Reply;
    /// use http::StatusCode;
    ///
    /// let by_number = Reply::status(503);
    /// let by_name = Reply::status(StatusCode::SERVICE_UNAVAILABLE);
    /// # let _ = (by_number, by_name);
    /// ```
    ///
    /// # Panics
    ///
    /// If the status is not from 200 to 999. Those below are not final: another answer follows.
    #[track_caller]
    pub fn status(status: impl TryInto<StatusCode, Error: Display>) -> Self {
        let status = status_code(status);
        assert!(
            !status.is_informational(),
            "{status} is not final; a script answers with a status from 200 to 999"
        );
        Self::new(Says::Own(Box::new(Own {
            status,
            headers: HeaderMap::new(),
            body: Bytes::new(),
        })))
    }

    /// With this header too. For an answer of your own.
    ///
    /// # Panics
    ///
    /// If name or value cannot be those of a header, or the answer is none of your own.
    #[track_caller]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let own = self.own();
        match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) => {
                own.headers.append(name, value);
            }
            (Err(error), _) => panic!("no name of a header: {error}"),
            (_, Err(error)) => panic!("no value of a header: {error}"),
        }
        self
    }

    /// With this body. For an answer of your own.
    ///
    /// # Panics
    ///
    /// If this reply is not one of your own.
    #[track_caller]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.own().body = body.into();
        self
    }

    /// With this text for a body, and a content type that says so. For an answer of your own.
    ///
    /// # Panics
    ///
    /// If this reply is not one of your own.
    #[track_caller]
    pub fn text(self, text: &str) -> Self {
        let typed = self.header(CONTENT_TYPE.as_str(), "text/plain; charset=utf-8");
        typed.body(text.to_owned())
    }

    /// With this for a body, as JSON, and a content type that says so. For an answer of your own.
    ///
    /// # Panics
    ///
    /// If it cannot be written as JSON, or the answer is none of your own.
    #[track_caller]
    pub fn json(self, value: &(impl Serialize + ?Sized)) -> Self {
        let typed = self.header(CONTENT_TYPE.as_str(), "application/json");
        match serde_json::to_vec(value) {
            Ok(json) => typed.body(json),
            Err(error) => panic!("cannot be written as JSON: {error}"),
        }
    }

    #[track_caller]
    fn own(&mut self) -> &mut Own {
        match &mut self.says {
            Says::Own(own) => own,
            Says::Usual | Says::Failure(_) => {
                panic!("only an answer of your own, `Reply::status`, can have headers and a body")
            }
        }
    }

    /// The same after a delay.
    pub fn after(mut self, delay: impl Into<Delay>) -> Self {
        self.delay = Some(delay.into());
        self
    }

    /// The same, broken on its way.
    pub fn broken_by(mut self, fault: WireFault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// Whether the scripts behind this one are not asked any more.
    pub(super) fn is_final(&self) -> bool {
        self.fault.is_some() || !matches!(self.says, Says::Usual)
    }

    pub(super) fn answer(&self, asked: &ScriptedRequest<'_>) -> Option<Answer> {
        match &self.says {
            Says::Usual => None,
            Says::Failure(failure) => Some(failure.answer(&asked.situation())),
            Says::Own(own) => Some(Answer::foreign(
                own.status,
                own.headers
                    .iter()
                    .map(|(name, value)| (name.clone(), value.clone()))
                    .collect(),
                own.body.clone(),
            )),
        }
    }
}

impl From<Failure> for Reply {
    fn from(failure: Failure) -> Self {
        Self::new(Says::Failure(failure))
    }
}

impl From<Delay> for Reply {
    fn from(delay: Delay) -> Self {
        Self::as_usual().after(delay)
    }
}

impl From<WireFault> for Reply {
    fn from(fault: WireFault) -> Self {
        Self::as_usual().broken_by(fault)
    }
}

/// What a script answers with: one reply for all, one after the other, or whatever a closure makes
/// of the request.
///
/// It is implemented for [`Reply`], [`Failure`], [`Delay`] and [`WireFault`], for arrays and
/// vectors of each, and for closures that take an [`ScriptedRequest`]. A sequence is over after its
/// last reply: then the script does nothing any more.
pub trait Replies: Send + Sync + 'static {
    /// The reply to the `call`th request, from 0 on; nothing when it is over.
    fn reply(&self, asked: &ScriptedRequest<'_>, call: usize) -> Option<Reply>;

    /// How many replies there are, if they come to an end.
    fn count(&self) -> Option<usize> {
        None
    }

    /// The form in which they can be written, if they have one. Closures have none.
    fn written(&self) -> Option<ReplyOrSequence> {
        None
    }
}

macro_rules! one_reply_for_all {
    ($($replying:ty),+) => {$(
        impl Replies for $replying {
            fn reply(&self, _: &ScriptedRequest<'_>, _: usize) -> Option<Reply> {
                Some(self.clone().into())
            }

            fn written(&self) -> Option<ReplyOrSequence> {
                Some(self.clone().into())
            }
        }
    )+};
}

one_reply_for_all!(Reply, Failure, Delay, WireFault);

impl<T: Into<Reply> + Clone + Send + Sync + 'static> Replies for Vec<T> {
    fn reply(&self, _: &ScriptedRequest<'_>, call: usize) -> Option<Reply> {
        self.get(call).cloned().map(Into::into)
    }

    fn count(&self) -> Option<usize> {
        Some(self.len())
    }

    fn written(&self) -> Option<ReplyOrSequence> {
        Some(self.clone().into())
    }
}

impl<T: Into<Reply> + Clone + Send + Sync + 'static, const N: usize> Replies for [T; N] {
    fn reply(&self, _: &ScriptedRequest<'_>, call: usize) -> Option<Reply> {
        self.get(call).cloned().map(Into::into)
    }

    fn count(&self) -> Option<usize> {
        Some(N)
    }

    fn written(&self) -> Option<ReplyOrSequence> {
        Some(self.to_vec().into())
    }
}

impl<F, R> Replies for F
where
    F: Fn(&ScriptedRequest<'_>) -> R + Send + Sync + 'static,
    R: Into<Reply>,
{
    fn reply(&self, asked: &ScriptedRequest<'_>, _: usize) -> Option<Reply> {
        Some(self(asked).into())
    }
}
