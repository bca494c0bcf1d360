//! `es-ml-fake verify`: what differs between a live cluster, here another fake, and the fake.

use std::process::{Output, Stdio};
use std::time::{Duration, SystemTime};

use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::script::{ScriptedRequest, UnusedPolicy};
use es_ml_fake::security::{Role, User};
use es_ml_fake::server::Tls;
use es_ml_fake::{
    AdaptiveAllocations, Answer, Deployment, FakeCluster, FakeClusterBuilder, On, Reply, WireFault,
};
use serde_json::{Value, json};

use crate::program::{assert_run, folder, program, run_in, shown};
use crate::snapshots;

/// A fake to be compared with: it is sent much that is not documented.
fn live(edition: &str) -> FakeClusterBuilder {
    live_with(edition, Deployment::started("m").allocations(2))
}

fn live_with(edition: &str, deployment: Deployment) -> FakeClusterBuilder {
    FakeCluster::builder()
        .edition(edition)
        .deployment(deployment)
        .breaches(BreachPolicy::Allow)
        .unused_scripts(UnusedPolicy::Allow)
}

fn verify(cluster: &FakeCluster, options: &[&str]) -> Output {
    let uri = cluster.uri();
    let arguments = [&["verify", "--against", &uri], options].concat();
    program(&arguments).output().unwrap()
}

/// The deployment that may be changed is what it was.
#[track_caller]
fn assert_as_found(cluster: &FakeCluster) {
    let deployment = cluster.deployment("m").unwrap();
    assert_eq!(deployment.number_of_allocations(), 2);
    assert_eq!(deployment.adaptive_allocations(), None);
}

const CHANGES: [&str; 3] = ["--deployment", "m", "--allow-changes"];

#[test]
fn a_fake_does_not_differ_from_itself() {
    for edition in ["9.5", "9.1", "8.16", "8.14", "8.6"] {
        let cluster = live(edition).start();
        let output = verify(&cluster, &CHANGES);
        let report = shown(&output);
        assert_eq!(output.status.code(), Some(0), "{report}");
        assert!(
            report.contains(&format!("as edition {edition}: no drift\n")),
            "{report}"
        );
        assert_as_found(&cluster);
    }
}

#[test]
fn nothing_is_changed_unless_that_is_allowed() {
    let cluster = live("latest").start();
    let before = cluster.deployments();
    assert_eq!(verify(&cluster, &[]).status.code(), Some(0));
    assert_eq!(
        format!("{:?}", cluster.deployments()),
        format!("{before:?}")
    );
    let accepted = cluster.updates().with_status(200);
    assert_eq!(accepted.count(), 0);
    for alone in [&["--deployment", "m"][..], &["--allow-changes"]] {
        assert_eq!(verify(&cluster, alone).status.code(), Some(2), "{alone:?}");
    }
}

/// An answer, in parts that can be spoiled.
struct Parts {
    status: u16,
    headers: Vec<(String, String)>,
    body: Value,
}

/// What is made of the answer to a request that has this in its target or its body.
struct Wrong {
    asked: &'static str,
    spoil: fn(&mut Parts),
    /// The case that finds it, and in which words.
    case: &'static str,
    found: &'static str,
}

const ZERO: &str = r#"{"number_of_allocations":0}"#;

const WRONG: [Wrong; 14] = [
    Wrong {
        asked: ZERO,
        spoil: |answer| answer.status = 422,
        case: "zero",
        found: "status: the cluster says 422; the fake says 400",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| answer.body["error"]["type"] = json!("other_exception"),
        case: "zero",
        found: "type: the cluster says other_exception (root cause \
                action_request_validation_exception); the fake says",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| answer.body["error"]["reason"] = json!("no"),
        case: "zero",
        found: "reason: the cluster says no; the fake says Validation Failed: #:",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| drop(answer.body.as_object_mut().unwrap().remove("status")),
        case: "zero",
        found: "members: only the cluster has nothing; only the fake has /status (number)",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| answer.body["error"]["more"] = json!({"a": [1]}),
        case: "zero",
        found: "members: only the cluster has /error/more (object), /error/more/a (list); only",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| answer.body["status"] = json!("400"),
        case: "zero",
        found: "members: only the cluster has /status (string); only the fake has /status (number)",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| {
            let mut headers = answer.headers.iter_mut();
            let content_type = headers.find(|(name, _)| name == "content-type");
            "text/html".clone_into(&mut content_type.unwrap().1);
        },
        case: "zero",
        found: "header content-type: the cluster says text/html; the fake says application/json",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| {
            answer
                .headers
                .retain(|(name, _)| name != "x-elastic-product");
        },
        case: "zero",
        found: "header x-elastic-product: the cluster says nothing; the fake says Elasticsearch",
    },
    Wrong {
        asked: "/deployment/_update",
        spoil: |answer| answer.headers.retain(|(name, _)| name != "allow"),
        case: "wrong_method",
        found: "header allow: the cluster says nothing; the fake says POST",
    },
    Wrong {
        asked: ZERO,
        spoil: |answer| (answer.status, answer.body) = (200, json!({"assignment": {}})),
        case: "zero",
        found: "body: the cluster says an object; the fake says an error",
    },
    Wrong {
        asked: r#"{"number_of_allocations":}"#,
        spoil: |answer| {
            drop(
                answer.body["error"]
                    .as_object_mut()
                    .unwrap()
                    .remove("caused_by"),
            );
        },
        case: "malformed_body",
        found: "type: the cluster says x_content_parse_exception (root cause",
    },
    Wrong {
        asked: "_no_such_path",
        spoil: |answer| (answer.status, answer.body) = (404, json!("<html>")),
        case: "unknown_path",
        found: "body: the cluster says another value; the fake says an error",
    },
    Wrong {
        asked: r#"{"adaptive_allocations":{"enabled":true,"max_number_of_allocations":0}}"#,
        spoil: |answer| (answer.status, answer.body) = (200, json!({"assignment": {}})),
        case: "settings_max_zero",
        found: "status: the cluster says 200; the fake says 400",
    },
    Wrong {
        asked: "_update?pretty",
        // Whatever is spoiled is on one line.
        spoil: |_| {},
        case: "pretty_recalled",
        found: r#"layout: the cluster says "{", ":", ""; the fake says "{\n  ", " : ", "\n""#,
    },
];

/// A cluster that answers as the fake does, but for one thing.
fn made_wrong(wrong: &'static Wrong) -> FakeCluster {
    let (cluster, right) = (live("9.1").start(), live("9.1").build());
    cluster.script(On::any(), move |asked: &ScriptedRequest<'_>| {
        let mut request = http::Request::builder()
            .method(asked.method())
            .uri(asked.target());
        if let Some(content_type) = asked.header("content-type") {
            request = request.header("content-type", content_type);
        }
        let request = request.body(asked.body().to_vec().into()).unwrap();
        let right = right.handle(&request, SystemTime::UNIX_EPOCH);
        let mut answer = parts(&right);
        let body = String::from_utf8_lossy(asked.body());
        let is_asked = body == wrong.asked || asked.target().contains(wrong.asked);
        if is_asked {
            (wrong.spoil)(&mut answer);
        }
        let headers = answer.headers.iter();
        let reply = headers.fold(Reply::status(answer.status), |reply, (name, value)| {
            reply.header(name, value)
        });
        match answer.body {
            Value::Null => reply,
            body if is_asked => reply.body(body.to_string()),
            // As it is laid out.
            _ => reply.body(right.body().to_vec()),
        }
    });
    cluster
}

fn parts(answer: &Answer) -> Parts {
    // The length is the transport's to add.
    let headers = answer.headers();
    let headers = headers.filter(|(name, _)| *name != http::header::CONTENT_LENGTH);
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    Parts {
        status: answer.status().as_u16(),
        headers: headers
            .map(|(name, value)| (name.to_string(), text(&value)))
            .collect(),
        body: serde_json::from_slice(answer.body()).unwrap_or_default(),
    }
}

#[test]
fn whatever_is_wrong_is_found_and_named() {
    for wrong in &WRONG {
        let cluster = made_wrong(wrong);
        let output = verify(&cluster, &[]);
        let report = shown(&output);
        assert_eq!(output.status.code(), Some(1), "{}: {report}", wrong.found);
        let of_case = report.split(&format!("\n{}: ", wrong.case)).nth(1);
        let of_case = of_case.unwrap_or_else(|| panic!("{}: {report}", wrong.found));
        let (of_case, _) = of_case.split_once("\n  ").map_or((of_case, ""), |_| {
            let end = of_case.find("\ncompared").unwrap_or(of_case.len());
            of_case.split_at(end)
        });
        assert!(of_case.contains(wrong.found), "{}: {report}", wrong.found);
    }
}

#[test]
fn reports_show_what_differs() {
    let cluster = made_wrong(&WRONG[1]);
    snapshots::assert("cli", "verify_human", shown(&verify(&cluster, &[])));
    let output = verify(&cluster, &["--format", "json"]);
    let mut report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["against"], format!("{}/", cluster.uri()));
    report["against"] = json!("URL");
    let cases = report["cases"].as_array_mut().unwrap();
    cases.retain(|case| ["zero", "negative"].contains(&case["name"].as_str().unwrap()));
    snapshots::assert("cli", "verify_json", format!("{report:#}"));
}

/// Whatever comes of the cases: the deployment is left as it was found.
#[test]
fn what_was_changed_is_brought_back_on_failure() {
    let cluster = live("latest").start();
    cluster.script(On::update("m").after(2).times(1), WireFault::Reset);
    let output = verify(&cluster, &CHANGES);
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert_as_found(&cluster);
    let numbers = cluster.updates().of_deployment("m").with_status(200);
    assert!(numbers.count() >= 3, "it was changed, and brought back");
}

/// A deployment is not left scaling itself if the cluster fails in the midst of it.
#[test]
fn settings_that_were_switched_on_are_brought_back_on_failure() {
    let cluster = live("latest").start();
    let on_body = On::update("m").body_has(json!({"number_of_allocations": 3}));
    // Once it has settings, and not before.
    cluster.script(on_body.after(1).times(1), WireFault::Reset);
    let output = verify(&cluster, &CHANGES);
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    let switched_on = |body: &Value| body["adaptive_allocations"]["enabled"] == true;
    let updates = cluster.exchanges();
    let bodies = updates
        .iter()
        .filter_map(|it| serde_json::from_slice(it.body()).ok());
    assert!(bodies.into_iter().any(|body: Value| switched_on(&body)));
    assert_as_found(&cluster);
}

/// A cluster that has no time for a moment is asked for the settings again.
#[test]
fn settings_are_brought_back_though_the_cluster_refuses_once() {
    let settings = AdaptiveAllocations::disabled().at_least(1).at_most(4);
    for status in [429, 503] {
        let found = Deployment::started("m")
            .allocations(2)
            .adaptive(settings.clone());
        let cluster = live_with("latest", found).start();
        let whole = json!({
            "number_of_allocations": 2,
            "adaptive_allocations": {"enabled": false, "min_number_of_allocations": 1},
        });
        let on_restoring = On::update("m").body_has(whole).times(1);
        cluster.script(on_restoring, Reply::status(status));
        let report = shown(&verify(&cluster, &CHANGES));
        let exchanges = cluster.exchanges();
        let refused = exchanges.iter().filter(|it| it.status() == status);
        assert_eq!(refused.count(), 1, "{report}");
        let deployment = cluster.deployment("m").unwrap();
        assert_eq!(deployment.number_of_allocations(), 2);
        assert_eq!(deployment.adaptive_allocations(), Some(&settings));
    }
}

/// An id is a part of a path, whatever is in it.
#[test]
fn ids_are_encoded_in_paths() {
    let cluster = live("latest")
        .deployment(Deployment::started("a b%c?d").allocations(2))
        .start();
    let arguments = ["--deployment", "a b%c?d", "--allow-changes"];
    let output = verify(&cluster, &arguments);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output));
    let changed = cluster.updates().of_deployment("a b%c?d").with_status(200);
    assert!(changed.count() >= 3, "it was changed, and brought back");
}

#[cfg(unix)]
#[test]
fn what_was_changed_is_brought_back_on_interrupt() {
    let cluster = live("latest").start();
    // The update that adds an allocation is carried out; its answer comes when it is let go.
    let held = cluster.hold(On::update("m").after(1).times(1));
    let uri = cluster.uri();
    let arguments = [&["verify", "--against", &uri], &CHANGES[..]].concat();
    let child = program(&arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    assert!(held.arrived_blocking(1, Duration::from_secs(20)));
    let id = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status()
        .unwrap();
    assert!(sent.success());
    held.release();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", shown(&output));
    assert!(shown(&output).contains("interrupted"));
    assert_as_found(&cluster);
}

#[test]
fn a_deployment_that_is_not_to_be_changed_is_left_alone() {
    let adaptive = AdaptiveAllocations::between(1, 8);
    let cluster = live("latest")
        .deployment(Deployment::started("scaling").adaptive(adaptive))
        .start();
    for (id, problem) in [
        ("scaling", "it scales itself"),
        ("nowhere", "asking for it was answered with 404"),
        ("a b", "asking for it was answered with 404"),
        ("a/b?c", "asking for it was answered with 404"),
    ] {
        let output = verify(&cluster, &["--deployment", id, "--allow-changes"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(shown(&output).contains(problem), "{}", shown(&output));
    }
}

#[test]
fn what_the_cluster_does_not_permit_is_not_compared() {
    let cluster = live("latest")
        .role(Role::new("watcher").cluster("monitor"))
        .user(User::new("reader", "s3cr3t").role("watcher"));
    let cluster = cluster.start();
    let refused = verify(&cluster, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        shown(&refused).contains("answers 401"),
        "{}",
        shown(&refused)
    );
    let output = verify(&cluster, &["--user", "reader:s3cr3t"]);
    let report = shown(&output);
    assert_eq!(output.status.code(), Some(0), "{report}");
    assert!(report.contains("no_such_deployment: not compared: the cluster does not permit it"));
    assert!(
        !report.contains("s3cr3t") && !report.contains("cmVhZGVyOnMzY3IzdA"),
        "{report}"
    );
}

#[test]
fn https_needs_an_authority_that_is_trusted() {
    let cluster = live("latest").tls(Tls::new()).start();
    let folder = folder(&[("ca.pem", cluster.ca_pem()), ("empty.pem", "")]);
    let uri = cluster.uri();
    let run = |options: &[&str]| {
        run_in(
            folder.path(),
            &[&["verify", "--against", &uri], options].concat(),
        )
    };
    let trusted = run(&["--ca-cert", "ca.pem"]);
    assert_eq!(trusted.status.code(), Some(0), "{}", shown(&trusted));
    for options in [
        &[][..],
        &["--ca-cert", "empty.pem"],
        &["--ca-cert", "nowhere.pem"],
    ] {
        assert_eq!(run(options).status.code(), Some(2), "{options:?}");
    }
}

#[test]
fn wrong_usage_is_exit_code_2() {
    let folder = folder(&[]);
    for (name, url) in [
        ("verify_with_credentials", "http://u:s3cr3t@h/"),
        ("verify_no_url", "localhost:9200"),
        ("verify_nothing_there", "http://127.0.0.1:1"),
    ] {
        assert_run(name, &folder, &["verify", "--against", url]);
    }
}
