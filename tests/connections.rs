//! What well-behaved clients may rely on: HTTP/1.1 as it travels.

use std::time::Duration;

use es_ml_fake::server::Limits;
use es_ml_fake::{DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster};

use crate::support::{
    Connection, GZIPPED_UPDATE, Stoppable, UPDATE, chunked, get, head, nth_update, update_head,
    update_path, update_request,
};

#[test]
fn a_connection_carries_one_request_after_another() {
    let cluster = FakeCluster::start();
    let mut connection = Connection::to(cluster.address());
    for n in 0..10 {
        assert_eq!(connection.ask(nth_update(n)).status, 200);
        assert_eq!(connection.ask(get("/_nowhere")).status, 400);
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
            1 => head("GET /_nowhere", &[&id]),
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
        for (target, status) in [("/", 200), ("/_nowhere", 400)] {
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
    for path in ["/", "/?pretty=false", "/_nowhere"] {
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
        .deployment(Deployment::started("m").unchecked_id("a/b c"))
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
    for target in ["/", "/_nowhere"] {
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
        (400, get("/_nowhere")),
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
        for target in ["/", "/_nowhere"] {
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
