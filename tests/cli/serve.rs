//! `es-ml-fake serve`.

use std::path::Path;
use std::time::{Duration, Instant};

use es_ml_fake::contract::Schema;
use reqwest::blocking::Client;
use serde_json::Value;

use crate::program::{FINE, THREE_BREACHES, assert_run, folder, program, run_in, shown};
use crate::served::Served;
use crate::snapshots;

/// What a run without breaches says on standard error.
fn farewell(requests: &str) -> String {
    format!(
        "es-ml-fake: started; SIGINT (Ctrl-C) or SIGTERM ends it\n\
         es-ml-fake: typed clients require `deployment_id`, `priority` and two figures of memory, \
         which the documented answer lacks: `--edition latest` has them\n\
         es-ml-fake: ended by SIGTERM after {requests}, no breach\n"
    )
}

#[test]
fn the_first_documented_request_gets_the_documented_answer() {
    let served = Served::start(program(&["serve", "--listen", "127.0.0.1:0"]));
    let answer: Value = served.update(FINE).json().unwrap();
    assert_eq!(answer, Schema::UpdateResponse.document()["examples"][0]);
    assert_eq!(served.end("-TERM"), (0, farewell("1 request")));
}

#[test]
fn the_latest_edition_has_what_typed_clients_require() {
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--edition", "latest"];
    let served = Served::start(program(&arguments));
    let answer: Value = served.update(FINE).json().unwrap();
    let parameters = &answer["assignment"]["task_parameters"];
    for required in [
        "deployment_id",
        "priority",
        "per_deployment_memory_bytes",
        "per_allocation_memory_bytes",
    ] {
        assert!(!parameters[required].is_null(), "{required}");
    }
    let (code, errors) = served.end("-TERM");
    assert_eq!(code, 0);
    assert!(!errors.contains("typed clients"), "{errors}");
}

#[test]
fn what_the_fake_does_not_have_is_called_that_and_fails_no_run() {
    let folder = folder(&[]);
    let run = |flags: &[&str]| {
        let mut command = program(&["serve", "--listen", "127.0.0.1:0", "--fail-on-breach"]);
        command.args(flags).current_dir(folder.path());
        let served = Served::start(command);
        let url = format!("{}/_cat/indices", served.uri);
        let answer = reqwest::blocking::get(url).unwrap();
        let (status, body) = (answer.status(), answer.json::<Value>().unwrap());
        let (code, errors) = served.end("-TERM");
        assert_eq!(code, 0, "{errors}");
        for part in [
            "GET /_cat/indices is outside this fake\n",
            "ended by SIGTERM after 1 request (1 outside this fake), no breach\n",
        ] {
            assert!(errors.contains(part), "{errors}");
        }
        (status.as_u16(), body)
    };
    let (status, body) = run(&["--journal", "a.jsonl"]);
    assert_eq!(status, 501);
    assert_eq!(body["error"]["type"], "es_ml_fake_not_implemented");
    let (status, body) = run(&["--unimplemented", "as-server"]);
    assert_eq!(status, 400);
    assert!(body["error"].as_str().unwrap().starts_with("no handler"));
    assert_run("check_outside", &folder, &["check", "a.jsonl"]);
    assert_run(
        "check_outside_json",
        &folder,
        &["check", "a.jsonl", "--format", "json"],
    );
    assert_run(
        "serve_unimplemented_unknown",
        &folder,
        &["serve", "--unimplemented", "as_server"],
    );
}

#[test]
fn a_host_can_be_named() {
    let served = Served::start(program(&["serve", "--listen", "localhost:0"]));
    assert!(served.update(FINE).status().is_success());
    assert_eq!(served.end("-INT").0, 0);
}

#[test]
fn a_configuration_file_says_what_the_fake_is_like() {
    let config = r#"
        listen = "127.0.0.1:0"
        edition = "8.14"
        [[nodes]]
        id = "ml-1"
        processors = 4
        [[deployments]]
        id = "my-model"
        [[users]]
        name = "ops"
        password = "secret"
        roles = ["machine_learning_admin"]
    "#;
    let folder = folder(&[("fake.toml", config)]);
    let mut command = program(&[
        "serve",
        "--config",
        "fake.toml",
        "--api-key",
        "id:s:superuser",
    ]);
    command.current_dir(folder.path());
    let served = Served::start(command);
    let path = "/_ml/trained_models/my-model/deployment/_update";
    let update = |number: i32| {
        let request = Client::new().post(format!("{}{path}", served.uri));
        request.json(&serde_json::json!({ "number_of_allocations": number }))
    };
    assert_eq!(update(4).send().unwrap().status(), 401);
    let basic = |number| update(number).basic_auth("ops", Some("secret"));
    let answer: Value = basic(4).send().unwrap().json().unwrap();
    assert_eq!(
        answer["assignment"]["task_parameters"]["deployment_id"],
        "my-model"
    );
    assert_eq!(basic(5).send().unwrap().status(), 429);
    let key = update(3).header("authorization", "ApiKey aWQ6cw==");
    assert_eq!(key.send().unwrap().status(), 200);
    assert_eq!(served.end("-TERM").0, 0);
}

#[test]
fn what_is_wrong_with_a_configuration_is_said_all_at_once_and_without_secrets() {
    let config = r#"
        editoin = "9.1"
        max_lazy_ml_nodes = -1
        conditions = ["no_mastr"]
        [[deployments]]
        name = "my-model"
        [[users]]
        name = "ops"
        passwrd = "hunter2"
    "#;
    let folder = folder(&[
        ("wrong.toml", config),
        ("broken.toml", "edition = "),
        ("listen.toml", "listen = \"9200\""),
    ]);
    assert_run(
        "serve_config_wrong",
        &folder,
        &["serve", "--config", "wrong.toml"],
    );
    assert_run(
        "serve_config_broken",
        &folder,
        &["serve", "--config", "broken.toml"],
    );
    assert_run(
        "serve_config_listen",
        &folder,
        &["serve", "--config", "listen.toml"],
    );
    assert_run(
        "serve_config_missing",
        &folder,
        &["serve", "--config", "nowhere.toml"],
    );
}

#[test]
fn wrong_flags_are_refused_without_showing_secrets() {
    let folder = folder(&[]);
    assert_run(
        "serve_listen_without_host",
        &folder,
        &["serve", "--listen", "9200"],
    );
    assert_run(
        "serve_edition_unknown",
        &folder,
        &["serve", "--edition", "7.17"],
    );
    assert_run(
        "serve_user_malformed",
        &folder,
        &["serve", "--user", "ops:hunter2"],
    );
    assert_run(
        "serve_api_key_malformed",
        &folder,
        &["serve", "--api-key", "hunter2"],
    );
}

#[test]
fn silent_breaches_are_reported_and_fail_the_run_only_if_asked_to() {
    for (arguments, code) in [(&["--fail-on-breach"][..], 1), (&[], 0)] {
        let mut command = program(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments);
        let served = Served::start(command);
        assert_eq!(
            served.update(r#"{"number_of_allocations": "4"}"#).status(),
            200
        );
        let (ended, errors) = served.end("-INT");
        assert_eq!(ended, code);
        snapshots::assert("cli", &format!("serve_breach_exit_{code}"), errors);
    }
}

#[test]
fn a_strict_server_refuses_and_has_nothing_to_fail_on() {
    let served = Served::start(program(&[
        "serve",
        "--listen=127.0.0.1:0",
        "--strict",
        "--fail-on-silent",
    ]));
    assert_eq!(
        served.update(r#"{"number_of_allocations": "4"}"#).status(),
        400
    );
    assert_eq!(served.end("-TERM").0, 0);
}

#[test]
fn every_flag_has_an_environment_variable() {
    let folder = folder(&[("body.json", THREE_BREACHES)]);
    let mut command = program(&["serve"]);
    command
        .env("ES_ML_FAKE_LISTEN", "127.0.0.1:0")
        .env("ES_ML_FAKE_STRICT", "true")
        .env("ES_ML_FAKE_FAIL_ON_BREACH", "0")
        .env("ES_ML_FAKE_JOURNAL", folder.path().join("requests.jsonl"));
    let served = Served::start(command);
    assert_eq!(
        served.update(r#"{"number_of_allocations": "4"}"#).status(),
        400
    );
    served.end("-TERM");
    let journal = std::fs::read_to_string(folder.path().join("requests.jsonl")).unwrap();
    assert_eq!(journal.lines().count(), 1);

    let mut command = program(&["check", "body.json"]);
    let output = command
        .env("ES_ML_FAKE_FORMAT", "json")
        .current_dir(folder.path())
        .output();
    assert!(serde_json::from_slice::<Value>(&output.unwrap().stdout).is_ok());
}

/// Suites look into it while the fake goes on.
#[test]
fn the_journal_file_has_an_exchange_soon_after_its_answer() {
    let folder = folder(&[]);
    let file = folder.path().join("requests.jsonl");
    let served = Served::start(program(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--journal",
        file.to_str().unwrap(),
    ]));
    for lines in 1..=3 {
        served.update(FINE);
        let deadline = Instant::now() + Duration::from_secs(10);
        while std::fs::read_to_string(&file).unwrap().lines().count() < lines {
            assert!(Instant::now() < deadline, "line {lines} is not there");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
    assert_eq!(served.end("-TERM").0, 0);
}

/// More exchanges than the fake's own journal keeps.
#[test]
fn the_journal_file_has_every_exchange_and_replaces_what_was_there() {
    let folder = folder(&[("requests.jsonl", "what was there\n")]);
    let mut command = program(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--journal",
        "requests.jsonl",
    ]);
    command.current_dir(folder.path());
    let served = Served::start(command);
    let total = 12_000;
    served.ask_for_info(total);
    assert_eq!(served.end("-TERM"), (0, farewell("12000 requests")));
    let journal = std::fs::read_to_string(folder.path().join("requests.jsonl")).unwrap();
    let numbers = journal.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["seq"].as_u64().unwrap()
    });
    assert!(numbers.eq(1..=total));
    let checked = run_in(folder.path(), &["check", "requests.jsonl"]);
    assert_eq!(checked.status.code(), Some(0));
}

#[test]
fn what_cannot_be_served_is_exit_code_2() {
    let folder = folder(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run_in(folder.path(), &["serve", "--listen", &address]);
    let shown = shown(&output).replace(&address, "ADDRESS");
    snapshots::assert("cli", "serve_address_in_use", shown);
    let journal = [
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--journal",
        "nowhere/requests.jsonl",
    ];
    assert_run("serve_journal_cannot_be_created", &folder, &journal);
}

/// It may be that of the very server that has the address.
#[test]
fn a_server_that_cannot_start_leaves_the_journal_as_it_was() {
    let folder = folder(&[("requests.jsonl", "what was there\n")]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let arguments = ["serve", "--listen", &address, "--journal", "requests.jsonl"];
    let output = run_in(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    let journal = std::fs::read_to_string(folder.path().join("requests.jsonl")).unwrap();
    assert_eq!(journal, "what was there\n");
}

/// Only where there is a device that is always full.
#[test]
fn a_journal_that_cannot_be_written_is_exit_code_2() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let served = Served::start(program(&[
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--journal",
        "/dev/full",
    ]));
    assert_eq!(served.update(FINE).status(), 200);
    let (code, errors) = served.end("-TERM");
    assert_eq!(code, 2);
    assert!(
        errors.contains("cannot write the journal /dev/full: No space left"),
        "{errors}"
    );
}

/// Asks a server whose authority is in this file.
fn ask_trusting(uri: &str, ca_file: &Path) -> u16 {
    let ca = reqwest::Certificate::from_pem(&std::fs::read(ca_file).unwrap()).unwrap();
    let client = Client::builder().tls_built_in_root_certs(false);
    let client = client.add_root_certificate(ca).build().unwrap();
    client.get(uri).send().unwrap().status().as_u16()
}

#[test]
fn https_is_served_with_an_authority_whose_certificate_is_written_before_any_client_can_ask() {
    for (arguments, file) in [
        (&[][..], "es-ml-fake-ca.pem"),
        (&["--ca-file", "other.pem"], "other.pem"),
    ] {
        let folder = folder(&[(file, "an old one")]);
        let mut command = program(&["serve", "--listen", "127.0.0.1:0", "--tls"]);
        command.args(arguments).current_dir(folder.path());
        let served = Served::start(command);
        assert!(
            served.uri.starts_with("https://127.0.0.1:"),
            "{}",
            served.uri
        );
        assert_eq!(ask_trusting(&served.uri, &folder.path().join(file)), 200);
        let (code, errors) = served.end("-TERM");
        assert_eq!(code, 0);
        let advice = format!("clients have to trust the certificate in {file}");
        assert!(errors.contains(&advice), "{errors}");
    }
}

#[test]
fn a_certificate_that_cannot_be_written_is_exit_code_2() {
    let folder = folder(&[]);
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let nowhere = [&serve[..], &["--tls", "--ca-file", "nowhere/ca.pem"]].concat();
    assert_run("serve_ca_cannot_be_written", &folder, &nowhere);
    let without_tls = [&serve[..], &["--ca-file", "ca.pem"]].concat();
    assert_run("serve_ca_without_tls", &folder, &without_tls);
}
