//! An HTTP/1.1 client on a bare socket, for requests that no proper client would send.
//!
//! All waiting ends after [`PATIENCE`], so that a server that never answers fails a test rather
//! than hangs it.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use super::{Answer, PATIENCE};

/// One connection to a server.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) stream: TcpStream,
    /// What was read beyond the end of the last answer.
    unread: Vec<u8>,
}

impl Connection {
    #[track_caller]
    pub(crate) fn to(address: SocketAddr) -> Self {
        Self::try_to(address).expect("the server takes connections")
    }

    pub(crate) fn try_to(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Self {
            stream,
            unread: Vec::new(),
        })
    }

    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream
            .write_all(bytes.as_ref())
            .expect("the server takes what is sent");
    }

    /// Says that nothing more will be sent.
    pub(crate) fn finish_sending(&self) {
        self.stream
            .shutdown(Shutdown::Write)
            .expect("the connection is open");
    }

    /// The next answer, to any request but `HEAD`. `100 Continue` counts as one.
    #[track_caller]
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.answer_to_head();
        let length = match answer.header("content-length") {
            Some(length) => length.parse().expect("a content-length is a number"),
            None => 0,
        };
        while self.unread.len() < length {
            self.read_more();
        }
        answer.body = self.unread.drain(..length).collect();
        answer
    }

    /// The next answer, to `HEAD`: what a head may say of a body does not follow it.
    #[track_caller]
    pub(crate) fn answer_to_head(&mut self) -> Answer {
        let end = loop {
            if let Some(end) = self.unread.windows(4).position(|w| w == b"\r\n\r\n") {
                break end;
            }
            self.read_more();
        };
        let head: Vec<u8> = self.unread.drain(..end + 4).collect();
        Answer::of_head(std::str::from_utf8(&head).expect("heads are text"))
    }

    /// Sends a request and reads its answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, request: impl AsRef<[u8]>) -> Answer {
        self.send(request);
        self.answer()
    }

    /// Waits for the other side to close the connection, in whatever way, and checks that it sends
    /// nothing before.
    #[track_caller]
    pub(crate) fn assert_closes(&mut self) {
        assert_eq!(self.until_closed(), "", "no answer was due");
    }

    /// What still comes in until the other side closes the connection, in whatever way.
    #[track_caller]
    pub(crate) fn until_closed(&mut self) -> String {
        let read = self.stream.read_to_end(&mut self.unread);
        assert!(
            !read.is_err_and(|error| is_timeout(&error)),
            "the connection is still open after {:?}",
            self.so_far()
        );
        let rest = self.so_far();
        self.unread.clear();
        rest
    }

    /// What still comes in, and how the connection ends.
    #[track_caller]
    pub(crate) fn until_end(&mut self) -> (Vec<u8>, End) {
        let read = self.stream.read_to_end(&mut self.unread);
        let rest = std::mem::take(&mut self.unread);
        match read {
            Ok(_) => (rest, End::Closed),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => (rest, End::Reset),
            Err(error) => panic!("{error}, after {:?}", String::from_utf8_lossy(&rest)),
        }
    }

    /// The next bytes, of this number.
    #[track_caller]
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        while self.unread.len() < count {
            self.read_more();
        }
        self.unread.drain(..count).collect()
    }

    /// Whether nothing comes in for this long, not even the end.
    pub(crate) fn is_silent_for(&mut self, pause: Duration) -> bool {
        let set_timeout = |timeout| self.stream.set_read_timeout(Some(timeout));
        set_timeout(pause).expect("a socket has timeouts");
        let peeked = self.stream.peek(&mut [0]);
        set_timeout(PATIENCE).expect("a socket has timeouts");
        self.unread.is_empty() && peeked.is_err_and(|error| is_timeout(&error))
    }

    #[track_caller]
    fn read_more(&mut self) {
        let mut bytes = [0; 16 * 1024];
        match self.stream.read(&mut bytes) {
            Ok(0) => panic!(
                "closed in the midst of an answer, after {:?}",
                self.so_far()
            ),
            Ok(read) => self.unread.extend_from_slice(&bytes[..read]),
            Err(error) => panic!("no answer: {error}, after {:?}", self.so_far()),
        }
    }

    fn so_far(&self) -> String {
        String::from_utf8_lossy(&self.unread).into_owned()
    }
}

/// How the other side ended a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It said that nothing more will come.
    Closed,
    /// It threw the connection away.
    Reset,
}

/// An expired timeout of a socket has either name, depending on the system.
pub(crate) fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
