//! What is wrong with a request, in words.

use es_ml_fake::FakeCluster;
use es_ml_fake::server::Limits;
use es_ml_fake::{Deployment, Model, Node};

use super::{ask, ask_with, assert_dialogue, builder, request};
use crate::support::{Connection, GZIPPED_UPDATE, head};

#[test]
fn each_error_says_what_would_be_right() {
    let cluster = builder().start();
    assert_dialogue(
        "errors",
        &cluster,
        &[
            ("GET /_fake/journl", ""),
            ("GET /_fake/nothing/like/this", ""),
            ("PATCH /_fake/journal", ""),
            ("POST /_fake", ""),
            ("GET /_fake/journal?stats=400", ""),
            ("GET /_fake/deployments?x", ""),
            ("GET /_fake/journal?status=many", ""),
            ("GET /_fake/journal?since=-1", ""),
            ("GET /_fake/journal?endpoint=updat", ""),
            ("GET /_fake/journal?wait=1&timeout=soon", ""),
            ("GET /_fake/journal?wait=1&timeout=61s", ""),
            ("GET /_fake/deployments/m?state=startd&wait=5s", ""),
            ("GET /_fake/deployments/m?wait=20ms", ""),
            ("GET /_fake/journal?conforming=yes", ""),
            ("GET /_fake/journal?since=%zz", ""),
            ("GET /_fake/holds/1?wait=5s", ""),
            ("GET /_fake/holds/one", ""),
            ("POST /_fake/holds/1/release", ""),
            ("POST /_fake/holds/1/release", r#"{"seq": 1, "count": 1}"#),
            ("DELETE /_fake/holds/1", ""),
            ("POST /_fake/holds", r#"{"on": {"endpont": "update"}}"#),
            ("POST /_fake/scripts", ""),
            ("POST /_fake/scripts", r#"{"reply": "#),
            (
                "POST /_fake/scripts",
                r#"{"on": {"time": 2}, "reply": {"failure": "not_fond", "delay": "soon"}}"#,
            ),
            (
                "POST /_fake/scripts",
                r#"{"on": {"times": 1}, "reply": [{}, {}]}"#,
            ),
            (
                "POST /_fake/scripts",
                r#"{"on": {"times": 2.0}, "reply": {}}"#,
            ),
            ("POST /_fake/scripts?pretty", "{}"),
            ("POST /_fake/nodes/1/outage", ""),
            ("DELETE /_fake/nodes/0/outage", ""),
            ("POST /_fake/nodes/0/outage", ""),
            ("DELETE /_fake/nodes/0/fault", ""),
            ("PUT /_fake/nodes/0/fault", "{}"),
            (
                "PUT /_fake/nodes/0/fault",
                r#"{"outage": true, "slow": 5, "anser": 502}"#,
            ),
            ("POST /_fake/clock", r#"{"advanced": "5s"}"#),
        ],
    );
}

#[test]
fn a_wrong_method_is_told_the_right_ones() {
    let cluster = builder().start();
    let answer = ask(&cluster, "PUT /_fake/scripts", "");
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET, POST, DELETE"))
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("x-elastic-product"), None);
}

#[test]
fn bodies_are_limited_and_may_be_compressed() {
    let cluster = builder().start();
    let long = format!(
        "{{\"reply\": {{\"status\": 200, \"text\": \"{}\"}}}}",
        "x".repeat(1 << 20)
    );
    let answer = ask(&cluster, "POST /_fake/scripts", &long);
    assert_eq!(answer.status, 413, "{}", answer.text());
    let mut compressed = request("POST /_fake/clock", &["content-encoding: gzip"], "").into_bytes();
    compressed.truncate(compressed.len() - 2);
    let length = format!("content-length: {}\r\n\r\n", GZIPPED_UPDATE.len());
    compressed.extend_from_slice(length.as_bytes());
    compressed.extend_from_slice(GZIPPED_UPDATE);
    let answer = Connection::to(cluster.address()).ask(compressed);
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("number_of_allocations"),
        "{}",
        answer.text()
    );
    let answer = ask_with(
        &cluster,
        "POST /_fake/clock",
        &["content-encoding: gzip"],
        "{}",
    );
    assert_eq!(answer.status, 400, "{}", answer.text());
}

/// Many empty members of gzip: nothing, which takes long to decompress.
fn empty_members(count: usize) -> Vec<u8> {
    // A head, an empty block, and the checksum and length of nothing.
    let member = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0";
    member.repeat(count)
}

fn ask_with_gzip(cluster: &FakeCluster, line: &str, body: &[u8]) -> u16 {
    let length = format!("content-length: {}", body.len());
    let head = head(line, &["content-encoding: gzip", &length]);
    let request = [head.as_bytes(), body].concat();
    Connection::to(cluster.address()).ask(request).status
}

/// By its length on the wire, whatever is in it, and after those who may not ask are refused.
#[test]
fn a_body_that_is_too_long_is_not_decompressed() {
    let cluster = builder().control_token("hunter2").start();
    let (short, long) = (empty_members(1), empty_members((1 << 20) / 20 + 1));
    for (line, body, status) in [
        ("GET /_fake/ui", &short, 200),
        ("GET /_fake/ui", &long, 413),
        ("POST /_fake/clock", &short, 401),
        ("POST /_fake/clock", &long, 401),
    ] {
        assert_eq!(ask_with_gzip(&cluster, line, body), status, "{line}");
    }
    let cluster = builder().start();
    assert_eq!(ask_with_gzip(&cluster, "POST /_fake/scripts", &long), 413);
}

#[test]
fn a_body_that_is_not_asked_for_is_not_read() {
    let cluster = builder().start();
    for (line, status) in [
        ("POST /_fake/scripts", 400),
        ("POST /_fake/settle", 200),
        ("GET /_fake/ui", 200),
    ] {
        assert_eq!(ask_with_gzip(&cluster, line, b"no gzip"), status, "{line}");
    }
}

/// The limits of the fake are those of its control API.
#[test]
fn what_is_longer_than_the_fake_takes_is_not_taken_here_either() {
    let limits = Limits::default().body_bytes(100);
    let cluster = builder().limits(limits).start();
    let answer = ask(&cluster, "POST /_fake/scripts", &" ".repeat(101));
    assert_eq!(answer.status, 413, "{}", answer.text());
    assert_eq!(ask(&cluster, "GET /_fake/journal", "").status, 200);
}

#[test]
fn there_is_an_end_to_scripts() {
    let cluster = builder().start();
    let mut connection = Connection::to(cluster.address());
    let script = request("POST /_fake/scripts", &[], r#"{"reply": {}}"#);
    for _ in 0..1024 {
        assert_eq!(connection.ask(&script).status, 200);
    }
    let answer = connection.ask(&script);
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("1024 scripts already"),
        "{}",
        answer.text()
    );
    assert_eq!(ask(&cluster, "POST /_fake/holds", "").status, 400);
    ask(&cluster, "POST /_fake/reset", "");
    assert_eq!(connection.ask(&script).status, 200);
    cluster.clear_scripts();
}

/// What changes nothing in their number is taken, however many there are.
#[test]
fn there_is_an_end_to_load_failures() {
    let mut model = Model::pytorch("m");
    for number in 0..1000 {
        model = model.fails_to_load_on(format!("node-{number}"), "broken");
    }
    let cluster = builder().model(model).start();
    let put = |node: &str| {
        let body = format!(r#"{{"node": "{node}", "reason": "small"}}"#);
        ask(&cluster, "PUT /_fake/models/m/load_failures", &body)
    };
    let answer = put("more");
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("1000 failures"), "{}", answer.text());
    assert_eq!(put("node-7").status, 200);
}

#[test]
fn there_is_an_end_to_ml_nodes() {
    let nodes = (0..1000).map(|number| Node::new(format!("node-{number}")));
    let cluster = nodes
        .fold(builder(), |builder, node| builder.node(node))
        .start();
    let ask = |line: &str, body: &str| ask(&cluster, line, body);
    let answer = ask("PUT /_fake/ml_nodes/more", "");
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("1000 nodes"), "{}", answer.text());
    assert_eq!(
        ask("PUT /_fake/ml_nodes/node-7", "").status,
        200,
        "it is there"
    );
    let described = r#"{"processors": 4}"#;
    assert_eq!(ask("PUT /_fake/ml_nodes/node-7", described).status, 409);
    assert_eq!(ask("DELETE /_fake/ml_nodes/node-7", "").status, 200);
    assert_eq!(ask("PUT /_fake/ml_nodes/more", "").status, 400);
    assert_eq!(ask("PUT /_fake/ml_nodes/node-7", described).status, 200);
}

#[test]
fn there_is_an_end_to_deployments() {
    let cluster = builder().without_deployments().start();
    for number in 0..10_000 {
        cluster.put_deployment(Deployment::started(format!("m-{number}")));
    }
    let put = |id: &str| ask(&cluster, &format!("PUT /_fake/deployments/{id}"), "{}");
    let answer = put("more");
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("10000 deployments"),
        "{}",
        answer.text()
    );
    assert_eq!(put("m-7").status, 200, "it is there");
}
