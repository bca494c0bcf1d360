//! What a check has found, in the form in which `--format json` prints it.

use std::fmt::Display;

use es_ml_fake::contract::{Verdict, Violation};
use serde::Serialize;

/// How many of a file's requests that cannot be read are named one by one.
const NAMED: usize = 10;

/// What was found in all files.
#[derive(Serialize)]
pub(super) struct Report {
    conforms: bool,
    pub(super) files: Vec<Findings>,
}

/// What was found in one file.
#[derive(Serialize)]
pub(super) struct Findings {
    pub(super) file: String,
    /// Nothing is known to conform that could not be read.
    conforms: bool,
    #[serde(flatten)]
    pub(super) judged: Judged,
}

/// The judgement of the requests in a file.
#[derive(Serialize, Default)]
pub(super) struct Judged {
    /// How many requests were judged.
    pub(super) checked: usize,
    /// How many entries of an archive are no updates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) skipped: Option<usize>,
    pub(super) breaches: Vec<Breach>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unreadable: Vec<String>,
    #[serde(skip)]
    unreadable_unnamed: usize,
}

/// One request that breaches the contract.
#[derive(Serialize)]
pub(super) struct Breach {
    #[serde(flatten)]
    pub(super) place: Place,
    pub(super) violations: Vec<Violation>,
}

/// Where in its file a request stands. Lines and entries are numbered from 1 on.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Place {
    WholeFile,
    Line { line: usize, request: String },
    Entry { entry: usize, request: String },
}

impl Report {
    pub(super) fn of(files: Vec<Findings>) -> Self {
        let conforms = files.iter().all(|found| found.conforms);
        Self { conforms, files }
    }

    pub(super) fn conforms(&self) -> bool {
        self.conforms
    }

    /// What could not be read, with the file's name.
    pub(super) fn problems(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().flat_map(|found| {
            let problems = found.judged.unreadable.iter();
            problems.map(|problem| (found.file.as_str(), problem.as_str()))
        })
    }
}

impl Findings {
    pub(super) fn of(file: String, mut judged: Judged) -> Self {
        if judged.unreadable_unnamed > 0 {
            let problem = format!("and {} more cannot be read", judged.unreadable_unnamed);
            judged.unreadable.push(problem);
        }
        Self {
            file,
            conforms: judged.breaches.is_empty() && judged.is_read_in_full(),
            judged,
        }
    }
}

impl Judged {
    /// A file of which nothing can be judged.
    pub(super) fn unreadable(problem: impl Display) -> Self {
        let mut judged = Self::default();
        judged.add_unreadable(problem);
        judged
    }

    pub(super) fn add(&mut self, place: Place, verdict: &Verdict) {
        self.checked += 1;
        if !verdict.conforms() {
            let violations = verdict.violations().to_vec();
            self.breaches.push(Breach { place, violations });
        }
    }

    pub(super) fn add_unreadable(&mut self, problem: impl Display) {
        if self.unreadable.len() < NAMED {
            self.unreadable.push(problem.to_string());
        } else {
            self.unreadable_unnamed += 1;
        }
    }

    pub(super) fn is_read_in_full(&self) -> bool {
        self.unreadable.is_empty()
    }

    /// How often the contract is broken; a request may break it several times.
    pub(super) fn violations(&self) -> usize {
        self.breaches
            .iter()
            .map(|breach| breach.violations.len())
            .sum()
    }
}
