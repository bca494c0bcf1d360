//! Transcripts: what they show of an exchange, and that they are the same on every run.

use es_ml_fake::Cluster;

use super::{post, send, update_path};
use crate::support::{self, snapshots};

/// Content types that are not JSON, headers that say something, and breaches that are silent.
#[test]
fn what_is_out_of_the_ordinary_is_shown() {
    let plain = || http::Request::post(update_path());
    let number = r#"{"number_of_allocations": 4}"#;
    for (name, requests) in [
        ("content_type_missing", vec![(plain(), number)]),
        (
            "content_type_unsupported",
            vec![
                (plain().header("content-type", "text/plain"), number),
                (plain().header("content-type", "application/xml"), "<four/>"),
            ],
        ),
        ("options", vec![(http::Request::options(update_path()), "")]),
        (
            "deprecated_name",
            vec![(post(&update_path()), r#"{"model_threads": 4}"#)],
        ),
    ] {
        let cluster = Cluster::new();
        for (request, body) in requests {
            send(&cluster, request, body.as_bytes());
        }
        snapshots::assert("journal/transcripts", name, cluster.transcript());
    }
}

#[test]
fn transcripts_are_the_same_on_every_run() {
    let transcript = |id: &str, port: u16| {
        let cluster = Cluster::new();
        cluster.put_deployment(es_ml_fake::Deployment::started(id));
        let request = post(&support::update_path(id))
            .header("host", format!("127.0.0.1:{port}"))
            .header("authorization", format!("Bearer {id}"))
            .header("x-opaque-id", id);
        send(&cluster, request, b"{\"number_of_allocations\": 2}");
        let target = format!(
            "/elsewhere/{id}/at/127.0.0.1:{port}/2026-01-01T00:00:{}Z",
            10 + port % 50
        );
        send(&cluster, http::Request::get(target), b"");
        cluster.transcript().to_string()
    };
    let first = transcript("0f4a1c1e-1111-2222-3333-444455556666", 4711);
    let second = transcript("aaaaaaaa-1111-2222-3333-444455556666", 50123);
    assert_eq!(first, second);
    snapshots::assert("journal/transcripts", "with_placeholders", first);
}

#[test]
fn transcripts_show_what_cannot_be_shown_as_plain_text_and_cut_what_is_long() {
    let cluster = Cluster::new();
    send(
        &cluster,
        post(&update_path()),
        b"\x00\xff\x1b[31m\r\nnext line",
    );
    let long = format!("[{}0]", "0,".repeat(20_000));
    send(&cluster, post(&update_path()), long.as_bytes());
    let transcript = cluster.transcript().to_string();
    assert!(
        transcript.contains("> \u{fffd}\u{fffd}\u{fffd}[31m\n> next line\n"),
        "{transcript}"
    );
    assert!(
        transcript.contains("> ... and 23619 bytes more"),
        "{transcript}"
    );
    assert!(transcript.len() < 40_000);
}

#[test]
fn transcripts_do_not_indent_what_is_very_deep() {
    let cluster = Cluster::new();
    let deep = "[".repeat(5000) + &"]".repeat(5000);
    send(&cluster, post(&update_path()), deep.as_bytes());
    let transcript = cluster.transcript().to_string();
    assert!(transcript.contains(&deep));
    assert!(transcript.len() < 2 * deep.len(), "{}", transcript.len());
}

#[cfg(feature = "insta")]
#[test]
fn the_macro_compares_transcripts() {
    let cluster = Cluster::new();
    send(&cluster, http::Request::get("/_x"), b"");
    es_ml_fake::assert_transcript!(cluster, @r#"
    > GET /_x
    = breach: this path is not documented (path)
    < 400 Bad Request
    < {
    <   "error": "no handler found for uri [/_x] and method [GET]"
    < }
    "#);
}

#[cfg(feature = "insta")]
#[test]
fn the_macro_takes_a_name_or_names_the_snapshot_after_the_test() {
    let cluster = Cluster::new();
    send(&cluster, http::Request::head("/"), b"");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots/journal/transcripts");
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        es_ml_fake::assert_transcript!("macro_with_a_name", cluster);
        es_ml_fake::assert_transcript!(cluster);
    });
}
