//! Who may ask.

use super::{ask_with, builder};
use crate::support::Connection;

#[test]
fn a_page_of_another_site_and_a_name_that_is_not_ours_are_refused() {
    let cluster = builder().start();
    let address = cluster.address();
    for (host, header, status) in [
        (address.to_string().as_str(), "x-a: b", 200),
        ("localhost", "origin: http://localhost", 200),
        ("localhost:1", "origin: http://localhost", 403),
        ("localhost", "origin: http://attacker.example", 403),
        ("localhost", "origin: null", 403),
        ("localhost", "sec-fetch-site: cross-site", 403),
        // DNS rebinding: a name of the attacker's that leads here.
        ("attacker.example", "x-a: b", 403),
        ("attacker.example", "origin: http://attacker.example", 403),
    ] {
        for line in [
            "GET /_fake/journal",
            "POST /_fake/reset",
            "GET /_fake/scopes/a/_fake",
        ] {
            let request = format!("{line} HTTP/1.1\r\nhost: {host}\r\n{header}\r\n\r\n");
            let answer = Connection::to(address).ask(request);
            assert_eq!(
                answer.status,
                status,
                "{line} {host} {header}: {}",
                answer.text()
            );
        }
    }
}

#[test]
fn with_a_token_those_who_have_it_may_ask() {
    let cluster = builder().control_token("hunter2").start();
    for (authorization, status) in [
        ("authorization: Bearer hunter2", 200),
        ("authorization: Bearer hunter3", 401),
        ("authorization: Basic aHVudGVyMg==", 401),
        ("x-a: b", 401),
    ] {
        let answer = ask_with(&cluster, "GET /_fake/journal", &[authorization], "");
        assert_eq!(answer.status, status, "{authorization}");
        let challenge = (status == 401).then_some("Bearer");
        assert_eq!(answer.header("www-authenticate"), challenge);
        assert!(!answer.text().contains("hunter"), "{}", answer.text());
    }
    // The cluster itself asks for no credentials.
    assert_eq!(ask_with(&cluster, "GET /", &[], "").status, 200);
    assert!(!format!("{cluster:?}").contains("hunter2"));
}
