//! The report as a page that needs nothing else: no scripts, no requests, light and dark.

use std::fmt;
use std::io::{self, Write};

use es_ml_fake::coverage::{Item, Part};

use super::{Report, shown};

const STYLE: &str = include_str!("page.css");

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (percent, summary) = (
        report.coverage.percent_of(&report.selection()),
        report.summary(),
    );
    write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Coverage of the contract: {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>Coverage of the contract</h1>\n<p>{summary}</p>\n{}</header>\n<main>\n",
        shown(percent),
        Bar(percent)
    )?;
    write_overview(report, out)?;
    for &part in &report.parts {
        write_part(report, part, out)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_overview(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table class=\"overview\">\n<thead><tr><th scope=\"col\">Part</th><th scope=\"col\">Exercised</th><th scope=\"col\">Share</th></tr></thead>\n<tbody>"
    )?;
    for &part in &report.parts {
        let (covered, all) = report.coverage.count(&report.selection_of(part));
        let percent = report.coverage.percent_of(&report.selection_of(part));
        writeln!(
            out,
            "<tr><th scope=\"row\"><a href=\"#{part}\">{part}</a></th><td>{covered} of {all}</td>\
             <td>{}</td></tr>",
            Bar(percent)
        )?;
    }
    writeln!(out, "</tbody>\n</table>")
}

/// What is missing is open, the rest can be opened.
fn write_part(report: &Report, part: Part, out: &mut dyn Write) -> io::Result<()> {
    let (covered, missing): (Vec<_>, Vec<_>) = report
        .items_of(part)
        .into_iter()
        .partition(|(_, covered)| *covered);
    writeln!(
        out,
        "<section id=\"{part}\">\n<h2>{part}</h2>\n<p>{}</p>",
        about(part)
    )?;
    for (items, word, class, open) in [
        (missing, "missing", "missing", " open"),
        (covered, "exercised", "covered", ""),
    ] {
        if items.is_empty() {
            continue;
        }
        let number = items.len();
        writeln!(
            out,
            "<details{open} class=\"{class}\"><summary>{number} {word}</summary>\n<ul>"
        )?;
        for (item, _) in items {
            writeln!(out, "{}", Row(item))?;
        }
        writeln!(out, "</ul>\n</details>")?;
    }
    writeln!(out, "</section>")
}

fn about(part: Part) -> &'static str {
    match part {
        Part::Endpoints => "Each method and path, with a request that was accepted.",
        Part::Members => "Each member of a body, with a valid and with an invalid value.",
        Part::Values => "Values at each boundary and beyond, words and booleans.",
        Part::Rules => "Each rule that is not about a single value, broken.",
        Part::Parameters => "Each query parameter, with a valid and with an invalid value.",
        Part::Failures => "Each failure, from a script or from the cluster itself.",
        Part::Editions => "Each edition that the fake can be.",
        _ => "",
    }
}

/// A share, drawn; what it is stands beside it.
struct Bar(f64);

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (percent, shown) = (self.0, shown(self.0));
        writeln!(
            f,
            "<span class=\"bar\"><span style=\"width:{percent:.1}%\"></span></span> \
             <span class=\"percent\">{shown}</span>"
        )
    }
}

struct Row(&'static Item);

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<li>")?;
        if let Some(endpoint) = self.0.endpoint() {
            write!(f, "<span class=\"endpoint\">{endpoint}</span> ")?;
        }
        let (place, what) = (Escaped(self.0.place()), Escaped(self.0.what()));
        write!(f, "<code>{place}</code> {what}</li>")
    }
}

struct Escaped<'t>(&'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                c => write!(f, "{c}")?,
            }
        }
        Ok(())
    }
}
