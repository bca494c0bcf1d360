//! What well-behaved clients may rely on: HTTP/1.1 as it travels, ports, lifetimes, and when a request is on record.

use std::collections::HashSet;
use std::error::Error;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use crate::support::{
    Connection, GZIPPED_UPDATE, PATIENCE, Stoppable, UPDATE, chunked, get, head, update_head,
    update_path, update_request,
};
use es_ml_fake::{
    Builder, DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster, Limits, StartError, Update,
};

/// An update of the documented deployment to another number each time, as one to the same number would change nothing.
fn nth_update(n: usize) -> String {
    update_request(&format!(r#"{{"number_of_allocations": {}}}"#, 1 + n % 9))
}

#[track_caller]
fn assert_answers(cluster: &FakeCluster) {
    let answer = Connection::to(cluster.address()).ask(update_request(UPDATE));
    assert_eq!(answer.status, 200);
    assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
}

#[track_caller]
fn assert_refuses(address: SocketAddr) {
    let error = Connection::try_to(address).expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
}

/// Fakes on an address of the loopback interface that only one test has: nobody else takes a port there once it is free.
fn on_address_of_its_own(last_byte: u8) -> Builder {
    let address = if cfg!(target_os = "linux") {
        Ipv4Addr::new(127, 0, 0, last_byte)
    } else {
        Ipv4Addr::LOCALHOST
    };
    FakeCluster::builder().listen((address, 0).into())
}

// Requests and answers on the wire.

#[test]
fn a_connection_carries_one_request_after_another() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for n in 0..10 {
        assert_eq!(connection.ask(nth_update(n)).status, 200);
        assert_eq!(connection.ask(get("/nowhere")).status, 400);
    }
    assert_eq!(cluster.updates().count(), 10);
}

#[test]
fn a_connection_is_closed_after_the_answer_if_the_client_wants_that() {
    let cluster = FakeCluster::start();
    for request in [
        head("GET /", &["connection: close"]),
        "GET / HTTP/1.0\r\n\r\n".to_owned(),
    ] {
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(request).status, 200);
        connection.assert_closes();
    }
}

#[test]
fn a_client_that_closes_its_sending_side_is_answered_all_the_same() {
    for request in [get("/"), update_request(UPDATE)] {
        let server = Stoppable::start();
        let mut connection = Connection::to(server.cluster.address());
        assert_eq!(connection.ask(get("/")).status, 200);
        server.while_stopped(|| {
            connection.send(&request);
            connection.finish_sending();
        });
        assert_eq!(connection.answer().status, 200);
        connection.assert_closes();
    }
}

#[test]
fn pipelined_requests_are_answered_in_order() {
    let cluster = FakeCluster::start();
    let requests = (0..200).map(|n| {
        let id = format!("x-opaque-id: {n}");
        match n % 3 {
            0 => head("GET /", &[&id]),
            1 => head("GET /nowhere", &[&id]),
            _ => update_head(&[&id, "content-length: 28"]) + UPDATE,
        }
    });
    let mut connection = Connection::to(cluster.address());
    connection.send(requests.collect::<String>());
    for n in 0..200 {
        let answer = connection.answer();
        assert_eq!(answer.status, [200, 400, 200][n % 3]);
        assert_eq!(answer.header("x-opaque-id"), Some(n.to_string().as_str()));
    }
    let exchanges = cluster.exchanges();
    for (n, exchange) in exchanges.iter().enumerate() {
        assert_eq!(exchange.header("x-opaque-id").unwrap(), n.to_string());
    }
    assert_eq!(exchanges.len(), 200);
}

#[test]
fn a_request_may_arrive_byte_by_byte() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for request in [
        update_request(UPDATE),
        update_head(&["transfer-encoding: chunked"]) + &chunked(&[&"x".repeat(20)]),
        update_request(UPDATE),
    ] {
        for byte in request.as_bytes() {
            connection.send([*byte]);
        }
    }
    let statuses = [(); 3].map(|()| connection.answer().status);
    assert_eq!(statuses, [200, 400, 200]);
    assert_eq!(cluster.updates().last().unwrap().body(), UPDATE.as_bytes());
}

#[test]
fn a_chunked_body_is_put_together() {
    let (begin, end) = UPDATE.split_at(9);
    for body in [
        chunked(&[UPDATE]),
        chunked(&[begin, end]),
        // Whatever else there is beside the body is not part of it.
        format!("9;name=value\r\n{begin}\r\n00013\r\n{end}\r\n0\r\ntrailer: value\r\n\r\n"),
    ] {
        let cluster = FakeCluster::start();
        let mut connection = Connection::to(cluster.address());
        let answer = connection.ask(update_head(&["transfer-encoding: chunked"]) + &body);
        assert_eq!(answer.status, 200, "{body:?}");
        let update = cluster.updates().only();
        assert_eq!(update.number_of_allocations(), Some(4));
        assert_eq!(update.body(), UPDATE.as_bytes());
        assert_eq!(update.wire_body(), UPDATE.as_bytes());
        assert_eq!(connection.ask(get("/")).status, 200);
    }
}

#[test]
fn a_client_that_expects_100_continue_gets_it_before_it_sends_the_body() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for length in ["content-length: 28", "transfer-encoding: chunked"] {
        let head = update_head(&[length, "expect: 100-continue"]);
        assert_eq!(connection.ask(head).status, 100);
        let body = if length.starts_with("content") {
            UPDATE.to_owned()
        } else {
            chunked(&[UPDATE])
        };
        assert_eq!(connection.ask(body).status, 200);
    }
    assert_eq!(cluster.updates().count(), 2);
}

#[test]
fn a_body_under_gzip_is_kept_both_ways() {
    let cluster = FakeCluster::start();
    for encoding in ["gzip", "GZIP", "x-gzip"] {
        let encoding = format!("content-encoding: {encoding}");
        let length = format!("content-length: {}", GZIPPED_UPDATE.len());
        let head = update_head(&[&encoding, &length]);
        let request = [head.as_bytes(), GZIPPED_UPDATE].concat();
        let answer = Connection::to(cluster.address()).ask(request);
        assert_eq!(answer.status, 200);
        let update = cluster.updates().last().unwrap();
        assert_eq!(update.number_of_allocations(), Some(4));
        assert_eq!(update.body(), UPDATE.as_bytes());
        assert_eq!(update.wire_body(), GZIPPED_UPDATE);
    }
}

#[test]
fn an_answer_is_under_gzip_only_if_that_was_asked_for() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for (asked_for, is_gzip) in [
        ("x-nothing: asked for", false),
        ("accept-encoding: gzip", true),
        ("accept-encoding: br, GZIP;q=0.5", true),
        ("accept-encoding: *", true),
        ("accept-encoding: deflate, br", false),
        ("accept-encoding: identity", false),
        ("accept-encoding: gzip;q=0", false),
        ("accept-encoding: gzip;q=0.0, identity", false),
        ("accept-encoding: gzip;q=0, *", false),
        ("accept-encoding: *;q=0", false),
    ] {
        for (target, status) in [("/", 200), ("/nowhere", 400)] {
            let answer = connection.ask(head(&format!("GET {target}"), &[asked_for]));
            assert_eq!(answer.status, status);
            let encoding = answer.header("content-encoding");
            assert_eq!(encoding, is_gzip.then_some("gzip"), "{asked_for}");
            assert_eq!(answer.body.starts_with(b"\x1f\x8b"), is_gzip, "{asked_for}");
        }
    }
}

#[test]
fn an_answer_under_gzip_is_the_same_answer() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    let url = |path: &str| format!("http://{}{path}", cluster.address());
    // This client asks for gzip, and undoes it.
    let client = reqwest::blocking::Client::builder()
        .gzip(true)
        .build()
        .unwrap();
    for path in ["/", "/?pretty=false", "/nowhere"] {
        let unpacked = client.get(url(path)).send().unwrap().bytes().unwrap();
        let exchange = cluster.exchanges().pop().unwrap();
        assert_eq!(exchange.header("accept-encoding").unwrap(), "gzip");
        let plain = connection.ask(get(path)).body;
        assert_eq!(unpacked, plain, "{path}");
        assert_eq!(exchange.answer().body(), &plain);
    }
}

#[test]
fn an_id_is_decoded_and_its_slash_is_part_of_it() {
    let cluster = FakeCluster::builder()
        .deployment(Deployment::started("a/b c"))
        .start();
    let request = |path: &str| {
        head(
            &format!("POST {path}"),
            &["content-type: application/json", "content-length: 28"],
        ) + UPDATE
    };
    let mut connection = Connection::to(cluster.address());
    assert_eq!(
        connection.ask(request(&update_path("a%2Fb%20c"))).status,
        200
    );
    assert_eq!(cluster.updates().only().deployment_id(), "a/b c");
    assert_eq!(
        cluster.deployment("a/b c").unwrap().number_of_allocations(),
        4
    );

    assert_eq!(connection.ask(request(&update_path("a/b%20c"))).status, 400);
    let unknown = connection.ask(request(&update_path("a%2Fb+c")));
    assert_eq!(unknown.status, 404);
    assert!(unknown.text().contains("[a/b+c]"), "{unknown:?}");
}

#[test]
fn head_is_answered_as_get_without_the_body() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for target in ["/", "/?pretty=false"] {
        let whole = connection.ask(get(target));
        connection.send(head(&format!("HEAD {target}"), &[]));
        let answer = connection.answer_to_head();
        assert_eq!(answer.status, 200);
        for name in ["content-length", "content-type", "x-elastic-product"] {
            assert_eq!(answer.header(name), whole.header(name), "{name}");
        }
        let length = whole.body.len().to_string();
        assert_eq!(answer.header("content-length"), Some(length.as_str()));
    }
    connection.send(head(&format!("HEAD {}", update_path("m")), &[]));
    assert_eq!(connection.answer_to_head().status, 405);
    // A body would now be taken for the next answer.
    assert_eq!(connection.ask(get("/")).status, 200);
}

#[test]
fn the_opaque_id_of_a_request_comes_back_with_its_answer() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for target in ["/", "/nowhere"] {
        for id in ["my-id", "MiXeD / 1;2"] {
            let request = head(&format!("GET {target}"), &[&format!("X-Opaque-Id: {id}")]);
            assert_eq!(connection.ask(request).header("x-opaque-id"), Some(id));
        }
        assert_eq!(connection.ask(get(target)).header("x-opaque-id"), None);
    }
}

#[test]
fn every_answer_names_the_product_and_its_length_and_no_date() {
    let limits = Limits::default()
        .body_timeout(Duration::from_millis(50))
        .body_bytes(100);
    let cluster = FakeCluster::builder().limits(limits).start();
    let path = update_path("unknown");
    for (status, request) in [
        (200, get("/")),
        (200, update_request(UPDATE)),
        (200, head(&format!("OPTIONS {path}"), &[])),
        (400, update_request("not JSON")),
        (400, get("/nowhere")),
        (
            404,
            head(
                &format!("POST {path}"),
                &["content-type: application/json", "content-length: 28"],
            ) + UPDATE,
        ),
        (405, get(&path)),
        (
            406,
            head(&format!("POST {path}"), &["content-length: 28"]) + UPDATE,
        ),
        (408, update_head(&["content-length: 28"])),
        (413, update_request(&" ".repeat(101))),
        (
            417,
            update_head(&["content-length: 101", "expect: 100-continue"]),
        ),
    ] {
        let answer = Connection::to(cluster.address()).ask(request);
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("x-elastic-product"),
            Some("Elasticsearch"),
            "{answer:?}"
        );
        assert!(answer.header("content-length").is_some(), "{answer:?}");
        assert_eq!(answer.header("date"), None, "{answer:?}");
    }
}

#[test]
fn an_answer_has_the_content_type_that_the_client_accepts() {
    const V9: &str = "application/vnd.elasticsearch+json;compatible-with=9";
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for (accept, content_type) in [
        (V9, V9),
        ("application/vnd.elasticsearch+json; Compatible-With=9", V9),
        ("application/json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
    ] {
        for target in ["/", "/nowhere"] {
            let answer = connection.ask(head(
                &format!("GET {target}"),
                &[&format!("accept: {accept}")],
            ));
            assert_eq!(
                answer.header("content-type"),
                Some(content_type),
                "{accept}"
            );
        }
    }
    let headers = [
        format!("accept: {V9}"),
        format!("content-type: {V9}"),
        "content-length: 28".to_owned(),
    ];
    let head = head(
        &format!("POST {}", update_path(DOCUMENTED_DEPLOYMENT)),
        &headers.each_ref().map(String::as_str),
    );
    let answer = connection.ask(head + UPDATE);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some(V9));
    assert!(cluster.updates().only().verdict().conforms());
}

// Ports and lifetimes.

#[test]
fn the_port_refuses_connections_once_drop_has_returned() {
    for _ in 0..50 {
        let cluster = on_address_of_its_own(2).start();
        let address = cluster.address();
        assert_answers(&cluster);
        drop(cluster);
        assert_refuses(address);
    }
}

#[test]
fn drop_closes_connections_at_once_whatever_they_are_in_the_midst_of() {
    for sent in [
        String::new(),
        "GET / HT".to_owned(),
        update_head(&["content-length: 28"]),
        update_head(&["content-length: 28"]) + "{",
        update_head(&["transfer-encoding: chunked"]) + "1c\r\n",
    ] {
        let cluster = FakeCluster::start();
        let mut connection = Connection::to(cluster.address());
        assert_eq!(connection.ask(get("/")).status, 200);
        connection.send(&sent);
        let begin = Instant::now();
        drop(cluster);
        assert!(begin.elapsed() < PATIENCE, "with {sent:?}");
        connection.assert_closes();
    }
}

#[test]
fn drop_closes_connections_that_wait_for_their_turn() {
    let limits = Limits::default().connections(1);
    let cluster = FakeCluster::builder().limits(limits).start();
    let mut served = Connection::to(cluster.address());
    assert_eq!(served.ask(get("/")).status, 200);
    let mut waiting = Connection::to(cluster.address());
    waiting.send(get("/"));
    drop(cluster);
    served.assert_closes();
    waiting.assert_closes();
}

#[test]
fn a_cluster_outlives_its_listener() {
    let fake = FakeCluster::start();
    assert_answers(&fake);
    let cluster = fake.cluster().clone();
    drop(fake);
    assert_eq!(cluster.updates().count(), 1);
}

#[test]
fn no_port_is_handed_out_twice() {
    let any: SocketAddr = ([127, 0, 0, 1], 0).into();
    let start = |n| match n % 2 {
        0 => FakeCluster::start(),
        _ => FakeCluster::builder().listen(any).start(),
    };
    let ports = || (0..250).map(|n| start(n).address().port());
    let ports = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(|| ports().collect::<Vec<_>>()));
        threads.map(|thread| thread.join().unwrap()).concat()
    });
    let distinct: HashSet<_> = ports.iter().collect();
    assert_eq!(distinct.len(), 500);
}

#[test]
fn a_chosen_address_can_be_listened_on_again_right_after_its_fake_is_gone() {
    let address = on_address_of_its_own(3).start().address();
    for _ in 0..10 {
        let cluster = FakeCluster::builder().listen(address).start();
        assert_eq!(cluster.address(), address);
        let mut left_open = Connection::to(address);
        assert_eq!(left_open.ask(get("/")).status, 200);
        drop(cluster);
        left_open.assert_closes();
    }
}

#[test]
fn listening_on_an_address_in_use_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let builder = FakeCluster::builder().listen(address);
    let error: StartError = builder.clone().try_start().unwrap_err();
    let message = error.to_string();
    assert!(
        message.starts_with(&format!("cannot listen on {address}: ")),
        "{message}"
    );
    let source = error.source().unwrap().downcast_ref::<std::io::Error>();
    assert_eq!(source.unwrap().kind(), ErrorKind::AddrInUse);

    let panic = thread::spawn(move || builder.start()).join().unwrap_err();
    assert_eq!(panic.downcast_ref::<String>(), Some(&message));

    let fake = FakeCluster::start();
    let second = FakeCluster::builder().listen(fake.address()).try_start();
    assert!(second.is_err());
    assert_answers(&fake);
}

#[test]
fn what_one_fake_is_asked_is_unknown_to_another() {
    let (asked, other) = (FakeCluster::start(), FakeCluster::start());
    assert_answers(&asked);
    assert!(other.exchanges().is_empty());
    let number = |fake: &FakeCluster| {
        fake.deployment(DOCUMENTED_DEPLOYMENT)
            .unwrap()
            .number_of_allocations()
    };
    assert_eq!((number(&asked), number(&other)), (4, 1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_thousand_fakes_share_one_thread() {
    // A listener is an open file, of which there may be 1,024 by default.
    crate::support::in_a_process_with_open_files(
        4096,
        "connections::a_thousand_fakes_share_one_thread",
        || {
            let fakes: Vec<_> = (0..1000).map(|_| FakeCluster::start()).collect();
            for fake in &fakes {
                assert_answers(fake);
            }
            assert_eq!(threads_of_fakes(), 1);
            drop(fakes);
            assert_eq!(threads_of_fakes(), 1);
        },
    );
}

/// How many threads of this process have the name of the one that serves fakes.
#[cfg(target_os = "linux")]
fn threads_of_fakes() -> usize {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux lists threads");
    let name = |thread: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(thread.ok()?.path().join("comm")).ok()
    };
    threads
        .filter_map(name)
        .filter(|name| name == "es-ml-fake\n")
        .count()
}

#[cfg(target_os = "linux")]
#[test]
fn a_dropped_fake_leaves_no_file_open() {
    let open_files = || std::fs::read_dir("/proc/self/fd").unwrap().count();
    // Other tests open files too, and so does the first fake for the thread of all fakes.
    crate::support::in_a_process_with_open_files(
        1024,
        "connections::a_dropped_fake_leaves_no_file_open",
        || {
            drop(FakeCluster::start());
            let open_before = open_files();
            for _ in 0..100 {
                let cluster = FakeCluster::start();
                let mut connection = Connection::to(cluster.address());
                connection.send("GET / HT");
                assert_answers(&cluster);
                drop(cluster);
                drop(connection);
                assert_eq!(open_files(), open_before);
            }
        },
    );
}

// Under any executor, and none.

#[test]
fn a_fake_runs_in_a_plain_test() {
    assert_answers(&FakeCluster::start());
}

#[tokio::test]
async fn a_fake_runs_in_a_test_with_a_runtime_of_one_thread() {
    assert_answers(&FakeCluster::start());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fake_runs_in_a_test_with_a_runtime_of_several_threads() {
    let start = async { on_address_of_its_own(4).start() };
    let fake = tokio::spawn(start).await.unwrap();
    assert_answers(&fake);
    let address = fake.address();
    tokio::spawn(async move { drop(fake) }).await.unwrap();
    assert_refuses(address);
}

#[test]
fn a_fake_outlives_the_runtime_that_it_was_started_in() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let fake = runtime.block_on(async { FakeCluster::start() });
    drop(runtime);
    assert_answers(&fake);
}

// When a request is on record.

#[test]
fn a_request_is_on_record_before_its_answer_leaves() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for n in 0..500 {
        assert_eq!(connection.ask(nth_update(n)).status, 200);
        assert_eq!(cluster.updates().count(), n + 1);
    }
}

#[test]
fn requests_of_many_threads_that_share_a_fake_are_all_on_record_and_numbered() {
    let cluster = FakeCluster::start();
    let send_some = || {
        let mut connection = Connection::to(cluster.address());
        for n in 0..20 {
            assert_eq!(connection.ask(nth_update(n)).status, 200);
        }
        assert!(cluster.updates().count() >= 20);
    };
    thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(send_some);
        }
    });
    let exchanges = cluster.exchanges();
    let numbers = exchanges.iter().map(|exchange| exchange.seq());
    assert!(numbers.eq(1..=320));
}

#[test]
fn waiting_ends_when_another_thread_has_sent_enough() {
    for _ in 0..20 {
        let cluster = FakeCluster::start();
        let address = cluster.address();
        let begin = Instant::now();
        let updates = thread::scope(|scope| {
            scope.spawn(move || {
                let mut connection = Connection::to(address);
                (0..3).for_each(|n| assert_eq!(connection.ask(nth_update(n)).status, 200));
            });
            cluster.updates().wait_for_blocking(3, PATIENCE).unwrap()
        });
        assert!(begin.elapsed() < PATIENCE, "it went on to the end");
        let numbers = updates.iter().map(Update::number_of_allocations);
        assert!(numbers.eq([Some(1), Some(2), Some(3)]));
    }
}

#[tokio::test]
async fn waiting_ends_when_another_task_has_sent_enough() {
    let cluster = FakeCluster::start();
    let view = cluster.updates();
    let begin = Instant::now();
    // The first of the two waits already when the second one begins to send.
    let (updates, ()) = tokio::join!(view.wait_for(3, PATIENCE), async {
        for n in 0..3 {
            let answer = Connection::to(cluster.address()).ask(nth_update(n));
            assert_eq!(answer.status, 200);
            tokio::task::yield_now().await;
        }
    });
    assert!(begin.elapsed() < PATIENCE, "it went on to the end");
    assert_eq!(updates.unwrap().len(), 3);
}

#[test]
fn waiting_needs_no_runtime() {
    let cluster = FakeCluster::start();
    let address = cluster.address();
    thread::scope(|scope| {
        scope.spawn(move || Connection::to(address).ask(update_request(UPDATE)));
        let updates = block_on(cluster.updates().wait_for(1, PATIENCE)).unwrap();
        assert_eq!(updates[0].number_of_allocations(), Some(4));
    });
    let too_many = block_on(cluster.updates().wait_for(2, Duration::from_millis(20)));
    assert!(too_many.is_err());
}

#[tokio::test]
async fn waiting_for_too_many_says_what_did_arrive() {
    let cluster = FakeCluster::start();
    let short = Duration::from_millis(20);
    let nothing = cluster.updates().wait_for(1, short).await.unwrap_err();
    assert_eq!(
        nothing.to_string(),
        "expected 1 update within 20ms, but there are 0\nnothing arrived at all"
    );

    assert_answers(&cluster);
    let view = cluster.updates().of_deployment(DOCUMENTED_DEPLOYMENT);
    let blocking = view.wait_for_blocking(2, short).unwrap_err().to_string();
    for expected in [
        "expected 2 updates",
        &format!("of deployment `{DOCUMENTED_DEPLOYMENT}`"),
        "within 20ms, but there is 1\n",
        &format!(
            "#1 POST {} {UPDATE} -> 200",
            update_path(DOCUMENTED_DEPLOYMENT)
        ),
    ] {
        assert!(
            blocking.contains(expected),
            "{expected:?} is missing in {blocking:?}"
        );
    }
    assert_eq!(
        view.wait_for(2, short).await.unwrap_err().to_string(),
        blocking
    );

    let begin = Instant::now();
    let other = cluster.updates().of_deployment("another");
    assert!(other.wait_for(1, short).await.is_err());
    assert!(begin.elapsed() >= short);
}

/// The least that can execute a future.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
