//! `es-ml-fake check`: whether requests that are on file keep the contract.
//!
//! [`files`] finds what the arguments name, [`input`] opens it, [`kinds`] finds out what it is and
//! takes the requests out of it, [`judge`](mod@judge) judges them, [`findings`] are what comes of
//! it, [`spot`]s where in a request, and [`formats`] print that.

mod excerpt;
mod files;
mod findings;
mod formats;
mod input;
mod json;
mod judge;
mod kinds;
mod list;
mod position;
mod request;
mod spot;
mod yaml;

use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{Args, ValueEnum};
use es_ml_fake::Edition;

use super::text::file_name;
use super::{Outcome, complain, exit, print, warn};
use files::{Source, sources};
use findings::{Findings, Judged, Report};
use formats::Format;
pub(super) use input::{Input, each_line};
use judge::{Judge, Settings};
use kinds::Kind;
use request::Prefix;

/// Check requests that are on file against the documented contract.
///
/// Files are taken for what their content says they are; see `--as` for the kinds. Each of them may
/// be compressed with gzip, and in any encoding of Unicode. A breach is silent if a server accepts
/// the request all the same, and refused otherwise.
#[derive(Args)]
#[command(after_help = "\
Examples:
  es-ml-fake check body.json requests.jsonl
  es-ml-fake check tests/fixtures --require-checked
  es-ml-fake check recording.har --prefix /es --format json
  jq .body request.json | es-ml-fake check - --as body --edition 8.14

Exit codes: 0 all well, 1 a breach, or with --require-checked a file in which nothing was judged,
2 wrong usage, or something that could not be read.")]
pub(crate) struct Check {
    /// The files to check; folders with all that is in them; `-` for standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    files: Vec<PathBuf>,

    /// What kind of file they are, if their content does not tell.
    #[arg(long = "as", env = "ES_ML_FAKE_AS", value_name = "KIND", value_parser = Kind::parser())]
    kind: Option<Kind>,

    /// Which server the requests are for: `documented`, `latest`, or a version such as 8.14. What
    /// came later is a breach.
    #[arg(
        long,
        env = "ES_ML_FAKE_EDITION",
        value_name = "EDITION",
        default_value_t = Edition::Documented
    )]
    edition: Edition,

    /// What a reverse proxy has put in front of the server's paths in recordings. May be given
    /// several times.
    #[arg(
        long = "prefix",
        env = "ES_ML_FAKE_PREFIX",
        value_name = "PATH",
        value_delimiter = '\n'
    )]
    prefixes: Vec<Prefix>,

    /// Exit with 1 if there is a file in which nothing was judged.
    #[arg(
        long,
        env = "ES_ML_FAKE_REQUIRE_CHECKED",
        value_parser = BoolishValueParser::new()
    )]
    require_checked: bool,

    /// How many requests in breach to list for each file. The others are counted.
    #[arg(
        long,
        env = "ES_ML_FAKE_MAX_LISTED",
        value_name = "NUMBER",
        default_value_t = 1000
    )]
    max_listed: usize,

    /// How to print the findings.
    #[arg(long, env = "ES_ML_FAKE_FORMAT", value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Whether to print in colour.
    #[arg(
        long,
        env = "ES_ML_FAKE_COLOR",
        value_enum,
        value_name = "WHEN",
        default_value_t = Color::Auto
    )]
    color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    /// On terminals, unless the environment says otherwise (`NO_COLOR`, `CLICOLOR_FORCE`).
    Auto,
    Always,
    Never,
}

impl Check {
    pub(crate) fn run(self) -> Outcome {
        self.color.choose();
        let settings = Settings {
            edition: self.edition,
            prefixes: self.prefixes,
            max_listed: self.max_listed,
        };
        let mut report = Report::default();
        for argument in &self.files {
            let before = report.files.len();
            for source in sources(argument) {
                match check(&source, self.kind, &settings) {
                    Some(findings) => report.files.push(findings),
                    None => report.skipped_files += 1,
                }
            }
            if report.files.len() == before {
                // Of a folder there has to be something to say, too.
                let name = file_name(argument);
                report
                    .files
                    .push(Findings::of(name, None, Judged::default()));
            }
        }
        report.conclude(self.require_checked);
        print(|out| self.format.write(&report, out))?;
        say_what_is_missing(&report);
        Ok(if !report.could_all_be_read() {
            exit::USAGE
        } else if report.conforms {
            exit::OK
        } else {
            exit::CHECK_FAILED
        })
    }
}

impl Color {
    fn choose(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// Checks a file. Nothing comes of one in a folder that is of no known kind.
fn check(source: &Source, kind: Option<Kind>, settings: &Settings) -> Option<Findings> {
    let mut judge = Judge::new(settings);
    let opened = match &source.problem {
        Some(problem) => Err(problem.clone()),
        None => Input::open(&source.path).map_err(|error| error.to_string()),
    };
    let mut name = None;
    let read = match opened {
        Err(problem) => Err(problem),
        Ok(input) => match kind.or_else(|| Kind::of(&input, &source.path)) {
            None if source.is_found => return None,
            None => Err(format!(
                "is of no known kind; known to --as are {}",
                Kind::names()
            )),
            Some(kind) => {
                name = Some(kind.name);
                (kind.read)(input, &mut judge)
            }
        },
    };
    if let Err(problem) = read {
        judge.unreadable(&problem);
    }
    Some(Findings::of(source.name(), name, judge.finish()))
}

/// Says on standard error what could not be read, and what may have been overlooked.
fn say_what_is_missing(report: &Report) {
    for Findings { file, judged, .. } in &report.files {
        for problem in judged.unreadable.texts() {
            complain(format_args!("{file}: {problem}"));
        }
        if judged.lacks_requests() {
            warn(format_args!("{file}: nothing in it was judged"));
        }
        if let Some(prefix) = &judged.prefix_hint {
            let remedy = format!("`--prefix {prefix}` takes them");
            warn(format_args!(
                "{file}: requests behind {prefix} were skipped; {remedy}"
            ));
        }
    }
}
