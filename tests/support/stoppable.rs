//! A server that stands still while a test does something.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};

use es_ml_fake::FakeCluster;
use es_ml_fake::journal::Exchange;

use super::{Connection, PATIENCE, get};

/// A server that can be stopped for a while, so that all that is sent meanwhile comes in at once.
#[derive(Debug)]
pub(crate) struct Stoppable {
    pub(crate) cluster: FakeCluster,
    has_stopped: Receiver<()>,
    go_on: Sender<()>,
}

impl Stoppable {
    const STOP: &str = "/stop";

    pub(crate) fn start() -> Self {
        let (stopped, has_stopped) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel();
        let may_go_on = Mutex::new(may_go_on);
        let stop = move |exchange: &Arc<Exchange>| {
            if exchange.path() == Self::STOP {
                stopped.send(()).expect("the test waits for this");
                let may_go_on = may_go_on.lock().expect("there is one server");
                may_go_on.recv_timeout(PATIENCE).expect("the test goes on");
            }
        };
        Self {
            cluster: FakeCluster::builder().on_exchange(stop).start(),
            has_stopped,
            go_on,
        }
    }

    /// Does something while the server takes no notice of anything.
    #[track_caller]
    pub(crate) fn while_stopped(&self, act: impl FnOnce()) {
        let mut connection = Connection::to(self.cluster.address());
        connection.send(get(Self::STOP));
        self.has_stopped
            .recv_timeout(PATIENCE)
            .expect("the server stops");
        act();
        self.go_on.send(()).expect("the server waits for this");
        connection.answer();
    }
}
