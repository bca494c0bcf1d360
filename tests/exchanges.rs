//! Every documented exchange and every refusal as it goes over the wire, one snapshot each in `snapshots/`.
//!
//! The cases are data. Each is sent over a real socket to a fake of its own; what the client got is compared with what the journal has, and
//! the transcript with the snapshot.

use es_ml_fake::{
    AdaptiveAllocations, Breaches, Builder, DOCUMENTED_DEPLOYMENT, Deployment, FakeCluster, Schema,
};
use reqwest::Method;
use reqwest::blocking::Client;

/// A request: method, path (`@` stands for the update path of the documented deployment), headers, body.
struct Request(
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

#[derive(Clone, Copy)]
struct Case {
    folder: &'static str,
    name: &'static str,
    cluster: fn() -> Builder,
    requests: &'static [Request],
}

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const V9: &str = "application/vnd.elasticsearch+json; compatible-with=9";
const V8: &str = "application/vnd.elasticsearch+json; compatible-with=8";

/// An update of the documented deployment.
const fn update(body: &'static str) -> Request {
    Request("POST", "@", JSON, body)
}

const fn documented(name: &'static str, requests: &'static [Request]) -> Case {
    Case {
        folder: "update",
        name,
        cluster: FakeCluster::builder,
        requests,
    }
}

const fn refused(name: &'static str, requests: &'static [Request]) -> Case {
    Case {
        folder: "refusals",
        name,
        cluster: FakeCluster::builder,
        requests,
    }
}

const fn lenient(name: &'static str, requests: &'static [Request]) -> Case {
    Case {
        folder: "silent_breaches",
        name,
        cluster: FakeCluster::builder,
        requests,
    }
}

const fn http(name: &'static str, requests: &'static [Request]) -> Case {
    Case {
        folder: "http",
        name,
        cluster: FakeCluster::builder,
        requests,
    }
}

const fn with(cluster: fn() -> Builder, case: Case) -> Case {
    Case { cluster, ..case }
}

fn adaptive() -> Builder {
    let settings = AdaptiveAllocations::between(3, 10);
    FakeCluster::builder().deployment(documented_deployment().allocations(3).adaptive(settings))
}

fn documented_deployment() -> Deployment {
    let cluster = es_ml_fake::Cluster::new();
    cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap()
}

fn starting() -> Builder {
    FakeCluster::builder().deployment(Deployment::starting("m").allocations(2))
}

fn stopping() -> Builder {
    FakeCluster::builder().deployment(Deployment::stopping("m"))
}

fn scaled_to_zero() -> Builder {
    FakeCluster::builder().deployment(documented_deployment().allocations(0))
}

fn strict() -> Builder {
    FakeCluster::builder().breaches(Breaches::Refuse)
}

const CASES: &[Case] = &[
    documented(
        "example_1_number_of_allocations",
        &[update(r#"{"number_of_allocations": 4}"#)],
    ),
    documented(
        "example_2_adaptive_allocations",
        &[update(
            r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10}}"#,
        )],
    ),
    documented(
        "state_is_carried_from_call_to_call",
        &[
            update(r#"{"number_of_allocations": 4}"#),
            update(r#"{"number_of_allocations": 2}"#),
            update(r#"{"number_of_allocations": 3}"#),
        ],
    ),
    documented(
        "adaptive_allocations_on_and_off_again",
        &[
            update(
                r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3}}"#,
            ),
            update(r#"{"adaptive_allocations": {"max_number_of_allocations": 10}}"#),
            update(r#"{"adaptive_allocations": {"enabled": false}}"#),
            update(r#"{"number_of_allocations": 2}"#),
        ],
    ),
    with(
        adaptive,
        documented(
            "number_together_with_switching_off",
            &[update(
                r#"{"number_of_allocations": 2, "adaptive_allocations": {"enabled": false}}"#,
            )],
        ),
    ),
    documented("empty_object_changes_nothing", &[update("{}")]),
    documented(
        "same_number_changes_nothing",
        &[update(r#"{"number_of_allocations": 1}"#)],
    ),
    with(
        starting,
        documented(
            "same_number_is_fine_while_starting",
            &[Request(
                "POST",
                "/_ml/trained_models/m/deployment/_update",
                JSON,
                r#"{"number_of_allocations": 2}"#,
            )],
        ),
    ),
    with(
        scaled_to_zero,
        documented(
            "from_zero",
            &[
                update(r#"{"number_of_allocations": 2}"#),
                update(r#"{"number_of_allocations": 3}"#),
            ],
        ),
    ),
    // What the server takes although the documentation does not promise it.
    lenient(
        "string_for_a_number",
        &[update(r#"{"number_of_allocations": "4"}"#)],
    ),
    lenient("fraction", &[update(r#"{"number_of_allocations": 4.9}"#)]),
    lenient(
        "string_for_a_boolean",
        &[update(r#"{"adaptive_allocations": {"enabled": "true"}}"#)],
    ),
    lenient(
        "comments_and_text_behind",
        &[update("{\"number_of_allocations\": /* four */ 4} and more")],
    ),
    lenient(
        "model_id_in_the_body",
        &[update(
            r#"{"model_id": "elastic__distilbert-base-uncased-finetuned-conll03-english", "number_of_allocations": 4}"#,
        )],
    ),
    lenient(
        "timeout_in_the_body",
        &[update(r#"{"number_of_allocations": 4, "timeout": "10s"}"#)],
    ),
    lenient("deprecated_name", &[update(r#"{"model_threads": 4}"#)]),
    with(
        adaptive,
        lenient(
            "null_removes_the_settings",
            &[update(r#"{"adaptive_allocations": null}"#)],
        ),
    ),
    with(
        adaptive,
        lenient(
            "null_and_minus_one_clear_a_bound",
            &[
                update(r#"{"adaptive_allocations": {"min_number_of_allocations": null}}"#),
                update(r#"{"adaptive_allocations": {"max_number_of_allocations": -1}}"#),
            ],
        ),
    ),
    lenient(
        "null_bound_without_settings_is_stored",
        &[update(
            r#"{"adaptive_allocations": {"min_number_of_allocations": null}}"#,
        )],
    ),
    lenient(
        "number_as_query_parameter",
        &[Request("POST", "@?number_of_allocations=4", &[], "")],
    ),
    lenient(
        "timeouts_as_query_parameters",
        &[Request(
            "POST",
            "@?timeout=1m&master_timeout=-1",
            JSON,
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    // Malformed and mistyped bodies.
    refused("no_body", &[update("")]),
    refused("blank_body", &[update(" ")]),
    refused(
        "malformed_json",
        &[update(r#"{"number_of_allocations": four}"#)],
    ),
    refused(
        "trailing_comma",
        &[update(r#"{"number_of_allocations": 4,}"#)],
    ),
    refused(
        "truncated_json",
        &[update(r#"{"number_of_allocations": 4"#)],
    ),
    refused(
        "malformed_json_inside",
        &[update(r#"{"adaptive_allocations": {"enabled": yes}}"#)],
    ),
    refused(
        "name_given_twice",
        &[update(
            r#"{"number_of_allocations": 1, "number_of_allocations": 2}"#,
        )],
    ),
    refused("array_for_the_body", &[update("[]")]),
    refused(
        "null_for_a_number",
        &[update(r#"{"number_of_allocations": null}"#)],
    ),
    refused(
        "boolean_for_a_number",
        &[update(r#"{"number_of_allocations": true}"#)],
    ),
    refused(
        "array_for_a_number",
        &[update(r#"{"number_of_allocations": [4]}"#)],
    ),
    refused(
        "word_for_a_number",
        &[update(r#"{"number_of_allocations": "four"}"#)],
    ),
    refused(
        "number_out_of_range",
        &[update(r#"{"number_of_allocations": 2147483648}"#)],
    ),
    refused(
        "string_out_of_range",
        &[update(r#"{"number_of_allocations": "2147483648"}"#)],
    ),
    refused(
        "number_for_a_boolean",
        &[update(r#"{"adaptive_allocations": {"enabled": 1}}"#)],
    ),
    refused(
        "word_for_a_boolean",
        &[update(r#"{"adaptive_allocations": {"enabled": "yes"}}"#)],
    ),
    refused(
        "array_for_adaptive_allocations",
        &[update(r#"{"adaptive_allocations": []}"#)],
    ),
    refused("number_for_a_timeout", &[update(r#"{"timeout": 10}"#)]),
    refused("unknown_field", &[update(r#"{"priority": "low"}"#)]),
    refused("misspelt_field", &[update(r#"{"num_allocations": 4}"#)]),
    refused(
        "unknown_field_inside",
        &[update(
            r#"{"adaptive_allocations": {"number_of_allocations": 4}}"#,
        )],
    ),
    refused(
        "other_model_id_in_the_body",
        &[update(r#"{"model_id": "other"}"#)],
    ),
    refused("bad_timeout_in_the_body", &[update(r#"{"timeout": "10"}"#)]),
    // The rules.
    refused(
        "zero_allocations",
        &[update(r#"{"number_of_allocations": 0}"#)],
    ),
    refused(
        "negative_allocations",
        &[update(r#"{"number_of_allocations": -3}"#)],
    ),
    refused(
        "number_with_enabled_adaptive_allocations",
        &[update(
            r#"{"number_of_allocations": 4, "adaptive_allocations": {"enabled": true}}"#,
        )],
    ),
    refused(
        "two_rules_at_once",
        &[update(
            r#"{"number_of_allocations": 0, "adaptive_allocations": {"enabled": true}}"#,
        )],
    ),
    refused(
        "negative_minimum",
        &[update(
            r#"{"adaptive_allocations": {"min_number_of_allocations": -2}}"#,
        )],
    ),
    refused(
        "zero_maximum",
        &[update(
            r#"{"adaptive_allocations": {"max_number_of_allocations": 0}}"#,
        )],
    ),
    refused(
        "minimum_above_maximum",
        &[update(
            r#"{"adaptive_allocations": {"min_number_of_allocations": 5, "max_number_of_allocations": 4}}"#,
        )],
    ),
    with(
        adaptive,
        refused(
            "number_while_adaptive_allocations_are_enabled",
            &[update(r#"{"number_of_allocations": 4}"#)],
        ),
    ),
    with(
        adaptive,
        refused(
            "minimum_above_the_stored_maximum",
            &[update(
                r#"{"adaptive_allocations": {"min_number_of_allocations": 11}}"#,
            )],
        ),
    ),
    // The deployment.
    refused(
        "unknown_deployment",
        &[Request(
            "POST",
            "/_ml/trained_models/nobody%20knows%2Fme/deployment/_update",
            JSON,
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    with(
        starting,
        refused(
            "deployment_still_starting",
            &[Request(
                "POST",
                "/_ml/trained_models/m/deployment/_update",
                JSON,
                r#"{"number_of_allocations": 4}"#,
            )],
        ),
    ),
    with(
        stopping,
        refused(
            "deployment_stopping",
            &[Request(
                "POST",
                "/_ml/trained_models/m/deployment/_update",
                JSON,
                r#"{"adaptive_allocations": {"enabled": true}}"#,
            )],
        ),
    ),
    with(
        strict,
        refused(
            "silent_breach_refused_by_a_strict_fake",
            &[update(r#"{"number_of_allocations": "4"}"#)],
        ),
    ),
    // The query.
    refused(
        "unknown_query_parameters",
        &[Request(
            "POST",
            "@?master_timout=1s&zzz",
            JSON,
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    refused(
        "bad_number_in_the_query",
        &[Request("POST", "@?number_of_allocations=4.0", &[], "")],
    ),
    refused(
        "zero_in_the_query",
        &[Request("POST", "@?number_of_allocations=0", &[], "")],
    ),
    refused(
        "number_in_the_query_and_a_body",
        &[Request(
            "POST",
            "@?number_of_allocations=4",
            JSON,
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    refused(
        "bad_timeout_in_the_query",
        &[Request("POST", "@?timeout=10", JSON, "{}")],
    ),
    refused(
        "bad_boolean_in_the_query",
        &[Request("POST", "@?pretty=yes", JSON, "{}")],
    ),
    refused(
        "broken_escape_in_the_query",
        &[Request("POST", "@?timeout=1%2", JSON, "{}")],
    ),
    // The HTTP surface around it.
    http("info", &[Request("GET", "/", &[], "")]),
    http(
        "info_not_pretty",
        &[Request("GET", "/?pretty=false", &[], "")],
    ),
    http("info_head", &[Request("HEAD", "/", &[], "")]),
    http("info_with_a_body", &[Request("GET", "/", JSON, "{}")]),
    http(
        "pretty_answer",
        &[Request(
            "POST",
            "@?pretty",
            JSON,
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    http(
        "pretty_error",
        &[Request(
            "POST",
            "@?pretty=true",
            JSON,
            r#"{"number_of_allocations": 0}"#,
        )],
    ),
    http(
        "unknown_path",
        &[Request("GET", "/_cat/indices?v=true", &[], "")],
    ),
    http(
        "wrong_method",
        &[
            Request("GET", "@", &[], ""),
            Request("PUT", "/", JSON, "{}"),
        ],
    ),
    http("wrong_method_head", &[Request("HEAD", "@", &[], "")]),
    http("options", &[Request("OPTIONS", "@", &[], "")]),
    http(
        "content_type_missing",
        &[Request("POST", "@", &[], r#"{"number_of_allocations": 4}"#)],
    ),
    http(
        "content_type_unsupported",
        &[
            Request(
                "POST",
                "@",
                &[("content-type", "text/plain")],
                r#"{"number_of_allocations": 4}"#,
            ),
            Request(
                "POST",
                "@",
                &[("content-type", "application/xml")],
                "<four/>",
            ),
        ],
    ),
    http(
        "content_type_not_read_by_the_fake",
        &[Request(
            "POST",
            "@",
            &[("content-type", "application/smile")],
            ":)\n",
        )],
    ),
    http(
        "content_type_malformed",
        &[Request("POST", "@", &[("content-type", "json")], "{}")],
    ),
    http(
        "compatible_with_9",
        &[Request(
            "POST",
            "@",
            &[("accept", V9), ("content-type", V9)],
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    http(
        "compatible_with_8",
        &[Request(
            "POST",
            "@",
            &[("accept", V8), ("content-type", V8)],
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    http(
        "compatible_versions_differ",
        &[Request(
            "POST",
            "@",
            &[("accept", V9), ("content-type", V8)],
            r#"{"number_of_allocations": 4}"#,
        )],
    ),
    http(
        "compatible_version_of_one_header_only",
        &[Request(
            "POST",
            "@",
            &[("accept", V9), ("content-type", "application/json")],
            "{}",
        )],
    ),
    http(
        "compatible_version_unsupported",
        &[Request(
            "GET",
            "/",
            &[(
                "accept",
                "application/vnd.elasticsearch+json; compatible-with=7",
            )],
            "",
        )],
    ),
];

#[test]
fn each_case_goes_over_the_wire_as_its_snapshot_shows() {
    let client = Client::new();
    for case in CASES {
        let cluster = (case.cluster)().start();
        for request in case.requests {
            send(&client, &cluster, request);
        }
        check_wire_schemas(&cluster);
        // What this reports, the fake does not report again when it is dropped.
        let is_silent = cluster.verify().is_err();
        assert_eq!(is_silent, case.folder == "silent_breaches", "{}", case.name);
        crate::support::snapshots::assert(case.folder, case.name, cluster.transcript());
    }
}

/// The folder holds what the table names and nothing else.
#[test]
fn each_snapshot_has_its_case() {
    for folder in ["update", "refusals", "silent_breaches", "http"] {
        let path = format!("{}/snapshots/{folder}", env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(path).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            let has_case = CASES
                .iter()
                .any(|case| case.folder == folder && name == format!("{}.snap", case.name));
            assert!(has_case, "{folder}/{name} is of no case");
        }
    }
}

#[test]
fn the_first_documented_answer_is_that_of_the_documentation_field_for_field() {
    let cluster = FakeCluster::start();
    let answer = send(&Client::new(), &cluster, &CASES[0].requests[0]);
    let answer: serde_json::Value = serde_json::from_slice(&answer).unwrap();
    assert_eq!(answer, Schema::UpdateResponse.document()["examples"][0]);
}

/// Transcripts show all JSON alike, so this is not in the snapshots.
#[test]
fn answers_are_indented_where_the_server_indents_them() {
    let cluster = FakeCluster::start();
    let client = Client::new();
    let text = |request: &Request| String::from_utf8(send(&client, &cluster, request)).unwrap();
    let info = text(&Request("GET", "/", &[], ""));
    assert!(
        info.starts_with("{\n  \"name\" : \"es-ml-fake\",\n"),
        "{info}"
    );
    assert!(info.ends_with("\n}\n"));
    let info = text(&Request("GET", "/?pretty=false", &[], ""));
    assert!(info.starts_with(r#"{"name":"es-ml-fake","#), "{info}");
    let pretty = text(&Request("POST", "@?pretty", JSON, "{}"));
    assert!(
        pretty.starts_with("{\n  \"assignment\" : {\n    \"task_parameters\""),
        "{pretty}"
    );
    let error = text(&Request("POST", "@?pretty", JSON, "[]"));
    assert!(
        error.starts_with("{\n  \"error\" : {\n    \"root_cause\" : [\n      {"),
        "{error}"
    );
}

/// Sends a request, and checks that the client got what the journal says it was sent.
fn send(client: &Client, cluster: &FakeCluster, request: &Request) -> Vec<u8> {
    let Request(method, path, headers, body) = *request;
    let update = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let url = format!("{}{}", cluster.uri(), path.replace('@', &update));
    let mut builder = client.request(Method::from_bytes(method.as_bytes()).unwrap(), url);
    for &(name, value) in headers {
        builder = builder.header(name, value);
    }
    if !body.is_empty() {
        builder = builder.body(body);
    }
    let response = builder.send().unwrap();
    let exchange = cluster.exchanges().pop().unwrap();
    assert_eq!(response.status().as_u16(), exchange.status().as_u16());
    for (name, value) in exchange.answer().headers() {
        assert_eq!(response.headers()[name.as_str()], value.as_bytes());
    }
    let bytes = response.bytes().unwrap().to_vec();
    assert_eq!(bytes, exchange.answer().body()[..]);
    bytes
}

/// Whatever is answered keeps the schemas of answers.
fn check_wire_schemas(cluster: &FakeCluster) {
    for exchange in cluster.exchanges() {
        let body = exchange.answer().body();
        if body.is_empty() || exchange.path() == "/" && exchange.status() == 200 {
            continue;
        }
        let schema = if exchange.status() == 200 {
            Schema::UpdateResponse
        } else {
            Schema::Error
        };
        let body = serde_json::from_slice(body).unwrap();
        let verdict = schema.judge(&body);
        assert!(verdict.conforms(), "{exchange}: {verdict:?}");
    }
}
