//! `/_fake/settle`: lets the nodes catch up with what updates ask of them.

use super::call::Call;
use super::content::{Answered, done};

/// `POST`: now.
pub(super) fn settle(call: &Call<'_>) -> Answered {
    call.scope.cluster.settle_at(call.scope.clock.now());
    done()
}
