//! Clients that are broken, rude or gone: what they get, and that nobody else notices them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::{
    Connection, GZIPPED_UPDATE, PATIENCE, Stoppable, UPDATE, chunked, get, head, update_head,
    update_path, update_request,
};
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Endpoint, FakeCluster, Limits};

/// A time limit that tests can wait for.
const SHORT: Duration = Duration::from_millis(100);

/// Much shorter than [`SHORT`].
const PAUSE: Duration = Duration::from_millis(5);

/// 100,000 zeros under gzip: `gzip.compress(bytes(100_000), mtime=0)` of Python. Files under gzip can be put one after the other.
const GZIPPED_ZEROS: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xed\xc1\x31\x01\x00\x00\
    \x00\xc2\xa0\xf5\x4f\x6d\x0d\x0f\xa0\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\
    \x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x57\x03\x7d\x95\
    \x11\xd4\xa0\x86\x01\x00";

fn start(limits: Limits) -> FakeCluster {
    FakeCluster::builder().limits(limits).start()
}

#[track_caller]
fn assert_others_are_answered(cluster: &FakeCluster) {
    let answer = Connection::to(cluster.address()).ask(get("/"));
    assert_eq!(answer.status, 200);
}

fn statuses(cluster: &FakeCluster) -> Vec<u16> {
    let exchanges = cluster.exchanges();
    exchanges.iter().map(|e| e.status().as_u16()).collect()
}

/// The number of allocations that the documented deployment has now, which is 1 until an update was accepted.
fn number_of_allocations(cluster: &FakeCluster) -> i32 {
    let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT);
    deployment
        .expect("nothing removes it")
        .number_of_allocations()
}

#[test]
fn a_half_sent_head_is_closed_when_its_time_is_over() {
    for half in [
        "G",
        "GET / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        let cluster = start(Limits::default().head_timeout(SHORT));
        let begin = Instant::now();
        let mut connection = Connection::to(cluster.address());
        connection.send(half);
        connection.assert_closes();
        assert!(begin.elapsed() >= SHORT, "{half:?} was closed too early");
        assert!(cluster.exchanges().is_empty());
        assert_others_are_answered(&cluster);
    }
}

#[test]
fn a_half_sent_head_is_closed_on_a_connection_that_was_used_before() {
    let cluster = start(Limits::default().head_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    assert_eq!(connection.ask(update_request(UPDATE)).status, 200);
    connection.send("GET / HT");
    connection.assert_closes();
    assert_eq!(statuses(&cluster), [200]);
}

#[test]
fn a_half_sent_head_is_closed_also_if_it_came_along_with_a_whole_request() {
    for whole in [get("/"), update_request(UPDATE)] {
        let cluster = start(Limits::default().head_timeout(SHORT));
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(whole + "GET / HT").status, 200);
        connection.assert_closes();
    }
}

#[test]
fn the_time_of_a_head_is_not_renewed_by_each_of_its_bytes() {
    let cluster = start(Limits::default().head_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    let slow = format!("x-slow: {}", "a".repeat(2000));
    connection.trickle(head("GET /", &[&slow]), PAUSE);
    connection.assert_closes();
    assert!(cluster.exchanges().is_empty());
}

#[test]
fn an_idle_connection_is_not_closed_by_the_time_limit_of_heads() {
    let limits = Limits::default().head_timeout(SHORT);
    let cluster = start(limits.body_bytes(UPDATE.len()));
    let chunks = update_head(&["transfer-encoding: chunked"]);
    let used_before = [
        get("/"),
        update_request(UPDATE),
        update_request("[]"),
        update_request(&" ".repeat(100)),
        chunks.clone() + &chunked(&[UPDATE]),
        chunks + "1c\r\n" + UPDATE + "\r\n0\r\ntrailer: value\r\n\r\n",
    ];
    let idle = used_before.map(|request| {
        let mut connection = Connection::to(cluster.address());
        connection.ask(request);
        connection
    });
    let never_used = Connection::to(cluster.address());
    // The limit of this one is over when that of the others would be.
    let mut clock = Connection::to(cluster.address());
    clock.send("G");
    clock.assert_closes();
    for mut connection in idle.into_iter().chain([never_used]) {
        assert_eq!(connection.ask(get("/")).status, 200);
    }
}

#[test]
fn a_half_sent_body_is_answered_with_408_and_recorded() {
    let announced = update_head(&["content-length: 28"]);
    let in_chunks = update_head(&["transfer-encoding: chunked"]);
    for (half, arrived) in [
        (announced.clone(), ""),
        (announced + r#"{"number_of_"#, r#"{"number_of_"#),
        (in_chunks.clone() + "c\r\n{\"number_of_", r#"{"number_of_"#),
        (in_chunks + "1c\r\n" + UPDATE + "\r\n", UPDATE),
    ] {
        let cluster = start(Limits::default().body_timeout(SHORT));
        let begin = Instant::now();
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(&half);
        assert!(begin.elapsed() >= SHORT, "{half:?} was given up too early");
        assert_eq!(answer.status, 408, "{half:?}");
        assert_eq!(answer.json()["status"], 408);
        connection.assert_closes();
        let update = cluster.updates().only();
        assert_eq!(update.status(), 408);
        assert_eq!(update.endpoint(), Endpoint::Update);
        assert_eq!(update.body(), arrived.as_bytes());
        assert!(!update.verdict().conforms());
        assert_eq!(number_of_allocations(&cluster), 1);
        assert_others_are_answered(&cluster);
    }
}

#[test]
fn an_answer_after_which_the_connection_is_closed_says_so() {
    for (status, request) in [
        (408, update_head(&["content-length: 28"])),
        (413, update_request(&format!("{UPDATE} "))),
        (
            417,
            update_head(&["content-length: 29", "expect: 100-continue"]),
        ),
        (
            431,
            head("GET /", &[&format!("x-long: {}", "x".repeat(2000))]),
        ),
        (400, "garbage\r\n\r\n".to_owned()),
    ] {
        let limits = Limits::default().body_timeout(SHORT).head_bytes(1000);
        let cluster = start(limits.body_bytes(UPDATE.len()));
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(request);
        assert_eq!(answer.status, status);
        // A client with a pool of connections takes silence about it as leave to send the next request.
        let will_close = answer.header("connection") == Some("close");
        let is_open = connection.still_answers();
        assert_eq!(will_close, !is_open, "after a {status}");
    }
}

#[test]
fn the_time_of_a_body_is_not_renewed_by_each_of_its_bytes() {
    let cluster = start(Limits::default().body_timeout(SHORT));
    let mut connection = Connection::to(cluster.address());
    connection.send(update_head(&["content-length: 2000"]));
    connection.trickle(" ".repeat(1999), PAUSE);
    assert_eq!(connection.answer().status, 408);
}

#[test]
fn a_body_that_is_too_long_already_gets_413_also_if_it_never_ends() {
    let limits = Limits::default().body_timeout(SHORT).body_bytes(10);
    let cluster = start(limits);
    let mut connection = Connection::to(cluster.address());
    let answer = connection.ask(update_head(&["content-length: 2000"]) + &" ".repeat(100));
    assert_eq!(answer.status, 413);
    assert_eq!(answer.header("connection"), Some("close"));
    connection.assert_closes();
}

#[test]
fn a_client_that_hangs_up_in_the_midst_of_a_request_leaves_nothing_behind() {
    for half in [
        String::new(),
        "POST /_ml/tr".to_owned(),
        update_head(&["content-length: 28"]),
        update_head(&["content-length: 28"]) + r#"{"number_of_"#,
        update_head(&["content-length: 28", "expect: 100-continue"]),
        update_head(&["transfer-encoding: chunked"]) + "1c\r\n" + UPDATE + "\r\n",
    ] {
        // With room for one connection, the next one is served when nothing is left of the first.
        let cluster = start(Limits::default().connections(1));
        let mut gone = Connection::to(cluster.address());
        gone.send(&half);
        drop(gone);
        assert_others_are_answered(&cluster);
        assert_eq!(statuses(&cluster), [200], "{half:?}");
        assert!(cluster.updates().is_empty());
        assert_eq!(number_of_allocations(&cluster), 1);
    }
}

#[test]
fn a_client_that_hangs_up_before_its_answer_has_been_heard_all_the_same() {
    let server = Stoppable::start();
    let mut gone = Connection::to(server.cluster.address());
    assert_eq!(gone.ask(get("/")).status, 200);
    server.while_stopped(|| {
        gone.send(update_request(UPDATE));
        drop(gone);
    });
    let updates = server.cluster.updates();
    let update = updates.wait_for_blocking(1, PATIENCE).unwrap().remove(0);
    assert_eq!(update.status(), 200);
    assert_eq!(number_of_allocations(&server.cluster), 4);
}

#[test]
fn a_thousand_clients_that_hang_up_at_once_leave_the_server_as_it_was() {
    let cluster = FakeCluster::start();
    for _ in 0..1000 {
        Connection::to(cluster.address());
    }
    assert_others_are_answered(&cluster);
    assert_eq!(statuses(&cluster), [200]);
}

#[test]
fn a_client_that_never_reads_its_answers_holds_up_no_other() {
    let cluster = FakeCluster::start();
    let mut deaf = Connection::to(cluster.address());
    let taken = deaf.send_until_blocked(get("/").repeat(1000).as_bytes(), 2 * SHORT);
    assert!(taken > 1000 * get("/").len(), "{taken} bytes were taken");
    let mut other = Connection::to(cluster.address());
    for _ in 0..100 {
        assert_eq!(other.ask(get("/")).status, 200);
    }
    // It was only deaf, not cut off.
    for _ in 0..1000 {
        assert_eq!(deaf.answer().status, 200);
    }
}

/// The length of a chunk may have any number of zeros in front.
#[test]
fn clients_that_send_the_length_of_a_chunk_for_ever_hold_up_no_other() {
    let cluster = FakeCluster::start();
    let zeros = vec![b'0'; 64 * 1024];
    let begin = Instant::now();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let mut endless = Connection::to(cluster.address());
                endless.send(update_head(&["transfer-encoding: chunked"]));
                while !is_over.load(Ordering::Relaxed) && begin.elapsed() < PATIENCE {
                    endless.send_part(&zeros, PAUSE);
                }
            });
        }
        for _ in 0..5 {
            assert_others_are_answered(&cluster);
        }
        assert!(begin.elapsed() < PATIENCE, "{:?}", begin.elapsed());
        is_over.store(true, Ordering::Relaxed);
    });
}

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
fn a_body_that_is_not_the_gzip_it_is_said_to_be_gets_a_400() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    let mut broken = GZIPPED_UPDATE.to_vec();
    broken[30] ^= 1;
    let cut_off = &GZIPPED_UPDATE[..GZIPPED_UPDATE.len() - 1];
    for body in [UPDATE.as_bytes(), &broken, cut_off] {
        let answer = connection.ask(gzip_update(body));
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json()["status"], 400);
        assert_eq!(answer.json()["error"]["type"], "illegal_argument_exception");
        assert_eq!(number_of_allocations(&cluster), 1);
    }
    assert_eq!(cluster.updates().with_status(400).count(), 3);
}

fn gzip_update(body: &[u8]) -> Vec<u8> {
    let length = format!("content-length: {}", body.len());
    let head = update_head(&["content-encoding: gzip", &length]);
    [head.as_bytes(), body].concat()
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

#[test]
fn what_is_no_request_gets_a_400_and_the_next_client_an_answer() {
    let cluster = FakeCluster::start();
    let path = update_path(DOCUMENTED_DEPLOYMENT);
    for garbage in [
        "garbage\r\n\r\n",
        "\r\n\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/7.5\r\n\r\n",
        "GET /a b HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        // The begin of a TLS connection.
        "\x16\x03\x01\x02\0\x01\0\x01\x7c\x03\x03",
        &format!("POST {path} HTTP/1.1\r\ncontent-length: many\r\n\r\n"),
        &format!("POST {path} HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{{}}"),
        &format!("POST {path} HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n"),
    ] {
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(garbage).status, 400, "{garbage:?}");
        connection.assert_closes();
        assert_others_are_answered(&cluster);
    }
    assert!(cluster.updates().is_empty());
}

#[test]
fn a_client_that_loses_count_of_its_chunks_is_cut_off() {
    let cluster = FakeCluster::start();
    for chunks in ["no length\r\n", "ffffffffffffffffff\r\n", "1\r\n{}\r\n"] {
        let mut connection = Connection::to(cluster.address());
        connection.send(update_head(&["transfer-encoding: chunked"]) + chunks);
        connection.until_closed();
        assert_others_are_answered(&cluster);
    }
    assert!(cluster.updates().with_status(200).is_empty());
}

#[cfg(unix)]
#[test]
fn a_server_that_runs_out_of_open_files_answers_again_when_some_are_closed() {
    let name =
        "hostile_clients::a_server_that_runs_out_of_open_files_answers_again_when_some_are_closed";
    crate::support::in_a_process_with_open_files(100, name, || {
        let cluster = FakeCluster::start();
        let mut open = Connection::to(cluster.address());
        assert_eq!(open.ask(get("/")).status, 200);

        let mut files = all_the_files_there_are();
        // One for the client's end of a connection, and none for the server's.
        files.pop();
        let mut starved = Connection::to(cluster.address());
        starved.send(update_request(UPDATE));
        assert!(Connection::try_to(cluster.address()).is_err());
        // Whatever the server does about connections it cannot take, it has done it now, and serves the one it has.
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
