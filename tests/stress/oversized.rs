//! More than the limits allow: of bytes, and of connections.

use es_ml_fake::FakeCluster;
use es_ml_fake::server::Limits;

use super::{PAUSE, SHORT, assert_others_are_answered, gzip_update, number_of_allocations, start};
use crate::process::in_a_process_with_open_files;
use crate::support::{
    Connection, GZIPPED_UPDATE, UPDATE, chunked, get, head, update_head, update_request,
};

/// 100,000 zeros under gzip: `gzip.compress(bytes(100_000), mtime=0)` of Python. Files under gzip
/// can be put one after the other.
const GZIPPED_ZEROS: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x31\x01\x00\x00\
    \x00\xc2\xa0\xf5\x4f\x6d\x0d\x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x57\x03\x7d\x95\
    \x11\xd4\xa0\x86\x01\x00";

#[test]
fn a_body_longer_than_the_limit_gets_an_empty_413() {
    let cluster = start(Limits::default().body_bytes(UPDATE.len()));
    let mut connection = Connection::to(cluster.address());
    let longer = format!("{UPDATE} ");
    let chunks = update_head(&["transfer-encoding: chunked"]);
    for too_long in [
        update_request(&longer),
        chunks.clone() + &chunked(&[&longer]),
        chunks.clone() + &chunked(&[UPDATE, " "]),
        update_head(&["content-length: 29", "accept-encoding: gzip"]) + &longer,
    ] {
        let answer = connection.ask(&too_long);
        assert_eq!(answer.status, 413, "{too_long:?}");
        assert_eq!(answer.header("content-length"), Some("0"));
        assert_eq!(answer.header("x-elastic-product"), Some("Elasticsearch"));
        assert_eq!(number_of_allocations(&cluster), 1);
    }
    assert_eq!(cluster.updates().with_status(413).count(), 4);

    assert_eq!(connection.ask(update_request(UPDATE)).status, 200);
    let answer = connection.ask(chunks + &chunked(&[&UPDATE[..9], &UPDATE[9..]]));
    assert_eq!(answer.status, 200);
}

#[test]
fn a_client_can_finish_sending_a_body_that_is_far_too_long() {
    let cluster = start(Limits::default().body_bytes(1000));
    let mut connection = Connection::to(cluster.address());
    // More than the sockets of both sides buffer.
    let body = "x".repeat(32 * 1024 * 1024);
    assert_eq!(connection.ask(update_request(&body)).status, 413);
    assert_eq!(connection.ask(get("/")).status, 200);
}

#[test]
fn a_client_that_asks_whether_its_body_is_too_long_is_told_so_with_417() {
    let cluster = start(Limits::default().body_bytes(UPDATE.len()));
    let mut connection = Connection::to(cluster.address());
    let answer = connection.ask(update_head(&["content-length: 29", "expect: 100-continue"]));
    assert_eq!(answer.status, 417);
    assert_eq!(answer.header("content-length"), Some("0"));
    assert_eq!(cluster.updates().only().status(), 417);
    assert_others_are_answered(&cluster);
}

#[test]
fn a_head_longer_than_the_limit_gets_a_431() {
    for (limits, limit) in [
        (Limits::default(), 16 * 1024),
        (Limits::default().head_bytes(1000), 1000),
        (Limits::default().head_bytes(100_000), 100_000),
        (Limits::default().head_bytes(1_000_000), 1_000_000),
    ] {
        let cluster = start(limits);
        let of_length = |length: usize| {
            let rest = head("GET /", &["x-long: "]).len();
            head(
                "GET /",
                &[&format!("x-long: {}", "x".repeat(length - rest))],
            )
        };
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(of_length(limit)).status, 200);
        let answer = connection.ask(of_length(limit + 1));
        assert_eq!(answer.status, 431, "with a limit of {limit}");
        connection.assert_closes();
        assert_others_are_answered(&cluster);
    }
}

#[test]
fn a_long_name_or_value_is_not_repeated_in_full() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    let (long, digits) = ("x".repeat(1_000_000), "9".repeat(1_000_000));
    for body in [
        format!(r#"{{"{long}":1}}"#),
        format!(r#"{{"number_of_allocations":"{long}"}}"#),
        format!(r#"{{"number_of_allocations":{digits}}}"#),
        format!(r#"{{"timeout":"{long}s"}}"#),
        format!(r#"{{"model_id":"{long}"}}"#),
        format!(r#"{{"adaptive_allocations":{{"enabled":"{long}"}}}}"#),
    ] {
        let answer = connection.ask(update_request(&body));
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["status"], 400);
        assert!(answer.body.len() < 500_000, "{}", answer.body.len());
    }
}

#[test]
fn a_small_body_that_unpacks_to_a_huge_one_gets_a_413() {
    let cluster = start(Limits::default().body_bytes(1_000_000));
    let bomb = GZIPPED_ZEROS.repeat(5_000);
    assert!(bomb.len() < 1_000_000);
    let request = gzip_update(&bomb);
    let mut connection = Connection::to(cluster.address());
    let answer = connection.ask(request);
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("content-length"), Some("0"));
    assert_eq!(cluster.updates().only().wire_body(), bomb);
    assert_eq!(connection.ask(gzip_update(GZIPPED_UPDATE)).status, 200);
}

#[test]
fn a_connection_beyond_the_limit_waits_until_another_is_closed() {
    let cluster = start(Limits::default().connections(1));
    let mut first = Connection::to(cluster.address());
    assert_eq!(first.ask(get("/")).status, 200);
    let mut second = Connection::to(cluster.address());
    second.send(update_request(UPDATE));
    for _ in 0..10 {
        assert_eq!(first.ask(get("/")).status, 200);
    }
    assert!(second.is_silent_for(PAUSE));
    assert!(cluster.updates().is_empty());
    drop(first);
    assert_eq!(second.answer().status, 200);
}

#[cfg(unix)]
#[test]
fn a_server_that_runs_out_of_open_files_answers_again_when_some_are_closed() {
    let name = "oversized::a_server_that_runs_out_of_open_files_answers_again_when_some_are_closed";
    in_a_process_with_open_files(100, name, || {
        let cluster = FakeCluster::start();
        let mut open = Connection::to(cluster.address());
        assert_eq!(open.ask(get("/")).status, 200);

        let mut files = all_the_files_there_are();
        // One for the client's end of a connection, and none for the server's.
        files.pop();
        let mut starved = Connection::to(cluster.address());
        starved.send(update_request(UPDATE));
        assert!(Connection::try_to(cluster.address()).is_err());
        // The server has met the connections that it cannot take by now, and serves the one it has.
        for _ in 0..100 {
            assert_eq!(open.ask(get("/")).status, 200);
        }
        assert!(starved.is_silent_for(SHORT));
        assert!(cluster.updates().is_empty());

        drop(files);
        assert_eq!(starved.answer().status, 200);
        assert_others_are_answered(&cluster);
    });
}

/// Opens files until the system refuses.
#[cfg(unix)]
fn all_the_files_there_are() -> Vec<std::fs::File> {
    let open = || std::fs::File::open("/dev/null").ok();
    std::iter::from_fn(open).collect()
}
