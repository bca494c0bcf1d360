//! An HTTP/1.1 client on a bare socket, for requests that no proper client would send.
//!
//! Whatever it waits for it gives up after [`PATIENCE`], so that a server that never answers fails a test rather than hangs it.

pub(crate) mod snapshots;

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Exchange, FakeCluster};

/// How long anything may take that is expected to happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The body of a documented update: 28 bytes.
pub(crate) const UPDATE: &str = r#"{"number_of_allocations": 4}"#;

/// The same under gzip: `gzip.compress(UPDATE, mtime=0)` of Python.
pub(crate) const GZIPPED_UPDATE: &[u8] =
    b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xab\x56\xca\x2b\xcd\x4d\x4a\x2d\x8a\xcf\x4f\x8b\
      \x4f\xcc\xc9\xc9\x4f\x4e\x2c\xc9\xcc\xcf\x2b\x56\xb2\x52\x30\xa9\x05\x00\xd6\x14\xe4\xa3\
      \x1c\x00\x00\x00";

/// The head of a request: its first line without the version, and header lines besides `host`.
pub(crate) fn head(first_line: &str, headers: &[&str]) -> String {
    let mut head = format!("{first_line} HTTP/1.1\r\nhost: localhost\r\n");
    for header in headers {
        head.push_str(header);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head
}

/// A request without a body.
pub(crate) fn get(target: &str) -> String {
    head(&format!("GET {target}"), &[])
}

/// The head of an update of the documented deployment, with these header lines besides the content type.
pub(crate) fn update_head(headers: &[&str]) -> String {
    let headers = [&["content-type: application/json"], headers].concat();
    head(
        &format!("POST {}", update_path(DOCUMENTED_DEPLOYMENT)),
        &headers,
    )
}

/// An update of the documented deployment.
pub(crate) fn update_request(body: &str) -> String {
    update_head(&[&format!("content-length: {}", body.len())]) + body
}

/// The path of updates of a deployment, whose id is put in as it is.
pub(crate) fn update_path(id: &str) -> String {
    format!("/_ml/trained_models/{id}/deployment/_update")
}

/// The marks of a chunked body around these chunks.
pub(crate) fn chunked(chunks: &[&str]) -> String {
    let mut body = String::new();
    for chunk in chunks {
        let _ = write!(body, "{:x}\r\n{chunk}\r\n", chunk.len());
    }
    body + "0\r\n\r\n"
}

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

/// One connection to a server.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
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

    /// Waits for the other side to close the connection, in whatever way, and checks that it sends nothing before.
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

    /// The next so many bytes.
    #[track_caller]
    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        while self.unread.len() < count {
            self.read_more();
        }
        self.unread.drain(..count).collect()
    }

    /// Whether the other side takes one more request and begins to answer it, rather than close the connection.
    pub(crate) fn still_answers(&mut self) -> bool {
        self.stream.write_all(get("/").as_bytes()).is_ok()
            && matches!(self.stream.peek(&mut [0]), Ok(1))
    }

    /// Sends byte after byte with a pause between them, until something comes in or the other side closes.
    #[track_caller]
    pub(crate) fn trickle(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        for byte in bytes.as_ref() {
            // The other side may have closed since the last look; what it did is for the caller to see.
            let _ = self.stream.write(&[*byte]);
            if !self.is_silent_for(pause) {
                return;
            }
        }
        panic!("the other side took it all and did nothing");
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
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// An answer as it came over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names are in lower case.
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn of_head(head: &str) -> Self {
        let mut lines = head.trim_end().split("\r\n");
        let status_line = lines.next().unwrap_or_default();
        let status = status_line.split(' ').nth(1).and_then(|s| s.parse().ok());
        let header = |line: &str| {
            let (name, value) = line.split_once(':').expect("a header has a colon");
            (name.to_ascii_lowercase(), value.trim().to_owned())
        };
        Self {
            status: status.unwrap_or_else(|| panic!("no status in {status_line:?}")),
            headers: lines.map(header).collect(),
            body: Vec::new(),
        }
    }

    /// The value of a header that may be there once.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(n, _)| n == name);
        let value = values.next().map(|(_, value)| value.as_str());
        assert!(values.next().is_none(), "{name} is there twice: {self:?}");
        value
    }

    /// All headers, in the order in which they came.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("the body is text")
    }

    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }
}

/// Runs a test in a process of its own, in which this many files may be open: fewer than usual, or more.
///
/// `test` is the name of the test that calls this: the process is its binary again, told to run that test alone. In there, `body`
/// is what runs.
#[cfg(unix)]
#[track_caller]
pub(crate) fn in_a_process_with_open_files(limit: u32, test: &str, body: impl FnOnce()) {
    const INSIDE: &str = "ES_ML_FAKE_TEST_INSIDE";
    if std::env::var(INSIDE).is_ok_and(|inside| inside == test) {
        return body();
    }
    let output = std::process::Command::new("/bin/sh")
        .arg("-c")
        .arg(format!("ulimit -S -n {limit} && exec \"$0\" \"$@\""))
        .arg(std::env::current_exe().expect("a test knows its binary"))
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, test)
        .output()
        .expect("a test can start its binary");
    let said = String::from_utf8_lossy(&output.stdout);
    // A wrong name would run no test, and succeed.
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{test} failed in a process of its own:\n{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
