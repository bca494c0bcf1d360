//! The program, run as its users run it.

#![allow(clippy::unwrap_used, reason = "a test that panics fails, as it should")]

mod breaches;
mod check;
mod check_archives;
mod check_files;
mod check_formats;
mod check_kinds;
mod check_secrets;
mod config;
mod control;
mod coverage;
mod each_endpoint;
mod killed;
mod marks;
mod program;
mod recordings;
mod secrets;
mod serve;
mod served;
mod simulate;
#[path = "../support/snapshots.rs"]
mod snapshots;
mod verify;

use std::process::Stdio;

use es_ml_fake::contract::Schema;

use self::program::{assert_run, folder, program, run_in};

#[test]
fn schemas_are_printed_as_they_are_and_listed_with_their_titles() {
    let folder = folder(&[]);
    assert_run("schema_list", &folder, &["schema"]);
    assert_run("schema_unknown", &folder, &["schema", "update"]);
    let printed = run_in(folder.path(), &["schema", "update_request"]);
    assert_eq!(printed.stdout, Schema::UpdateRequest.text().as_bytes());
}

#[test]
fn help_shows_an_example_for_each_command() {
    let folder = folder(&[]);
    for (name, arguments) in [
        ("help", &["--help"][..]),
        ("help_serve", &["serve", "--help"]),
        ("help_check", &["check", "--help"]),
        ("help_coverage", &["coverage", "--help"]),
        ("help_openapi", &["openapi", "--help"]),
        ("help_verify", &["verify", "--help"]),
        ("help_schema", &["schema", "--help"]),
        ("help_simulate", &["simulate", "--help"]),
        ("usage_wrong", &["serve", "--lisen", "127.0.0.1:0"]),
    ] {
        assert_run(name, &folder, arguments);
    }
    let version = run_in(folder.path(), &["--version"]);
    let expected = format!("es-ml-fake {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8(version.stdout).unwrap(), expected);
}

#[test]
fn output_that_is_not_read_to_the_end_is_no_failure() {
    let mut child = program(&["schema", "update_request"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn shells_are_given_scripts_that_know_every_flag() {
    let folder = folder(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = run_in(folder.path(), &["completions", shell]);
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["fail-on-silent", "completions", "schema", "api-key"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    assert_run("completions_of_no_shell", &folder, &["completions", "bahs"]);
    assert_run("help_completions", &folder, &["completions", "--help"]);
}

#[test]
fn what_is_served_is_printed_as_openapi() {
    let folder = folder(&[]);
    let printed = run_in(folder.path(), &["openapi", "--edition", "8.15"]);
    let edition = "8.15".parse().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(document, es_ml_fake::openapi::document(edition));
    assert_run("openapi_unknown", &folder, &["openapi", "--edition", "7"]);
}
