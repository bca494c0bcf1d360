//! The control API of `serve`.

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::program::{FINE, folder, program};
use crate::served::Served;

fn serve(flags: &[&str]) -> Served {
    Served::start(program(
        &[&["serve", "--listen=127.0.0.1:0"], flags].concat(),
    ))
}

fn get(served: &Served, path: &str) -> Value {
    let answer = reqwest::blocking::get(format!("{}{path}", served.uri)).unwrap();
    assert_eq!(answer.status(), 200, "{path}");
    answer.json().unwrap()
}

fn post(served: &Served, path: &str, scope: Option<&str>, body: &Value) -> Value {
    let mut request = Client::new().post(format!("{}{path}", served.uri));
    if let Some(scope) = scope {
        request = request.header("x-fake-scope", scope);
    }
    request.json(body).send().unwrap().json().unwrap()
}

/// Twice 429, then success, and three requests are seen: from any language, without a sleep.
#[test]
fn a_program_in_any_language_programs_answers_and_reads_the_journal() {
    let served = serve(&["--http-nodes", "2"]);
    let script = json!({
        "on": {"endpoint": "update", "times": 2},
        "reply": {"failure": "not_enough_capacity"},
    });
    assert_eq!(
        post(&served, "/_fake/scripts", None, &script),
        json!({"id": 1})
    );
    let statuses = [(); 3].map(|()| served.update(FINE).status().as_u16());
    assert_eq!(statuses, [429, 429, 200]);
    let journal = get(&served, "/_fake/journal?endpoint=update&wait=3&timeout=5s");
    assert_eq!(journal["exchanges"].as_array().unwrap().len(), 3);
    assert_eq!(journal["exchanges"][0]["answered_by"], "script");
    assert_eq!(
        get(&served, "/_fake/scripts")["scripts"][0]["waits_for"],
        "nothing"
    );
    assert_eq!(
        get(&served, "/_fake/nodes")["nodes"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(served.end("-TERM").0, 0);
}

/// A reset forgets for the next test what the run does not.
#[test]
fn breaches_of_scopes_and_before_a_reset_fail_the_run() {
    for (scope, reset) in [
        (None, true),
        (Some("worker-1"), false),
        (Some("worker-1"), true),
    ] {
        let served = serve(&["--fail-on-silent"]);
        post(&served, "/_fake/reset", scope, &json!({}));
        let path = format!(
            "/_ml/trained_models/{}/deployment/_update",
            es_ml_fake::DOCUMENTED_DEPLOYMENT
        );
        post(
            &served,
            &path,
            scope,
            &json!({"number_of_allocations": "4"}),
        );
        if reset {
            post(&served, "/_fake/reset", scope, &json!({}));
        }
        let (code, errors) = served.end("-TERM");
        assert_eq!(code, 1, "{errors}");
        assert!(errors.contains("1 request, 1 silent breach"), "{errors}");
    }
}

/// The file has everything, whatever the fake was told to forget, and says of which scope it is.
#[test]
fn the_journal_file_keeps_what_resets_forget() {
    let folder = folder(&[]);
    let mut command = program(&["serve", "--listen=127.0.0.1:0", "--journal", "all.jsonl"]);
    command.current_dir(folder.path());
    let served = Served::start(command);
    for scope in [None, Some("a")] {
        for _ in 0..2 {
            post(&served, "/_fake/reset", scope, &json!({}));
            post(&served, "/_ml/x", scope, &json!({}));
        }
    }
    served.end("-TERM");
    let text = std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let scopes: Vec<_> = lines
        .iter()
        .map(|line| (&line["seq"], &line["scope"]))
        .collect();
    let (one, none, a) = (&json!(1), &Value::Null, &json!("a"));
    assert_eq!(scopes, [(one, none), (one, none), (one, a), (one, a)]);
}

/// By a flag, by a variable, or by the file.
#[test]
fn the_token_is_asked_for_and_never_shown() {
    let folder = folder(&[("fake.toml", "[control]\ntoken = 'hunter2'")]);
    let as_variable = |mut command: std::process::Command| {
        command.env("ES_ML_FAKE_CONTROL_TOKEN", "hunter2");
        command
    };
    let plain = ["serve", "--listen=127.0.0.1:0"];
    for command in [
        program(&[&plain[..], &["--control-token", "hunter2"]].concat()),
        as_variable(program(&plain)),
        program(&[&plain[..], &["--config", "fake.toml"]].concat()),
    ] {
        let mut command = command;
        command.current_dir(folder.path());
        let served = Served::start(command);
        let url = format!("{}/_fake/journal", served.uri);
        let status = |token: Option<&str>| {
            let request = Client::new().get(&url);
            let request = token
                .into_iter()
                .fold(request, reqwest::blocking::RequestBuilder::bearer_auth);
            request.send().unwrap().status().as_u16()
        };
        assert_eq!(
            [
                status(None),
                status(Some("hunter3")),
                status(Some("hunter2"))
            ],
            [401, 401, 200]
        );
        let (code, errors) = served.end("-TERM");
        assert!(code == 0 && !errors.contains("hunter"), "{errors}");
    }
    let empty = program(&["serve", "--control-token", ""]).output().unwrap();
    assert_eq!(empty.status.code(), Some(2));
}
