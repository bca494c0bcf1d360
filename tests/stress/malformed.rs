//! What is no HTTP, or not what it is said to be.

use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};

use super::{assert_others_are_answered, gzip_update, number_of_allocations};
use crate::support::{Connection, GZIPPED_UPDATE, UPDATE, update_head, update_path};

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
