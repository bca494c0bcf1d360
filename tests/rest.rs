//! Elasticsearch's own REST tests of these APIs, restated as data of our own in `tests/data/rest/`:
//! each file names its source (server-behaviour: Upstream tests). They are played over a real
//! socket against every edition of a server that has what they are about.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use es_ml_fake::{Edition, FakeCluster, Model};
use serde::Deserialize;
use serde_json::Value;

use crate::support::{Answer, Connection, head};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Suite {
    /// The repository and the file in it, and the version that was read.
    source: String,
    commit: String,
    /// Models that are there, where upstream puts some that the fake does not take.
    #[serde(default)]
    models: Vec<Value>,
    before: Vec<Step>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Test {
    name: String,
    /// The first version that has what it is about.
    since: Option<String>,
    /// Why it is not played, if it is not.
    left_out: Option<String>,
    #[serde(default)]
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// Method and target.
    ask: String,
    body: Option<Value>,
    #[serde(default)]
    expect: Expected,
}

/// What is expected of an answer, of which nothing else matters.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    /// 200 if it is not said.
    status: Option<u16>,
    /// Of the error.
    reason: Option<String>,
    /// The reason at the end of the causes of the error.
    cause: Option<String>,
    /// By JSON Pointer.
    values: BTreeMap<String, Value>,
    lengths: BTreeMap<String, usize>,
    absent: Vec<String>,
    /// What upstream expects instead, and why it is not so here.
    differs: Option<String>,
}

impl Expected {
    fn assert_holds(&self, answer: &Answer, of: &str) {
        let text = answer.text();
        assert_eq!(answer.status, self.status.unwrap_or(200), "{of}: {text}");
        let body: Value = serde_json::from_str(text).unwrap();
        let at = |pointer: &String| body.pointer(pointer);
        if let Some(reason) = &self.reason {
            let found = body["error"]["reason"].as_str().unwrap_or_default();
            assert!(found.contains(reason), "{of}: {text}");
        }
        if let Some(cause) = &self.cause {
            assert_eq!(innermost(&body["error"])["reason"], **cause, "{of}: {text}");
        }
        for (pointer, value) in &self.values {
            assert_eq!(at(pointer), Some(value), "{of}: {pointer}: {text}");
        }
        for (pointer, length) in &self.lengths {
            let found = at(pointer).and_then(Value::as_array).map(Vec::len);
            assert_eq!(found, Some(*length), "{of}: {pointer}: {text}");
        }
        for pointer in &self.absent {
            assert_eq!(at(pointer), None, "{of}: {pointer}: {text}");
        }
    }
}

fn innermost(error: &Value) -> &Value {
    match &error["caused_by"] {
        Value::Null => error,
        cause => innermost(cause),
    }
}

impl Suite {
    fn cluster(&self, edition: Edition) -> FakeCluster {
        let models = self.models.iter().map(|model| {
            let model: Model = serde_json::from_value(model.clone()).unwrap();
            model
        });
        let empty = FakeCluster::builder().without_deployments();
        let cluster = models.fold(empty, |cluster, model| cluster.model(model));
        cluster.edition(edition).start()
    }

    fn play(&self, test: &Test, edition: Edition) {
        let cluster = self.cluster(edition);
        let mut connection = Connection::to(cluster.address());
        for step in self.before.iter().chain(&test.steps) {
            let of = format!("{}, {}, {edition}: {}", self.source, test.name, step.ask);
            step.expect
                .assert_holds(&connection.ask(step.request()), &of);
        }
        // They keep the contract as well.
        cluster.verify().unwrap();
    }
}

impl Step {
    fn request(&self) -> String {
        let Some(body) = &self.body else {
            return head(&self.ask, &[]);
        };
        let body = body.to_string();
        let length = format!("content-length: {}", body.len());
        head(&self.ask, &["content-type: application/json", &length]) + &body
    }
}

fn suites() -> Vec<Suite> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/rest");
    let mut files: Vec<_> = folder.read_dir().unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    let read = |path: &Path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let files = files.into_iter().map(|file| file.unwrap().path());
    files.map(|path| read(&path)).collect()
}

/// The editions of servers from a version on. The documented edition writes less than they do.
fn editions(since: Option<&str>) -> impl Iterator<Item = Edition> {
    let first: Option<Edition> = since.map(|version| version.parse().unwrap());
    let servers = Edition::all().filter(|edition| *edition != Edition::Documented);
    servers.skip_while(move |edition| first.is_some_and(|first| first != *edition))
}

#[test]
fn upstream_tests_pass() {
    let mut played = 0;
    for suite in suites() {
        for test in suite.tests.iter().filter(|test| test.left_out.is_none()) {
            for edition in editions(test.since.as_deref()) {
                suite.play(test, edition);
                played += 1;
            }
        }
    }
    assert!(played > 250, "{played}");
}

/// Each suite says where it is from, and each test why it is not played or differs, if so.
#[test]
fn suites_say_what_they_are() {
    for suite in suites() {
        assert!(suite.source.starts_with("elastic/"), "{}", suite.source);
        assert_eq!(suite.commit.len(), 40, "{}", suite.source);
        for test in &suite.tests {
            assert_ne!(
                test.steps.is_empty(),
                test.left_out.is_none(),
                "{}",
                test.name
            );
            let differs = test
                .steps
                .iter()
                .filter_map(|step| step.expect.differs.as_ref());
            assert!(
                differs.chain(&test.left_out).all(|why| why.contains(' ')),
                "{}",
                test.name
            );
        }
    }
}
