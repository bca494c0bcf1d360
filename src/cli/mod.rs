//! Arguments, and which command they ask for.

mod access;
mod address;
mod check;
mod completions;
mod config;
mod coverage;
mod exit;
mod fails_on;
mod journal_file;
mod log;
mod openapi;
mod schema;
mod serve;
mod simulate;
mod text;
mod verify;

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use es_ml_fake::security::redact;

/// A stand-in Elasticsearch ML cluster, and checks of requests against its documented contract.
#[derive(Parser)]
#[command(name = "es-ml-fake", version, arg_required_else_help = true)]
#[command(after_help = "Examples:
  es-ml-fake serve --listen 127.0.0.1:0 --journal requests.jsonl
  es-ml-fake check body.json requests.jsonl
  es-ml-fake schema update_request

Exit codes: 0 all well, 1 the check failed, 2 wrong usage or unreadable input.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Check(check::Check),
    Coverage(coverage::Coverage),
    Schema(schema::Schema),
    Simulate(simulate::Simulate),
    #[command(name = "openapi")]
    OpenApi(openapi::OpenApi),
    Verify(verify::Verify),
    Completions(completions::Completions),
}

/// What a command ends with: an exit code, or a reason why it could not do its work.
type Outcome = Result<u8, Failure>;

/// Why a command could not do its work. It is said on standard error, and the exit code is 2.
struct Failure(String);

impl Failure {
    fn of(what: impl Display, error: impl Display) -> Self {
        Self(format!("{what}: {error}"))
    }
}

/// Runs the program. Wrong usage ends it here, with exit code 2 and a message.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::from_command_line() {
        Ok(arguments) => arguments,
        Err(error) => return say(&error),
    };
    let outcome = match arguments.command {
        Command::Serve(serve) => serve.run(),
        Command::Check(check) => check.run(),
        Command::Coverage(coverage) => coverage.run(),
        Command::Schema(schema) => schema.run(),
        Command::Simulate(simulate) => simulate.run(),
        Command::OpenApi(openapi) => openapi.run(),
        Command::Verify(verify) => verify.run(),
        Command::Completions(completions) => completions.run(),
    };
    match outcome {
        Ok(code) => code.into(),
        Err(Failure(message)) => {
            complain(&message);
            exit::USAGE.into()
        }
    }
}

impl Arguments {
    /// What is wrong with flags is shown with their values, and those of variables are in the help:
    /// both without credentials.
    fn from_command_line() -> Result<Self, clap::Error> {
        let command = Self::command()
            .mut_subcommands(|command| command.mut_args(|argument| argument.hide_env_values(true)));
        Self::from_arg_matches(&command.try_get_matches()?)
    }
}

/// Says what is wrong with the command line, or what it asks for, and with which exit code.
fn say(error: &clap::Error) -> ExitCode {
    let repeats_credentials = error.context().any(|(kind, value)| match (kind, value) {
        // Else it is the name of a flag, with the form of its value.
        (ContextKind::InvalidArg, _) if error.kind() != ErrorKind::UnknownArgument => false,
        (_, ContextValue::String(text)) => matches!(redact(text), Cow::Owned(_)),
        _ => false,
    });
    if repeats_credentials {
        let text = error.render().to_string();
        let _ = write!(io::stderr(), "{}", redact(&text));
    } else {
        let _ = error.print();
    }
    u8::try_from(error.exit_code())
        .unwrap_or(exit::USAGE)
        .into()
}

/// Writes to standard output.
///
/// A reader that has closed it has read enough. That is no failure, and it changes no exit code:
/// `check` piped into `head` still says whether the check failed. Colours are left out where they
/// are not shown.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = BufWriter::new(anstream::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::of("cannot write to standard output", error))
        }
        _ => Ok(()),
    }
}

/// Says something on standard error. If that is closed, nothing can be done about it.
fn complain(message: impl Display) {
    let message = text::printable(&message.to_string());
    let _ = writeln!(io::stderr(), "es-ml-fake: {message}");
}

/// Says on standard error what should not be overlooked.
fn warn(message: impl Display) {
    let message = text::printable(&message.to_string());
    let style = anstyle::AnsiColor::Yellow.on_default().bold();
    let _ = writeln!(
        anstream::stderr(),
        "es-ml-fake: {style}warning{style:#}: {message}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flag_has_an_environment_variable_and_every_command_an_example() {
        let command = Arguments::command();
        command.clone().debug_assert();
        for command in command.get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            let call = format!("  es-ml-fake {} ", command.get_name());
            assert!(help.contains("Example") && help.contains(&call), "{call}");
            for flag in command.get_arguments() {
                let Some(long) = flag.get_long() else {
                    continue;
                };
                let variable = format!("ES_ML_FAKE_{}", long.replace('-', "_").to_uppercase());
                assert_eq!(flag.get_env(), Some(variable.as_ref()), "{call}--{long}");
            }
        }
    }
}
