//! Which breaches fail a run of `serve`, and what it says of them.

use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::program::program;
use crate::served::Served;
use crate::snapshots;

/// A request that keeps the contract, a silent breach, and one that any server refuses.
const FINE: u8 = 4;
const SILENT: &str = "5";
const REFUSED: u8 = 0;

fn serve(flags: &[&str]) -> Served {
    Served::start(program(
        &[&["serve", "--listen=127.0.0.1:0"], flags].concat(),
    ))
}

/// The status of the answer to an update with that number.
fn status(served: &Served, number: &Value) -> u16 {
    let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let request = Client::new().post(format!("{}/{path}", served.uri));
    let request = request.json(&json!({"number_of_allocations": number}));
    request.send().unwrap().status().as_u16()
}

#[test]
fn breaches_fail_the_run_as_the_flags_say() {
    let (fine, silent, refused) = (json!(FINE), json!(SILENT), json!(REFUSED));
    for (flags, requests, code) in [
        (&[][..], &[&silent, &refused][..], 0),
        (&["--fail-on-breach"], &[&fine], 0),
        (&["--fail-on-breach"], &[&silent], 1),
        (&["--fail-on-breach"], &[&refused], 1),
        (&["--fail-on-breach", "--strict"], &[&silent], 1),
        (&["--fail-on-silent"], &[&silent], 1),
        (&["--fail-on-silent"], &[&refused], 0),
        (&["--fail-on-silent", "--strict"], &[&silent], 0),
    ] {
        let served = serve(flags);
        for request in requests {
            status(&served, request);
        }
        assert_eq!(served.end("-TERM").0, code, "{flags:?} {requests:?}");
    }
}

#[test]
fn the_number_as_a_parameter_is_no_breach_from_the_edition_on_that_has_it() {
    for (edition, expected, code) in [
        ("documented", 200, 0),
        ("9.1", 200, 0),
        ("8.15", 200, 0),
        ("8.14", 400, 1),
    ] {
        let served = serve(&["--fail-on-breach", "--edition", edition]);
        let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
        let url = format!("{}/{path}?number_of_allocations=2", served.uri);
        let answer = Client::new().post(url).send().unwrap();
        assert_eq!(answer.status(), expected, "{edition}");
        assert_eq!(served.end("-TERM").0, code, "{edition}");
    }
}

#[test]
fn what_failed_the_run_is_reported_at_its_end() {
    for (name, flag) in [
        ("serve_fails_on_breach", "--fail-on-breach"),
        ("serve_fails_on_silent", "--fail-on-silent"),
    ] {
        let served = serve(&[flag]);
        for (number, expected) in [
            (json!(FINE), 200),
            (json!(SILENT), 200),
            (json!(REFUSED), 400),
            (json!(-1), 400),
        ] {
            assert_eq!(status(&served, &number), expected);
        }
        let (code, errors) = served.end("-TERM");
        snapshots::assert("cli", name, format!("exit code: {code}\n{errors}"));
    }
}

#[test]
fn the_variables_of_the_environment_fail_the_run_too() {
    for (variable, number, code) in [
        ("ES_ML_FAKE_FAIL_ON_BREACH", json!(REFUSED), 1),
        ("ES_ML_FAKE_FAIL_ON_SILENT", json!(SILENT), 1),
        ("ES_ML_FAKE_FAIL_ON_SILENT", json!(REFUSED), 0),
    ] {
        let mut command = program(&["serve", "--listen=127.0.0.1:0"]);
        command.env(variable, "true");
        let served = Served::start(command);
        status(&served, &number);
        assert_eq!(served.end("-TERM").0, code, "{variable}");
    }
}
