//! `/_fake/clock`: the time that the fake goes by.

use serde::Deserialize;
use serde_json::json;

use super::call::Call;
use super::content::{Answered, answer};
use crate::text::timestamp;
use crate::time::Span;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance: Span,
}

/// `GET`: the time that it shows.
pub(super) fn get(call: &Call<'_>) -> Answered {
    answer(&json!({ "now": timestamp::format_millis(call.scope.clock.now()) }))
}

/// `POST`: moves it forward. Whatever waits for a time that has come goes on.
pub(super) fn advance(call: &Call<'_>) -> Answered {
    let Advance { advance } = call.judged()?;
    call.scope.clock.advance(advance.0);
    get(call)
}
