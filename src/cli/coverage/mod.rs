//! `es-ml-fake coverage`: which parts of the contract a run has exercised.

mod html;
mod markdown;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use es_ml_fake::Endpoint;
use es_ml_fake::coverage::{Item, Part, Selection};

use super::check::{Input, each_line};
use super::text::file_name;
use super::{Failure, Outcome, complain, exit, print};

/// Tell which parts of the contract a run has exercised, from its journals.
///
/// The parts are those of the endpoints and their schemas: methods and paths, members of bodies
/// with valid and invalid values, boundaries, rules, query parameters, failures and editions.
/// Several journals, of shards for instance, count as one run.
#[derive(Args)]
#[command(after_help = "\
Examples:
  es-ml-fake coverage requests.jsonl
  es-ml-fake coverage shard-1.jsonl shard-2.jsonl.gz --min 60 --format markdown
  es-ml-fake coverage requests.jsonl --endpoint update --format html --out coverage.html

Exit codes: 0 all well, 1 less than --min was exercised, 2 wrong usage, or something that could not
be read.")]
pub(crate) struct Coverage {
    /// The journals, as `serve --journal` writes them; `-` for standard input. They may be
    /// compressed with gzip.
    #[arg(required = true, value_name = "JOURNAL|-")]
    journals: Vec<PathBuf>,

    /// Exit with 1 if less was exercised, in percent of what there is.
    #[arg(long, env = "ES_ML_FAKE_MIN", value_name = "PERCENT")]
    min: Option<Percent>,

    /// Count nothing but these parts. May be given several times, or with commas in between.
    #[arg(
        long = "part",
        env = "ES_ML_FAKE_PART",
        value_name = "PART",
        value_delimiter = ',',
        value_parser = part_parser()
    )]
    parts: Vec<Part>,

    /// Count nothing but of these endpoints, and of what is of no single one. May be given several
    /// times, or with commas in between.
    #[arg(
        long = "endpoint",
        env = "ES_ML_FAKE_ENDPOINT",
        value_name = "ENDPOINT",
        value_delimiter = ',',
        value_parser = endpoint_parser()
    )]
    endpoints: Vec<Endpoint>,

    /// How to print the report.
    #[arg(long, env = "ES_ML_FAKE_FORMAT", value_enum, default_value_t = Format::Human)]
    format: Format,

    /// Write the report to this file, and only a summary to standard output.
    #[arg(long, env = "ES_ML_FAKE_OUT", value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people: what is missing first.
    Human,
    /// One JSON document.
    Json,
    /// Tables, for a pull request or a job summary.
    Markdown,
    /// A page that needs nothing else.
    Html,
}

/// From 0 to 100.
#[derive(Debug, Clone, Copy)]
struct Percent(f64);

/// What was exercised of the parts that count.
struct Report {
    coverage: es_ml_fake::coverage::Coverage,
    parts: Vec<Part>,
    endpoints: Vec<Endpoint>,
}

impl FromStr for Percent {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.trim_end_matches('%').parse().ok();
        let number = number.filter(|number| (0.0..=100.0).contains(number));
        number
            .map(Self)
            .ok_or_else(|| "a number from 0 to 100 is needed".to_owned())
    }
}

fn part_parser() -> impl TypedValueParser<Value = Part> {
    let names = Part::ALL.map(|part| PossibleValue::new(part.name()));
    PossibleValuesParser::new(names).map(|name| {
        let mut parts = Part::ALL.into_iter();
        parts
            .find(|part| part.name() == name)
            .unwrap_or(Part::Endpoints)
    })
}

fn endpoint_parser() -> impl TypedValueParser<Value = Endpoint> {
    let names = Endpoint::all().map(|endpoint| PossibleValue::new(endpoint.name()));
    PossibleValuesParser::new(names).map(|name| {
        let mut endpoints = Endpoint::all();
        let found = endpoints.find(|endpoint| endpoint.name() == name);
        found.unwrap_or(Endpoint::Unknown)
    })
}

impl Coverage {
    pub(crate) fn run(self) -> Outcome {
        let mut report = Report {
            coverage: es_ml_fake::coverage::Coverage::new(),
            parts: self.parts,
            endpoints: self.endpoints,
        };
        if report.parts.is_empty() {
            report.parts = Part::ALL.to_vec();
        }
        let mut is_whole = true;
        for journal in &self.journals {
            is_whole &= read(journal, &mut report.coverage);
        }
        match &self.out {
            None => print(|out| self.format.write(&report, out))?,
            Some(path) => {
                let mut text = Vec::new();
                let written = self.format.write(&report, &mut text);
                let written = written.and_then(|()| std::fs::write(path, text));
                written.map_err(|error| Failure::of(file_name(path), error))?;
                print(|out| writeln!(out, "{}", report.summary()))?;
            }
        }
        let percent = report.coverage.percent_of(&report.selection());
        let is_enough = self.min.is_none_or(|Percent(min)| percent >= min);
        if let Some(Percent(min)) = self.min.filter(|_| !is_enough) {
            let missing = report.missing().count();
            complain(format_args!(
                "{}, which is less than {min} %: {missing} are missing",
                report.summary()
            ));
        }
        Ok(match (is_whole, is_enough) {
            (false, _) => exit::USAGE,
            (true, false) => exit::CHECK_FAILED,
            (true, true) => exit::OK,
        })
    }
}

/// Reads a journal. What cannot be read is said, and the rest counts all the same; tells whether
/// that was nothing.
fn read(journal: &Path, coverage: &mut es_ml_fake::coverage::Coverage) -> bool {
    let name = file_name(journal);
    let mut broken = Vec::new();
    let read = Input::open(journal).map_err(|error| error.to_string());
    let read = read.and_then(|mut input| {
        each_line(&mut input.reader, &mut |number, line| {
            if let Err(error) = coverage.add_line(line) {
                broken.push((number, error));
            }
        })
    });
    if let Err(problem) = &read {
        complain(format_args!("{name}: {problem}"));
    }
    if let [(number, error), rest @ ..] = broken.as_slice() {
        let more = match rest.len() {
            0 => String::new(),
            more => format!(", and {more} more such lines"),
        };
        complain(format_args!("{name}: line {number}: {error}{more}"));
    }
    read.is_ok() && broken.is_empty()
}

impl Report {
    /// All that counts.
    fn selection(&self) -> Selection {
        let of_endpoints = Selection::all().endpoints(self.endpoints.iter().copied());
        of_endpoints.parts(self.parts.iter().copied())
    }

    /// What counts of a part.
    fn selection_of(&self, part: Part) -> Selection {
        self.selection().parts([part])
    }

    /// How much was exercised, in one line.
    fn summary(&self) -> String {
        let (covered, all) = self.coverage.count(&self.selection());
        let percent = shown(self.coverage.percent_of(&self.selection()));
        format!("covered {covered} of {all} items of the contract, {percent}")
    }

    /// What was not, in the order of the parts.
    fn missing(&self) -> impl Iterator<Item = &'static Item> {
        let selection = self.selection();
        let missing = self.coverage.missing();
        missing.filter(move |item| selection.has(item))
    }

    /// The items of a part, and whether each was exercised.
    fn items_of(&self, part: Part) -> Vec<(&'static Item, bool)> {
        let selection = self.selection_of(part);
        let items = self.coverage.items();
        items.filter(|(item, _)| selection.has(item)).collect()
    }
}

/// Rounded down: only all is 100 %.
fn shown(percent: f64) -> String {
    format!("{:.1} %", (percent * 10.0).floor() / 10.0)
}

impl Format {
    fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => writeln!(out, "{}", report.coverage.report(&report.selection())),
            Self::Json => {
                serde_json::to_writer_pretty(
                    &mut *out,
                    &report.coverage.report(&report.selection()),
                )?;
                writeln!(out)
            }
            Self::Markdown => markdown::write(report, out),
            Self::Html => html::write(report, out),
        }
    }
}
