//! `/_fake/coverage`: which parts of the contract the run has exercised.

use super::call::Call;
use super::content::{Answered, answer};

/// `GET`: since the start, or the last reset.
pub(super) async fn get(call: &Call<'_>) -> Answered {
    call.elsewhere(|scope| answer(&scope.cluster.coverage()))
        .await
}
