//! Connections that are idle give their buffers back.
//!
//! hyper keeps some 12 kB for each connection as long as it is open, which is much for thousands of
//! them that wait in the pools of clients. Where there are many, those that nothing has come in on
//! for a while are taken out of hyper, and put back when the client sends something.

use std::time::Duration;

use super::connection_state::ConnectionState;
use crate::time::{Runtime, Timer};

/// With fewer connections it is not worth while.
const MANY: usize = 64;

/// How often all connections are looked at. One is idle if nothing has come in from one time to the
/// next.
const PERIOD: Duration = Duration::from_secs(1);

/// Looks at the connections of a node from time to time.
#[derive(Default)]
pub(crate) struct Sweeper {
    connections: Vec<ConnectionState>,
    /// Set while there are many connections.
    timer: Option<Timer>,
}

impl Sweeper {
    /// Takes note of a new connection, of which there are `open` now.
    pub(crate) fn add(&mut self, connection: ConnectionState, open: usize, runtime: &Runtime) {
        self.connections.push(connection);
        if open >= MANY && self.timer.is_none() {
            self.timer = Some(runtime.timer(PERIOD));
        }
        // Without a timer the closed ones have to go at some time, too.
        if self.connections.len() > 2 * open.max(MANY) {
            self.connections
                .retain(|connection| !connection.is_closed());
        }
    }

    /// Sweeps if it is time to.
    pub(crate) fn poll(&mut self, cx: &mut std::task::Context<'_>, runtime: &Runtime) {
        while let Some(timer) = &mut self.timer
            && timer.as_mut().poll(cx).is_ready()
        {
            self.connections
                .retain(|connection| !connection.is_closed());
            for connection in &self.connections {
                connection.park_if_idle();
            }
            let goes_on = self.connections.len() >= MANY;
            self.timer = goes_on.then(|| runtime.timer(PERIOD));
        }
    }
}
