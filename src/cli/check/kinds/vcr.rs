//! VCR cassettes, in YAML and in JSON, as they are written from Ruby, Python and Go.

use serde::Deserialize;

use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::head::Head;
use crate::cli::check::input::Input;
use crate::cli::check::json::{
    Entry, List, describe, each_entry, locate, locate_violation, offset_in_literal,
};
use crate::cli::check::judge::Judge;
use crate::cli::check::multimap::{Multimap, pairs};
use crate::cli::check::position::Position;
use crate::cli::check::request::{Headers, Odd, decompress, from_base64, rebuild};
use crate::cli::check::target::Asked;

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "vcr",
    about: "a VCR cassette in YAML or JSON, checked likewise",
    endings: &[],
    recognise,
    read,
};

const LISTS: [&str; 2] = ["http_interactions", "interactions"];

const INTERACTIONS: List = List {
    path: &[&LISTS],
    member: Some("request"),
};

fn recognise(head: &Head<'_>) -> Evidence {
    let is_list = |line: &str| {
        let name = line.trim_end().strip_suffix(':');
        name.is_some_and(|name| LISTS.contains(&name))
    };
    let in_json = head.names().any(|name| LISTS.contains(&name.as_ref()));
    match in_json || head.lines().any(is_list) {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

#[derive(Deserialize)]
struct Line {
    method: String,
    uri: Option<String>,
    /// What it is called from Go.
    url: Option<String>,
}

#[derive(Deserialize)]
struct Request {
    headers: Option<Multimap>,
    body: Option<Body>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Parts {
        string: Option<String>,
        base64_string: Option<String>,
    },
}

fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let in_json = input.head().text().trim_start().starts_with('{');
    let read = match in_json {
        false => read_yaml(input, judge),
        true => each_entry(&mut input.reader, INTERACTIONS, &mut |entry| {
            if let Err(odd) = judge_entry(&entry, judge) {
                judge.odd(Unit::Interaction, entry.number, &odd);
            }
        }),
    };
    read.map_err(|problem| format!("is not a whole cassette: {problem}"))
}

fn judge_entry(entry: &Entry, judge: &mut Judge<'_>) -> Result<(), Odd> {
    let json = entry.json.as_deref().map(|json| json.get());
    let json = json.ok_or_else(no_request)?;
    let line: Line = parse(json)?;
    let url = line.uri.or(line.url).unwrap_or_default();
    let Some(asked) = judge.asked(&line.method, &url)? else {
        return Ok(());
    };
    let Request { headers, body } = parse(json)?;
    let headers = headers.unwrap_or_default();
    let headers = Headers::of(pairs(&headers)).or_content_type(None);
    let (bytes, pointer) = match body {
        None => (Vec::new(), "/body"),
        Some(Body::Text(text)) => (text.into_bytes(), "/body"),
        Some(Body::Parts {
            base64_string: Some(text),
            ..
        }) => (decode(&text, &headers)?, "/body/base64_string"),
        Some(Body::Parts { string, .. }) => {
            (string.unwrap_or_default().into_bytes(), "/body/string")
        }
    };
    let place = place(entry.number, entry.position, &asked);
    let request = rebuild(&asked, &headers, bytes.clone())?;
    judge.request(place, &request, &|violation| {
        let offset = locate_violation(&bytes, violation)?;
        let literal = locate(json, pointer)?.value;
        let is_text = !pointer.ends_with("base64_string");
        let within = is_text.then(|| offset_in_literal(&json[literal.clone()], offset));
        Some(
            entry
                .position
                .after(&json[..literal.start + within.unwrap_or_default()]),
        )
    });
    Ok(())
}

fn parse<'j, T: Deserialize<'j>>(json: &'j str) -> Result<T, Odd> {
    let parsed = serde_json::from_str(json);
    parsed.map_err(|error| {
        let problem = describe(&error);
        Odd::Unreadable(format!("its request cannot be read: {problem}"))
    })
}

fn decode(base64: &str, headers: &Headers) -> Result<Vec<u8>, Odd> {
    decompress(from_base64(base64)?, headers.content_encoding())
}

fn no_request() -> String {
    "it has no request".to_owned()
}

fn place(number: usize, position: Position, asked: &Asked) -> Place {
    Place {
        unit: Unit::Interaction,
        number,
        request: Some(asked.shown()),
        position,
    }
}

#[cfg(not(feature = "yaml"))]
fn read_yaml(_: Input, _: &mut Judge<'_>) -> Result<(), String> {
    Err("this program was built without YAML".to_owned())
}

#[cfg(feature = "yaml")]
use in_yaml::read as read_yaml;

#[cfg(feature = "yaml")]
mod in_yaml {
    use super::super::unreadable;
    use super::{Headers, Input, Judge, LISTS, Odd, Unit, decode, no_request, place, rebuild};
    use crate::cli::check::json::locate_violation;
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
            if let Err(odd) = judge_interaction(index + 1, interaction, judge) {
                judge.odd(Unit::Interaction, index + 1, &odd);
            }
        }
        Ok(())
    }

    fn judge_interaction(
        number: usize,
        interaction: &Node,
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
        judge.request(place, &request, &|violation| {
            locate_violation(&bytes, violation).map(|_| node.position)
        });
        Ok(())
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
}
