//! A report, as a table for people.

use std::fmt;

use super::{Finding, Report, Row};

/// The headings of the columns.
const TRIAL: &str = "what goes wrong";
const REMARK: &str = "remark";
const OUTCOME: &str = "what becomes of it";

impl fmt::Display for Report {
    /// A table with a line for each trial, followed by what is allowed. An update count of `-` is
    /// not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remarks: Vec<_> = self.rows().iter().map(remark).collect();
        let trials = widest(TRIAL, self.rows().iter().map(Row::trial));
        let width = widest(REMARK, remarks.iter().map(String::as_str));
        writeln!(f, "{TRIAL:<trials$}  sent  {REMARK:<width$}  {OUTCOME}")?;
        for (row, remark) in self.rows().iter().zip(remarks) {
            let (trial, outcome) = (row.trial(), row.outcome());
            let sent = row.requests().map_or("-".to_owned(), |n| n.to_string());
            writeln!(
                f,
                "{trial:<trials$}  {sent:>4}  {remark:<width$}  {outcome}"
            )?;
        }
        for (heading, is_used) in [("allowed", true), ("allowed, but never found", false)] {
            let allowances = self.allowances().iter();
            let chosen = allowances.filter(|allowance| allowance.is_used() == is_used);
            list(heading, chosen, f)?;
        }
        Ok(())
    }
}

fn widest<'t>(heading: &str, texts: impl Iterator<Item = &'t str>) -> usize {
    let widths = texts.map(|text| text.chars().count());
    widths.fold(heading.len(), usize::max)
}

fn remark(row: &Row) -> String {
    match (row.finding(), row.allowed()) {
        (Finding::Fine, _) => String::new(),
        (finding, None) => finding.to_string(),
        (finding, Some(_)) => format!("{finding} (allowed)"),
    }
}

/// The items under a heading, if there are any.
fn list(
    heading: &str,
    items: impl Iterator<Item = impl fmt::Display>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut items = items.peekable();
    if items.peek().is_some() {
        writeln!(f, "\n{heading}:")?;
    }
    items.try_for_each(|item| writeln!(f, "  {item}"))
}
