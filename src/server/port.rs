//! Listening sockets whose port this process has never handed out before.
//!
//! A client that keeps connections, or sends a late request, must not meet another test's fake at the address of its own.

use std::collections::HashSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{LazyLock, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpSocket};

/// Connections that may wait to be accepted. The 128 of the standard library are too few for a burst of thousands.
const BACKLOG: u32 = 4096;

/// How often the system is asked for a port of its choice before one is chosen here. A system with many free ports
/// rarely offers a used one.
const OFFERS: usize = 16;

static HANDED_OUT: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);

/// Listens on loopback, on a port that is new. To be called inside the runtime that will accept.
pub(crate) fn listen_on_new_port() -> io::Result<TcpListener> {
    for _ in 0..OFFERS {
        let listener = listen(on_loopback(0))?;
        if is_new(listener.local_addr()?.port()) {
            return Ok(listener);
        }
    }
    (1024..=u16::MAX)
        .rev()
        .filter(|&port| is_new(port))
        .find_map(|port| listen(on_loopback(port)).ok())
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                "every port was in use, or has been that of another fake in this process",
            )
        })
}

/// Listens on the given address; with port 0, on one that the system chooses.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    if cfg!(unix) && address.port() != 0 {
        // A chosen port must be free again right after its last user closed it.
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    let listener = socket.listen(BACKLOG)?;
    let port = listener.local_addr()?.port();
    if address.port() != 0 {
        is_new(port);
    }
    Ok(listener)
}

fn on_loopback(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

/// Marks a port as handed out, and tells whether it had not been.
fn is_new(port: u16) -> bool {
    HANDED_OUT
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(port)
}
