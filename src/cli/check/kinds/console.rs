//! Requests as Kibana's Console has them: a line with method and path, and a body below it.
//!
//! Comments are allowed everywhere, and strings between three quotes may span lines. The Console
//! sends neither of them on.

use std::ops::Range;

use super::{Evidence, Kind, unreadable};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
use crate::cli::check::json::locate_spot;
use crate::cli::check::judge::Judge;
use crate::cli::check::position::{Position, Span};
use crate::cli::check::request::{Headers, Odd, rebuild};

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "console",
    about: "requests as Kibana's Console has them",
    endings: &["console"],
    recognise,
    read,
};

const METHODS: [&str; 7] = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/// What a text consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Method and path, at the beginning of a line.
    Request,
    Comment,
    String,
    /// Between three quotes.
    LongString,
    /// The rest, at most a line of it.
    Other,
}

/// A request, and where its parts are in the text.
#[derive(Debug, PartialEq)]
struct Request<'t> {
    method: &'t str,
    path: &'t str,
    start: usize,
    body: Range<usize>,
}

fn recognise(head: &Head<'_>) -> Evidence {
    let text = head.text();
    let says_nothing = |(part, range): &(Part, Range<usize>)| {
        *part == Part::Comment || text[range.clone()].trim().is_empty()
    };
    match parts(text).find(|part| !says_nothing(part)) {
        Some((Part::Request, _)) => Evidence::Strong,
        _ => Evidence::None,
    }
}

fn read(input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let text = input.read_text().map_err(|error| unreadable(&error))?;
    for (index, request) in requests(&text).iter().enumerate() {
        if let Err(odd) = judge_request(index + 1, request, &text, judge) {
            judge.odd(Unit::Request, index + 1, &odd);
        }
    }
    Ok(())
}

fn judge_request(
    number: usize,
    request: &Request<'_>,
    text: &str,
    judge: &mut Judge<'_>,
) -> Result<(), Odd> {
    let path = match request.path {
        path if path.contains("://") || path.starts_with('/') => path.to_owned(),
        path => format!("/{path}"),
    };
    let Some(asked) = judge.asked(request.method, &path)? else {
        return Ok(());
    };
    let body = Sent::of(text, request.body.clone());
    let headers = Headers::default().or_content_type(None);
    let rebuilt = rebuild(&asked, &headers, body.text.clone())?;
    let place = Place {
        unit: Unit::Request,
        number,
        request: Some(asked.shown()),
        position: Position::START.after(&text[..request.start]),
    };
    judge.request(place, &rebuilt, &|spot| {
        let found = locate_spot(body.text.as_bytes(), spot)?;
        let begins = Position::START.after(&text[..request.body.start]);
        let found = body.offset_in_text(found.start)..body.offset_in_text(found.end);
        let start = request.body.start;
        let found = found.start.checked_sub(start)?..found.end.checked_sub(start)?;
        Span::of(&text[request.body.clone()], begins, &found)
    });
    Ok(())
}

/// A body as it is sent, and where each piece of it comes from.
struct Sent {
    text: String,
    /// Where pieces begin: here, and in the text of the file.
    pieces: Vec<(usize, usize)>,
}

impl Sent {
    fn of(text: &str, body: Range<usize>) -> Self {
        let start = body.start;
        let mut sent = Self {
            text: String::new(),
            pieces: Vec::new(),
        };
        for (part, range) in parts(&text[body]) {
            let range = start + range.start..start + range.end;
            sent.pieces.push((sent.text.len(), range.start));
            let piece = &text[range];
            match part {
                // What it separates stays separate.
                Part::Comment => sent.text.push(' '),
                Part::Request | Part::String | Part::Other => sent.text.push_str(piece),
                Part::LongString => {
                    let inner = piece.trim_start_matches("\"\"\"");
                    let inner = inner.strip_suffix("\"\"\"").unwrap_or(inner);
                    sent.text
                        .push_str(&serde_json::Value::from(inner).to_string());
                }
            }
        }
        sent.text.truncate(sent.text.trim_end().len());
        sent
    }

    fn offset_in_text(&self, offset: usize) -> usize {
        let behind = self.pieces.partition_point(|(start, _)| *start <= offset);
        let piece = behind
            .checked_sub(1)
            .and_then(|index| self.pieces.get(index));
        piece.map_or(0, |(here, there)| there + (offset - here))
    }
}

/// The requests of a text. What is in front of the first one belongs to none.
fn requests(text: &str) -> Vec<Request<'_>> {
    let mut requests: Vec<Request<'_>> = Vec::new();
    for (part, range) in parts(text) {
        let line = Some(&text[range.clone()]).filter(|_| part == Part::Request);
        let Some((method, path)) = line.and_then(request_line) else {
            continue;
        };
        if let Some(previous) = requests.last_mut() {
            previous.body.end = range.start;
        }
        requests.push(Request {
            method,
            path,
            start: range.start,
            body: range.end..text.len(),
        });
    }
    requests
}

/// Method and path, if the line begins with them.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.split_once([' ', '\t'])?;
    let path = rest.split_whitespace().next()?;
    let is_method = METHODS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(method));
    is_method.then_some((method, path))
}

/// Takes a text apart. Strings and comments end at the latest where the text does.
fn parts(text: &str) -> impl Iterator<Item = (Part, Range<usize>)> {
    let mut at = 0;
    let mut begins_line = true;
    std::iter::from_fn(move || {
        let start = at;
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let request = length_of_request(rest).filter(|_| begins_line);
        let (part, length) = match (request, begin(rest)) {
            (Some(length), _) => (Part::Request, length),
            (_, Part::Comment) => (Part::Comment, length_of_comment(rest)),
            (_, Part::LongString) => (Part::LongString, length_of_long_string(rest)),
            (_, Part::String) => (Part::String, length_of_string(rest)),
            _ => (Part::Other, length_of_other(rest)),
        };
        at = start + length;
        begins_line = text[..at].ends_with('\n');
        Some((part, start..at))
    })
}

/// What begins here, apart from requests.
fn begin(rest: &str) -> Part {
    match rest.as_bytes() {
        [b'"', b'"', b'"', ..] => Part::LongString,
        [b'"', ..] => Part::String,
        [b'#', ..] | [b'/', b'/' | b'*', ..] => Part::Comment,
        _ => Part::Other,
    }
}

/// Behind the path there may be a comment, which a path may look like inside.
fn length_of_request(rest: &str) -> Option<usize> {
    let line = rest.lines().next()?;
    let (_, path) = request_line(line)?;
    let start = line.find(path)?;
    Some(start + path.len())
}

fn length_of_comment(rest: &str) -> usize {
    match rest.starts_with("/*") {
        true => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
        false => rest.find('\n').unwrap_or(rest.len()),
    }
}

fn length_of_long_string(rest: &str) -> usize {
    rest[3..].find("\"\"\"").map_or(rest.len(), |end| end + 6)
}

/// A string ends with its line, should its end be missing.
fn length_of_string(rest: &str) -> usize {
    let mut is_escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '\n' || *c == '"' && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    end.map_or(rest.len(), |(at, c)| at + c.len_utf8())
}

fn length_of_other(rest: &str) -> usize {
    let candidates = rest.match_indices(['"', '#', '/', '\n']);
    let mut ends = candidates.filter_map(|(at, text)| match text {
        "\n" => Some(at + 1),
        _ => Some(at).filter(|at| begin(&rest[*at..]) != Part::Other),
    });
    ends.next().unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(text: &str) -> Vec<String> {
        let show = |request: &Request<'_>| {
            let body = Sent::of(text, request.body.clone()).text;
            format!("{} {} {}", request.method, request.path, body.trim())
        };
        requests(text).iter().map(show).collect()
    }

    #[test]
    fn comments_and_long_strings_are_not_sent_on() {
        let text = r#"# one
GET _search // two
{ /* three
GET x
*/
"a": 4,/**/ "b": "//#\"" # four
}

put /i/_doc/1?a=b#c
{"t":"""x"y
POST z
""", "u": 1}

DELETE http://h/i"#;
        assert_eq!(
            sent(text),
            [
                "GET _search {  \n\"a\": 4,  \"b\": \"//#\\\"\"  \n}",
                r#"put /i/_doc/1?a=b#c {"t":"x\"y\nPOST z\n", "u": 1}"#,
                "DELETE http://h/i ",
            ]
        );
        assert!(sent("{}\nGETS x\n POST y").is_empty());
    }

    #[test]
    fn places_are_those_of_the_file() {
        let text = "POST a\n// é\n{\"b\": \"\"\"é\n\"\"\", /* */ \"c\": 4}\n";
        let sent = Sent::of(text, requests(text)[0].body.clone());
        let offset = sent.offset_in_text(sent.text.find('4').unwrap());
        assert!(text[offset..].starts_with("4}"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_taken_apart(text in "(GET [a/#\"]{0,3}|[\"/*#\\\\\n é{}]){0,30}") {
            let whole: String = parts(&text).map(|(_, range)| &text[range]).collect();
            proptest::prop_assert_eq!(whole, text.as_str());
            for request in requests(&text) {
                let sent = Sent::of(&text, request.body);
                for offset in 0..=sent.text.len() {
                    let _ = sent.offset_in_text(offset);
                }
            }
        }
    }
}
