//! What a cluster, or a proxy before it, can say instead of carrying a request out.
//!
//! The catalogue below names all of it once, for endpoints, which refuse by these functions, and
//! for scripts, which repeat it.

mod availability;
mod body;
mod deployment;
mod envelope;
mod request;
mod security;

use std::fmt;
use std::str::FromStr;

use http::StatusCode;

pub(crate) use availability::{circuit_breaker, licence, of_condition};
pub(crate) use body::of_body;
pub(crate) use deployment::{
    already_exists, failed_nodes, no_deployment, no_model, no_model_config, no_room_for_models,
    not_enough_resources, not_found, not_started, owned_by_inference_endpoint, refuse_other_id,
    slow_deployment, status_exception,
};
use envelope::Envelope;
pub(crate) use envelope::Situation;
pub(crate) use request::{
    allow, no_body, no_handler, not_implemented, refuse_broken, superfluous_body, undocumented,
    validation, wrong_method,
};
pub(crate) use security::{forbidden, unauthenticated};

use crate::http::Answer;
use crate::model::{Edition, Versions, features};
use crate::text::{UnknownName, serde_as_text};

/// A refusal with the exact envelope that a real cluster, or a proxy before it, sends.
///
/// ```
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Failure, FakeCluster, On};
///
/// let cluster = FakeCluster::start();
/// cluster.script(On::update(DOCUMENTED_DEPLOYMENT), Failure::not_enough_capacity());
///
/// let url =
///     format!("{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update", cluster.uri());
/// let body = serde_json::json!({"number_of_allocations": 4});
/// let answer = reqwest::blocking::Client::new().post(url).json(&body).send()?;
/// assert_eq!(answer.status(), 429);
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Failure(&'static Entry);

/// Everything that there is to know of a failure.
struct Entry {
    name: &'static str,
    when: &'static str,
    may_pass: bool,
    versions: Versions,
    envelope: fn(&Situation<'_>) -> Envelope,
}

/// Declares each failure once: when it happens, which is its documentation too; its name, which is
/// also that of its envelope; whether it may pass by itself, so that trying again makes sense; and
/// the versions whose servers do it.
macro_rules! catalogue {
    ($($(#[doc = $when:literal])+ $name:ident, may_pass: $may_pass:literal, $versions:expr;)+) => {
        #[allow(non_camel_case_types)]
        enum Position { $($name),+ }

        static CATALOGUE: &[Entry] = &[
            $(Entry {
                name: stringify!($name),
                when: concat!($($when),+),
                may_pass: $may_pass,
                versions: $versions,
                envelope: envelope::$name,
            }),+
        ];

        impl Failure {
            $(
                $(#[doc = $when])+
                #[must_use]
                pub fn $name() -> Self {
                    Self(&CATALOGUE[Position::$name as usize])
                }
            )+
        }
    };
}

catalogue! {
    // See server-behaviour: Update: missing deployment.
    /// There is no such deployment: 404.
    not_found, may_pass: false, features::UPDATE;
    // See server-behaviour: Update: existing assignment.
    /// The deployment is starting or stopping: 409.
    not_started, may_pass: true, features::UPDATE;
    // See server-behaviour: Update: capacity and timeouts.
    /// The allocations do not fit and the cluster cannot scale: 429.
    not_enough_capacity, may_pass: true, features::UPDATE;
    // See server-behaviour: Update: request validation.
    /// A rule of the request is broken: 400.
    validation, may_pass: false, features::UPDATE;
    // See server-behaviour: Update: unknown fields.
    /// The body has a field that the server does not know: 400.
    unknown_field, may_pass: false, features::UPDATE;
    // See server-behaviour: Update: malformed JSON.
    /// The body is not JSON: 400.
    malformed_body, may_pass: false, features::UPDATE;
    // See server-behaviour: HTTP: media types.
    /// The content type is missing: 406.
    content_type, may_pass: false, features::UPDATE;
    // See server-behaviour: Update: inference endpoints.
    /// The deployment belongs to an inference endpoint: 409, from 8.19 and 9.1 on.
    owned_by_inference_endpoint, may_pass: false, features::OWNED_DEPLOYMENTS;
    // See server-behaviour: Security: 401.
    /// There are no credentials: 401.
    unauthenticated, may_pass: false, features::UPDATE;
    // See server-behaviour: Security: 403.
    /// The user may not update deployments: 403.
    forbidden, may_pass: false, features::UPDATE;
    // See server-behaviour: Security: licence.
    /// The licence does not cover machine learning: 403.
    licence, may_pass: false, features::UPDATE;
    // See server-behaviour: Errors: overload and availability.
    /// No master was elected in time: 503.
    no_master, may_pass: true, features::UPDATE;
    // See server-behaviour: Errors: overload and availability.
    /// The cluster has not recovered its state: 503.
    cluster_block, may_pass: true, features::UPDATE;
    // See server-behaviour: Errors: overload and availability.
    /// The memory is used up: 429.
    circuit_breaker, may_pass: true, features::UPDATE;
    // See server-behaviour: Errors: overload and availability.
    /// The queue for tasks is full: 429.
    rejected_execution, may_pass: true, features::UPDATE;
    // See server-behaviour: Errors: overload and availability.
    /// The master did not get to it in time: 503 in 8.x, 429 in 9.x.
    process_cluster_event_timeout, may_pass: true, features::UPDATE;
    // See server-behaviour: HTTP: formats, filtering and size.
    /// The body is too long: 413 with nothing in it.
    too_large, may_pass: false, features::UPDATE;
    // See server-behaviour: Errors: the envelope.
    /// Something went wrong that should not: 500.
    internal_error, may_pass: true, features::UPDATE;
    /// A proxy cannot reach the cluster: 502 with a page of HTML, and no product header.
    bad_gateway, may_pass: true, features::UPDATE;
    /// A proxy has no cluster to send requests to: 503 with a page of HTML, and no product header.
    service_unavailable, may_pass: true, features::UPDATE;
    /// A proxy got no answer from the cluster in time: 504 with a page of HTML, and no product
    /// header.
    gateway_timeout, may_pass: true, features::UPDATE;
}

impl Failure {
    /// Every failure of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        CATALOGUE.iter().map(Self)
    }

    /// Its name, as [`FromStr`] takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// When a real cluster does it, in a sentence.
    #[must_use]
    pub fn when(self) -> &'static str {
        self.0.when.trim()
    }

    /// The status that a server of that edition sends.
    #[must_use]
    pub fn status(self, edition: Edition) -> StatusCode {
        (self.0.envelope)(&Situation::sample(edition.dialect())).status()
    }

    /// The editions whose servers do it.
    pub fn editions(self) -> impl Iterator<Item = Edition> {
        Edition::all().filter(move |edition| edition.dialect().has(self.0.versions))
    }

    /// Whether it may pass by itself, so that a program does well to try again; and badly to try
    /// again what cannot.
    #[must_use]
    pub fn may_pass(self) -> bool {
        self.0.may_pass
    }

    pub(crate) fn answer(self, situation: &Situation<'_>) -> Answer {
        let envelope = (self.0.envelope)(situation);
        let mut answer = envelope.into_answer(situation.content_type.clone());
        answer.failure = Some(self.name());
        answer
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Failure::{}()", self.0.name)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for Failure {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Failure {}

impl FromStr for Failure {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|failure| failure.name() == name)
            .ok_or_else(|| UnknownName::new("failure", name, Self::all()))
    }
}

serde_as_text!(Failure);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_failures() {
        for failure in Failure::all() {
            assert_eq!(failure.name().parse(), Ok(failure));
            assert!(failure.when().ends_with('.'), "{failure}");
        }
        let wrong = "not_fond".parse::<Failure>().unwrap_err().to_string();
        assert_eq!(
            wrong,
            "there is no failure `not_fond`; did you mean `not_found`?"
        );
    }

    /// The sentence that says when also says with which status.
    #[test]
    fn each_sentence_has_the_status_in_it() {
        for failure in Failure::all() {
            let status = failure.status(Edition::Documented);
            assert!(
                failure.when().contains(status.as_str()),
                "{failure}: {status}"
            );
        }
        let timeout = Failure::process_cluster_event_timeout();
        assert_eq!(timeout.status("8.19".parse().unwrap()), 503);
        assert_eq!(timeout.status("9.1".parse().unwrap()), 429);
    }

    /// So that an answer of the cluster itself is known for the failure that it is. Two of them are
    /// for scripts alone.
    #[test]
    fn refusals_have_the_name_of_their_failure() {
        for failure in Failure::all() {
            let envelope = (failure.0.envelope)(&Situation::sample(Edition::Documented.dialect()));
            let is_scripted = ["process_cluster_event_timeout", "internal_error"];
            if let Envelope::Server(response) = envelope
                && !is_scripted.contains(&failure.name())
            {
                assert_eq!(response.failure, Some(failure.name()));
            }
        }
    }

    #[test]
    fn failures_exist_in_the_editions_that_have_them() {
        let first = |failure: Failure| failure.editions().nth(1).unwrap().to_string();
        assert_eq!(first(Failure::not_found()), "8.6");
        assert_eq!(first(Failure::owned_by_inference_endpoint()), "8.19");
    }
}
