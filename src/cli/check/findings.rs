//! What a check has found, in the form in which `--format json` prints it, and `schemas/check.json`
//! describes it.

use es_ml_fake::contract::{Advice, Violation};
use es_ml_fake::security::redact;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::list::List;
use super::position::{Position, Span};

/// What was found in all files.
#[derive(Serialize, Default)]
pub(super) struct Report {
    pub(super) conforms: bool,
    pub(super) files: Vec<Findings>,
    /// How many files in folders are of no known kind.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) skipped_files: usize,
}

/// What was found in one file.
#[derive(Serialize)]
pub(super) struct Findings {
    pub(super) file: String,
    /// What it was read as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'static str>,
    /// Nothing is known to conform that could not be read.
    pub(super) conforms: bool,
    #[serde(flatten)]
    pub(super) judged: Judged,
}

/// The judgement of the requests in a file.
#[derive(Serialize, Default)]
pub(super) struct Judged {
    /// How many requests were judged.
    pub(super) checked: usize,
    /// How many requests are none to this API.
    pub(super) skipped: usize,
    pub(super) breaches: Vec<Breach>,
    /// How many requests breach the contract that are not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) unlisted: usize,
    /// What requests might do better, also those that keep the contract.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) advice: Vec<Advised>,
    #[serde(skip)]
    pub(super) totals: Totals,
    /// What is to APIs that a server has and this program does not know.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub(super) outside: List,
    /// What is to the API, and was not recorded well enough to be judged.
    #[serde(skip_serializing_if = "List::is_empty")]
    pub(super) not_recorded: List,
    #[serde(skip_serializing_if = "List::is_empty")]
    pub(super) unreadable: List,
    /// A prefix of paths behind which there would be requests to this API.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) prefix_hint: Option<String>,
}

/// What the breaches of a file come to, whether they are listed or not.
#[derive(Default)]
pub(super) struct Totals {
    /// How often the contract is broken; a request may break it several times.
    pub(super) violations: usize,
    /// How many requests break it and are accepted.
    pub(super) silent: usize,
    /// How many requests break it and are refused.
    pub(super) refused: usize,
    /// How many requests there is advice on, listed or not.
    pub(super) advised: usize,
}

/// One request that breaches the contract.
#[derive(Serialize)]
pub(super) struct Breach {
    #[serde(flatten)]
    pub(super) place: Place,
    /// Whether a server accepts it all the same.
    pub(super) silent: bool,
    /// The status of that server's answer.
    pub(super) status: u16,
    pub(super) violations: Vec<PlacedViolation>,
}

/// One rule that the request breaks, and where in the file.
#[derive(Serialize)]
pub(super) struct PlacedViolation {
    pub(super) instance_path: String,
    schema_path: String,
    pub(super) keyword: String,
    pub(super) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    #[serde(flatten)]
    pub(super) span: Option<Span>,
}

/// One request that there is advice on.
#[derive(Serialize)]
pub(super) struct Advised {
    #[serde(flatten)]
    pub(super) place: Place,
    pub(super) advice: Vec<PlacedAdvice>,
}

/// What a request might do better, and where in the file.
#[derive(Serialize)]
pub(super) struct PlacedAdvice {
    #[serde(flatten)]
    pub(super) advice: Advice,
    #[serde(flatten)]
    pub(super) span: Option<Span>,
}

/// Where in its file a request stands.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) unit: Unit,
    pub(super) number: usize,
    /// Method and target, where the file tells them.
    pub(super) request: Option<String>,
    pub(super) position: Position,
}

/// What a file consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// One body, which is all of it.
    File,
    /// Elements of an array, numbered from 0 on.
    Index,
    /// The others are numbered from 1 on.
    Line,
    Entry,
    Document,
    Interaction,
    Request,
}

impl Unit {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Index => "index",
            Self::Line => "line",
            Self::Entry => "entry",
            Self::Document => "document",
            Self::Interaction => "interaction",
            Self::Request => "request",
        }
    }
}

impl Report {
    /// Says of files and of all together whether they conform.
    pub(super) fn conclude(&mut self, has_to_be_checked: bool) {
        for found in &mut self.files {
            found.conforms &= !(has_to_be_checked && found.judged.lacks_requests());
        }
        self.conforms = self.files.iter().all(|found| found.conforms);
    }

    pub(super) fn could_all_be_read(&self) -> bool {
        self.files
            .iter()
            .all(|found| found.judged.is_read_in_full())
    }
}

impl Findings {
    pub(super) fn of(file: String, kind: Option<&'static str>, judged: Judged) -> Self {
        Self {
            file,
            kind,
            conforms: judged.totals.violations == 0 && judged.is_read_in_full(),
            judged,
        }
    }
}

impl Judged {
    pub(super) fn count_breach(&mut self, violations: usize, silent: bool) {
        self.totals.violations += violations;
        match silent {
            true => self.totals.silent += 1,
            false => self.totals.refused += 1,
        }
    }

    /// Lists a breach, unless `most` are listed already. Then it is counted only, so that the
    /// report of a file of any length fits into memory.
    pub(super) fn list_breach(&mut self, most: usize, breach: impl FnOnce() -> Breach) {
        match self.breaches.len() < most {
            true => self.breaches.push(breach()),
            false => self.unlisted += 1,
        }
    }

    /// Lists advice, in the same manner.
    pub(super) fn list_advice(&mut self, most: usize, advised: impl FnOnce() -> Advised) {
        self.totals.advised += 1;
        if self.advice.len() < most {
            self.advice.push(advised());
        }
    }

    pub(super) fn is_read_in_full(&self) -> bool {
        self.unreadable.is_empty()
    }

    /// Whether there was something to judge. What was not read at all is another matter.
    pub(super) fn lacks_requests(&self) -> bool {
        self.checked == 0 && self.is_read_in_full()
    }

    /// How many requests break the contract.
    pub(super) fn breaching(&self) -> usize {
        self.breaches.len() + self.unlisted
    }
}

impl PlacedViolation {
    /// A violation. It shows no credentials but for what may be in the name of a member.
    pub(super) fn of(violation: &Violation, span: Option<Span>) -> Self {
        Self {
            instance_path: redact(violation.instance_path()).into_owned(),
            schema_path: violation.schema_path().to_owned(),
            keyword: violation.keyword().to_owned(),
            message: violation.message().to_owned(),
            value: violation.value().map(ToOwned::to_owned),
            span,
        }
    }
}

/// The number under the name of its unit, the request, and the position.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self.unit {
            Unit::File | Unit::Line => {}
            // The request itself has the name.
            Unit::Request => map.serialize_entry("request_number", &self.number)?,
            unit => map.serialize_entry(unit.name(), &self.number)?,
        }
        map.serialize_entry("line", &self.position.line)?;
        if self.unit != Unit::Line {
            map.serialize_entry("column", &self.position.column)?;
        }
        if let Some(request) = &self.request {
            map.serialize_entry("request", request)?;
        }
        map.end()
    }
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes what it asks about by reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
