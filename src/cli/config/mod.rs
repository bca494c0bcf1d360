//! Files in TOML, judged by a schema: above all the configuration file of `serve`.
//!
//! A file is read into a [`Document`], which knows where everything is. What is wrong with it is
//! found all at once: by the schema, and by [`contradictions`]. [`problem`] shows it with the lines
//! of the file, without [`secrets`].

mod access;
mod contradictions;
mod document;
mod file;
mod part;
mod problem;
mod reading;
mod secrets;
mod syntax;

use std::ops::Range;
use std::path::Path;

use es_ml_fake::contract::{Schema, Violation};
use serde::de::DeserializeOwned;

pub(crate) use access::Access;
pub(crate) use file::Config;

use super::Failure;
use super::text::{count, file_name};
use document::Document;
use part::Part;
use problem::{Problem, render};

/// What a file is to be: judged by a schema, and called so in complaints.
pub(crate) trait File: DeserializeOwned {
    const SCHEMA: Schema;
    const NAME: &str;
}

/// Reads a file, or says everything that is wrong with it.
pub(crate) fn read<F: File>(path: &Path) -> Result<F, Failure> {
    let name = file_name(path);
    let text = std::fs::read_to_string(path).map_err(|error| Failure::of(&name, error))?;
    parse(&name, &text).map_err(Failure)
}

fn parse<F: File>(name: &str, text: &str) -> Result<F, String> {
    let schema = Part::root(F::SCHEMA.document());
    let fail = |problems: Vec<Problem>, shown_until: &dyn Fn(Range<usize>) -> usize| {
        let number = count(problems.len(), "problem", "problems");
        let problems = render(name, text, problems, shown_until);
        format!(
            "{name} is no {} of es-ml-fake: {number}\n{problems}",
            F::NAME
        )
    };
    let document = Document::read(text)
        .map_err(|problems| fail(problems, &|line| syntax::shown_until(text, &line, schema)))?;
    let problems = problems(&document, F::SCHEMA);
    if !problems.is_empty() {
        let hidden = secrets::hidden(&document, schema);
        let shown_until = |line| shown_until(text, &line, &document, &hidden);
        return Err(fail(problems, &shown_until));
    }
    // Whatever this could complain of, and show, is found by now.
    serde_json::from_value(document.value).map_err(|_| format!("{name} cannot be understood"))
}

/// Everything that is wrong, by whatever finds it.
fn problems(document: &Document, judge: Schema) -> Vec<Problem> {
    let Document { value, places } = document;
    let schema = Part::root(judge.document());
    let mut complaints = contradictions::duplicates(value, schema);
    complaints.extend(contradictions::unknown_roles(value, schema));
    complaints.extend(contradictions::no_address(value));
    let verdict = judge.judge(&secrets::masked(value, Some(schema)));
    let violations = verdict.violations().iter().map(|violation| Problem {
        place: match violation.keyword() {
            "additionalProperties" => places.of_key(violation.instance_path()),
            _ => places.of_value(violation.instance_path()),
        },
        message: in_words(violation),
    });
    let complaints = complaints.into_iter().map(|(pointer, complaint)| Problem {
        place: places.of_value(&pointer),
        message: format!("{pointer}: {complaint}"),
    });
    violations.chain(complaints).collect()
}

/// Without the value that stands behind an unknown key. It is not known what that is.
fn in_words(violation: &Violation) -> String {
    let text = violation.to_string();
    match (violation.keyword(), violation.value()) {
        ("additionalProperties", Some(value)) => text.replacen(&format!(" (value {value})"), "", 1),
        _ => text,
    }
}

/// The end of what may be shown of a line: up to what is hidden, or a comment.
fn shown_until(
    text: &str,
    line: &Range<usize>,
    document: &Document,
    hidden: &[Range<usize>],
) -> usize {
    let on_line = hidden
        .iter()
        .filter(|it| it.start < line.end && it.end > line.start);
    let hidden = on_line.map(|it| it.start.max(line.start));
    let signs = text[line.clone()]
        .match_indices('#')
        .map(|(at, _)| line.start + at);
    let comment = signs.filter(|sign| !document.places.is_in_text(*sign));
    hidden.chain(comment).min().unwrap_or(line.end)
}

#[cfg(test)]
mod tests;
