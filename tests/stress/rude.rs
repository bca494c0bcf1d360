//! What only rude clients do with a connection, and what they look for in an answer.

use std::io::Write;
use std::time::Duration;

use crate::support::connection::is_timeout;
use crate::support::{Answer, Connection, get};

impl Connection {
    /// Sends until the other side takes no more for this long, and tells how many bytes it took.
    pub(crate) fn send_until_blocked(&mut self, bytes: &[u8], patience: Duration) -> usize {
        self.stream
            .set_write_timeout(Some(patience))
            .expect("a socket has timeouts");
        let mut sent = 0;
        loop {
            match self.stream.write(&bytes[sent % bytes.len()..]) {
                Ok(taken) => sent += taken,
                Err(error) if is_timeout(&error) => return sent,
                Err(error) => panic!("after {sent} bytes: {error}"),
            }
        }
    }

    /// Sends as much of this as can be sent within that time.
    pub(crate) fn send_part(&mut self, bytes: &[u8], patience: Duration) {
        self.stream
            .set_write_timeout(Some(patience))
            .expect("a socket has timeouts");
        match self.stream.write(bytes) {
            Ok(_) => {}
            Err(error) if is_timeout(&error) => {}
            Err(error) => panic!("{error}"),
        }
    }

    /// Whether the other side takes one more request and begins to answer it, rather than close the
    /// connection.
    pub(crate) fn still_answers(&mut self) -> bool {
        self.stream.write_all(get("/").as_bytes()).is_ok()
            && matches!(self.stream.peek(&mut [0]), Ok(1))
    }

    /// Sends byte after byte with a pause between them, until something comes in or the other side
    /// closes.
    #[track_caller]
    pub(crate) fn trickle(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        for byte in bytes.as_ref() {
            // The other side may have closed since the last look, which is for the caller to see.
            let _ = self.stream.write(&[*byte]);
            if !self.is_silent_for(pause) {
                return;
            }
        }
        panic!("the other side took it all and did nothing");
    }
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}
