//! Listening sockets whose port this process has never handed out before.
//!
//! A client that keeps connections, or sends a late request, must not meet another test's fake at
//! the address of its own.

use std::collections::HashSet;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{LazyLock, Mutex, PoisonError};

use tokio::net::{TcpListener, TcpSocket};

/// Connections that may wait to be accepted. The 128 of the standard library are too few for a
/// burst of thousands.
const BACKLOG: u32 = 4096;

/// How often the system is asked for a port of its choice before one is chosen here. A system with
/// many free ports rarely offers a used one.
const OFFERS: usize = 16;

static HANDED_OUT: LazyLock<Mutex<HashSet<u16>>> = LazyLock::new(Mutex::default);

/// Listens on the given address; with port 0, on a port that this process never used. To be called
/// inside the runtime that will accept.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    if address.port() == 0 {
        return listen_on_new_port(address.ip());
    }
    let socket = bound(address)?;
    is_new(address.port());
    socket.listen(BACKLOG)
}

/// Closes a listener and keeps its port: connections are refused, and no other program gets it from
/// the system.
pub(crate) fn keep(listener: TcpListener) -> io::Result<TcpSocket> {
    let address = listener.local_addr()?;
    // Where the system lets a port be shared, there is no moment in which it is free.
    if let Ok(kept) = share(&listener, address) {
        return Ok(kept);
    }
    drop(listener);
    bound(address)
}

/// Listens again on a port that was [kept](keep). To be called inside the runtime that will accept.
pub(crate) fn listen_again(kept: TcpSocket) -> io::Result<TcpListener> {
    kept.listen(BACKLOG)
}

/// A second socket with the address of a listener.
#[cfg(unix)]
fn share(listener: &TcpListener, address: SocketAddr) -> io::Result<TcpSocket> {
    socket2::SockRef::from(listener).set_reuse_port(true)?;
    let socket = socket(address)?;
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    socket.set_reuseport(false)?;
    Ok(socket)
}

#[cfg(not(unix))]
fn share(_: &TcpListener, _: SocketAddr) -> io::Result<TcpSocket> {
    Err(io::ErrorKind::Unsupported.into())
}

fn listen_on_new_port(ip: IpAddr) -> io::Result<TcpListener> {
    for _ in 0..OFFERS {
        let socket = bound((ip, 0).into())?;
        if is_new(socket.local_addr()?.port()) {
            return socket.listen(BACKLOG);
        }
    }
    (1024..=u16::MAX)
        .rev()
        .filter(|&port| is_new(port))
        .find_map(|port| {
            bound((ip, port).into())
                .and_then(|socket| socket.listen(BACKLOG))
                .ok()
        })
        .ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::AddrNotAvailable,
                "every port was in use, or has been that of another fake in this process",
            )
        })
}

/// A socket that has its address, and refuses connections until it listens: a port that turns out
/// to be used must not accept any.
fn bound(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = socket(address)?;
    socket.bind(address)?;
    Ok(socket)
}

fn socket(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    if cfg!(unix) {
        // A port must be free again right after its last user closed it, for a chosen one and after
        // an outage. Even so the system does not give the port to another program.
        socket.set_reuseaddr(true)?;
    }
    Ok(socket)
}

/// Marks a port as handed out, and tells whether it had not been.
fn is_new(port: u16) -> bool {
    HANDED_OUT
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(port)
}
