//! `es-ml-fake serve`: the fake as a server, for programs in any language.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use clap::builder::BoolishValueParser;
use es_ml_fake::journal::{BreachPolicy, Exchange, SilentBreaches};
use es_ml_fake::server::Tls;
use es_ml_fake::{Edition, FakeCluster};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::config::{self, Config};
use super::journal_file::{JournalFile, Sink, Writing};
use super::log::Log;
use super::text::count;
use super::{Failure, Outcome, exit, print};
use super::{access, address};

/// Serve the fake until SIGINT or SIGTERM.
///
/// The first line of standard output is `listening on http://ADDRESS`, or `https://`. Requests that
/// breach the contract are reported on standard error as they come.
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

    /// Which server to behave as: `documented`, or a version such as 9.1.
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

    /// Write each exchange to this file, one line of JSON each. The file is replaced.
    #[arg(long, env = "ES_ML_FAKE_JOURNAL", value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Speak HTTPS. Clients have to trust the certificate authority that is made for this run.
    #[arg(long, env = "ES_ML_FAKE_TLS", value_parser = BoolishValueParser::new())]
    tls: bool,

    /// Write the certificate of that authority to this file, as PEM. The file is replaced.
    #[arg(
        long,
        env = "ES_ML_FAKE_CA_FILE",
        default_value = "es-ml-fake-ca.pem",
        value_name = "FILE",
        requires = "tls"
    )]
    ca_file: PathBuf,

    /// Exit with 1 if there were requests that breach the contract silently.
    #[arg(long, env = "ES_ML_FAKE_FAIL_ON_BREACH", value_parser = BoolishValueParser::new())]
    fail_on_breach: bool,
}

/// Where a real cluster listens, and programs look for one.
const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 9200);

/// Looks at each exchange before its answer leaves.
#[derive(Clone)]
struct Observer {
    log: Log,
    journal: Option<Sink>,
    requests: Arc<AtomicUsize>,
}

impl Serve {
    pub(crate) fn run(self) -> Outcome {
        let config = self.read_config()?;
        let log = Log::start();
        let path = self.journal.as_ref().or(config.journal.as_ref());
        let journal = path.map(|path| JournalFile::open(path)).transpose()?;
        // Before anybody knows where to send requests, so that from then on every signal ends this
        // well.
        let mut signals = Signals::new([SIGINT, SIGTERM])
            .map_err(|error| Failure::of("cannot wait for signals", error))?;
        let observer = Observer {
            log: log.clone(),
            journal: journal.as_ref().map(JournalFile::sink),
            requests: Arc::default(),
        };
        let fails_on_breach = self.fail_on_breach || config.fail_on_breach;
        let fake = self.start(config, observer.clone())?;
        let journal = journal.map(|journal| journal.start_writing(log.clone()));
        if self.tls {
            self.write_ca(fake.ca_pem(), &log)?;
        }
        print(|out| writeln!(out, "listening on {}", fake.uri()))?;
        log.say("started; SIGINT (Ctrl-C) or SIGTERM ends it");
        let signal = signals.forever().next();

        let cluster = fake.cluster().clone();
        // The listener closes first, so that no exchange is too late for the journal and for the
        // exit code.
        drop(fake);
        let breaches = cluster.take_silent_breaches().unwrap_or_default();
        let is_written = journal.is_none_or(Writing::finish);
        log.say(farewell(signal, &observer.requests, &breaches));
        let is_failed = fails_on_breach && breaches.total() > 0;
        if is_failed {
            log.say(format_args!(
                "{breaches}\n\nWith --strict such requests are answered with 400."
            ));
        }
        log.finish();
        Ok(match (is_written, is_failed) {
            (false, _) => exit::USAGE,
            (true, true) => exit::CHECK_FAILED,
            (true, false) => exit::OK,
        })
    }

    fn write_ca(&self, pem: &str, log: &Log) -> Result<(), Failure> {
        let name = self.ca_file.display();
        std::fs::write(&self.ca_file, pem)
            .map_err(|error| Failure::of(format_args!("cannot write {name}"), error))?;
        log.say(format_args!(
            "clients have to trust the certificate in {name}"
        ));
        Ok(())
    }

    fn read_config(&self) -> Result<Config, Failure> {
        let file = self.config.as_deref();
        Ok(file.map(config::read).transpose()?.unwrap_or_default())
    }

    /// Starts the fake of the configuration. Flags take the place of what it says, and add to its
    /// users and keys.
    fn start(&self, config: Config, observer: Observer) -> Result<FakeCluster, Failure> {
        let listen = self.listen.or(config.listen).unwrap_or(DEFAULT_ADDRESS);
        let policy = match self.strict || config.strict {
            true => BreachPolicy::Refuse,
            false => BreachPolicy::Allow,
        };
        let mut builder = config.apply(FakeCluster::builder());
        if let Some(edition) = self.edition {
            builder = builder.edition(edition);
        }
        for flag in &self.users {
            builder = builder.user(access::user(flag)?);
        }
        for flag in &self.api_keys {
            builder = builder.api_key(access::api_key(flag)?);
        }
        let mut builder = builder
            .listen(listen)
            .breaches(policy)
            .on_exchange(move |exchange| observer.observe(exchange));
        if self.tls {
            builder = builder.tls(Tls::new());
        }
        builder
            .try_start()
            .map_err(|error| Failure(error.to_string()))
    }
}

impl Observer {
    fn observe(&self, exchange: &Arc<Exchange>) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if let Some(journal) = &self.journal {
            journal.write(exchange);
        }
        if !exchange.verdict().conforms() {
            self.log.say(exchange);
        }
    }
}

fn farewell(signal: Option<i32>, requests: &AtomicUsize, breaches: &SilentBreaches) -> String {
    let signal = signal
        .and_then(signal_hook::low_level::signal_name)
        .unwrap_or("a signal");
    let requests = count(requests.load(Ordering::Relaxed), "request", "requests");
    let breaches = match breaches.total() {
        0 => "no silent breach".to_owned(),
        1 => "1 silent breach".to_owned(),
        many => format!("{many} silent breaches"),
    };
    format!("ended by {signal} after {requests}, {breaches}")
}
