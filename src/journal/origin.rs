//! Where exchanges come from, to be told where there are none.

use std::fmt::{self, Write};
use std::panic::Location;

use super::Journal;
use crate::time::PauseProbe;

/// How many exchanges a report shows.
const SHOWN: usize = 10;

/// The listener in front of a cluster.
#[derive(Debug)]
pub(crate) struct Origin {
    /// The bases of its URLs.
    pub(crate) uris: Vec<String>,
    /// Where in the test's source it was started.
    pub(crate) started_at: &'static Location<'static>,
    /// Set where the fake lives in real time, and was started inside a tokio runtime.
    pub(crate) probe: Option<PauseProbe>,
}

impl Origin {
    /// What may be wrong where requests do not arrive, or answers come too late.
    fn hint(&self) -> &'static str {
        match self.probe.as_ref().is_some_and(PauseProbe::is_paused) {
            true => {
                "\ntokio's time is paused in this test, and the fake lives in real time: a client \
                 with a timeout gives up at once. Start the fake with \
                 `FakeCluster::builder().local()`, so that it lives in the time of the test."
            }
            false => "",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uris = self.uris.join(", ");
        write!(
            f,
            "{uris}, where the fake started at {} listens",
            self.started_at
        )
    }
}

impl Journal {
    /// The newest exchanges, whatever they are; or why there may be none.
    pub(crate) fn what_arrived(&self) -> String {
        let exchanges: Vec<_> = self.read(|records| records.exchanges().cloned().collect());
        let hint = self.origin().map_or("", Origin::hint);
        if exchanges.is_empty() {
            return format!("{}{hint}", self.nothing_arrived());
        }
        let not_shown = exchanges.len().saturating_sub(SHOWN);
        let mut text = "what arrived".to_owned();
        if not_shown > 0 {
            let _ = write!(text, " (without the {not_shown} oldest)");
        }
        text.push(':');
        for exchange in &exchanges[not_shown..] {
            let _ = write!(text, "\n  {exchange}");
        }
        text + hint
    }

    fn nothing_arrived(&self) -> String {
        let Some(origin) = self.origin() else {
            return "nothing arrived at all".to_owned();
        };
        format!(
            "nothing arrived at all at {origin}. The usual causes:\n\
             - the request was never sent: a future that is not awaited, or an early return\n\
             - it went to another address: one from the configuration, or of an earlier fake\n\
             - the client was built before the fake, or goes through a proxy of the environment"
        )
    }
}
