//! Requests with two things wrong at once, for every two neighbours in the list: the earlier check
//! answers.

use std::time::SystemTime;

use http::Method;

use super::checks::{after_parsing, before_parsing};
use crate::cluster::{Cluster, Settings};
use crate::journal::BreachPolicy;
use crate::model::{AdaptiveAllocations, Condition, DOCUMENTED_NODE, Deployment, Node};
use crate::script::{On, Reply};
use crate::security::User;

/// A request for an update of the deployment `m`, and the cluster that it is sent to. As it is,
/// nothing is wrong with it.
struct Request {
    method: Method,
    number: &'static str,
    is_number_in_query: bool,
    body: Option<&'static str>,
    query: Vec<&'static str>,
    headers: Vec<(&'static str, &'static str)>,
    settings: Settings,
    deployment: Option<Deployment>,
    is_scripted: bool,
}

/// One thing to do wrong: which check finds it, how to do it, and what the answer says then.
struct Wrong {
    check: &'static str,
    doing: fn(&mut Request),
    answer: &'static str,
}

#[rustfmt::skip]
const WRONGS: &[Wrong] = &[
    Wrong {
        check: "complete_body",
        doing: |request| request.headers.push(("content-encoding", "gzip")),
        answer: "the body is not gzip",
    },
    Wrong {
        check: "media_types",
        doing: |request| request.headers.push(("accept", "foo")),
        answer: "invalid media-type [foo]",
    },
    Wrong {
        check: "common_parameters",
        doing: |request| request.query.push("pretty=yes"),
        answer: "Failed to parse value [yes]",
    },
    Wrong {
        check: "authentication",
        doing: |request| request.settings.security.add_user(User::new("ops", "secret")),
        answer: "missing authentication credentials",
    },
    Wrong {
        check: "routing",
        doing: |request| request.method = Method::PUT,
        answer: "Incorrect HTTP method",
    },
    Wrong {
        check: "content_type",
        doing: |request| request.headers.retain(|(name, _)| *name != "content-type"),
        answer: "Content-Type header is missing",
    },
    Wrong {
        check: "circuit_breaker",
        doing: |request| request.settings.conditions.set(Condition::CircuitBreaker),
        answer: "circuit_breaking_exception",
    },
    Wrong {
        check: "parsing",
        doing: |request| request.body = Some("[]"),
        answer: "Expected START_OBJECT",
    },
    Wrong {
        check: "query_parameters",
        doing: |request| request.query.push("zzz"),
        answer: "contains unrecognized parameter: [zzz]",
    },
    Wrong {
        check: "superfluous_body",
        doing: |request| request.is_number_in_query = true,
        answer: "does not support having a body",
    },
    Wrong {
        check: "validation",
        doing: |request| request.number = "0",
        answer: "must be a positive integer",
    },
    Wrong {
        check: "documentation",
        doing: |request| {
            request.settings.breaches = BreachPolicy::Refuse;
            request.query.push("timeout=1s");
        },
        answer: "undocumented_request_exception",
    },
    Wrong {
        check: "authorisation",
        doing: |request| {
            request.settings.security.add_user(User::new("ops", "secret"));
            request.headers.push(("authorization", "Basic b3BzOnNlY3JldA=="));
        },
        answer: "is unauthorized for user [ops]",
    },
    Wrong {
        check: "availability",
        doing: |request| request.settings.conditions.set(Condition::NoMaster),
        answer: "master_not_discovered_exception",
    },
    Wrong {
        check: "inference_endpoint",
        doing: |request| {
            request.settings.inference_endpoints.insert("m".to_owned());
        },
        answer: "created by inference endpoint",
    },
    Wrong {
        check: "existence",
        doing: |request| request.deployment = None,
        answer: "No known model deployment",
    },
    Wrong {
        check: "merged_settings",
        doing: |request| {
            let deployment = request.deployment.take();
            request.deployment = deployment.map(|d| d.adaptive(AdaptiveAllocations::enabled()));
        },
        answer: "cannot be set if adaptive allocations is enabled",
    },
    Wrong {
        check: "state",
        doing: |request| {
            let deployment = request.deployment.take();
            let settings = deployment.as_ref().and_then(Deployment::adaptive_allocations);
            let starting = Deployment::starting("m");
            request.deployment = deployment.is_some().then(|| match settings {
                Some(settings) => starting.adaptive(settings.clone()),
                None => starting,
            });
        },
        answer: "not in [started] state",
    },
    Wrong {
        check: "capacity",
        doing: |request| {
            let nodes = &mut request.settings.nodes;
            nodes.add(Node::new(DOCUMENTED_NODE).processors(1));
        },
        answer: "not enough resources",
    },
];

impl Request {
    fn new() -> Self {
        Self {
            method: Method::POST,
            number: "4",
            is_number_in_query: false,
            body: None,
            query: Vec::new(),
            headers: vec![("content-type", "application/json")],
            settings: Settings::default(),
            deployment: Some(Deployment::started("m")),
            is_scripted: false,
        }
    }

    /// Sends it with all that was done wrong, and tells what is answered.
    fn answer(mut self) -> String {
        let mut query = self.query;
        let number = format!("number_of_allocations={}", self.number);
        let in_body = format!(r#"{{"number_of_allocations":{}}}"#, self.number);
        let body = self.body.map_or(in_body, ToOwned::to_owned);
        if self.is_number_in_query {
            query.push(&number);
        }
        let target = format!(
            "/_ml/trained_models/m/deployment/_update?{}",
            query.join("&")
        );
        let mut request = http::Request::builder().method(self.method).uri(target);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        self.settings.has_documented = false;
        self.settings.deployments = self.deployment.into_iter().collect();
        let cluster = Cluster::with(self.settings);
        if self.is_scripted {
            let reply = Reply::status(500).body("scripted");
            cluster.script_at(SystemTime::UNIX_EPOCH, On::any(), reply);
        }
        let answer = cluster.handle(&request.body(body.into()).unwrap(), SystemTime::UNIX_EPOCH);
        String::from_utf8(answer.body().to_vec()).unwrap()
    }
}

/// The checks that every endpoint makes, and those that the update makes when it is carried out.
fn checks() -> Vec<&'static str> {
    let before = before_parsing::NAMES.iter().copied();
    let after = after_parsing::NAMES.iter().copied();
    let own = [
        "inference_endpoint",
        "existence",
        "merged_settings",
        "state",
        "capacity",
    ];
    before.chain(["parsing"]).chain(after).chain(own).collect()
}

#[test]
fn every_check_has_something_to_find() {
    // That a script is there is nothing wrong.
    let names: Vec<_> = checks()
        .into_iter()
        .filter(|name| *name != "scripts")
        .collect();
    let wrongs: Vec<_> = WRONGS.iter().map(|wrong| wrong.check).collect();
    assert_eq!(names, wrongs);
    let nothing_wrong = Request::new().answer();
    assert!(
        nothing_wrong.starts_with(r#"{"assignment":"#),
        "{nothing_wrong}"
    );
}

#[test]
fn each_wrong_is_answered_when_it_is_alone() {
    for wrong in WRONGS {
        let mut request = Request::new();
        (wrong.doing)(&mut request);
        let answer = request.answer();
        assert!(answer.contains(wrong.answer), "{}: {answer}", wrong.check);
    }
}

/// A script comes after authentication, and before all else that can be wrong with a request that
/// was received.
#[test]
fn a_script_answers_instead_of_every_check_behind_it() {
    let checks = checks();
    let position = checks.iter().position(|name| *name == "scripts").unwrap();
    for (index, name) in checks.iter().enumerate() {
        let Some(wrong) = WRONGS.iter().find(|wrong| wrong.check == *name) else {
            continue;
        };
        let mut request = Request::new();
        (wrong.doing)(&mut request);
        request.is_scripted = true;
        let is_scripted = request.answer() == "scripted";
        assert_eq!(is_scripted, index > position, "{name}");
    }
}

#[test]
fn of_two_wrongs_the_earlier_check_answers() {
    for pair in WRONGS.windows(2) {
        let [earlier, later] = pair else {
            unreachable!("windows of two have two")
        };
        for order in [[earlier, later], [later, earlier]] {
            let mut request = Request::new();
            for wrong in order {
                (wrong.doing)(&mut request);
            }
            let answer = request.answer();
            let pair = format!("{} and {}: {answer}", earlier.check, later.check);
            assert!(answer.contains(earlier.answer), "{pair}");
            assert!(!answer.contains(later.answer), "{pair}");
        }
    }
}
