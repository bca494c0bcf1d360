//! How findings are printed: one file for each format.

mod github;
mod human;
mod json;
mod junit;
mod sarif;
mod wording;

use std::io::{self, Write};

use clap::ValueEnum;

use super::findings::Report;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// One JSON document; `es-ml-fake schema check` describes it.
    Json,
    /// Annotations of GitHub Actions.
    Github,
    /// A SARIF 2.1.0 log, for code scanning.
    Sarif,
    /// A JUnit report: a test for each request in breach.
    Junit,
}

impl Format {
    /// Writes a report. Colours are taken out again where they are not wanted.
    pub(super) fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human::write(report, out),
            Self::Json => json::write(report, out),
            Self::Github => github::write(report, out),
            Self::Sarif => sarif::write(report, out),
            Self::Junit => junit::write(report, out),
        }
    }
}
