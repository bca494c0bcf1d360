//! Bodies that are written down in YAML: a document each, or a sequence of them.
//!
//! It is the document that is judged. That it is in YAML says how it was written down, not how it
//! is sent.

use es_ml_fake::Endpoint;
use es_ml_fake::contract::Schema;

use super::{Evidence, Kind, body, unreadable};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
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
    let is_only = documents.len() == 1;
    for (index, document) in documents.iter().enumerate() {
        if let Content::List(bodies) = &document.root.content {
            for (index, node) in bodies.iter().enumerate() {
                // A body of several lines stays indented as it is.
                let body = " ".repeat(node.position.column - 1) + &text[node.range.clone()];
                judge_body((Unit::Index, index), node, body, &text, judge);
            }
        } else {
            let unit = if is_only { Unit::File } else { Unit::Document };
            let body = without_schema(&text, document);
            judge_body((unit, index + 1), &document.root, body, &text, judge);
        }
    }
    Ok(())
}

fn judge_body(
    (unit, number): (Unit, usize),
    node: &Node,
    body: String,
    text: &str,
    judge: &mut Judge<'_>,
) {
    let place = Place {
        unit,
        number,
        request: None,
        position: node.position,
    };
    let request = request::of_body(body, "application/yaml");
    judge.request_in_any_format(place, &request, &|spot| {
        let found = node.locate(spot.instance_path, spot.is_name())?;
        Some(node.span_of(found, text))
    });
}

/// A document without its `$schema`, which is for the editor.
fn without_schema(text: &str, document: &Document) -> String {
    let Document { range, root } = document;
    let text = &text[range.clone()];
    match root.member("$schema") {
        None => text.to_owned(),
        Some((name, value)) => {
            let member = name.range.start - range.start..value.range.end - range.start;
            body::blank(text, member)
        }
    }
}
