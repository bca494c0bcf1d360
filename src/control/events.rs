//! `/_fake/events`: exchanges as they come, as server-sent events.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;

use super::Scope;
use super::call::Call;
use super::content::{Answered, Content, Found};
use super::parameters::SINCE;
use super::waits::Place;
use crate::journal::{Exchange, Records};
use crate::time::real_sleep;

/// How long nothing may be sent, so that what stands between does not take the connection for dead.
const SILENCE: Duration = Duration::from_secs(15);

/// How many exchanges are sent at once.
const MOST: usize = 100;

/// Events without an end.
pub(crate) struct Events(Pin<Box<dyn Future<Output = (Follower, Bytes)> + Send>>);

impl Events {
    pub(crate) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        let (follower, bytes) = ready!(self.0.as_mut().poll(cx));
        self.0 = Box::pin(follower.next());
        Poll::Ready(bytes)
    }
}

/// How far a client has followed the journal.
struct Follower {
    scope: Arc<Scope>,
    run: u64,
    since: u64,
    _place: Place,
}

/// What is new to a client.
enum News {
    /// The journal was emptied.
    Reset(u64),
    Exchanges(Vec<Arc<Exchange>>),
}

/// `GET`: an `exchange` for each, a line of a journal with its number as the id of the event; and
/// a `reset` when the journal is emptied. It begins behind `since`, or the last id that a browser
/// has.
pub(super) fn follow(call: &Call<'_>) -> Answered {
    let since = call.parameters.get(SINCE)?.or(call.last_event_id);
    let follower = Follower {
        run: call.scope.cluster.journal().read(Records::run),
        scope: Arc::clone(&call.scope),
        since: since.unwrap_or_default(),
        _place: call.control.waits.enter()?,
    };
    let events = Events(Box::pin(follower.next()));
    Ok(Found::new("text/event-stream", Content::Events(events)))
}

impl Follower {
    async fn next(mut self) -> (Self, Bytes) {
        let scope = Arc::clone(&self.scope);
        let journal = scope.cluster.journal();
        let news = |records: &Records| self.news(records);
        let bytes = match journal.wait_until(real_sleep(SILENCE), news).await {
            None => Bytes::from_static(b": nothing new\n\n"),
            Some(News::Reset(run)) => {
                (self.run, self.since) = (run, 0);
                Bytes::from_static(b"event: reset\nid: 0\ndata: {}\n\n")
            }
            Some(News::Exchanges(exchanges)) => {
                self.since = exchanges
                    .last()
                    .map_or(self.since, |exchange| exchange.seq());
                exchanges
                    .iter()
                    .map(|exchange| event(exchange))
                    .collect::<String>()
                    .into()
            }
        };
        (self, bytes)
    }

    fn news(&self, records: &Records) -> Option<News> {
        if records.run() != self.run {
            return Some(News::Reset(records.run()));
        }
        let exchanges = records.exchanges().rev();
        let new = exchanges.take_while(|exchange| exchange.seq() > self.since);
        let mut new: Vec<_> = new.cloned().collect();
        new.reverse();
        new.truncate(MOST);
        (!new.is_empty()).then_some(News::Exchanges(new))
    }
}

/// A line of JSON has no end of line in it.
fn event(exchange: &Exchange) -> String {
    let line = serde_json::to_string(exchange).unwrap_or_default();
    format!("event: exchange\nid: {}\ndata: {line}\n\n", exchange.seq())
}
