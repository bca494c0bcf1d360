//! One address under which a fake is reached, as the fake controls it.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};

use tokio::net::{TcpListener, TcpSocket};

use super::accept::accept;
use super::connection::Shared;
use super::door::{Door, ToBeTold};
use super::port;
use super::runtime::Runtime;

/// A listener that is being served, until it is stopped.
#[derive(Debug)]
pub(crate) struct Node {
    address: SocketAddr,
    runtime: Runtime,
    door: Arc<Door>,
    outages: Mutex<Outages>,
}

#[derive(Debug, Default)]
struct Outages {
    /// How many there are at the moment.
    count: usize,
    /// Keeps the port while there are any.
    port: Option<TcpSocket>,
    is_stopped: bool,
}

impl Node {
    /// Serves a listener.
    pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let runtime = shared.runtime.clone();
        let door = Arc::new(Door::of(listener));
        runtime.handle().spawn(accept(Arc::clone(&door), shared));
        Ok(Self {
            address,
            runtime,
            door,
            outages: Mutex::default(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    /// Refuses connections, and closes those that are open, until [`end_outage`](Self::end_outage) was called as often as this.
    pub(crate) fn begin_outage(&self) -> io::Result<()> {
        let mut outages = self.lock();
        if outages.count == 0
            && let Some(listener) = self.door.take_listener()
        {
            outages.port = Some(port::keep(listener)?);
        }
        outages.count += 1;
        drop(outages);
        self.wait_for(|tell| self.door.close_connections(tell));
        Ok(())
    }

    pub(crate) fn end_outage(&self) -> io::Result<()> {
        let mut outages = self.lock();
        outages.count -= 1;
        if outages.count > 0 || outages.is_stopped {
            return Ok(());
        }
        if let Some(port) = outages.port.take() {
            let _inside = self.runtime.handle().enter();
            self.door.open(port::listen_again(port)?);
        }
        Ok(())
    }

    /// Refuses connections from now on, for good, and closes those that are open.
    pub(crate) fn stop(&self) {
        let mut outages = self.lock();
        outages.is_stopped = true;
        outages.port = None;
        drop(outages);
        drop(self.door.take_listener());
        self.wait_for(|tell| self.door.end(tell));
    }

    /// Gives an order to the runtime, and waits until it is carried out if that is possible.
    fn wait_for(&self, order: impl FnOnce(ToBeTold)) {
        let (tell, told) = mpsc::channel();
        order(tell);
        if self.runtime.can_be_waited_for() {
            // This ends when the other side is dropped.
            let _ = told.recv();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Outages> {
        self.outages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
