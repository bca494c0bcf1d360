//! Arguments, and which command they ask for.

mod check;
mod exit;
mod journal_file;
mod schema;
mod serve;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A stand-in Elasticsearch ML cluster, and checks of requests against its documented contract.
#[derive(Parser)]
#[command(name = "es-ml-fake", version, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 all well, 1 the check failed, 2 wrong usage or unreadable input."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Check(check::Check),
    Schema(schema::Schema),
}

/// What a command ends with: an exit code, or a reason why it could not do its work.
type Outcome = Result<u8, Failure>;

/// Why a command could not do its work.
enum Failure {
    /// Said on standard error, and the exit code is 2.
    Message(String),
    /// Whoever read the output has had enough of it, which is no failure of ours.
    OutputClosed,
}

impl Failure {
    fn of(what: impl Display, error: impl Display) -> Self {
        Self::Message(format!("{what}: {error}"))
    }
}

/// Errors of writing to standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::OutputClosed
        } else {
            Self::of("cannot write to standard output", error)
        }
    }
}

/// Runs the program. Wrong usage ends it here, with exit code 2 and a message.
pub(crate) fn run() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Schema(schema) => schema.run(),
    };
    match outcome {
        Ok(code) => code.into(),
        Err(Failure::OutputClosed) => exit::OK.into(),
        Err(Failure::Message(message)) => {
            complain(&message);
            exit::USAGE.into()
        }
    }
}

/// Says something on standard error. If that is closed there is nobody left to tell.
fn complain(message: &dyn Display) {
    let _ = writeln!(io::stderr(), "es-ml-fake: {message}");
}
