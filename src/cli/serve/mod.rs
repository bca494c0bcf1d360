//! `es-ml-fake serve`: the fake as a server, for programs in any language.

mod breaches;
mod observer;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::builder::{BoolishValueParser, NonEmptyStringValueParser};
use clap::{Args, value_parser};
use es_ml_fake::journal::BreachPolicy;
use es_ml_fake::script::UnusedPolicy;
use es_ml_fake::server::{StartError, Tls};
use es_ml_fake::{Edition, FakeCluster, UnimplementedPolicy};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::config::{self, Config};
use super::fails_on::FailsOn;
use super::journal_file::{JournalFile, Writing};
use super::log::Log;
use super::text::file_name;
use super::{Failure, Outcome, access, address, exit, print};
use observer::Observer;

/// Serve the fake until SIGINT or SIGTERM.
///
/// The first line of standard output is `listening on http://ADDRESS`, or `https://`. Requests that
/// breach the contract are reported on standard error as they come. Tests in any language program
/// the fake under `/_fake`, which lists what there is; `/_fake/ui` is a live page for a browser.
#[derive(Args)]
#[command(
    after_help = "Example:\n  es-ml-fake serve --listen 127.0.0.1:0 --journal requests.jsonl --fail-on-breach"
)]
pub(crate) struct Serve {
    /// The address or host to listen on, with a port; port 0 lets the system choose one.
    /// 127.0.0.1:9200 by default.
    #[arg(long, env = "ES_ML_FAKE_LISTEN", value_name = "HOST:PORT", value_parser = address::parse)]
    listen: Option<SocketAddr>,

    /// A configuration file in TOML; `es-ml-fake schema config` is its JSON Schema. Flags take the
    /// place of what it says.
    #[arg(long, env = "ES_ML_FAKE_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Which server to behave as: `documented`, `latest`, or a version such as 9.1. Typed clients
    /// require members that the documented answer lacks, and that the one of `latest` has.
    #[arg(long, env = "ES_ML_FAKE_EDITION", value_name = "EDITION")]
    edition: Option<Edition>,

    /// A user who may ask; with a user or an API key, every request needs credentials. May be given
    /// several times, and as several lines in the variable.
    #[arg(
        long = "user",
        env = "ES_ML_FAKE_USER",
        hide_env_values = true,
        value_delimiter = '\n',
        value_name = "NAME:PASSWORD:ROLE[,ROLE]"
    )]
    users: Vec<String>,

    /// An API key. May be given several times, as users may.
    #[arg(
        long = "api-key",
        env = "ES_ML_FAKE_API_KEY",
        hide_env_values = true,
        value_delimiter = '\n',
        value_name = "ID:SECRET:ROLE[,ROLE]"
    )]
    api_keys: Vec<String>,

    /// Answer 400 to requests that a real server accepts although the documentation does not
    /// promise it.
    #[arg(long, env = "ES_ML_FAKE_STRICT", value_parser = BoolishValueParser::new())]
    strict: bool,

    /// What to answer where a real server has an API and the fake does not: `say` so with status
    /// 501, or `as-server`, as a server that does not have it either. `say` by default.
    #[arg(long, env = "ES_ML_FAKE_UNIMPLEMENTED", value_name = "POLICY")]
    unimplemented: Option<UnimplementedPolicy>,

    /// Write each exchange to this file, one line of JSON each. The file is replaced.
    #[arg(long, env = "ES_ML_FAKE_JOURNAL", value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Speak HTTPS. Clients have to trust the certificate authority that is made for this run.
    #[arg(long, env = "ES_ML_FAKE_TLS", value_parser = BoolishValueParser::new())]
    tls: bool,

    /// Write the certificate of that authority to this file, as PEM. The file is replaced.
    /// es-ml-fake-ca.pem by default.
    #[arg(long, env = "ES_ML_FAKE_CA_FILE", value_name = "FILE")]
    ca_file: Option<PathBuf>,

    /// How many HTTP nodes there are: as many addresses over one cluster, which the control API
    /// takes away and brings back. `GET /_fake/nodes` lists them. 1 by default.
    #[arg(long, env = "ES_ML_FAKE_HTTP_NODES", value_name = "NUMBER", value_parser = value_parser!(u16).range(1..=100))]
    http_nodes: Option<u16>,

    /// The token that the control API under `/_fake` wants, as `Authorization: Bearer TOKEN`.
    /// Without one it answers clients on this machine only.
    #[arg(long, env = "ES_ML_FAKE_CONTROL_TOKEN", hide_env_values = true, value_name = "TOKEN", value_parser = NonEmptyStringValueParser::new())]
    control_token: Option<String>,

    #[command(flatten)]
    fails_on: FailsOn,
}

/// Where a real cluster listens, and programs look for one.
const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9200);

/// What the documented answer lacks.
const FOR_TYPED_CLIENTS: &str = "typed clients require `deployment_id`, `priority` and two figures of memory, which the documented \
     answer lacks: `--edition latest` has them";

const DEFAULT_CA_FILE: &str = "es-ml-fake-ca.pem";

impl Serve {
    pub(crate) fn run(self) -> Outcome {
        let mut config = self.read_config()?;
        let ca_file = self.ca_file(&config)?;
        let fails_on = self.fails_on.or(config.fails_on);
        let path = self.journal.clone().or_else(|| config.journal.take());
        let log = Log::start();
        let journal = path.map(|path| JournalFile::open(&path)).transpose()?;
        // Before clients know where to send requests, so that from then on every signal ends this
        // well.
        let mut signals = Signals::new([SIGINT, SIGTERM])
            .map_err(|error| Failure::of("cannot wait for signals", error))?;
        let observer = Observer::new(log.clone(), journal.as_ref().map(JournalFile::sink));
        let fake = self.start(config, observer.clone(), ca_file.is_some())?;
        let journal = journal.map(|journal| journal.start_writing(log.clone()));
        if let Some(file) = ca_file {
            write_ca(&file, fake.ca_pem(), &log)?;
        }
        print(|out| writeln!(out, "listening on {}", fake.uri()))?;
        log.say("started; SIGINT (Ctrl-C) or SIGTERM ends it");
        if fake.edition() == Edition::Documented {
            log.say(FOR_TYPED_CLIENTS);
        }
        let signal = signals.forever().next();

        let cluster = fake.cluster().clone();
        // The listener closes first, so that no exchange is too late for the journal and for the
        // exit code.
        drop(fake);
        let is_written = journal.is_none_or(Writing::finish);
        let (requests, breaches) = (observer.requests(), observer.breaches());
        log.say(format_args!(
            "ended by {} after {requests}, {breaches}",
            name_of(signal)
        ));
        let report = breaches.report(fails_on);
        if let Some(report) = &report {
            log.say(report);
        }
        if let Some(unused) = cluster.take_unused_scripts() {
            log.say(unused);
        }
        log.finish();
        Ok(match (is_written, report) {
            (false, _) => exit::USAGE,
            (true, Some(_)) => exit::CHECK_FAILED,
            (true, None) => exit::OK,
        })
    }

    fn read_config(&self) -> Result<Config, Failure> {
        let file = self.config.as_deref();
        Ok(file.map(config::read).transpose()?.unwrap_or_default())
    }

    /// Where to write the certificate of the authority, if HTTPS is spoken.
    fn ca_file(&self, config: &Config) -> Result<Option<PathBuf>, Failure> {
        let file = self.ca_file.as_ref().or(config.ca_file.as_ref());
        match (self.tls || config.tls, file) {
            (false, None) => Ok(None),
            (false, Some(_)) => Err(Failure(
                "a file for a certificate needs HTTPS: `--tls`, or `tls = true` in the \
                 configuration"
                    .to_owned(),
            )),
            (true, file) => Ok(Some(file.map_or(DEFAULT_CA_FILE.into(), PathBuf::clone))),
        }
    }

    /// Starts the fake of the configuration. Flags take the place of what it says, and add to its
    /// users and keys.
    fn start(
        &self,
        mut config: Config,
        observer: Observer,
        is_secure: bool,
    ) -> Result<FakeCluster, Failure> {
        let listen = self.listen.or(config.listen()).unwrap_or(DEFAULT_ADDRESS);
        let policy = match self.strict || config.strict {
            true => BreachPolicy::Refuse,
            false => BreachPolicy::Allow,
        };
        let users = access::users(&self.users, &mut config.access)?;
        let api_keys = access::api_keys(&self.api_keys, &mut config.access)?;
        let token = self.control_token.clone().or(config.control.token.take());
        let mut builder = config.apply(FakeCluster::builder()).control_api(true);
        if let Some(token) = token {
            builder = builder.control_token(token);
        }
        if let Some(count) = self.http_nodes {
            builder = builder.http_nodes(count.into());
        }
        if let Some(edition) = self.edition {
            builder = builder.edition(edition);
        }
        if let Some(policy) = self.unimplemented {
            builder = builder.unimplemented(policy);
        }
        for user in users {
            builder = builder.user(user);
        }
        for key in api_keys {
            builder = builder.api_key(key);
        }
        let mut builder = builder
            .listen(listen)
            .breaches(policy)
            .unused_scripts(UnusedPolicy::Allow)
            .on_exchange(move |exchange| observer.observe(exchange));
        if is_secure {
            builder = builder.tls(Tls::new());
        }
        let started = builder.try_start();
        started.map_err(|error| Failure(format!("{error}{}", hint(&error, listen))))
    }
}

/// What to do if the address is taken, most likely by a real cluster.
fn hint(error: &StartError, listen: SocketAddr) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            let free = SocketAddr::new(listen.ip(), 0);
            format!("; `--listen {free}` takes a port that is free, and prints it")
        }
        _ => String::new(),
    }
}

fn write_ca(file: &Path, pem: &str, log: &Log) -> Result<(), Failure> {
    let name = file_name(file);
    std::fs::write(file, pem)
        .map_err(|error| Failure::of(format_args!("cannot write {name}"), error))?;
    log.say(format_args!(
        "clients have to trust the certificate in {name}"
    ));
    Ok(())
}

fn name_of(signal: Option<i32>) -> &'static str {
    let name = signal.and_then(signal_hook::low_level::signal_name);
    name.unwrap_or("a signal")
}
