//! `/_fake/reset`: between two tests.

use super::call::Call;
use super::content::{Answered, done};

/// `POST`: brings back the state after the start. Held answers go; a scope stays, and so does the
/// time of the clock. Faults of nodes end unless it is a scope that is reset, since nodes are
/// everybody's.
pub(super) fn reset(call: &Call<'_>) -> Answered {
    call.scope.cluster.reset_at(call.scope.clock.now());
    call.scope.holds.end_all();
    if call.scope.name().is_none() {
        call.control.end_faults()?;
    }
    done()
}
