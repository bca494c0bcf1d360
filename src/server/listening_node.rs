//! One address under which a fake is reached, as the fake controls it.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};

use tokio::net::{TcpListener, TcpSocket};

use super::accept::accept;
use super::connection::Shared;
use super::listener::{ClosableListener, ToBeTold};
use super::node_fault::NodeFault;
use super::port;
use crate::time::{Lock, Runtime};

/// A listener that is being served, until it is stopped.
pub(crate) struct ListeningNode {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Arc<ClosableListener>,
    absence: Lock<Absence>,
}

/// Why connections are refused, if they are.
#[derive(Default)]
struct Absence {
    outages: usize,
    is_down: bool,
    is_stopped: bool,
    /// Keeps the port in the meantime.
    port: Option<TcpSocket>,
}

impl Absence {
    fn is_over(&self) -> bool {
        self.outages == 0 && !self.is_down && !self.is_stopped
    }
}

impl ListeningNode {
    /// Serves a listener.
    pub(crate) fn start(listener: TcpListener, shared: Shared) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let shared = Arc::new(shared);
        let listener = Arc::new(ClosableListener::of(listener));
        let accepting = accept(Arc::clone(&listener), Arc::clone(&shared));
        shared.runtime.handle().spawn(accepting);
        Ok(Self {
            address,
            shared,
            listener,
            absence: Lock::default(),
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn uri(&self) -> String {
        format!("{}://{}", self.shared.scheme(), self.address)
    }

    pub(crate) fn runtime(&self) -> &Runtime {
        &self.shared.runtime
    }

    pub(crate) fn fault(&self) -> &NodeFault {
        &self.shared.fault
    }

    /// Refuses connections, and closes those that are open, until [`end_outage`](Self::end_outage)
    /// was called as often as this.
    pub(crate) fn begin_outage(&self) -> io::Result<()> {
        self.leave(|absence| absence.outages += 1)
    }

    /// The same, but connections that are open stay until `told`.
    pub(crate) fn begin_outage_when(
        self: &Arc<Self>,
        told: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        self.refuse(|absence| absence.outages += 1)?;
        let node = Arc::downgrade(self);
        self.runtime().handle().spawn(async move {
            told.await;
            if let Some(node) = node.upgrade() {
                node.close_connections();
            }
        });
        Ok(())
    }

    pub(crate) fn end_outage(&self) -> io::Result<()> {
        self.come_back(|absence| absence.outages -= 1)
    }

    /// Refuses connections, and closes those that are open, until it [comes up](Self::come_up).
    pub(crate) fn go_down(&self) -> io::Result<()> {
        self.leave(|absence| absence.is_down = true)
    }

    /// Ends being down and every fault.
    pub(crate) fn come_up(&self) -> io::Result<()> {
        self.fault().end();
        self.come_back(|absence| absence.is_down = false)
    }

    /// Refuses connections from now on, for good, and closes those that are open.
    pub(crate) fn stop(&self) {
        let mut absence = self.absence.lock();
        absence.is_stopped = true;
        absence.port = None;
        drop(absence);
        drop(self.listener.take_listener());
        self.wait_for(|tell| self.listener.end(tell));
        self.shared.elsewhere.wait();
    }

    fn leave(&self, because: impl FnOnce(&mut Absence)) -> io::Result<()> {
        self.refuse(because)?;
        self.close_connections();
        Ok(())
    }

    fn close_connections(&self) {
        self.wait_for(|tell| self.listener.close_connections(tell));
    }

    /// Refuses connections, and leaves those that are open.
    fn refuse(&self, because: impl FnOnce(&mut Absence)) -> io::Result<()> {
        let mut absence = self.absence.lock();
        if let Some(listener) = self.listener.take_listener() {
            absence.port = Some(port::keep(listener)?);
        }
        because(&mut absence);
        Ok(())
    }

    fn come_back(&self, end: impl FnOnce(&mut Absence)) -> io::Result<()> {
        let mut absence = self.absence.lock();
        end(&mut absence);
        if absence.is_over()
            && let Some(port) = absence.port.take()
        {
            let _inside = self.runtime().handle().enter();
            self.listener.open(port::listen_again(port)?);
        }
        Ok(())
    }

    /// Gives an order to the runtime, and waits until it is carried out if that is possible.
    fn wait_for(&self, order: impl FnOnce(ToBeTold)) {
        let (tell, told) = mpsc::channel();
        order(tell);
        if self.runtime().can_be_waited_for() {
            // This ends when the other side is dropped.
            let _ = told.recv();
        }
    }

    /// Says what the system did not let it do.
    #[track_caller]
    pub(crate) fn fail(&self, to_do: &str, error: &io::Error) -> ! {
        panic!("cannot {to_do} the address {}: {error}", self.address)
    }
}

impl Drop for ListeningNode {
    /// For nodes that were not stopped, as when another one could not be started.
    fn drop(&mut self) {
        self.stop();
    }
}

impl fmt::Debug for ListeningNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListeningNode").field(&self.address).finish()
    }
}
