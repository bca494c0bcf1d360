//! What contradicts itself is refused where it is written: by a panic at the caller's line that
//! says what is wrong and what to do.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::{self, AssertUnwindSafe, UnwindSafe};
use std::sync::Once;
use std::time::{Duration, SystemTime};

use es_ml_fake::script::Script;
use es_ml_fake::security::{ApiKey, Role, ServiceAccount, User};
use es_ml_fake::server::Limits;
use es_ml_fake::{
    AdaptiveAllocations, Cluster, DOCUMENTED_DEPLOYMENT, Deployment, Failure, FakeCluster, Node,
    On, Reply,
};

use crate::support::snapshots;

thread_local! {
    /// File and message of the last panic of this thread.
    static LAST: RefCell<Option<(String, String)>> = const { RefCell::new(None) };
}

/// What it panics with, at a line of this file.
#[track_caller]
fn refusal(contradiction: impl FnOnce() + UnwindSafe) -> String {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let shown = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            shown(info);
            let file = info.location().unwrap().file().to_owned();
            let payload = info.payload();
            let text = payload
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned());
            let message = text.or_else(|| payload.downcast_ref::<String>().cloned());
            LAST.set(Some((file, message.unwrap_or_default())));
        }));
    });
    assert!(panic::catch_unwind(contradiction).is_err(), "it was taken");
    let (file, message) = LAST.take().unwrap();
    assert_eq!(file, file!(), "{message}");
    message
}

/// What contradicts itself, and how it is called here.
type Case = (&'static str, Box<dyn FnOnce() + UnwindSafe>);

fn case<T>(name: &'static str, make: impl FnOnce() -> T + UnwindSafe + 'static) -> Case {
    (name, Box::new(|| drop(make())))
}

fn script(on: On, replies: Vec<Failure>) -> Script {
    Cluster::new().script_at(SystemTime::UNIX_EPOCH, on, replies)
}

fn of_scripts() -> Vec<Case> {
    let three = || vec![Failure::no_master(); 3];
    vec![
        case("times(0)", || On::any().times(0)),
        case("nth(0)", || On::any().nth(0)),
        case("lasting(0)", || On::any().lasting(Duration::ZERO)),
        case("more replies than times", move || {
            script(On::updates().times(2), three())
        }),
        case("no reply", || script(On::any(), vec![])),
        case("a status that is not final", || Reply::status(100)),
        case("a status that is none", || Reply::status(99)),
        case("a status in words", || Reply::status("fine")),
        case("a header of the cluster's answer", || {
            Reply::as_usual().header("a", "b")
        }),
        case("a header without a name", || {
            Reply::status(200).header("", "b")
        }),
    ]
}

fn of_deployments() -> Vec<Case> {
    let started = || Deployment::started("m");
    vec![
        case("inverted bounds", || AdaptiveAllocations::between(8, 4)),
        case("a bound of no allocation", || {
            AdaptiveAllocations::enabled().at_most(0)
        }),
        case("a bound that is too large", || {
            AdaptiveAllocations::between(1, u32::MAX)
        }),
        case("too many allocations", move || {
            started().allocations(u32::MAX)
        }),
        case("a node for no allocation", move || {
            started().on_node("a", 0)
        }),
        case("no thread", move || started().threads(0)),
        case("no queue", move || started().queue(0)),
        case("a cache of no size", move || started().cache("much")),
        case("an empty id", || Deployment::started("")),
        case("an id with a slash", || Deployment::starting("a/b")),
        case("an id that is a folder", || Deployment::stopping("..")),
    ]
}

fn of_clusters() -> Vec<Case> {
    let builder = FakeCluster::builder;
    let started = || Deployment::started("m");
    let node = || Node::new("a");
    let user = || User::new("ops", "secret");
    let key = || ApiKey::new("k", "secret");
    let account = || ServiceAccount::new("a/b", "token");
    let role = || Role::new("r");
    vec![
        case("an edition that is none", move || builder().edition("7.17")),
        case("no HTTP node", move || builder().http_nodes(0)),
        case("no connection", || Limits::default().connections(0)),
        case("a proxy that answers well", move || {
            builder().start().http_node(0).answer(200);
        }),
        case("two deployments", move || {
            builder().deployment(started()).deployment(started())
        }),
        case("two nodes", move || builder().node(node()).node(node())),
        case("two users", move || builder().user(user()).user(user())),
        case("two keys", move || builder().api_key(key()).api_key(key())),
        case("two accounts", move || {
            builder()
                .service_account(account())
                .service_account(account())
        }),
        case("two roles", move || builder().role(role()).role(role())),
    ]
}

#[test]
fn contradictions_are_refused_at_the_line_that_has_them() {
    let mut refusals = String::new();
    for (name, contradiction) in [of_scripts(), of_deployments(), of_clusters()]
        .into_iter()
        .flatten()
    {
        let message = refusal(contradiction);
        writeln!(refusals, "{name}: {message}").unwrap();
    }
    snapshots::assert("builders", "contradictions", refusals);
}

#[test]
fn editions_and_statuses_are_taken_as_people_write_them() {
    let fake = FakeCluster::builder()
        .edition("8.15.5")
        .http_nodes(4)
        .start();
    assert_eq!(fake.edition().to_string(), "8.15");
    fake.http_node(1).answer(502);
    fake.http_node(2).answer("503");
    fake.http_node(3)
        .answer(http::StatusCode::TOO_MANY_REQUESTS);
    let answers = fake
        .uris()
        .into_iter()
        .map(|uri| reqwest::blocking::get(uri).unwrap());
    let statuses: Vec<_> = answers.map(|answer| answer.status().as_u16()).collect();
    assert_eq!(statuses, [200, 502, 503, 429]);
    let newest = es_ml_fake::model::Version::all().next_back().unwrap();
    let fake = FakeCluster::builder().edition(newest).start();
    assert_eq!(fake.edition(), newest.into());
}

#[test]
fn a_role_that_does_not_exist_is_refused_at_the_start_and_was_given_at_a_line() {
    let line = line!() + 1;
    let user = User::new("ops", "hunter2").role("scalr");
    let builder = FakeCluster::builder()
        .role(Role::new("scaler").cluster("manage_ml"))
        .user(user);
    let message = refusal(AssertUnwindSafe(|| drop(builder.start())));
    let message = message.replace(&format!("{}:{line}:", file!()), "FILE:LINE:");
    snapshots::assert("builders", "unknown_role", message);
}

#[test]
fn roles_that_exist_and_those_that_need_not_are_taken() {
    let fake = FakeCluster::builder()
        .user(User::new("a", "b").role("later").unchecked_role("gone"))
        .api_key(ApiKey::new("k", "s").role(Role::MACHINE_LEARNING_USER))
        .service_account(ServiceAccount::new("a/b", "t").role("later"))
        .role(Role::new("later"))
        .role(Role::new(Role::MACHINE_LEARNING_USER).cluster("all"))
        .start();
    let url = format!("{}/_ml/trained_models/m/deployment/_update", fake.uri());
    let request = reqwest::blocking::Client::new().post(url);
    let answer = request
        .basic_auth("a", Some("b"))
        .json(&serde_json::json!({"number_of_allocations": 4}))
        .send()
        .unwrap();
    let text = answer.text().unwrap();
    assert!(
        text.contains("with effective roles [later] (assigned roles [gone] were not found)"),
        "{text}"
    );
}

#[test]
fn the_documented_deployment_and_an_unchecked_id_can_be_described() {
    let fake = FakeCluster::builder()
        .deployment(Deployment::starting(DOCUMENTED_DEPLOYMENT))
        .deployment(Deployment::started("m").unchecked_id("a/b"))
        .start();
    let ids: Vec<_> = fake
        .deployments()
        .iter()
        .map(|each| each.id().to_owned())
        .collect();
    assert_eq!(ids, ["a/b", DOCUMENTED_DEPLOYMENT]);
    assert_eq!(fake.deployment("a/b").unwrap().model_id(), "m");
}
