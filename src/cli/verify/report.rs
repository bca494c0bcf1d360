//! What the comparison has found.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::compare::Difference;
use crate::cli::text::{count, one_line};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

#[derive(Serialize)]
pub(super) struct Report {
    /// The URL.
    pub(super) against: String,
    /// What the cluster says that it is.
    pub(super) version: String,
    /// Which edition of the fake it was compared with.
    pub(super) edition: String,
    pub(super) cases: Vec<Played>,
}

/// A case that was played.
#[derive(Serialize)]
pub(super) struct Played {
    pub(super) name: String,
    /// Method and target.
    pub(super) request: String,
    #[serde(flatten)]
    pub(super) outcome: Outcome,
}

#[derive(Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub(super) enum Outcome {
    Same,
    Differs { differences: Vec<Difference> },
    NotCompared { reason: String },
}

impl Report {
    pub(super) fn drift(&self) -> usize {
        let differs = |played: &&Played| matches!(played.outcome, Outcome::Differs { .. });
        self.cases.iter().filter(differs).count()
    }

    pub(super) fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    pub(super) fn write_human(&self, out: &mut dyn Write) -> io::Result<()> {
        for played in &self.cases {
            let (name, request) = (&played.name, one_line(&played.request));
            match &played.outcome {
                Outcome::Same => {}
                Outcome::NotCompared { reason } => {
                    writeln!(out, "{name}: not compared: {}", one_line(reason))?;
                }
                Outcome::Differs { differences } => {
                    writeln!(out, "{BAD}{name}{BAD:#}: {request}")?;
                    for difference in differences {
                        write_difference(difference, out)?;
                    }
                }
            }
        }
        writeln!(out, "{}", self.summary())
    }

    fn summary(&self) -> String {
        let (version, edition) = (one_line(&self.version), &self.edition);
        let is_compared = |it: &&Played| !matches!(it.outcome, Outcome::NotCompared { .. });
        let compared = self.cases.iter().filter(is_compared).count();
        let cases = count(compared, "case", "cases");
        let found = match self.drift() {
            0 => format!("{GOOD}no drift{GOOD:#}"),
            drift => format!("{BAD}drift{BAD:#} in {drift}"),
        };
        let left_out = match self.cases.len() - compared {
            0 => String::new(),
            left_out => format!(", {left_out} not compared"),
        };
        format!("compared {cases} with version {version}, as edition {edition}: {found}{left_out}")
    }
}

fn write_difference(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    let shown = |text: &str| match text {
        "" => "nothing".to_owned(),
        text => one_line(text),
    };
    let (cluster, fake) = (shown(&difference.cluster), shown(&difference.fake));
    let what = &difference.what;
    match what.as_str() {
        "members" => {
            writeln!(
                out,
                "  members: only the cluster has {cluster}; only the fake has {fake}"
            )
        }
        _ => writeln!(
            out,
            "  {what}: the cluster says {cluster}; the fake says {fake}"
        ),
    }
}
