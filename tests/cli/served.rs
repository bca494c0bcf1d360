//! A server that runs in the background of a test.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use reqwest::blocking::{Client, Response};

/// A running `serve`, which is killed if a test does not end it.
pub(crate) struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) uri: String,
}

impl Served {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let uri = first.trim().strip_prefix("listening on ");
        let uri = uri.unwrap_or_else(|| panic!("{first}")).to_owned();
        Self { child, out, uri }
    }

    pub(crate) fn update(&self, body: &'static str) -> Response {
        let path = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
        Client::new()
            .post(format!("{}{path}", self.uri))
            .header("content-type", "application/json")
            .body(body)
            .send()
            .unwrap()
    }

    /// Sends that many requests on one connection, a hundred at a time.
    pub(crate) fn ask_for_info(&self, total: u64) {
        let address = self.uri.strip_prefix("http://").unwrap();
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let mut answers = BufReader::new(stream.try_clone().unwrap());
        let batch = "HEAD / HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(100);
        for _ in 0..total / 100 {
            stream.write_all(batch.as_bytes()).unwrap();
            for _ in 0..100 {
                let mut line = String::new();
                answers.read_line(&mut line).unwrap();
                assert_eq!(line, "HTTP/1.1 200 OK\r\n");
                while line != "\r\n" {
                    line.clear();
                    answers.read_line(&mut line).unwrap();
                }
            }
        }
    }

    /// Ends it without any warning.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends a signal, and waits for the end: exit code and errors.
    pub(crate) fn end(mut self, signal: &str) -> (i32, String) {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args([signal, &id])
                .status()
                .unwrap()
                .success()
        );
        let status = self.child.wait().unwrap();
        let (mut rest, mut errors) = (String::new(), String::new());
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(
            rest, "",
            "nothing but the first line goes to standard output"
        );
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut errors)
            .unwrap();
        (status.code().unwrap(), errors)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
