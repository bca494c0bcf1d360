//! What a case is made of, and how it is played.

use std::fmt::Write;

use es_ml_fake::Builder;

use super::clusters::started;
use crate::support::{Answer, Connection};

/// Cases about one thing, whose snapshots are in one folder.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) cases: &'static [Case],
}

/// A cluster, and the requests that it is sent.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    cluster: fn() -> Builder,
    requests: &'static [Ask],
}

/// One request. In its target, `@` stands for the update of the deployment `m`.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// An update with this body, in JSON.
    Body(&'static str),
    /// First line, headers, and behind an empty line the body.
    Http(&'static str),
}

/// An update of the deployment `m`, which is started and has one allocation.
pub(crate) const fn update(name: &'static str, body: &'static [Ask]) -> Case {
    on(started, name, body)
}

/// The same, of a cluster that is made for the case.
pub(crate) const fn on(
    cluster: fn() -> Builder,
    name: &'static str,
    requests: &'static [Ask],
) -> Case {
    Case {
        name,
        cluster,
        requests,
    }
}

impl Case {
    /// Sends the requests over one connection, and shows what went over the wire.
    pub(crate) fn play(&self) -> String {
        let cluster = (self.cluster)().start();
        let mut connection = Connection::to(cluster.address());
        let mut shown = String::new();
        for ask in self.requests {
            let request = ask.text();
            let answer = send(&mut connection, &request);
            show(&mut shown, '>', &request);
            let exchange = cluster.exchanges().pop().unwrap();
            for violation in exchange.verdict().violations() {
                let silently = if exchange.is_silent_breach() {
                    "silent "
                } else {
                    ""
                };
                let _ = writeln!(shown, "= {silently}breach: {violation}");
            }
            show(&mut shown, '<', &answer_text(&answer));
        }
        shown
    }
}

impl Ask {
    /// The request in the form of [`Ask::Http`].
    fn text(self) -> String {
        let text = match self {
            Self::Body(body) => format!("POST @\ncontent-type: application/json\n\n{body}"),
            Self::Http(text) => text.to_owned(),
        };
        text.replacen('@', "/_ml/trained_models/m/deployment/_update", 1)
    }
}

fn send(connection: &mut Connection, request: &str) -> Answer {
    let (head, body) = request.split_once("\n\n").unwrap_or((request, ""));
    let mut lines = head.lines();
    let first = lines.next().unwrap();
    let mut wire = format!("{first} HTTP/1.1\r\nhost: localhost\r\n");
    for line in lines {
        let _ = write!(wire, "{line}\r\n");
    }
    if !body.is_empty() {
        let _ = write!(wire, "content-length: {}\r\n", body.len());
    }
    let _ = write!(wire, "\r\n{body}");
    connection.send(wire);
    if first.starts_with("HEAD") {
        connection.answer_to_head()
    } else {
        connection.answer()
    }
}

/// Status, headers, body. The length is shown only where there is no body to see it by.
fn answer_text(answer: &Answer) -> String {
    let status = http::StatusCode::from_u16(answer.status).unwrap();
    let mut text = status.to_string();
    for (name, value) in answer.headers() {
        if name != "content-length" || answer.body.is_empty() {
            let _ = write!(text, "\n{name}: {value}");
        }
    }
    match String::from_utf8(answer.body.clone()) {
        Ok(body) if body.is_empty() => {}
        Ok(body) => text.extend(["\n\n", &readable(&body)]),
        Err(_) => text.extend(["\n\n", &format!("{:02x?}", answer.body)]),
    }
    text
}

/// JSON of one line with a line for each member; anything else as it is.
fn readable(body: &str) -> String {
    let is_compact_json =
        !body.contains('\n') && serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok();
    if !is_compact_json {
        return body.to_owned();
    }
    let mut text = String::new();
    let (mut depth, mut is_in_string, mut is_escaped) = (0, false, false);
    for (index, c) in body.char_indices() {
        if is_in_string {
            is_in_string = c != '"' || is_escaped;
            is_escaped = c == '\\' && !is_escaped;
            text.push(c);
            continue;
        }
        let is_empty = body[index + 1..].starts_with(['}', ']']);
        match c {
            '{' | '[' if !is_empty => {
                depth += 1;
                text.push(c);
                break_line(&mut text, depth);
            }
            '}' | ']' if !body[..index].ends_with(['{', '[']) => {
                depth -= 1;
                break_line(&mut text, depth);
                text.push(c);
            }
            ',' => {
                text.push(c);
                break_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                is_in_string = c == '"';
                text.push(c);
            }
        }
    }
    text
}

fn break_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

fn show(shown: &mut String, mark: char, text: &str) {
    for line in text.lines() {
        let line = format!("{mark} {line}");
        let _ = writeln!(shown, "{}", line.trim_end());
    }
}
