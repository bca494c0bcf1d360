//! What tests of several files need.

mod answer;
pub(crate) mod connection;
mod requests;
pub(crate) mod snapshots;
mod stoppable;

use std::error::Error;
use std::time::Duration;

use es_ml_fake::FakeCluster;

pub(crate) use self::answer::Answer;
pub(crate) use self::connection::{Connection, End};
pub(crate) use self::requests::{
    GZIPPED_UPDATE, UPDATE, chunked, get, head, nth_update, update_head, update_path,
    update_request,
};
pub(crate) use self::stoppable::Stoppable;

/// How long anything may take that is expected to happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Long enough to see that something does not come.
pub(crate) const PAUSE: Duration = Duration::from_millis(30);

#[track_caller]
pub(crate) fn assert_answers(cluster: &FakeCluster) {
    let answer = Connection::to(cluster.address()).ask(update_request(UPDATE));
    assert_eq!(answer.status, 200);
    assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
}

/// An error with its causes, each after the other.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text} <- {error}");
        cause = error.source();
    }
    text
}
