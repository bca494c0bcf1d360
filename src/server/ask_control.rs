//! Requests that are for the control API, and not for the cluster.

use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::task::Poll;

use http::Uri;

use super::answer_body::{AnswerBody, Endless};
use super::connection::Shared;
use super::connection_state::ConnectionState;
use super::decide::Arrived;
use crate::control::{self, Asked, Content, Control, ROOT};

/// The control API, if the request is for it. Nearly always one comparison says that it is not.
pub(crate) fn asked<'s>(shared: &'s Shared, uri: &Uri) -> Option<&'s Control> {
    let path = uri.path();
    if !path.starts_with(ROOT) {
        return None;
    }
    let control = shared.control.as_deref();
    control.filter(|_| control::is_for(path))
}

/// Answers a request, unless the client hangs up before.
pub(crate) async fn answer(
    control: &Control,
    mut arrived: Arrived,
    shared: &Shared,
    state: &ConnectionState,
) -> io::Result<http::Response<AnswerBody>> {
    arrived.join_up_to(control::LONGEST_BODY);
    let asked = Asked {
        request: &arrived.request,
        problem: arrived.problem,
        from: state.peer(),
        node: shared.http_node.unwrap_or_default(),
        elsewhere: &shared.elsewhere,
    };
    let mut answer = pin!(control.answer(&asked));
    let mut hung_up = pin!(state.wire().hung_up());
    let answered = poll_fn(|cx| {
        if let Poll::Ready(answer) = answer.as_mut().poll(cx) {
            return Poll::Ready(Some(answer));
        }
        hung_up.as_mut().poll(cx).map(|()| None)
    })
    .await;
    state.wire().stop_listening_for_end();
    let answer = answered.ok_or(io::ErrorKind::UnexpectedEof)?;
    state.request_ends(None);
    Ok(answer.map(|content| match content {
        Content::Whole(bytes) => bytes.into(),
        Content::Events(events) => {
            let state = state.clone();
            let hung_up = Box::pin(async move { state.wire().hung_up().await });
            AnswerBody::Endless(Box::new(Endless { events, hung_up }))
        }
    }))
}
