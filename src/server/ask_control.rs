//! Requests that are for the control API, and not for the cluster.

use std::io;

use http::Uri;

use super::answer_body::{AnswerBody, Endless};
use super::connection::Shared;
use super::connection_state::ConnectionState;
use super::decide::Arrived;
use super::hanging_up::unless_hung_up;
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
    let answer = unless_hung_up(control.answer(&asked), shared, state).await?;
    state.request_ends(None);
    Ok(answer.map(|content| match content {
        Content::Whole(bytes) => bytes.into(),
        Content::Events(events) => {
            let state = state.clone();
            let hung_up = Box::pin(async move {
                let _ = state.wire().hung_up().await;
            });
            AnswerBody::Endless(Box::new(Endless { events, hung_up }))
        }
    }))
}
