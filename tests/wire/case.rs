//! What a case is made of, and how it is played.

use es_ml_fake::{Endpoint, FakeCluster, FakeClusterBuilder};

use super::clusters::started;
use super::{checks, shown};
use crate::support::{Answer, Connection, head, update_path};

/// Cases about one thing, whose snapshots are in one folder.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) cases: &'static [Case],
}

/// A cluster, and the requests that it is sent.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    cluster: fn() -> FakeClusterBuilder,
    requests: &'static [Ask],
}

/// One request. In its target, `@` stands for the update of the cluster's deployment.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// An update with this body, in JSON.
    Body(&'static str),
    /// First line, headers, and behind an empty line the body.
    Http(&'static str),
}

/// An update of the deployment `m`, which is started and has one allocation.
pub(crate) const fn update(name: &'static str, requests: &'static [Ask]) -> Case {
    on(started, name, requests)
}

/// An update of the documented deployment, at a fake without any settings.
pub(crate) const fn documented(name: &'static str, requests: &'static [Ask]) -> Case {
    on(FakeCluster::builder, name, requests)
}

/// The same, of a cluster that is made for the case.
pub(crate) const fn on(
    cluster: fn() -> FakeClusterBuilder,
    name: &'static str,
    requests: &'static [Ask],
) -> Case {
    Case {
        name,
        cluster,
        requests,
    }
}

impl Case {
    /// Sends the requests over one connection, and shows what went over the wire; and tells which
    /// endpoints did what they were asked for.
    pub(crate) fn play(&self) -> (String, Vec<Endpoint>) {
        let cluster = (self.cluster)().start();
        let deployments = cluster.deployments();
        let update = deployments
            .first()
            .map_or_else(String::new, |each| update_path(each.id()));
        let mut connection = Connection::to(cluster.address());
        let (mut text, mut endpoints) = (String::new(), Vec::new());
        for ask in self.requests {
            let request = ask.text(&update);
            let answer = send(&mut connection, &request);
            let exchange = cluster.exchanges().pop().unwrap();
            checks::the_journal_has_what_was_sent(&exchange, &request, &answer);
            checks::the_schemas_hold(&exchange);
            shown::push(&mut text, &request, &exchange, &answer);
            endpoints.extend(Some(exchange.endpoint()).filter(|_| answer.status == 200));
        }
        checks::silent_breaches_are_reported(&cluster);
        (text, endpoints)
    }
}

impl Ask {
    /// The request in the form of [`Ask::Http`], with the target of updates in its place.
    fn text(self, update: &str) -> String {
        let text = match self {
            Self::Body(body) => format!("POST @\ncontent-type: application/json\n\n{body}"),
            Self::Http(text) => text.to_owned(),
        };
        text.replacen('@', update, 1)
    }
}

fn send(connection: &mut Connection, request: &str) -> Answer {
    let (lines, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let (first, headers) = lines.split_once('\n').unwrap_or((lines, ""));
    let length = format!("content-length: {}", body.len());
    let mut headers: Vec<_> = headers.lines().collect();
    if !body.is_empty() {
        headers.push(&length);
    }
    connection.send(head(first, &headers) + body);
    if first.starts_with("HEAD") {
        connection.answer_to_head()
    } else {
        connection.answer()
    }
}
