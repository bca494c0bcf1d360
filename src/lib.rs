//! A stand-in Elasticsearch ML cluster for your tests.
//!
//! It takes the requests that your program sends to the trained-model deployment APIs (update first
//! of all, and start, stop, statistics, inference), judges each against a JSON Schema of what is
//! documented, answers as the documentation and the newest server do, refusals included, and keeps
//! a record of it all.
//!
//! ```
//! use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
//! # mod my_app {
//! #     pub fn scale(
//! #         elasticsearch: &str,
//! #         deployment: &str,
//! #         number: i32,
//! #     ) -> Result<(), reqwest::Error> {
//! #         let path = format!("_ml/trained_models/{deployment}/deployment/_update");
//! #         let url = format!("{elasticsearch}/{path}");
//! #         let body = serde_json::json!({"number_of_allocations": number});
//! #         reqwest::blocking::Client::new().post(url).json(&body).send()?.error_for_status()?;
//! #         Ok(())
//! #     }
//! # }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let cluster = FakeCluster::start();
//! my_app::scale(&cluster.uri(), DOCUMENTED_DEPLOYMENT, 4)?;
//!
//! let update = cluster.updates().only(); // panics, with what did arrive, unless it is exactly one
//! assert_eq!(update.number_of_allocations(), Some(4));
//! let deployment = cluster.deployment(DOCUMENTED_DEPLOYMENT).unwrap();
//! assert_eq!(deployment.number_of_allocations(), 4);
//! # Ok(())
//! # }
//! ```
//!
//! # What it does for you
//!
//! * **Nothing goes unmatched.** Every request gets the answer that a cluster would give, and the
//!   journal says why: see [`Exchange`] and its [`Verdict`].
//! * **Silent breaches fail the test.** A real server accepts `"4"` for 4, and much else that the
//!   documentation does not promise. When the fake is dropped, the test fails with a report of such
//!   requests; [`BreachPolicy`] chooses otherwise.
//! * **Refusals are the server's**, with its status, its error envelope and its texts, so that
//!   official clients parse them into their own exceptions.
//! * **No flakes by construction.** Each fake has a listener of its own, on a port that the process
//!   never used before, and closes it when it is dropped. A request is on record before its answer
//!   leaves.
//! * **Time and the network are yours.** A [`Clock`] that a test moves, or the paused time of its
//!   runtime; [outages](FakeCluster::refuse_connections) and [nodes](server::HttpNode) that come
//!   and go; [faults](WireFault) on the wire.
//! * **It fails exactly so, exactly then.** [`FakeCluster::script`] makes requests meet a
//!   [`Failure`] with the server's own envelope, a [`Reply`] of your own, a [`Delay`] or a fault;
//!   [`FakeCluster::hold`] keeps answers back. [`gauntlet`](mod@gauntlet) runs a client against
//!   everything that can go wrong.
//! * **Snapshots.** [`Cluster::transcript`] is the same text on every run, made for `insta`.
//!
//! # Where to read on
//!
//! The [`guide`](https://docs.rs/es-ml-fake/latest/es_ml_fake/guide/) has a recipe for each
//! question that a test author asks, the catalogue of failures, and troubleshooting by symptom. In
//! the source it is `docs/guide/`.
//!
//! # The parts
//!
//! [`FakeCluster`] is a [`Cluster`] behind a listener. The cluster decides every answer and is
//! pure: it can be asked directly, with a request and a time, and has no sockets and no tasks.
//! [`Schema`] and [`Verdict`] are the documented contract, and work without either.
//!
//! # Features
//!
//! * `wiremock` (on by default):
//!   [`FakeCluster::mocks`](https://docs.rs/es-ml-fake/latest/es_ml_fake/struct.FakeCluster.html#method.mocks),
//!   and the cluster as a responder of wiremock.
//! * `yaml` and `cbor`: bodies and answers in these formats, beside JSON. Without its feature, a
//!   body in a format is refused with 406, and a request for an answer in it is answered in JSON.
//! * `insta`:
//!   [`assert_transcript!`](https://docs.rs/es-ml-fake/latest/es_ml_fake/macro.assert_transcript.html).
//! * `tls`: HTTPS, with
//!   [`server::Tls`](https://docs.rs/es-ml-fake/latest/es_ml_fake/server/struct.Tls.html).
//! * `cli`: the program `es-ml-fake`, for suites in other languages and for checks in CI. It has
//!   `tls`, `yaml` and `cbor`.
//!
//! [`Exchange`]: journal::Exchange
//! [`Verdict`]: contract::Verdict
//! [`Schema`]: contract::Schema
//! [`BreachPolicy`]: journal::BreachPolicy

// docs.rs shows which feature each item needs.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "insta")]
mod assert_transcript;
mod cluster;
pub mod contract;
mod control;
pub mod coverage;
mod endpoints;
pub mod gauntlet;
mod http;
pub mod journal;
pub mod model;
pub mod openapi;
pub mod script;
pub mod security;
pub mod server;
mod text;
mod time;
mod xcontent;

#[cfg(feature = "insta")]
#[doc(hidden)]
pub use insta as __insta;

pub use cluster::{Cluster, NotReached, VerificationError};
pub use endpoints::{Endpoint, UnimplementedPolicy};
pub use http::Answer;
pub use model::{
    AdaptiveAllocations, DOCUMENTED_DEPLOYMENT, DOCUMENTED_NODE, Deployment, Edition, Load, Model,
    Node,
};
pub use script::{Delay, Failure, On, Reply, WireFault};
pub use server::{FakeCluster, FakeClusterBuilder};
pub use text::{ByteSize, UnknownName};
pub use time::Clock;

// What public signatures have of other crates, so that a test needs no dependency on these for it.
#[doc(no_inline)]
pub use ::bytes::Bytes;
#[doc(no_inline)]
pub use ::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};

// What is shared between threads of a test today stays so.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<Clock>();
    shared::<FakeCluster>();
    shared::<server::HttpNode>();
    shared::<server::MlNode>();
    shared::<server::Outage>();
    shared::<Cluster>();
    shared::<journal::Updates>();
    shared::<journal::Update>();
    shared::<journal::Exchange>();
    shared::<journal::Transcript>();
    shared::<VerificationError>();
    shared::<script::Held>();
    shared::<script::Script>();
};

/// The examples of the README are tested with those of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Makes a module of each page of the guide, whose text is the file, and whose examples are tested.
///
/// Pages name each other by files. The definitions in front take their place: of two definitions of
/// a link, the first counts.
#[cfg(any(doc, doctest))]
#[allow(unused_macros, reason = "without all features there is no guide")]
macro_rules! guide {
    ($links:literal: $($page:ident $file:literal),+ $(,)?) => {
        #[doc = $links]
        #[doc = include_str!("../docs/guide/index.md")]
        pub mod guide {
            $(
                #[doc = $links]
                #[doc = include_str!(concat!("../docs/guide/", $file, ".md"))]
                pub mod $page {}
            )+
        }
    };
}

// Only the documentation has this module. Its examples need all features.
#[cfg(all(
    any(doc, doctest),
    feature = "cli",
    feature = "insta",
    feature = "wiremock"
))]
guide! {
    "[requests]: crate::guide::requests
[failures]: crate::guide::failures
[time]: crate::guide::time
[outages]: crate::guide::outages
[capacity]: crate::guide::capacity
[autoscaling]: crate::guide::autoscaling
[life]: crate::guide::life
[security]: crate::guide::security
[editions]: crate::guide::editions
[shared]: crate::guide::shared
[wiremock]: crate::guide::wiremock
[other-languages]: crate::guide::other_languages
[ci]: crate::guide::ci
[catalogue]: crate::guide::catalogue
[troubleshooting]: crate::guide::troubleshooting
[comparison]: crate::guide::comparison
":
    requests "requests",
    failures "failures",
    time "time",
    outages "outages",
    capacity "capacity",
    autoscaling "autoscaling",
    life "life",
    security "security",
    editions "editions",
    shared "shared",
    wiremock "wiremock",
    other_languages "other-languages",
    ci "ci",
    catalogue "catalogue",
    troubleshooting "troubleshooting",
    comparison "comparison",
}
