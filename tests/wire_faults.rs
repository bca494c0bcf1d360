//! Answers that go wrong on their way: what is on the wire, and what the official client makes of
//! it.

use std::time::{Duration, Instant};

use elasticsearch::Elasticsearch;
use elasticsearch::http::transport::{SingleNodeConnectionPool, TransportBuilder};
use es_ml_fake::script::ScriptedRequest;
use es_ml_fake::server::Limits;
use es_ml_fake::{Clock, FakeCluster, FakeClusterBuilder, On, Reply, WireFault};

use crate::support::{
    Connection, End, PATIENCE, PAUSE, UPDATE, causes, chunked, get, head, update_head,
    update_request,
};

/// Requests with this header meet the fault.
pub(crate) const FAULTY: &str = "x-faulty: yes";

fn faulty_get() -> String {
    head("GET /", &[FAULTY])
}

fn faulty_update() -> String {
    let length = format!("content-length: {}", UPDATE.len());
    update_head(&[FAULTY, &length]) + UPDATE
}

fn start(fault: WireFault) -> FakeCluster {
    start_with(FakeCluster::builder(), fault)
}

pub(crate) fn start_with(builder: FakeClusterBuilder, fault: WireFault) -> FakeCluster {
    let cluster = builder.start();
    cluster.script(On::any(), move |asked: &ScriptedRequest<'_>| {
        match asked.header("x-faulty") {
            Some(_) => Reply::from(fault),
            None => Reply::as_usual(),
        }
    });
    cluster
}

/// The answer to `GET /` as it is on the wire, and the length of its head.
fn whole_answer(cluster: &FakeCluster) -> (Vec<u8>, usize) {
    let mut connection = Connection::to(cluster.address());
    connection.send(head("GET /", &["connection: close"]));
    let (bytes, end) = connection.until_end();
    assert_eq!(end, End::Closed);
    let text = String::from_utf8(bytes).expect("the answer is text");
    let text = text.replace("connection: close\r\n", "");
    let head = text.find("\r\n\r\n").expect("there is a head") + 4;
    (text.into_bytes(), head)
}

/// The head of an answer with chunks in the place of its length, and the mark of its one chunk.
fn chunked_head(whole: &[u8], head: usize) -> Vec<u8> {
    let text = std::str::from_utf8(&whole[..head]).expect("the head is text");
    let body = whole.len() - head;
    let lines = text.replace(&format!("content-length: {body}\r\n"), "");
    let lines = lines.trim_end();
    format!("{lines}\r\ntransfer-encoding: chunked\r\n\r\n{body:x}\r\n").into_bytes()
}

#[test]
fn what_is_on_the_wire_is_what_the_name_says() {
    let cluster = FakeCluster::start();
    let (whole, head) = whole_answer(&cluster);
    let chunks = chunked_head(&whole, head);
    let status_line = b"HTTP/1.1 200 OK".len();
    let malformed = [b"HTTP/1.1 2OO OK", &whole[status_line..]].concat();
    for (fault, expected, end) in [
        (WireFault::Close, &b""[..], End::Closed),
        (WireFault::Reset, b"", End::Reset),
        (WireFault::ResetAfter { bytes: 0 }, b"", End::Reset),
        (WireFault::ResetAfter { bytes: 1 }, b"H", End::Reset),
        (
            WireFault::ResetAfter { bytes: 20 },
            &whole[..20],
            End::Reset,
        ),
        (
            WireFault::ResetAfter { bytes: 1 << 20 },
            &whole[..whole.len() - 1],
            End::Reset,
        ),
        (
            WireFault::Truncated { bytes: 0 },
            &whole[..head],
            End::Closed,
        ),
        (
            WireFault::Truncated { bytes: 20 },
            &whole[..head + 20],
            End::Closed,
        ),
        (
            WireFault::Truncated { bytes: 1 << 20 },
            &whole[..whole.len() - 1],
            End::Closed,
        ),
        (
            WireFault::TruncatedChunked { bytes: 0 },
            &chunks,
            End::Closed,
        ),
        (
            WireFault::TruncatedChunked { bytes: 20 },
            &[&chunks, &whole[head..head + 20]].concat(),
            End::Closed,
        ),
        (WireFault::MalformedStatus, &malformed, End::Closed),
    ] {
        let cluster = start(fault);
        let mut connection = Connection::to(cluster.address());
        connection.send(faulty_get());
        let (bytes, ended) = connection.until_end();
        let (bytes, expected) = (bytes.escape_ascii(), expected.escape_ascii());
        assert_eq!(bytes.to_string(), expected.to_string(), "{fault}");
        assert_eq!(ended, end, "{fault}");
        let exchange = &cluster.exchanges()[0];
        assert_eq!((exchange.target(), exchange.status().as_u16()), ("/", 200));
    }
}

#[test]
fn garbage_is_no_http_and_no_text() {
    let cluster = start(WireFault::Garbage);
    let mut connection = Connection::to(cluster.address());
    connection.send(faulty_get());
    let (bytes, end) = connection.until_end();
    assert!(!bytes.is_empty() && !bytes.starts_with(b"H"), "{bytes:?}");
    assert!(String::from_utf8(bytes).is_err());
    assert_eq!(end, End::Closed);
}

#[test]
fn a_drip_comes_piece_by_piece_as_the_clock_goes_and_leaves_the_connection_usable() {
    let clock = Clock::manual();
    let over = Duration::from_secs(90);
    let fault = WireFault::Drip { chunks: 4, over };
    let cluster = start_with(FakeCluster::builder().clock(clock.clone()), fault);
    let (whole, _) = whole_answer(&cluster);
    let mut connection = Connection::to(cluster.address());
    connection.send(faulty_get() + &get("/_next"));
    for nth in 0..4 {
        let piece = whole.len() * nth / 4..whole.len() * (nth + 1) / 4;
        assert_eq!(connection.bytes(piece.len()), whole[piece], "piece {nth}");
        if nth < 3 {
            assert!(connection.is_silent_for(PAUSE), "after piece {nth}");
            clock.advance(over / 3);
        }
    }
    assert_eq!(connection.answer().status, 400, "the pipelined request");
    assert_eq!(connection.ask(get("/")).status, 200);
}

#[test]
fn a_stalled_answer_never_comes_and_its_connection_stays_open() {
    let cluster = start(WireFault::Stall);
    let mut connection = Connection::to(cluster.address());
    // What is sent behind it changes nothing.
    connection.send(faulty_update() + &get("/") + "GE");
    let arrived = cluster.updates().wait_for_blocking(1, PATIENCE);
    arrived.expect("it is on record");
    assert!(connection.is_silent_for(PAUSE));
    connection.send("T /_nowhere HTTP/1.1\r\n\r\n");
    assert!(connection.is_silent_for(PAUSE));
    assert_eq!(cluster.exchanges().len(), 1);
    drop(cluster);
    connection.assert_closes();
}

#[test]
fn a_connection_that_was_used_closes_unread_when_the_next_request_arrives() {
    let cluster = start(WireFault::CloseIdle);
    let mut connection = Connection::to(cluster.address());
    assert_eq!(connection.ask(faulty_get()).status, 200);
    assert!(connection.is_silent_for(PAUSE), "it closes too early");
    connection.send(get("/"));
    assert_eq!(connection.until_end(), (Vec::new(), End::Closed));
    assert_eq!(cluster.exchanges().len(), 1);

    let mut another = Connection::to(cluster.address());
    assert_eq!(another.ask(get("/")).status, 200);
    assert_eq!(another.ask(get("/")).status, 200);
}

#[test]
fn a_request_that_came_along_with_the_one_before_is_not_answered_after_a_fault() {
    for fault in WireFault::all().filter(|fault| !matches!(fault, WireFault::Drip { .. })) {
        let cluster = start(fault);
        let mut connection = Connection::to(cluster.address());
        connection.send(faulty_get() + &update_request(UPDATE));
        if fault == WireFault::Stall {
            assert!(connection.is_silent_for(PAUSE));
        } else {
            connection.until_end();
        }
        assert_eq!(cluster.updates().count(), 0, "{fault}");
    }
}

#[test]
fn answers_before_the_faulty_one_arrive_whole() {
    let plain = FakeCluster::start();
    let (whole, _) = whole_answer(&plain);
    for fault in [
        WireFault::Close,
        WireFault::Reset,
        WireFault::ResetAfter { bytes: 0 },
        WireFault::Truncated { bytes: 3 },
        WireFault::Garbage,
    ] {
        let cluster = start(fault);
        let mut connection = Connection::to(cluster.address());
        connection.send(get("/") + &get("/") + &faulty_get());
        let (bytes, _) = connection.until_end();
        let twice = [&whole[..], &whole].concat();
        assert!(bytes.starts_with(&twice), "{fault}");
        assert_eq!(cluster.exchanges().len(), 3, "{fault}");
    }
}

#[test]
fn what_is_counted_begins_at_the_answer_and_not_at_what_came_before() {
    let cluster = start(WireFault::ResetAfter { bytes: 12 });
    let mut connection = Connection::to(cluster.address());
    let headers = ["expect: 100-continue", "transfer-encoding: chunked", FAULTY];
    connection.send(head("POST /", &headers));
    assert_eq!(connection.answer().status, 100);
    connection.send(chunked(&["{}"]));
    let (bytes, end) = connection.until_end();
    assert_eq!(bytes, b"HTTP/1.1 405");
    assert_eq!(end, End::Reset);
}

#[test]
fn answers_without_a_body_break_off_too() {
    for (fault, is_whole_head) in [
        (WireFault::Close, false),
        (WireFault::Truncated { bytes: 20 }, true),
        (WireFault::TruncatedChunked { bytes: 20 }, true),
        (WireFault::ResetAfter { bytes: 1 << 20 }, false),
    ] {
        let cluster = start(fault);
        let mut connection = Connection::to(cluster.address());
        connection.send(head("HEAD /", &[FAULTY]));
        let (bytes, _) = connection.until_end();
        assert_eq!(
            bytes.windows(4).any(|w| w == b"\r\n\r\n"),
            is_whole_head,
            "{fault}"
        );
    }
}

#[test]
fn a_fault_leaves_nothing_behind() {
    for fault in WireFault::all() {
        let limits = Limits::default().connections(1);
        let cluster = start_with(FakeCluster::builder().limits(limits), fault);
        let mut connection = Connection::to(cluster.address());
        connection.send(faulty_get());
        let is_open = matches!(
            fault,
            WireFault::Stall | WireFault::Drip { .. } | WireFault::CloseIdle
        );
        if is_open {
            drop(connection);
        } else {
            connection.until_end();
        }
        // There is room for one connection, so this one is served only when that one is gone.
        let answer = Connection::to(cluster.address()).ask(get("/"));
        assert_eq!(answer.status, 200, "{fault}");
    }
}

#[test]
fn a_fault_holds_up_no_other_connection() {
    for fault in WireFault::all() {
        let cluster = start(fault);
        let mut other = Connection::to(cluster.address());
        other.ask(get("/"));
        let mut connection = Connection::to(cluster.address());
        connection.send(faulty_update());
        cluster.updates().wait_for_blocking(1, PATIENCE).unwrap();
        assert_eq!(other.ask(get("/")).status, 200, "{fault}");
    }
}

#[test]
fn an_update_whose_answer_is_lost_has_happened() {
    let cluster = FakeCluster::start();
    cluster.script(On::any(), WireFault::Reset);
    let mut connection = Connection::to(cluster.address());
    connection.send(update_request(UPDATE));
    assert_eq!(connection.until_end(), (Vec::new(), End::Reset));
    let update = cluster.updates().only();
    assert_eq!(update.number_of_allocations(), Some(4));
    assert_eq!(update.status().as_u16(), 200);
}

// The official client.

fn client(cluster: &FakeCluster, timeout: Duration) -> Elasticsearch {
    let pool = SingleNodeConnectionPool::new(cluster.uri().parse().expect("the URI is valid"));
    let transport = TransportBuilder::new(pool).timeout(timeout);
    Elasticsearch::new(transport.build().expect("the transport is complete"))
}

/// Asks for `GET /` and tells where it failed, if it did, and with which error at the bottom.
async fn ask(client: &Elasticsearch) -> Result<(), (&'static str, elasticsearch::Error)> {
    let answer = client.info().send().await;
    let answer = answer.map_err(|error| ("no answer", error))?;
    let body = answer.json::<serde_json::Value>().await;
    body.map(drop).map_err(|error| ("no body", error))
}

#[tokio::test]
async fn the_official_client_reports_each_fault() {
    let closed = "connection closed before message completed";
    let reset = "Connection reset by peer";
    let truncated = "end of file before message length reached";
    for (fault, stage, cause) in [
        (WireFault::Close, "no answer", closed),
        (WireFault::Reset, "no answer", reset),
        (WireFault::ResetAfter { bytes: 20 }, "no answer", reset),
        (WireFault::Truncated { bytes: 20 }, "no body", truncated),
        (
            WireFault::TruncatedChunked { bytes: 20 },
            "no body",
            truncated,
        ),
        (
            WireFault::MalformedStatus,
            "no answer",
            "invalid HTTP status-code parsed",
        ),
        (
            WireFault::Garbage,
            "no answer",
            "invalid HTTP version parsed",
        ),
    ] {
        let cluster = FakeCluster::start();
        cluster.script(On::any(), fault);
        let (failed, error) = ask(&client(&cluster, PATIENCE)).await.expect_err("a fault");
        assert_eq!(failed, stage, "{fault}");
        assert!(
            causes(&error).contains(cause),
            "{fault}: {}",
            causes(&error)
        );
        assert!(!error.is_timeout(), "{fault}");
        assert_eq!(cluster.exchanges().len(), 1, "{fault} is not retried");
    }
}

#[tokio::test]
async fn the_official_client_gives_up_on_an_answer_that_does_not_come() {
    let cluster = FakeCluster::start();
    cluster.script(On::any(), WireFault::Stall);
    let (_, error) = ask(&client(&cluster, PAUSE)).await.expect_err("a fault");
    assert!(error.is_timeout(), "{}", causes(&error));
}

#[tokio::test]
async fn the_official_client_bears_a_drip() {
    let cluster = FakeCluster::start();
    let (chunks, over) = (5, Duration::from_millis(10));
    cluster.script(On::any(), WireFault::Drip { chunks, over });
    let begin = Instant::now();
    ask(&client(&cluster, PATIENCE)).await.expect("it arrives");
    assert!(begin.elapsed() >= over);
}

#[tokio::test]
async fn the_official_client_meets_a_connection_that_closes_when_it_is_used_again() {
    let cluster = FakeCluster::start();
    cluster.script(On::any(), WireFault::CloseIdle);
    let client = client(&cluster, PATIENCE);
    ask(&client).await.expect("the connection is new");
    let (_, error) = ask(&client).await.expect_err("the connection was used");
    let closed = "connection closed before message completed";
    assert!(causes(&error).contains(closed), "{}", causes(&error));
    ask(&client).await.expect("the connection is new");
    assert_eq!(cluster.exchanges().len(), 2);
}
