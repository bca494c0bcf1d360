//! What comes in, and what goes out.

use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;

use crate::http::{Answer, BodyProblem, Headers};
use crate::journal::AnsweredBy;
use crate::script::{Carrier, Disturbance};

/// A request on its arrival at the cluster.
#[derive(Debug)]
pub(crate) struct Incoming<'r> {
    /// With its body as it was on the wire.
    pub(crate) request: &'r http::Request<Bytes>,
    pub(crate) headers: &'r Headers<'r>,
    /// The body after decompression.
    pub(crate) body: Result<Cow<'r, [u8]>, BodyProblem>,
    /// When the request was complete.
    pub(crate) at: SystemTime,
    /// The number of the HTTP node that took it, from 0 on, if there are several.
    pub(crate) http_node: Option<usize>,
    /// The answer of something in between, past which the request does not get.
    pub(crate) answered: Option<(AnsweredBy, Box<Answer>)>,
    /// What takes the answer back.
    pub(crate) carrier: Carrier,
}

/// An answer on its way out.
#[derive(Debug)]
pub(crate) struct Delivery {
    pub(crate) answer: Answer,
    pub(crate) answered_by: AnsweredBy,
    /// Unless it is to be sent at once and whole.
    pub(crate) disturbance: Option<Box<Disturbance>>,
}
