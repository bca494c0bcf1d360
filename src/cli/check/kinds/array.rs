//! An array of bodies, each named by its index.

use jsonc_parser::tokens::Token;

use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
use crate::cli::check::json::{List, each_entry, locate_spot};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::Span;
use crate::cli::check::request;

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "array",
    about: "a JSON array of bodies",
    endings: &[],
    recognise,
    read,
};

const BODIES: List = List {
    path: &[],
    member: None,
};

fn recognise(head: &Head<'_>) -> Evidence {
    match head.begins_with(&Token::OpenBracket) {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    each_entry(&mut input.reader, BODIES, &mut |entry| {
        let json = entry.json().unwrap_or_default();
        let place = Place {
            unit: Unit::Index,
            number: entry.number - 1,
            request: None,
            position: entry.position,
        };
        let request = request::of_body(json.to_owned(), request::JSON);
        judge.request(place, &request, &|spot| {
            let found = locate_spot(json.as_bytes(), spot)?;
            Span::of(json, entry.position, &found)
        });
    })
}
