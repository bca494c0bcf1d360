//! What is left of a journal when `serve` is killed.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use serde_json::Value;

use crate::program::{folder, program, run_in};
use crate::served::Served;

/// How many lines are enough for the load to be one.
const LINES: usize = 2_000;

/// Sends updates until the connection breaks, or it is told to stop.
fn load(address: &str, stop: &AtomicBool) {
    let body = r#"{"number_of_allocations": 4}"#;
    let request = format!(
        "POST /_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update HTTP/1.1\r\n\
         host: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    let mut answers = BufReader::new(stream.try_clone().unwrap());
    let mut line = Vec::new();
    while !stop.load(Ordering::Relaxed) {
        line.clear();
        // An answer's last byte is the only brace that a line ends with.
        let sent = stream.write_all(request.as_bytes());
        let read = answers.read_until(b'}', &mut line);
        if sent.is_err() || read.is_err() || line.is_empty() {
            return;
        }
    }
}

fn lines(journal: &Path) -> usize {
    std::fs::read(journal).map_or(0, |bytes| memchr::memchr_iter(b'\n', &bytes).count())
}

/// Whole lines, but possibly the last; and `check` says so, and goes on.
#[test]
fn a_journal_of_a_killed_process_has_whole_lines_but_for_its_last() {
    let folder = folder(&[]);
    let mut command = program(&["serve", "--listen=127.0.0.1:0", "--journal", "all.jsonl"]);
    command.current_dir(folder.path());
    let served = Served::start(command);
    let journal = folder.path().join("all.jsonl");
    let stop = AtomicBool::new(false);
    thread::scope(|threads| {
        let address = served.uri.strip_prefix("http://").unwrap().to_owned();
        for _ in 0..4 {
            let (address, stop) = (address.clone(), &stop);
            threads.spawn(move || load(&address, stop));
        }
        let started = Instant::now();
        while lines(&journal) < LINES {
            assert!(
                started.elapsed() < Duration::from_secs(60),
                "{}",
                lines(&journal)
            );
            thread::yield_now();
        }
        served.kill();
        stop.store(true, Ordering::Relaxed);
    });
    let text = std::fs::read_to_string(&journal).unwrap();
    let whole = text
        .lines()
        .take_while(|line| serde_json::from_str::<Value>(line).is_ok())
        .count();
    let all = text.lines().count();
    assert!(whole >= LINES && all - whole <= 1, "{whole} of {all}");

    // Cut as it may have been, whether this kill did or not.
    let whole_lines: Vec<_> = text.lines().take(whole).collect();
    let text = whole_lines.join("\n");
    let cut = text.len() - 5;
    std::fs::write(&journal, &text[..cut]).unwrap();
    let checked = run_in(folder.path(), &["check", "all.jsonl"]);
    let said =
        String::from_utf8(checked.stdout).unwrap() + &String::from_utf8(checked.stderr).unwrap();
    assert_eq!(checked.status.code(), Some(2), "{said}");
    assert!(
        said.contains(&format!("checked {} requests", whole - 1)),
        "{said}"
    );
    assert!(
        said.contains(&format!("line {whole}: is not of a journal")),
        "{said}"
    );
}
