//! The refusals that scripts repeat, by name.

use super::BodyProblem;
pub(crate) use super::availability::{
    circuit_breaker, cluster_block, licence, no_master, rejected_execution,
};
use super::refusal::Refusal;
use super::update::{self, Body};
pub(crate) use super::update::{
    not_started, owned_by_inference_endpoint, unknown as unknown_deployment,
};
use crate::cluster::{Dialect, NotEnoughResources, Security, Subject, User};
use crate::formats::Format;

pub(crate) fn not_enough_resources() -> Refusal {
    NotEnoughResources.into()
}

/// What is said of a body that cannot be read.
pub(crate) fn of_body(body: &[u8]) -> Refusal {
    match Body::read(Format::Json, body) {
        Err(exception) => exception.into(),
        Ok(_) => update::unknown(""),
    }
}

pub(crate) fn too_large() -> Refusal {
    BodyProblem::TooLong.refusal()
}

/// Of somebody who says nothing of who they are.
pub(crate) fn unauthenticated(uri: &str, dialect: &Dialect) -> Refusal {
    Security::missing_credentials(uri, dialect)
}

/// Of a user without roles.
pub(crate) fn forbidden(action: &str) -> Refusal {
    let nobody = User::new("nobody", "");
    let security = Security::default();
    security.denial(Subject::User(&nobody), action)
}
