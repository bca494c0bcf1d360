//! What can go wrong with an answer on its way.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::form::bytes;

/// A way in which an answer does not arrive as it should.
///
/// Each ends only the connection that it befalls, and holds up no other. The request is answered
/// all the same: it has its effect, and the exchange is on record with the answer that should have
/// arrived. Bytes are those of HTTP, so under TLS they are counted before encryption.
///
/// ```
/// use std::time::Duration;
/// use es_ml_fake::WireFault;
///
/// let fault = WireFault::Drip { chunks: 5, over: Duration::from_secs(2) };
/// assert_eq!(fault.name(), "drip");
/// let names: Vec<_> = WireFault::all().map(WireFault::name).collect();
/// assert!(names.contains(&"reset_after"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum WireFault {
    /// The connection is closed without an answer. The client reads the end of the stream where a
    /// status line should be.
    Close,
    /// The connection is reset without an answer. The client gets an error such as "connection
    /// reset by peer".
    Reset,
    #[serde(with = "bytes")]
    /// The connection is reset in the midst of the answer.
    ResetAfter {
        /// How many bytes of the answer come before, counted from the first one of the status line;
        /// at most all but the last.
        bytes: usize,
    },
    #[serde(with = "bytes")]
    /// The connection is closed in the midst of the body, whose full length the head has promised.
    Truncated {
        /// How many bytes of the body come before; at most all but the last.
        bytes: usize,
    },
    #[serde(with = "bytes")]
    /// The connection is closed in the midst of a chunk of the body. The head has promised chunks
    /// instead of a length.
    TruncatedChunked {
        /// How many bytes of the body come before; at most all but the last.
        bytes: usize,
    },
    /// The status code is malformed (`2OO`, with letters); all else is as it should be. Then the
    /// connection is closed.
    MalformedStatus,
    /// There come bytes that are not HTTP at all. Then the connection is closed.
    Garbage,
    /// The whole answer comes, but slowly. The connection can be used again.
    Drip {
        /// The number of pieces, of about the same size: at least two, at most one for each byte.
        chunks: usize,
        /// The time from the first piece to the last, by the clock of the fake.
        #[serde(with = "crate::time::span")]
        over: Duration,
    },
    /// Nothing ever comes. The connection stays open until the client or the fake closes it.
    Stall,
    /// This answer arrives, but its connection ends just as the next request arrives on it: that
    /// one is never read, is not on record, and the client reads the end of the stream. Requests on
    /// new connections are answered.
    CloseIdle,
}

impl WireFault {
    /// One of each, with sizes that suit every answer of a cluster: those that count bytes break
    /// off after 20, and the slow one takes a second for five pieces.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::Close,
            Self::Reset,
            Self::ResetAfter { bytes: 20 },
            Self::Truncated { bytes: 20 },
            Self::TruncatedChunked { bytes: 20 },
            Self::MalformedStatus,
            Self::Garbage,
            Self::Drip {
                chunks: 5,
                over: Duration::from_secs(1),
            },
            Self::Stall,
            Self::CloseIdle,
        ]
        .into_iter()
    }

    /// Its name, as scripts and reports have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Reset => "reset",
            Self::ResetAfter { .. } => "reset_after",
            Self::Truncated { .. } => "truncated",
            Self::TruncatedChunked { .. } => "truncated_chunked",
            Self::MalformedStatus => "malformed_status",
            Self::Garbage => "garbage",
            Self::Drip { .. } => "drip",
            Self::Stall => "stall",
            Self::CloseIdle => "close_idle",
        }
    }
}

impl fmt::Display for WireFault {
    /// Its name and its numbers, such as `reset_after 20 bytes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self {
            Self::ResetAfter { bytes }
            | Self::Truncated { bytes }
            | Self::TruncatedChunked { bytes } => write!(f, " {bytes} bytes"),
            Self::Drip { chunks, over } => write!(f, " {chunks} chunks over {over:?}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_are_shown_under_names_of_their_own() {
        let names: HashSet<_> = WireFault::all().map(WireFault::name).collect();
        assert_eq!(names.len(), 10);
        let shown: Vec<_> = WireFault::all().map(|fault| fault.to_string()).collect();
        assert_eq!(shown[..3], ["close", "reset", "reset_after 20 bytes"]);
        assert_eq!(shown[7], "drip 5 chunks over 1s");
    }
}
