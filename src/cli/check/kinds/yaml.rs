//! Bodies that are written down in YAML: a document each, or a sequence of them.
//!
//! It is the document that is judged. That it is in YAML says how it was written down, not how it
//! is sent.

use std::ops::Range;

use es_ml_fake::Endpoint;
use es_ml_fake::contract::Schema;

use super::{Evidence, Kind, body, unreadable};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::head::Head;
use crate::cli::check::input::Input;
use crate::cli::check::judge::Judge;
use crate::cli::check::request;
use crate::cli::check::yaml::{Content, Document, Node, parse};

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "yaml",
    about: "bodies written in YAML: documents, or a sequence",
    endings: &["yaml", "yml"],
    recognise,
    read,
};

/// A member that is documented is at the top.
fn recognise(head: &Head<'_>) -> Evidence {
    let schemas = Endpoint::all().filter_map(Endpoint::request_schema);
    let is_name = |schema: Schema, name: &str| !schema.document()["properties"][name].is_null();
    let mut names = head.lines().filter_map(|line| line.split_once(':'));
    let schemas: Vec<_> = schemas.collect();
    match names.any(|(name, _)| schemas.iter().any(|schema| is_name(*schema, name))) {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

fn read(input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let text = input.read_text().map_err(|error| unreadable(&error))?;
    let documents = parse(&text).map_err(|problem| format!("is not YAML: {problem}"))?;
    let number_of_documents = documents.len();
    for (index, Document { range, root }) in documents.into_iter().enumerate() {
        match &root.content {
            Content::List(bodies) => {
                for (index, node) in bodies.iter().enumerate() {
                    // A body of several lines stays indented as it is.
                    let indented = " ".repeat(node.position.column - 1) + &text[node.range.clone()];
                    judge_body(Unit::Index, index, node, &indented, judge);
                }
            }
            _ => {
                let document = without_schema(&text, range, &root);
                let unit = if number_of_documents == 1 {
                    Unit::File
                } else {
                    Unit::Document
                };
                judge_body(unit, index + 1, &root, &document, judge);
            }
        }
    }
    Ok(())
}

fn judge_body(unit: Unit, number: usize, node: &Node, text: &str, judge: &mut Judge<'_>) {
    let place = Place {
        unit,
        number,
        request: None,
        position: node.position,
    };
    let request = request::of_body(text.to_owned(), "application/yaml");
    judge.request_in_any_format(place, &request, &|violation| {
        let is_about_name = matches!(violation.keyword(), "additionalProperties" | "edition");
        node.locate(violation.instance_path(), is_about_name)
    });
}

/// A document without its `$schema`, which is for the editor.
fn without_schema(text: &str, range: Range<usize>, root: &Node) -> String {
    let document = &text[range.clone()];
    match root.member("$schema") {
        None => document.to_owned(),
        Some((name, value)) => {
            let member = name.range.start - range.start..value.range.end - range.start;
            body::blank(document, member)
        }
    }
}
