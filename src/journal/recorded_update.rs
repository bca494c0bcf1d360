//! An update request, typed.

use std::ops::Deref;
use std::sync::Arc;

use serde_json::Value;

use super::Exchange;
use crate::endpoints::update::{AdaptiveChange, Body, NUMBER};
use crate::model::AdaptiveAllocations;
use crate::xcontent::{Content, Excerpts, Format, Source, read_value};

/// An update request that a cluster received: what it asks for, and through dereferencing the whole
/// [`Exchange`].
///
/// The typed members read a request as the server reads it, so that `"4"` counts as 4. Whether it
/// should have been sent that way is for the [verdict](Exchange::verdict) to say.
///
/// ```
/// use es_ml_fake::journal::BreachPolicy;
/// use es_ml_fake::{DOCUMENTED_DEPLOYMENT, FakeCluster};
///
/// let cluster = FakeCluster::builder().breaches(BreachPolicy::Allow).start();
/// let path = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
/// let body = serde_json::json!({"number_of_allocations": "4"});
/// reqwest::blocking::Client::new().post(cluster.uri() + &path).json(&body).send()?;
///
/// let update = cluster.updates().only();
/// assert_eq!(update.number_of_allocations(), Some(4));
/// assert_eq!(update.json(), body);
/// assert!(update.is_silent_breach());
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Update {
    exchange: Arc<Exchange>,
    body: Body,
}

impl Update {
    pub(crate) fn of(exchange: Arc<Exchange>) -> Self {
        let mut body = Body::read(&content(&exchange)).unwrap_or_default();
        let query = exchange.query();
        let in_query = query.iter().rev().find(|(name, _)| name == NUMBER.name);
        if let Some((_, number)) = in_query {
            // The parameter takes the place of the whole body
            // (server-behaviour: Update: query parameters).
            body = Body {
                number_of_allocations: number.parse().ok(),
                ..Body::default()
            };
        }
        Self { exchange, body }
    }

    /// The deployment that is to be updated, percent-decoded.
    #[must_use]
    pub fn deployment_id(&self) -> &str {
        self.exchange.deployment_id().unwrap_or_default()
    }

    /// The number of allocations that the request asks for, refused or not: it may be 0, or
    /// negative.
    #[must_use]
    pub fn number_of_allocations(&self) -> Option<i32> {
        self.body.number_of_allocations
    }

    /// The settings of adaptive allocations that the request sends.
    #[must_use]
    pub fn adaptive_allocations(&self) -> Option<&AdaptiveAllocations> {
        match &self.body.adaptive_allocations {
            AdaptiveChange::Merge(settings) => Some(settings),
            AdaptiveChange::Keep | AdaptiveChange::Remove => None,
        }
    }

    /// The body as JSON, also if it came in another format or encoding; `null` if there is none,
    /// or if it cannot be read.
    #[must_use]
    pub fn json(&self) -> Value {
        let content = content(&self.exchange);
        let document = match content.format() {
            Format::Json => serde_json::from_slice(content.utf_8()).ok(),
            _ => read_value(&mut Source::new(&content)).ok().flatten(),
        };
        document.unwrap_or_default()
    }

    /// The exchange, to keep or to share.
    #[must_use]
    pub fn into_exchange(self) -> Arc<Exchange> {
        self.exchange
    }
}

fn content(exchange: &Exchange) -> Content<'_> {
    Content::new(exchange.format, exchange.body(), Excerpts::None)
}

impl Deref for Update {
    type Target = Exchange;

    fn deref(&self) -> &Exchange {
        &self.exchange
    }
}

impl std::fmt::Display for Update {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.exchange.fmt(f)
    }
}
