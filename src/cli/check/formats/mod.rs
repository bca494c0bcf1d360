//! How findings are printed: one file for each format.

mod human;
mod json;

use std::io::{self, Write};

use clap::ValueEnum;

use super::findings::Report;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Human,
    /// One JSON document.
    Json,
}

impl Format {
    /// Writes a report. Colours are taken out again where they are not wanted.
    pub(super) fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human::write(report, out),
            Self::Json => json::write(report, out),
        }
    }
}
