//! Configuration files, and flags beside them.

use es_ml_fake::DOCUMENTED_DEPLOYMENT;
use reqwest::blocking::{Client, RequestBuilder};
use serde_json::{Value, json};

use crate::program::{assert_run, folder, program};
use crate::served::Served;

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
    let mut run = program(&serve);
    run.current_dir(folder.path());
    let served = Served::start(run);
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
    let path = "_ml/trained_models/my-model/deployment/_update";
    let update = |number: Value| {
        let request = client.post(format!("{}/{path}", served.uri));
        request.json(&json!({"number_of_allocations": number}))
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
    let (code, errors) = served.end("-TERM");
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
    let scripts = r#"[[scripts]]
on = { time = 2 }
reply = { failure = "not_fond" }

[[scripts]]
on = { endpoint = "update", times = 1 }
reply = [{ delay = "soon" }, { status = 101, hedaers = { a = "b" } }]

[[scripts]]
reply = { status = 503, headers = { "a b" = "\u007f" }, wire = { reset_aftr = 3 } }
"#;
    let broken = "edition =\n\n[[users]]\nname = \"ops\"\npassword = hunter2\nname = 'ann'\n";
    let folder = folder(&[
        ("wrong.toml", wrong),
        ("broken.toml", broken),
        ("scripts.toml", scripts),
    ]);
    assert_run(
        "config_wrong",
        &folder,
        &["serve", "--config", "wrong.toml"],
    );
    assert_run(
        "config_scripts",
        &folder,
        &["serve", "--config", "scripts.toml"],
    );
    assert_run(
        "config_broken",
        &folder,
        &["serve", "--config", "broken.toml"],
    );
}

/// In the order in which they are written, as a test in Rust adds them.
#[test]
fn a_configuration_programs_answers() {
    let config = r#"
        listen = "127.0.0.1:0"

        [[scripts]]
        on = { endpoint = "update", times = 2, body = { number_of_allocations = 4 } }
        reply = { failure = "not_enough_capacity" }

        [[scripts]]
        on = { endpoint = "info" }
        reply = [{ status = 503, headers = { retry-after = "1" }, text = "later" }, { wire = "close" }]
    "#;
    let folder = folder(&[("fake.toml", config)]);
    let mut run = program(&["serve", "--config", "fake.toml"]);
    run.current_dir(folder.path());
    let served = Served::start(run);
    let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let update = |number: i32| {
        let request = Client::new().post(format!("{}/{path}", served.uri));
        let sent = request
            .json(&json!({"number_of_allocations": number}))
            .send();
        sent.unwrap().status().as_u16()
    };
    assert_eq!([3, 4, 4, 4].map(update), [200, 429, 429, 200]);
    let answer = reqwest::blocking::get(&served.uri).unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["retry-after"]),
        (503, &"1".parse().unwrap())
    );
    assert_eq!(answer.text().unwrap(), "later");
    assert!(reqwest::blocking::get(&served.uri).is_err());
    assert_eq!(reqwest::blocking::get(&served.uri).unwrap().status(), 200);
    assert_eq!(served.end("-TERM").0, 0);
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

/// By the clock of the system, in which half a second makes hundreds of requests.
#[test]
fn a_load_of_the_configuration_is_served_in_real_time() {
    let config = r#"
        listen = "127.0.0.1:0"
        scale_to_zero_time = "1h"

        [[deployments]]
        id = "my-model"
        allocations = 10
        load = { rates = "1000/s", service_time = "10ms" }
    "#;
    let folder = folder(&[("fake.toml", config)]);
    let mut run = program(&["serve", "--config", "fake.toml"]);
    run.current_dir(folder.path());
    let served = Served::start(run);
    let url = format!("{}/_ml/trained_models/my-model/_stats", served.uri);
    let inferences = || {
        let stats: Value = Client::new().get(&url).send().unwrap().json().unwrap();
        let stats = &stats["trained_model_stats"][0]["deployment_stats"];
        stats["inference_count"].as_u64().unwrap_or(0)
    };
    let first = inferences();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while inferences() < first + 10 {
        assert!(std::time::Instant::now() < deadline, "nothing is served");
    }
    assert_eq!(served.end("-TERM").0, 0);
}
