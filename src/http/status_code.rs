//! Statuses as people write them.

use std::fmt::Display;

use http::StatusCode;

/// The status that a number, a text or the type itself stands for.
#[track_caller]
pub(crate) fn status_code(status: impl TryInto<StatusCode, Error: Display>) -> StatusCode {
    match status.try_into() {
        Ok(status) => status,
        Err(error) => panic!("a status is a number from 100 to 999: {error}"),
    }
}
