//! `es-ml-fake serve`: the fake as a server, for programs in any language.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use es_ml_fake::{Breaches, Exchange, FakeCluster};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::journal_file::JournalFile;
use super::{Failure, Outcome, complain, exit};

/// Serve the fake until SIGINT or SIGTERM.
///
/// The first line of standard output is `listening on http://ADDRESS`. Requests that breach the contract are reported on standard
/// error as they come.
#[derive(Args)]
#[command(
    after_help = "Example:\n  es-ml-fake serve --listen 127.0.0.1:0 --journal requests.jsonl --fail-on-breach"
)]
pub(crate) struct Serve {
    /// The address to listen on; port 0 lets the system choose one.
    #[arg(
        long,
        env = "ES_ML_FAKE_LISTEN",
        default_value = "127.0.0.1:9200",
        value_name = "ADDRESS"
    )]
    listen: SocketAddr,

    /// Answer 400 to requests that a real server accepts although the documentation does not promise it.
    #[arg(long, env = "ES_ML_FAKE_STRICT", value_parser = clap::builder::BoolishValueParser::new())]
    strict: bool,

    /// Write each exchange to this file, one line of JSON each. The file is replaced.
    #[arg(long, env = "ES_ML_FAKE_JOURNAL", value_name = "FILE")]
    journal: Option<PathBuf>,

    /// Exit with 1 if there were requests that breach the contract silently.
    #[arg(long, env = "ES_ML_FAKE_FAIL_ON_BREACH", value_parser = clap::builder::BoolishValueParser::new())]
    fail_on_breach: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Outcome {
        // Before anything can be asked to stop, so that no signal is missed.
        let mut signals = Signals::new([SIGINT, SIGTERM])
            .map_err(|error| Failure::of("cannot wait for signals", error))?;
        let journal = self
            .journal
            .as_deref()
            .map(JournalFile::create)
            .transpose()?;
        let cluster = self.start(journal.as_ref())?;
        announce(&cluster)?;
        signals.forever().next();

        let verified = cluster.verify();
        // The listener closes first, so that no exchange is too late for the journal.
        drop(cluster);
        if let Some(journal) = journal {
            journal.finish()?;
        }
        match verified {
            Err(breaches) if self.fail_on_breach => {
                complain(&format_args!(
                    "{breaches}\n\nWith --strict such requests are answered with 400."
                ));
                Ok(exit::CHECK_FAILED)
            }
            _ => Ok(exit::OK),
        }
    }

    fn start(&self, journal: Option<&JournalFile>) -> Result<FakeCluster, Failure> {
        let policy = if self.strict {
            Breaches::Refuse
        } else {
            Breaches::Allow
        };
        let sink = journal.map(JournalFile::sink);
        FakeCluster::builder()
            .listen(self.listen)
            .breaches(policy)
            .on_exchange(move |exchange| {
                if let Some(sink) = &sink {
                    sink.write(exchange);
                }
                report(exchange);
            })
            .try_start()
            .map_err(|error| Failure::Message(error.to_string()))
    }
}

fn announce(cluster: &FakeCluster) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "listening on {}", cluster.uri())?;
    out.flush()
}

fn report(exchange: &Arc<Exchange>) {
    if !exchange.verdict().conforms() {
        complain(exchange);
    }
}
