//! `es-ml-fake check`: whether requests that are on file keep the contract.

mod har;
mod journal;
mod report;

use std::io::{self, Read};

use clap::{Args, ValueEnum};
use es_ml_fake::{Verdict, Violation};

use super::{Outcome, complain, exit};

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
    files: Vec<String>,

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

/// What was found in one file.
struct Findings {
    file: String,
    /// How many requests were judged.
    checked: usize,
    breaches: Vec<Breach>,
}

/// One request that breaches the contract.
struct Breach {
    place: Place,
    violations: Vec<Violation>,
}

/// Where in its file a request stands.
enum Place {
    /// The file is the request's body.
    WholeFile,
    /// In this line of a journal, from 1 on.
    Line { number: usize, request: String },
    /// The entry of an archive with this number, from 1 on.
    Entry { number: usize, request: String },
}

/// The verdicts on the requests of a file, or why it cannot be read.
type Judged = Result<Vec<(Place, Verdict)>, String>;

impl Check {
    pub(crate) fn run(&self) -> Outcome {
        let mut findings = Vec::new();
        let mut is_readable = true;
        for file in &self.files {
            match check(file) {
                Ok(found) => findings.push(found),
                Err(problem) => {
                    is_readable = false;
                    complain(&format!("{file}: {problem}"));
                }
            }
        }
        match self.format {
            Format::Human => report::human(&findings)?,
            Format::Json => report::json(&findings)?,
        }
        let conforms = findings.iter().all(Findings::conforms);
        Ok(match (is_readable, conforms) {
            (false, _) => exit::USAGE,
            (true, false) => exit::CHECK_FAILED,
            (true, true) => exit::OK,
        })
    }
}

impl Findings {
    fn conforms(&self) -> bool {
        self.breaches.is_empty()
    }

    /// Findings in a file of many requests: each with its place, its request line and its verdict.
    fn of_many(file: &str, judged: Vec<(Place, Verdict)>) -> Self {
        Self {
            file: file.to_owned(),
            checked: judged.len(),
            breaches: judged
                .into_iter()
                .filter_map(|(place, verdict)| Breach::of(place, &verdict))
                .collect(),
        }
    }
}

impl Breach {
    fn of(place: Place, verdict: &Verdict) -> Option<Self> {
        (!verdict.conforms()).then(|| Self {
            place,
            violations: verdict.violations().to_vec(),
        })
    }
}

/// Checks one file, or says why it cannot be checked.
fn check(file: &str) -> Result<Findings, String> {
    let judge: fn(&[u8]) -> Judged = match ending(file) {
        "-" | "json" => body,
        "jsonl" => journal::judge,
        "har" => har::judge,
        _ => return Err("is of no known kind; known are .json, .jsonl and .har, and - for a body on standard input".to_owned()),
    };
    let judged = judge(&read(file).map_err(|error| error.to_string())?)?;
    Ok(Findings::of_many(file, judged))
}

fn ending(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(_, ending)| ending)
}

fn read(file: &str) -> io::Result<Vec<u8>> {
    if file != "-" {
        return std::fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[allow(clippy::unnecessary_wraps)] // As those of the other kinds of file, which can be malformed.
fn body(bytes: &[u8]) -> Judged {
    Ok(vec![(Place::WholeFile, Verdict::of_body(bytes))])
}
