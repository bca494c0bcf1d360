//! Bodies, one a line.

use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input, each_line};
use crate::cli::check::json::{Tokens, locate_spot};
use crate::cli::check::judge::Judge;
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request;

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "lines",
    about: "bodies, one a line",
    endings: &["jsonl", "ndjson"],
    recognise,
    read,
};

/// One object is on the first line, and another one begins on the next.
fn recognise(head: &Head<'_>) -> Evidence {
    let mut lines = head.lines();
    let is_whole = lines.next().is_some_and(is_object);
    let goes_on = lines
        .next()
        .is_some_and(|line| line.trim_start().starts_with('{'));
    match is_whole && goes_on {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

fn is_object(line: &str) -> bool {
    let line = line.trim_end();
    let mut tokens = Tokens::from(line, 0);
    let first = tokens.next().filter(|_| line.trim_start().starts_with('{'));
    let end = first.and_then(|first| tokens.end_of_value(&first));
    end == Some(line.len())
}

fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    each_line(&mut input.reader, &mut |number, line| {
        let position = Position {
            line: number,
            column: 1,
        };
        let place = Place {
            unit: Unit::Line,
            number,
            request: None,
            position,
        };
        let request = request::of_body(line.to_vec(), request::JSON);
        judge.request(place, &request, &|spot| {
            let found = locate_spot(line, spot)?;
            Span::of_bytes(line, position, &found)
        });
    })
}
