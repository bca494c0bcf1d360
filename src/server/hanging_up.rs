//! Clients that hang up while they wait for an answer.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::connection::Shared;
use super::connection_state::ConnectionState;
use super::wire::HungUp;

/// How long an answer is still waited for, in real time, when the client has closed its sending
/// side: simple clients do that and want the answer, and one that has gone away looks the same.
const GRACE: Duration = Duration::from_secs(5);

/// What comes of a wait, unless the client hangs up before.
pub(super) async fn unless_hung_up<T>(
    wait: impl Future<Output = T>,
    shared: &Shared,
    state: &ConnectionState,
) -> io::Result<T> {
    let (mut wait, mut is_gone) = (pin!(wait), pin!(is_gone(shared, state)));
    let waited = poll_fn(|cx| {
        if let Poll::Ready(waited) = wait.as_mut().poll(cx) {
            return Poll::Ready(Ok(waited));
        }
        let is_gone = is_gone.as_mut().poll(cx);
        is_gone.map(|()| Err(io::ErrorKind::UnexpectedEof.into()))
    })
    .await;
    state.wire().stop_listening_for_end();
    waited
}

async fn is_gone(shared: &Shared, state: &ConnectionState) {
    match state.wire().hung_up().await {
        HungUp::Reset => {}
        HungUp::Finished => shared.runtime.timer(GRACE).await,
    }
}
