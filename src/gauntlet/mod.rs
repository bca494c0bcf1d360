//! One client against everything that can go wrong.
//!
//! A gauntlet runs your client once for each [`Failure`](crate::Failure) and each
//! [`WireFault`](crate::WireFault) there is, once with connections refused, and once with nothing
//! going wrong. Each of these trials has a fresh cluster. The client's first update meets what goes
//! wrong; whatever it sends after that is answered as usual. So a client that tries again where
//! that makes sense succeeds, and one that does not fails.
//!
//! # The normal way
//!
//! Run it in a tokio runtime whose time is paused. There the fakes are
//! [local](crate::FakeClusterBuilder::local): they live in the time of the runtime, as the timeouts
//! and the pauses of the client do. A timeout of 30 seconds is over at once, and the whole gauntlet
//! takes milliseconds.
//!
//! ```
//! use es_ml_fake::gauntlet::{Finding, Gauntlet};
//! # mod my_app {
//! #     pub async fn scale(elasticsearch: &str, number: i32) -> Result<(), reqwest::Error> {
//! #         let id = es_ml_fake::DOCUMENTED_DEPLOYMENT;
//! #         let url = format!("{elasticsearch}/_ml/trained_models/{id}/deployment/_update");
//! #         let client = reqwest::Client::builder().timeout(std::time::Duration::from_secs(30));
//! #         let body = serde_json::json!({"number_of_allocations": number});
//! #         let answer = client.build()?.post(url).json(&body).send().await?;
//! #         answer.error_for_status()?.bytes().await?;
//! #         Ok(())
//! #     }
//! # }
//!
//! #[tokio::main(flavor = "current_thread", start_paused = true)] // or `#[tokio::test(…)]`
//! async fn main() {
//!     let report = Gauntlet::default()
//!         .allow_everywhere(Finding::GaveUp, "our callers try again")
//!         .run(|cluster| async move { my_app::scale(&cluster.uri(), 4).await })
//!         .await;
//!     report.assert_sound();
//! }
//! ```
//!
//! `start_paused` needs tokio's feature `test-util`. The client has to run on the runtime that
//! awaits the gauntlet: a blocking client, or one with threads of its own, gets its answers while
//! paused time jumps ahead. For those run the gauntlet where time is not paused, on any executor.
//! The fakes then have a thread of their own, and the client wants short timeouts.
//!
//! The client has to update the [documented deployment](crate::DOCUMENTED_DEPLOYMENT).
//!
//! # Reading the table
//!
//! A [`Report`] prints as a table, made for a snapshot. Of a client that tries again once, after a
//! pause and whatever happens:
//!
//! ```text
//! what goes wrong     sent  remark                        what becomes of it
//! nothing                1                                succeeded
//! not_found              2  tried again what cannot pass  succeeded
//! no_master              2                                succeeded
//! connection_refused     -                                succeeded
//! reset                  2                                succeeded
//! ```
//!
//! `sent` is how many updates arrived. It is not known where connections were refused, since the
//! system does that without a word to the fake. The remark is the [`Finding`], and what becomes of
//! it the [`Outcome`]: of an error, its text and those of its sources.
//!
//! Connections are refused until the client first waits. In real time, where that cannot be told,
//! they are refused for a quarter of a second and twice the time that its first update takes to
//! arrive otherwise. A client that tries again without a pause is refused each time, as it would be
//! while a real cluster restarts.
//!
//! # Asserting, and allowing
//!
//! [`Report::assert_sound`] panics if there are findings, and says which.
//! [`Gauntlet::allow`] allows one of them in one trial, [`Gauntlet::allow_everywhere`] in all, each
//! with a reason that the report repeats. An allowance that allows nothing fails the assertion too,
//! since what it was made for is no longer so.

mod allowance;
mod attempt;
mod brief_outage;
mod client_error;
mod complaint;
mod finding;
mod outcome;
mod pace;
mod report;
mod row;
mod seen;
mod settings;
mod table;
mod trial;
mod wording;

use std::sync::Arc;

pub use allowance::Allowance;
pub use client_error::ClientError;
pub use finding::Finding;
pub use outcome::Outcome;
pub use report::Report;
pub use row::Row;
pub use settings::Gauntlet;

use crate::server::FakeCluster;

/// Runs a client once for everything that can go wrong, and reports how it took it.
///
/// The closure is the client: it is given a fresh cluster, sends at least one update of the
/// [documented deployment](crate::DOCUMENTED_DEPLOYMENT), and returns how that went. This is
/// [`Gauntlet::run`] with the usual settings; the [module](self) says more.
///
/// ```
/// # use std::time::Duration;
/// use es_ml_fake::DOCUMENTED_DEPLOYMENT;
/// use es_ml_fake::gauntlet::{Finding, gauntlet};
///
/// #[tokio::main(flavor = "current_thread", start_paused = true)]
/// async fn main() {
///     let report = gauntlet(|cluster| async move {
///         let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
///         let url = format!("{}/{path}", cluster.uri());
///         let body = serde_json::json!({"number_of_allocations": 4});
///         let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).build()?;
///         let answer = client.post(url).json(&body).send().await?;
///         answer.error_for_status()?.bytes().await
///     })
///     .await;
///     assert_eq!(report.row("nothing").unwrap().requests(), Some(1));
///     assert_eq!(report.row("stall").unwrap().finding(), Finding::GaveUp);
///     println!("{report}");
/// }
/// ```
pub async fn gauntlet<C, F, T, E, Kind>(client: C) -> Report
where
    C: Fn(Arc<FakeCluster>) -> F,
    F: Future<Output = Result<T, E>>,
    E: ClientError<Kind>,
{
    Gauntlet::default().run(client).await
}
