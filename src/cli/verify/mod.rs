//! `es-ml-fake verify`: where a live cluster and the fake differ.
//!
//! [`cases`] are the requests, [`client`] sends them to the cluster, [`compare`] says where two
//! answers differ, and [`deployment`] leaves what may be changed as it was found.

mod cases;
mod client;
mod compare;
mod deployment;
mod report;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use bytes::Bytes;
use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use es_ml_fake::security::redact;
use es_ml_fake::{Cluster, Deployment, Edition, FakeCluster};
use http::uri::Scheme;
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use serde_json::Value;
use signal_hook::consts::signal::{SIGINT, SIGTERM};

use super::{Failure, exit, print, warn};
use cases::{Case, NOWHERE, Subject};
use client::Client;
use compare::differences;
use deployment::{Found, in_path};
use report::{Outcome, Played, Report};

/// Compare the answers of a live cluster with those of the fake.
///
/// The requests are of a kind that changes nothing: what the cluster is, and what it refuses. Only
/// with `--deployment` and `--allow-changes` the number of allocations of that deployment is
/// changed and brought back, also on failure and on interrupt.
#[derive(Args)]
#[command(after_help = "\
Examples:
  es-ml-fake verify --against http://127.0.0.1:9200
  es-ml-fake verify --against https://es:9200 --ca-cert http_ca.crt --api-key ID:SECRET --format json
  es-ml-fake verify --against http://127.0.0.1:9200 --deployment my-model --allow-changes

Exit codes: 0 no drift, 1 the cluster and the fake differ, 2 wrong usage, or a cluster that does not
answer.")]
pub(crate) struct Verify {
    /// The URL of the cluster.
    #[arg(long, env = "ES_ML_FAKE_AGAINST", value_name = "URL", value_parser = url)]
    against: Uri,

    /// Whom to ask as.
    #[arg(
        long,
        env = "ES_ML_FAKE_USER",
        value_name = "NAME:PASSWORD",
        hide_env_values = true,
        conflicts_with = "api_key"
    )]
    user: Option<String>,

    /// The API key to ask with.
    #[arg(
        long,
        env = "ES_ML_FAKE_API_KEY",
        value_name = "ID:SECRET",
        hide_env_values = true
    )]
    api_key: Option<String>,

    /// The certificates to trust, in PEM, instead of those that the system trusts.
    #[arg(long, env = "ES_ML_FAKE_CA_CERT", value_name = "FILE")]
    ca_cert: Option<PathBuf>,

    /// A deployment whose number of allocations may be changed for a moment.
    #[arg(
        long,
        env = "ES_ML_FAKE_DEPLOYMENT",
        value_name = "ID",
        requires = "allow_changes"
    )]
    deployment: Option<String>,

    /// Change that deployment, and bring it back.
    #[arg(
        long,
        env = "ES_ML_FAKE_ALLOW_CHANGES",
        requires = "deployment",
        value_parser = BoolishValueParser::new()
    )]
    allow_changes: bool,

    /// How to print what differs.
    #[arg(long, env = "ES_ML_FAKE_FORMAT", value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people: what differs, and a summary.
    Human,
    /// One JSON document.
    Json,
}

fn url(text: &str) -> Result<Uri, String> {
    let url: Uri = text.parse().map_err(|_| "this is no URL".to_owned())?;
    let is_http = url
        .scheme()
        .is_some_and(|it| *it == Scheme::HTTP || *it == Scheme::HTTPS);
    let authority = url.authority().map(http::uri::Authority::as_str);
    match authority {
        Some(authority) if authority.contains('@') => {
            Err("credentials are for `--user` and `--api-key`".to_owned())
        }
        Some(_) if is_http && url.query().is_none() => Ok(url),
        _ => Err("a URL is needed such as http://127.0.0.1:9200".to_owned()),
    }
}

impl Verify {
    pub(crate) fn run(self) -> super::Outcome {
        let client = Client::of(
            &self.against,
            self.authorization()?,
            self.ca_cert.as_deref(),
        )?;
        let version = version(&client)?;
        let edition = edition(&version);
        let mut session = Session {
            client: &client,
            fake: FakeCluster::builder().edition(edition).build(),
            is_interrupted: Arc::default(),
            played: Vec::new(),
        };
        let (changing, reading): (Vec<_>, Vec<_>) =
            cases::all().into_iter().partition(|case| case.changes);
        let nowhere = Subject {
            id: NOWHERE,
            allocations: 4,
        };
        session.play(&reading, nowhere)?;
        if let Some(id) = self.deployment.filter(|_| self.allow_changes) {
            session.change(&changing, &id)?;
        }
        let report = Report {
            against: redact(&self.against.to_string()).into_owned(),
            version,
            edition: edition.to_string(),
            cases: session.played,
        };
        print(|out| match self.format {
            Format::Human => report.write_human(out),
            Format::Json => report.write_json(out),
        })?;
        Ok(match report.drift() {
            0 => exit::OK,
            _ => exit::CHECK_FAILED,
        })
    }

    fn authorization(&self) -> Result<Option<HeaderValue>, Failure> {
        let of = |scheme, text: &Option<String>| {
            text.as_deref()
                .map(|text| client::authorization(scheme, text))
                .transpose()
        };
        Ok(of("Basic", &self.user)?.or(of("ApiKey", &self.api_key)?))
    }
}

/// The comparison of a cluster with a fake.
struct Session<'c> {
    client: &'c Client,
    fake: Cluster,
    is_interrupted: Arc<AtomicBool>,
    played: Vec<Played>,
}

impl Session<'_> {
    fn play(&mut self, cases: &[Case], subject: Subject<'_>) -> Result<(), Failure> {
        for case in cases {
            if self.is_interrupted.load(Ordering::Relaxed) {
                return Err(Failure("interrupted".to_owned()));
            }
            let request = case.request(subject);
            let shown = format!("{} {}", request.method(), request.uri());
            let outcome = self.compare(request);
            let outcome =
                outcome.map_err(|problem| Failure(format!("{}: {problem}", case.name)))?;
            self.played.push(Played {
                name: case.name.clone(),
                request: shown,
                outcome,
            });
        }
        Ok(())
    }

    fn compare(&self, request: Request<Bytes>) -> Result<Outcome, String> {
        let fake = self.fake.handle(&request, SystemTime::now());
        let fake = Response::from(fake);
        let cluster = self.client.send(request)?;
        if let Some(reason) = incomparable(cluster.status(), fake.status()) {
            return Ok(Outcome::NotCompared { reason });
        }
        let differences = differences(&cluster, &fake);
        Ok(match differences.is_empty() {
            true => Outcome::Same,
            false => Outcome::Differs { differences },
        })
    }

    /// Plays the cases that change a deployment, and brings it back whatever comes of them.
    fn change(&mut self, cases: &[Case], id: &str) -> Result<(), Failure> {
        for signal in [SIGINT, SIGTERM] {
            let flag = Arc::clone(&self.is_interrupted);
            let registered = signal_hook::flag::register(signal, flag);
            registered.map_err(|error| Failure::of("cannot wait for signals", error))?;
        }
        let found = Found::at(self.client, id)?;
        let deployment = Deployment::started(id).allocations(found.allocations);
        self.fake.put_deployment(deployment);
        let subject = Subject {
            id: &in_path(&found.id),
            allocations: found.allocations,
        };
        let played = self.play(cases, subject);
        found.restore()?;
        played
    }
}

/// Why two answers say nothing of each other.
fn incomparable(cluster: StatusCode, fake: StatusCode) -> Option<String> {
    let reason = match cluster.as_u16() {
        _ if cluster == fake => return None,
        401 | 403 => "the cluster does not permit it with these credentials",
        429 | 503 => "the cluster has no room or no time for it",
        502 | 504 => "something in front of the cluster has answered",
        _ => return None,
    };
    Some(format!("{reason} ({})", cluster.as_u16()))
}

/// What the cluster says that it is.
fn version(client: &Client) -> Result<String, Failure> {
    let asked = client.send(Request::new(Bytes::new()));
    let answer = asked.map_err(|problem| Failure::of("the cluster cannot be asked", problem))?;
    let body: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
    match body["version"]["number"].as_str() {
        Some(number) if answer.status() == 200 => Ok(number.to_owned()),
        _ => Err(Failure(format!(
            "the cluster does not say which version it is, but answers {}",
            answer.status()
        ))),
    }
}

/// The edition of the fake that has the version, or else the newest.
fn edition(version: &str) -> Edition {
    let parts: Vec<_> = version.split('.').take(2).collect();
    let newest = || {
        let newest = Edition::LATEST;
        warn(format_args!(
            "there is no edition for version {version}; comparing with {newest}"
        ));
        newest
    };
    parts.join(".").parse().unwrap_or_else(|_| newest())
}
