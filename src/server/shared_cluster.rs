//! One fake for many tests, for programs that can be told one address only.

use std::fmt;
use std::ops::Deref;
use std::panic::Location;

use super::FakeCluster;
use super::end_of_test::EndOfTest;
use crate::cluster::Cluster;
use crate::control::{self, Scopes};
use crate::journal::Origin;
use crate::script::{Held, On, Replies, Script};
use crate::time::{Clock, PauseProbe};

/// One fake for many tests, each of which has a scope of its own in it.
///
/// Usually each test starts a fake of its own, which takes less than a millisecond. This is for
/// programs whose address of Elasticsearch is set once for the whole process. Made by
/// [`FakeCluster::shared`], kept in a `static`.
///
/// ```
/// use std::sync::LazyLock;
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
/// use es_ml_fake::server::SharedCluster;
///
/// static SHARED: LazyLock<SharedCluster> = LazyLock::new(FakeCluster::shared);
///
/// fn a_test() {
///     let cluster = SHARED.scope("a_test"); // checked when it is dropped, as a fake of its own
///     let url = format!(
///         "{}/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update",
///         cluster.uri()
///     );
///     let body = serde_json::json!({"number_of_allocations": 4});
///     reqwest::blocking::Client::new().post(url).json(&body).send().unwrap();
///     assert_eq!(cluster.updates().only().number_of_allocations(), Some(4));
/// }
/// # a_test();
/// ```
#[derive(Debug)]
pub struct SharedCluster {
    fake: FakeCluster,
}

impl SharedCluster {
    pub(super) fn of(fake: FakeCluster) -> Self {
        Self { fake }
    }

    /// The base of the URLs of the shared fake, without a scope. Requests with the header
    /// `X-Fake-Scope` reach the scope that it names.
    #[must_use]
    pub fn uri(&self) -> String {
        self.fake.uri()
    }

    /// A cluster for one test: its own deployments, scripts, journal and checks, as a fake that
    /// was started just now has them.
    ///
    /// # Panics
    ///
    /// If there is a scope of this name already, or `name` has other characters than letters,
    /// digits and `.`, `_`, `-`, `:`.
    #[must_use = "the scope ends when it is dropped; bind it to a name"]
    #[track_caller]
    pub fn scope(&self, name: &str) -> Scope {
        assert!(
            control::is_name(name),
            "`{name}` cannot be the name of a scope: use letters, digits, `.`, `_`, `-` and `:`"
        );
        let cluster = self.fake.cluster().fresh(name, self.fake.clock().now());
        let started_at = Location::caller();
        let uri = format!("{}{}{name}", self.fake.uri(), control::PREFIX);
        cluster.journal().set_origin(Origin {
            uris: vec![uri.clone()],
            started_at,
            probe: PauseProbe::here(),
        });
        let (scopes, clock) = (self.fake.scopes(), self.fake.clock().clone());
        assert!(
            scopes.add(
                name,
                control::Scope::new(Some(name), cluster.clone(), clock.clone())
            ),
            "there is a scope `{name}` already: give each test one of its own"
        );
        Scope {
            name: name.to_owned(),
            uri,
            end_of_test: EndOfTest::of(cluster.clone(), started_at),
            cluster,
            clock,
            scopes: scopes.clone(),
        }
    }
}

/// The part of a [`SharedCluster`] that belongs to one test. It dereferences to the [`Cluster`].
///
/// Dropping it makes the same checks as dropping a [`FakeCluster`].
pub struct Scope {
    name: String,
    uri: String,
    cluster: Cluster,
    clock: Clock,
    scopes: Scopes,
    end_of_test: EndOfTest,
}

impl Scope {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The base of the URLs that reach this scope, without a slash at the end.
    #[must_use]
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// The clock that it goes by, which is that of the shared fake.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(super) fn cluster(&self) -> &Cluster {
        &self.cluster
    }

    /// As [`FakeCluster::script`].
    ///
    /// # Panics
    ///
    /// As it does.
    #[track_caller]
    pub fn script(&self, on: On, replies: impl Replies) -> Script {
        self.cluster.script_at(self.clock.now(), on, replies)
    }

    /// As [`FakeCluster::hold`].
    pub fn hold(&self, on: On) -> Held {
        self.cluster.hold_at(self.clock.now(), on)
    }
}

impl Deref for Scope {
    type Target = Cluster;

    fn deref(&self) -> &Cluster {
        &self.cluster
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope")
            .field("name", &self.name)
            .field("cluster", &self.cluster)
            .finish_non_exhaustive()
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        self.scopes.remove(&self.name);
        self.end_of_test.check();
    }
}
