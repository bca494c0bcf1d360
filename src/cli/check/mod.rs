//! `es-ml-fake check`: whether requests that are on file keep the contract.

mod findings;
mod har;
mod human;
mod journal;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use es_ml_fake::contract::Verdict;

use super::{Outcome, complain, exit, print};
use findings::{Findings, Judged, Place, Report};

/// Check request bodies, journals and HTTP archives against the documented contract.
#[derive(Args)]
#[command(after_help = "\
Files by their ending:
  .json   the body of one update request
  .jsonl  a journal, as `serve --journal` writes it
  .har    an HTTP archive, of which the update requests are checked
  -       standard input: the body of one update request

Example:
  es-ml-fake check body.json requests.jsonl --format json")]
pub(crate) struct Check {
    /// The files to check.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// How to print the findings.
    #[arg(long, env = "ES_ML_FAKE_FORMAT", value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// One JSON document.
    Json,
}

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        let files = self.files.iter().map(|file| check(file));
        let report = Report::of(files.collect());
        print(|out| match self.format {
            Format::Human => human::write(&report, out),
            Format::Json => write_json(&report, out),
        })?;
        for (file, problem) in report.problems() {
            complain(format_args!("{file}: {problem}"));
        }
        Ok(if report.problems().next().is_some() {
            exit::USAGE
        } else if report.conforms() {
            exit::OK
        } else {
            exit::CHECK_FAILED
        })
    }
}

fn write_json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

fn check(file: &Path) -> Findings {
    let judged = match judge_of(file) {
        Some(judge) => read(file).map_or_else(Judged::unreadable, |bytes| judge(&bytes)),
        None if file.is_dir() => {
            Judged::unreadable("is a directory; the files in it have to be named")
        }
        None => Judged::unreadable(
            "is of no known kind; known are .json, .jsonl and .har, and - for a body on standard input",
        ),
    };
    Findings::of(file.to_string_lossy().into_owned(), judged)
}

/// What judges files of this kind.
fn judge_of(file: &Path) -> Option<fn(&[u8]) -> Judged> {
    if file == Path::new("-") {
        return Some(judge_body);
    }
    let ending = file.extension()?.to_str()?.to_ascii_lowercase();
    match ending.as_str() {
        "json" => Some(judge_body),
        "jsonl" => Some(journal::judge),
        "har" => Some(har::judge),
        _ => None,
    }
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn judge_body(bytes: &[u8]) -> Judged {
    let mut judged = Judged::default();
    judged.add(Place::WholeFile, &Verdict::of_update_body(bytes));
    judged
}
