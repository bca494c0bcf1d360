//! Cassettes in YAML.

use std::ops::Range;

use super::{LISTS, decode, place};
use crate::cli::check::findings::Unit;
use crate::cli::check::input::Input;
use crate::cli::check::json::locate_spot;
use crate::cli::check::judge::Judge;
use crate::cli::check::kinds::recorded::no_request;
use crate::cli::check::kinds::unreadable;
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request::{Headers, Odd, rebuild};
use crate::cli::check::yaml::{Content, Node, parse};

pub(super) fn read(input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let text = input.read_text().map_err(|error| unreadable(&error))?;
    let documents = parse(&text)?;
    let lists = documents.iter().filter_map(|document| {
        let list = LISTS.iter().find_map(|name| document.root.get(name))?;
        match &list.content {
            Content::List(interactions) => Some(interactions),
            _ => None,
        }
    });
    let mut interactions = lists.flatten().enumerate().peekable();
    if interactions.peek().is_none() && documents.is_empty() {
        return Err("it has no list of interactions".to_owned());
    }
    for (index, interaction) in interactions {
        if let Err(odd) = judge_interaction(index + 1, interaction, &text, judge) {
            judge.odd(Unit::Interaction, index + 1, &odd);
        }
    }
    Ok(())
}

fn judge_interaction(
    number: usize,
    interaction: &Node,
    file: &str,
    judge: &mut Judge<'_>,
) -> Result<(), Odd> {
    let request = interaction.get("request").ok_or_else(no_request)?;
    let text = |name: &str| request.get(name).and_then(Node::text);
    let method = text("method").ok_or_else(|| "its request has no method".to_owned())?;
    let url = text("uri").or_else(|| text("url")).unwrap_or_default();
    let Some(asked) = judge.asked(method, url)? else {
        return Ok(());
    };
    let headers = headers(request).or_content_type(None);
    let body = request.get("body").unwrap_or(request);
    let (bytes, node) = self::body(body, &headers)?;
    let place = place(number, request.position, &asked);
    let request = rebuild(&asked, &headers, bytes.clone())?;
    judge.request(place, &request, &|spot| {
        let found = locate_spot(&bytes, spot)?;
        Some(span(
            &file[node.range.clone()],
            node.position,
            &bytes,
            &found,
        ))
    });
    Ok(())
}

/// Where a part of a body stands in a scalar, if that has the body as it is.
fn span(scalar: &str, begins: Position, body: &[u8], range: &Range<usize>) -> Span {
    let body = str::from_utf8(body).unwrap_or_default();
    let start = scalar.find(body).filter(|_| !body.is_empty());
    let range = start.map(|start| start + range.start..start + range.end);
    let span = range.and_then(|range| Span::of(scalar, begins, &range));
    span.unwrap_or_else(|| Span::at(begins))
}

/// Those that have a value, or several, in which case it is the first one that counts.
fn headers(request: &Node) -> Headers {
    let headers = match request.get("headers").map(|headers| &headers.content) {
        Some(Content::Map(headers)) => headers.as_slice(),
        _ => &[],
    };
    Headers::of(headers.iter().filter_map(|(name, value)| {
        let value = match &value.content {
            Content::List(values) => values.first()?.text()?,
            _ => value.text()?,
        };
        Some((name.text()?, value))
    }))
}

fn body<'n>(body: &'n Node, headers: &Headers) -> Result<(Vec<u8>, &'n Node), Odd> {
    let parts = ["base64_string", "string"];
    let part = parts.iter().find_map(|name| Some((*name, body.get(name)?)));
    let (name, node) = part.unwrap_or(("", body));
    let bytes = match &node.content {
        Content::Binary(text) => decode(text, headers)?,
        Content::Text(text) if name == "base64_string" => decode(text, headers)?,
        Content::Text(text) => text.clone().into_bytes(),
        _ => Vec::new(),
    };
    Ok((bytes, node))
}
