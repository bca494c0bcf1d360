//! The report as Markdown, for pull requests and job summaries.

use std::io::{self, Write};

use super::{Report, shown};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Coverage of the contract\n\n{}\n", report.summary())?;
    writeln!(
        out,
        "| part | exercised | of | percent |\n| --- | ---: | ---: | ---: |"
    )?;
    for &part in &report.parts {
        let (covered, all) = report.coverage.count(&report.selection_of(part));
        let percent = shown(report.coverage.percent_of(&report.selection_of(part)));
        writeln!(out, "| {part} | {covered} | {all} | {percent} |")?;
    }
    for &part in &report.parts {
        let items = report.items_of(part);
        let missing: Vec<_> = items.iter().filter(|(_, covered)| !covered).collect();
        if missing.is_empty() {
            continue;
        }
        let number = missing.len();
        writeln!(
            out,
            "\n<details><summary>{part}: {number} missing</summary>\n"
        )?;
        for (item, _) in missing {
            writeln!(out, "- {}", escape(&item.to_string()))?;
        }
        writeln!(out, "\n</details>")?;
    }
    Ok(())
}

/// Nothing in it is markup, apart from code.
fn escape(text: &str) -> String {
    let escaped = text
        .replace('\\', "\\\\")
        .replace('*', "\\*")
        .replace('_', "\\_");
    escaped.replace('<', "&lt;").replace('{', "\\{")
}
