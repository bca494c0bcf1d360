//! `es-ml-fake serve` as its users run it: configuration files, exit codes, and what it says.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used)]

#[path = "support/snapshots.rs"]
mod snapshots;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The program in a folder, without what the caller's environment says.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("es-ml-fake"));
    for (variable, _) in std::env::vars().filter(|(name, _)| name.starts_with("ES_ML_FAKE_")) {
        command.env_remove(variable);
    }
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn shown(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    format!(
        "exit code: {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(errors)
    )
}

#[track_caller]
fn assert_run(name: &str, folder: &TempDir, arguments: &[&str]) {
    let output = program(folder.path(), arguments).output().unwrap();
    snapshots::assert("cli", name, shown(&output));
}

/// A running `serve`, which is killed if a test does not end it.
struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    uri: String,
}

impl Served {
    fn start(folder: &TempDir, arguments: &[&str]) -> Self {
        let serve = [&["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        Self::run(program(folder.path(), &serve))
    }

    fn run(mut command: Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let uri = first
            .trim()
            .strip_prefix("listening on ")
            .unwrap()
            .to_owned();
        Self { child, out, uri }
    }

    fn update(&self, deployment: &str, number: &Value) -> RequestBuilder {
        let path = format!("/_ml/trained_models/{deployment}/deployment/_update");
        let request = Client::new().post(format!("{}{path}", self.uri));
        request.json(&json!({"number_of_allocations": number}))
    }

    fn status(&self, number: &Value) -> u16 {
        let answer = self.update(DOCUMENTED_DEPLOYMENT, number).send().unwrap();
        answer.status().as_u16()
    }

    /// Exit code and errors after SIGTERM.
    fn end(mut self) -> (i32, String) {
        let id = self.child.id().to_string();
        let killed = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(killed.success());
        let status = self.child.wait().unwrap();
        let (mut rest, mut errors) = (String::new(), String::new());
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "only the first line goes to standard output");
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut errors).unwrap();
        (status.code().unwrap(), errors)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// A request that keeps the contract, a silent breach, and one that any server refuses.
const FINE: u8 = 4;
const SILENT: &str = "5";
const REFUSED: u8 = 0;

#[test]
fn breaches_fail_the_run_as_the_flags_say() {
    let folder = folder(&[]);
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
        let served = Served::start(&folder, flags);
        for request in requests {
            served.status(request);
        }
        assert_eq!(served.end().0, code, "{flags:?} {requests:?}");
    }
}

#[test]
fn what_failed_the_run_is_reported_at_its_end() {
    let folder = folder(&[]);
    for (name, flag) in [
        ("serve_fails_on_breach", "--fail-on-breach"),
        ("serve_fails_on_silent", "--fail-on-silent"),
    ] {
        let served = Served::start(&folder, &[flag]);
        for (number, status) in [
            (json!(FINE), 200),
            (json!(SILENT), 200),
            (json!(REFUSED), 400),
            (json!(-1), 400),
        ] {
            assert_eq!(served.status(&number), status);
        }
        let (code, errors) = served.end();
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
        let folder = folder(&[]);
        let mut command = program(folder.path(), &["serve", "--listen=127.0.0.1:0"]);
        command.env(variable, "true");
        let served = Served::run(command);
        served.status(&number);
        assert_eq!(served.end().0, code, "{variable}");
    }
}

#[test]
fn an_address_that_is_taken_comes_with_a_way_out() {
    let folder = folder(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let flag = program(folder.path(), &["serve", "--listen", &address])
        .output()
        .unwrap();
    let shown = shown(&flag).replace(&address, "ADDRESS");
    snapshots::assert("cli", "serve_address_in_use", shown);
}

/// Everything that flags can say, and more.
#[test]
fn a_configuration_says_all_that_flags_can() {
    let config = r#"
        listen = "127.0.0.1:0"
        tls = true
        ca_file = "own-ca.pem"
        edition = "8.14"
        fail_on_silent = true
        journal = "own.jsonl"
        max_ml_node_size = "1gb"

        [[nodes]]
        id = "ml-1"
        processors = 2
        memory = "4GB"

        [[deployments]]
        id = "my-model"
        model_bytes = "100mb"
        start_time = 2022-11-02T11:50:34Z

        [[service_accounts]]
        name = "elastic/scaler"
        token = "not-a-secret"
        roles = ["machine_learning_admin"]

        [[users]]
        name = "ops"
        password = "the file's"
        roles = ["superuser"]
    "#;
    let folder = folder(&[("fake.toml", config)]);
    let serve = [
        "serve",
        "--config",
        "fake.toml",
        "--user",
        "ops:the flag's:superuser",
    ];
    let served = Served::run(program(folder.path(), &serve));
    assert!(
        served.uri.starts_with("https://127.0.0.1:"),
        "{}",
        served.uri
    );
    let pem = std::fs::read(folder.path().join("own-ca.pem")).unwrap();
    let client = Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(&pem).unwrap())
        .build()
        .unwrap();
    let update = |number: Value| {
        let request = served.update("my-model", &number).build().unwrap();
        RequestBuilder::from_parts(client.clone(), request)
    };
    let status = |request: RequestBuilder| request.send().unwrap().status().as_u16();
    assert_eq!(status(update(json!(2))), 401);
    assert_eq!(
        status(update(json!(2)).basic_auth("ops", Some("the file's"))),
        401
    );
    assert_eq!(
        status(update(json!(2)).basic_auth("ops", Some("the flag's"))),
        200
    );
    assert_eq!(status(update(json!(3)).bearer_auth("not-a-secret")), 429);
    assert_eq!(status(update(json!("2")).bearer_auth("not-a-secret")), 200);
    let (code, errors) = served.end();
    assert_eq!(code, 1, "{errors}");
    let journal = std::fs::read_to_string(folder.path().join("own.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 5);
    for secret in ["the file's", "the flag's", "not-a-secret"] {
        assert!(
            !errors.contains(secret) && !journal.contains(secret),
            "{errors}\n{journal}"
        );
    }
}

#[test]
fn a_configuration_with_problems_is_shown_with_the_lines_that_have_them() {
    let wrong = r#"editoin = "9.1"
edition = 9.1
listen = "9200"
settling = "soon"
max_ml_node_size = "4XB"
conditions = [
    "no_mastr", # a comment
]

[limits]
head_timeout = 30
body_timeout = "30 parsecs"

[[deployments]]
name = "my-model"

[[deployments]]
id = "a/b"
adaptive_allocations = { min_number_of_allocations = 8, max_number_of_allocations = 4 }

[[deployments]]
id = "twice"

[[deployments]]
id = "twice"
start_time = "yesterday"

[[users]]
name = "ops"
passwrd = "hunter2" # or hunter3
roles = ["scalr", "superuser"]

[[user]]
name = "ann"
password = "hunter4"
"#;
    let broken = "edition =\n\n[[users]]\nname = \"ops\"\npassword = hunter2\nname = 'ann'\n";
    let folder = folder(&[("wrong.toml", wrong), ("broken.toml", broken)]);
    assert_run(
        "config_wrong",
        &folder,
        &["serve", "--config", "wrong.toml"],
    );
    assert_run(
        "config_broken",
        &folder,
        &["serve", "--config", "broken.toml"],
    );
}

#[test]
fn flags_that_contradict_themselves_are_refused_without_showing_secrets() {
    let folder = folder(&[]);
    for (name, flags) in [
        (
            "serve_role_unknown",
            &["--user", "ops:superuser:hunter2"][..],
        ),
        (
            "serve_key_twice",
            &[
                "--api-key",
                "k:hunter2:superuser",
                "--api-key",
                "k:hunter3:",
            ],
        ),
        ("serve_ca_without_tls", &["--ca-file", "ca.pem"]),
    ] {
        assert_run(name, &folder, &[&["serve"], flags].concat());
    }
}

#[test]
fn shells_are_given_scripts_that_know_every_flag() {
    let folder = folder(&[]);
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = program(folder.path(), &["completions", shell])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = String::from_utf8(output.stdout).unwrap();
        for word in ["fail-on-silent", "completions", "schema", "api-key"] {
            assert!(script.contains(word), "{shell} does not know {word}");
        }
    }
    assert_run("completions_of_no_shell", &folder, &["completions", "bahs"]);
    assert_run("help_completions", &folder, &["completions", "--help"]);
}
