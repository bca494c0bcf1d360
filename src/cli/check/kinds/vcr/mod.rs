//! VCR cassettes, in YAML and in JSON, as they are written from Ruby, Python and Go.

mod json;
mod yaml;

use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::Position;
use crate::cli::check::request::{Asked, Headers, Odd, decompress, from_base64};

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "vcr",
    about: "a VCR cassette in YAML or JSON, of which the same are checked",
    endings: &[],
    recognise,
    read,
};

const LISTS: [&str; 2] = ["http_interactions", "interactions"];

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

fn read(input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let in_json = input.head().text().trim_start().starts_with('{');
    let read = match in_json {
        true => json::read(input, judge),
        false => yaml::read(input, judge),
    };
    read.map_err(|problem| format!("is not a whole cassette: {problem}"))
}

fn decode(base64: &str, headers: &Headers) -> Result<Vec<u8>, Odd> {
    decompress(from_base64(base64)?, headers.content_encoding())
}

fn place(number: usize, position: Position, asked: &Asked) -> Place {
    Place {
        unit: Unit::Interaction,
        number,
        request: Some(asked.shown()),
        position,
    }
}
