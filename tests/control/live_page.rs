//! The live page and its events.

use std::io::Read;

use super::{ask, ask_with, builder, request};
use crate::support::{Connection, PATIENCE, UPDATE, get, update_request};

#[test]
fn the_page_is_self_contained_and_its_policy_lets_it_do_no_more_than_it_has_to() {
    let cluster = builder().start();
    let nonces: Vec<_> = (0..2)
        .map(|_| {
            let answer = ask(&cluster, "GET /_fake/ui?scope=a", "");
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            let policy = answer.header("content-security-policy").unwrap().to_owned();
            let (_, nonce) = policy.split_once("script-src 'nonce-").unwrap();
            let nonce = nonce.split('\'').next().unwrap().to_owned();
            let page = answer.text();
            assert_eq!(page.matches(&format!("nonce=\"{nonce}\"")).count(), 2);
            let policy = policy.replace(&nonce, "N");
            assert_eq!(
                policy,
                "default-src 'none'; script-src 'nonce-N'; style-src 'nonce-N'; connect-src 'self'; \
                 base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                 require-trusted-types-for 'script'"
            );
            nonce
        })
        .collect();
    assert_ne!(nonces[0], nonces[1]);
}

/// Nothing of it leads elsewhere, and no text of a request becomes markup.
#[test]
fn the_page_asks_nobody_else_and_sets_texts_only() {
    let cluster = builder().start();
    let answer = ask(&cluster, "GET /_fake/ui", "");
    for never in [
        "http://",
        "https://",
        "src=",
        "href=",
        "@import",
        "url(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "onclick",
        "style=\"",
    ] {
        assert!(!answer.text().contains(never), "{never}");
    }
}

#[test]
fn page_and_events_are_under_the_same_rules() {
    let cluster = builder().start();
    for path in ["/_fake/ui", "/_fake/events"] {
        let line = format!("GET {path}");
        let foreign = ["origin: http://attacker.example"];
        assert_eq!(ask_with(&cluster, &line, &foreign, "").status, 403);
        assert_eq!(ask(&cluster, &format!("POST {path}"), "").status, 405);
    }
}

/// A browser cannot send the token before there is a page to ask for it. It shows nothing, and
/// makes nothing.
#[test]
fn with_a_token_the_page_alone_is_for_everybody() {
    let cluster = builder().control_token("t").start();
    let bearer = ["authorization: Bearer t"];
    let foreign = ["sec-fetch-site: cross-site"];
    for (line, headers, status) in [
        ("GET /_fake/ui", &[][..], 200),
        ("GET /_fake/ui?scope=a", &[], 200),
        ("GET /_fake/ui", &foreign, 403),
        ("POST /_fake/ui", &[], 401),
        ("GET /_fake/scopes/a/_fake/ui", &[], 401),
        ("GET /_fake/ui", &["x-fake-scope: a"], 401),
        ("GET /_fake/events", &[], 401),
        ("GET /_fake/nothing", &[], 401),
        ("GET /_fake/%ff", &[], 401),
        ("POST /_fake/ui", &bearer, 405),
    ] {
        let answer = ask_with(&cluster, line, headers, "");
        assert_eq!(answer.status, status, "{line} {headers:?}");
    }
    let index = ask_with(&cluster, "GET /_fake", &bearer, "");
    assert!(index.text().contains(r#""scopes":[]"#), "{}", index.text());
}

/// Reads chunks until this text has come, and returns all so far.
fn until(connection: &mut Connection, text: &str) -> String {
    let mut so_far = Vec::new();
    let mut buffer = [0; 4096];
    while !String::from_utf8_lossy(&so_far).contains(text) {
        let read = connection.stream.read(&mut buffer).expect("more comes");
        assert!(read > 0, "{}", String::from_utf8_lossy(&so_far));
        so_far.extend_from_slice(&buffer[..read]);
    }
    String::from_utf8(so_far).unwrap()
}

#[test]
fn exchanges_come_as_events_from_where_a_browser_has_left_off() {
    let cluster = builder().start();
    let ask_for_info = || assert_eq!(Connection::to(cluster.address()).ask(get("/")).status, 200);
    ask_for_info();
    ask_for_info();
    let mut events = Connection::to(cluster.address());
    events.send(request("GET /_fake/events", &["last-event-id: 1"], ""));
    let head = until(&mut events, "id: 2\n");
    assert!(
        head.contains("content-type: text/event-stream\r\n"),
        "{head}"
    );
    assert!(!head.contains("id: 1\n"), "{head}");
    assert_eq!(
        Connection::to(cluster.address())
            .ask(update_request(UPDATE))
            .status,
        200
    );
    let event = until(&mut events, "\n\n");
    assert!(
        event.contains("event: exchange\nid: 3\ndata: {\"seq\":3,"),
        "{event}"
    );
    ask(&cluster, "POST /_fake/reset", "");
    assert!(until(&mut events, "\n\n").contains("event: reset\nid: 0\n"));
    ask_for_info();
    assert!(until(&mut events, "\n\n").contains("event: exchange\nid: 1\n"));
}

/// More than are sent at once, and none is missing.
#[test]
fn a_long_journal_comes_in_order() {
    let cluster = builder().start();
    let mut connection = Connection::to(cluster.address());
    for _ in 0..250 {
        connection.ask(get("/"));
    }
    let mut events = Connection::to(cluster.address());
    events.send(request("GET /_fake/events", &[], ""));
    let all = until(&mut events, "id: 250\n");
    let ids = all
        .lines()
        .filter_map(|line| line.strip_prefix("id: ")?.parse::<u32>().ok());
    assert!(ids.eq(1..=250), "{all}");
}

/// The fake ends while a page is open, and at once.
#[test]
fn an_open_page_does_not_keep_a_fake() {
    let cluster = builder().start();
    let mut events = Connection::to(cluster.address());
    events.send(request("GET /_fake/events?since=0", &[], ""));
    Connection::to(cluster.address()).ask(get("/"));
    until(&mut events, "id: 1\n");
    let started = std::time::Instant::now();
    drop(cluster);
    assert!(started.elapsed() < PATIENCE / 2);
    events.until_closed();
}
