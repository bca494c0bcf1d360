//! A secret that the program is given or sent, wherever that is, is in nothing that it writes.

use std::path::Path;
use std::process::Output;

use reqwest::blocking::Client;
use serde_json::json;
use tempfile::TempDir;

use crate::program::{VARIABLES, folder, program, run_in};
use crate::served::Served;

const SECRET: &str = "s3cr3t-v4lue";

/// What people give where something else is wanted.
const URL: &str = "http://elastic:s3cr3t-v4lue@localhost:9200/x";

#[track_caller]
fn assert_none(what: &str, text: &str) {
    let leak = text.lines().find(|line| line.contains(SECRET));
    assert_eq!(leak, None, "{what}");
}

#[track_caller]
fn assert_none_in(what: &str, output: &Output) {
    assert_none(what, &String::from_utf8_lossy(&output.stdout));
    assert_none(what, &String::from_utf8_lossy(&output.stderr));
}

/// `cli::text::file_name` shows them without credentials.
#[test]
fn names_of_files_are_shown_in_one_way() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = std::fs::read_to_string(&path).unwrap();
                assert!(!source.contains(".display()"), "{path:?}");
            }
        }
    }
}

#[test]
fn flags_and_arguments() {
    let folder = folder(&[]);
    let malformed = format!("ops:{SECRET}");
    let unknown = format!("ops:superuser:{SECRET}");
    let misspelt = format!("--pasword={SECRET}");
    let mut calls = vec![
        vec![URL],
        vec!["serve", URL],
        vec!["serve", &misspelt],
        vec!["serve", "--user", &malformed],
        vec!["serve", "--user", &unknown],
        vec!["serve", "--api-key", &malformed],
        vec![
            "serve",
            "--tls",
            "--ca-file",
            URL,
            "--listen",
            "127.0.0.1:0",
        ],
        vec!["check", URL],
        vec!["check", "--as", "body", URL, "--format", "json"],
        vec!["coverage", URL],
        vec!["coverage", "no-file", "--out", URL],
        vec!["simulate", URL],
        vec!["simulate", "--load", "1/s", "--out", URL],
        vec!["schema", URL],
        vec!["completions", URL],
    ];
    for flag in [
        "--listen",
        "--config",
        "--edition",
        "--journal",
        "--ca-file",
        "--user",
        "--api-key",
        "--unimplemented",
        "--strict",
        "--tls",
    ] {
        calls.push(vec!["serve", flag, URL]);
    }
    for flag in [
        "--as",
        "--edition",
        "--prefix",
        "--max-listed",
        "--format",
        "--color",
        "--require-checked",
    ] {
        calls.push(vec!["check", flag, URL, "no-file"]);
    }
    for flag in [
        "--min",
        "--max",
        "--load",
        "--service-time",
        "--compare",
        "--duration",
        "--csv",
    ] {
        calls.push(vec!["simulate", "--load", "1/s", flag, URL]);
    }
    for flag in ["--min", "--part", "--format"] {
        calls.push(vec!["coverage", flag, URL, "no-file"]);
    }
    for arguments in calls {
        let output = run_in(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_none_in(&format!("{arguments:?}"), &output);
    }
}

#[test]
fn variables() {
    let folder = folder(&[]);
    for variable in VARIABLES {
        for arguments in [
            &["serve", "--ca-file", "needs TLS"][..],
            &["serve", "--help"],
            &["check", "no-file"],
            &["check", "--help"],
            &["coverage", "no-file"],
            &["coverage", "--help"],
            &["simulate", "no-file"],
            &["simulate", "--help"],
        ] {
            let mut command = program(arguments);
            command.env(format!("ES_ML_FAKE_{variable}"), URL);
            let output = command.current_dir(folder.path()).output().unwrap();
            assert_none_in(&format!("{variable}: {arguments:?}"), &output);
        }
    }
}

#[test]
fn configurations() {
    for config in [
        "listen = 'URL'",
        "edition = 'URL'",
        "journal = 'URL'",
        "tls = true\nca_file = 'URL'\nlisten = '127.0.0.1:0'",
        "settling = 'URL'",
        "unimplemented = 'URL'",
        "conditions = ['URL']",
        "max_ml_node_size = 'URL'",
        "limits = { head_timeout = 'URL' }",
        "nodes = [{ id = 'URL' }, { id = 'URL' }]",
        "deployments = [{ id = 'URL' }]",
        "users = [{ name = 'URL', password = 'SECRET', roles = ['URL'] }, { name = 'URL' }]",
        "api_keys = [{ id = 'k', secret = 'SECRET', role = 'SECRET' }]",
        "service_accounts = [{ name = 'a/b', token = ['SECRET'] }]",
        "scripts = [{ reply = { failure = 'URL' }, on = { request = 'URL' } }]",
        "'URL' = 4",
        "listen = URL",
        "listen = 'URL",
        "[URL]\nlisten = 4",
        "editoin = 'URL' # URL",
    ] {
        let text = config.replace("URL", URL).replace("SECRET", SECRET);
        let folder = folder(&[("fake.toml", &text)]);
        let output = run_in(folder.path(), &["serve", "--config", "fake.toml"]);
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert_none_in(config, &output);
    }
}

/// What the fake gives back is not what it writes down.
#[test]
fn what_a_model_is_put_with_is_not_in_the_journal() {
    let folder = folder(&[]);
    let mut command = program(&["serve", "--listen", "127.0.0.1:0", "--journal", "j.jsonl"]);
    command.current_dir(folder.path());
    let served = Served::start(command);
    let url = format!("{}/_ml/trained_models/m2", served.uri);
    let model = json!({
        "model_type": "pytorch",
        "inference_config": {"ner": {}},
        "input": {"field_names": ["text_field"]},
        "metadata": {"api_key": SECRET, "nested": {"secret": SECRET}, "url": URL},
    });
    let put = Client::new().put(&url).json(&model).send().unwrap();
    assert_eq!(put.status(), 200, "{}", put.text().unwrap());
    let shown = reqwest::blocking::get(&url).unwrap().text().unwrap();
    assert!(shown.contains(SECRET), "the client gets it back: {shown}");
    let (_, errors) = served.end("-TERM");
    assert_none("the log", &errors);
    let journal = std::fs::read_to_string(folder.path().join("j.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 2);
    assert_none("the journal", &journal);
}

/// What is answered to requests with the secret in each place that can have one.
fn answers(served: &Served) -> String {
    let client = Client::new();
    let update = "/_ml/trained_models/m/deployment/_update";
    let mut answers = Vec::new();
    for (method, target, body) in [
        (
            "POST",
            format!("{update}?api_key={SECRET}"),
            json!({"number_of_allocations": "4"}),
        ),
        ("POST", update.to_owned(), json!({"password": SECRET})),
        (
            "POST",
            update.to_owned(),
            json!({"number_of_allocations": URL}),
        ),
        (
            "PUT",
            "/_security/user/ops".to_owned(),
            json!({"password": SECRET}),
        ),
        ("GET", format!("/_nowhere?token={SECRET}"), json!(null)),
        (
            "GET",
            format!("/_cat/indices?access_token={SECRET}"),
            json!(null),
        ),
    ] {
        let url = format!("{}{target}", served.uri);
        let mut request = client.request(method.parse().unwrap(), url).json(&body);
        for name in [
            "proxy-authorization",
            "es-secondary-authorization",
            "es-client-authentication",
            "cookie",
            "x-api-key",
            "x-auth-token",
        ] {
            request = request.header(name, format!("Basic {SECRET}"));
        }
        let answer = request.basic_auth("ops", Some(SECRET)).send().unwrap();
        answers.push(format!("{:?}", answer.headers()));
        answers.push(answer.text().unwrap());
    }
    answers.join("\n")
}

fn run_with_secrets(folder: &TempDir, arguments: &[&str]) {
    let mut command = program(&["serve", "--listen", "127.0.0.1:0", "--fail-on-breach"]);
    command.args(["--journal", "requests.jsonl"]);
    command.args(arguments).current_dir(folder.path());
    let served = Served::start(command);
    assert_none("answers", &answers(&served));
    let (code, errors) = served.end("-TERM");
    assert_eq!(code, 1, "{errors}");
    assert!(
        errors.contains("***"),
        "there is something to hide: {errors}"
    );
    assert_none("the log", &errors);
}

#[test]
fn requests_in_log_journal_and_answers() {
    let config = format!("[[users]]\nname = 'ops'\npassword = '{SECRET}'\nroles = ['superuser']");
    let folder = folder(&[("fake.toml", &config)]);
    let key = format!("key:{SECRET}:superuser");
    for arguments in [
        &["--config", "fake.toml", "--api-key", &key][..],
        &["--strict"],
        &["--edition", "latest", "--unimplemented", "as-server"],
    ] {
        run_with_secrets(&folder, arguments);
        let journal = std::fs::read_to_string(folder.path().join("requests.jsonl")).unwrap();
        assert_eq!(journal.lines().count(), 6);
        assert_none("the journal", &journal);
        check_in_every_format(folder.path());
    }
}

fn check_in_every_format(folder: &Path) {
    for format in ["human", "json", "github", "sarif", "junit"] {
        let output = run_in(folder, &["check", "requests.jsonl", "--format", format]);
        assert_none_in(format, &output);
    }
}
