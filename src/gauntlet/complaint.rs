//! Why a report is not sound, and what to do about it.

use std::fmt;

use super::Report;

/// The message of a report that is not sound.
pub(super) struct Complaint<'r>(pub(super) &'r Report);

impl fmt::Display for Complaint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        writeln!(f, "the gauntlet has found fault with the client:")?;
        for row in report.findings() {
            writeln!(f, "  {}: {}", row.trial(), row.finding())?;
        }
        for allowance in report.unused_allowances() {
            writeln!(f, "  never found, though it is allowed: {allowance}")?;
        }
        writeln!(f, "\n{report}")?;
        self.advice(f)
    }
}

impl Complaint<'_> {
    fn advice(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(row) = self.0.findings().next() {
            let (trial, finding) = (row.trial(), row.finding());
            writeln!(
                f,
                "What is meant to be so can be allowed, with the reason:\n    \
                 Gauntlet::default().allow({trial:?}, Finding::{finding:?}, \"…\")"
            )?;
        }
        match self.0.unused_allowances().next() {
            Some(_) => writeln!(f, "An allowance that allows nothing is to be taken out."),
            None => Ok(()),
        }
    }
}
