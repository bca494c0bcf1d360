//! The judgement of bodies by their schema, beside the server's reading of them.

use serde::de::IgnoredAny;
use serde_json::Value;

use super::{Call, Judged, RequestBody, Spec};
use crate::contract::{Schema, Verdict, Violation};
use crate::model::{Dialect, Versions};
use crate::xcontent::json::Encoding;
use crate::xcontent::{Content, Exception, Field, Format, Source, read_value};

/// Longer bodies are not built up in memory to be judged; only the first thing that the server
/// minds in them is reported.
const LONGEST_BODY_JUDGED_WHOLE: usize = 1024 * 1024;

/// What is wrong with there being a body, or none.
pub(super) fn judge_presence(call: &Call<'_>, spec: &Spec) -> Option<String> {
    let has_body = !call.body().is_empty();
    match (spec.request, has_body) {
        (RequestBody::None, true) => Some("this request takes no body".to_owned()),
        (RequestBody::Required(_), false) => Some(MISSING.to_owned()),
        (RequestBody::RequiredUnless(_, parameter), has_body) => {
            let is_sent = call.parameter(parameter.name).is_some();
            let has_parameter = is_sent && call.dialect.has(parameter.versions);
            match (has_body, has_parameter) {
                (true, true) => Some(format!(
                    "there is a body beside the parameter `{}`, which takes its place",
                    parameter.name
                )),
                (false, false) => Some(MISSING.to_owned()),
                _ => None,
            }
        }
        _ => None,
    }
}

const MISSING: &str = "the request has no body";

/// Judges a body, and tells how the server reads it. One that is not there is the same as an empty
/// object.
pub(super) fn read<T: Default>(
    call: &Call<'_>,
    schema: Schema,
    read: impl FnOnce(&Content<'_>) -> Result<T, Exception>,
) -> Judged<T> {
    if call.body().is_empty() {
        return Judged {
            verdict: Verdict::conforming(),
            reading: Ok(T::default()),
        };
    }
    content(call, |content| judge(schema, content, read(content)))
}

/// The fields of bodies of which the last came with later versions, the oldest first.
pub(super) struct Fields<T: 'static> {
    pub(super) all: &'static [Field<T>],
    /// Those at the end of them that came later.
    pub(super) later: &'static [Later<T>],
    pub(super) read: fn(&Content<'_>, &'static [Field<T>]) -> Result<T, Exception>,
}

/// A field that came with a version.
pub(super) struct Later<T> {
    pub(super) versions: Versions,
    /// Whether a body has what is documented of it, so that earlier versions do not promise it.
    pub(super) is_in: fn(&T) -> bool,
}

impl<T> Fields<T> {
    /// Those that a server knows.
    fn of(&self, dialect: &Dialect) -> &'static [Field<T>] {
        let unknown = self.later.iter().filter(|each| !dialect.has(each.versions));
        &self.all[..self.all.len() - unknown.count()]
    }
}

/// The same of a body whose fields came with several versions.
pub(super) fn read_of_edition<T: Default>(
    call: &Call<'_>,
    schema: Schema,
    fields: &Fields<T>,
) -> Judged<T> {
    let mut judged = read(call, schema, |content| (fields.read)(content, fields.all));
    let known = fields.of(call.dialect);
    if known.len() == fields.all.len() || call.body().is_empty() {
        return judged;
    }
    if let Ok(body) = &judged.reading {
        let oldest = fields.all.len() - fields.later.len();
        for (field, later) in fields.all[oldest..].iter().zip(fields.later) {
            if !call.dialect.has(later.versions) && (later.is_in)(body) {
                let place = format!("/{}", field.name);
                let violation = Violation::of_edition(&place, later.versions, call.dialect);
                judged.verdict.push(violation);
            }
        }
    }
    judged.reading = content(call, |content| (fields.read)(content, known));
    judged
}

/// Makes the body ready to be read.
pub(super) fn content<T>(call: &Call<'_>, read: impl FnOnce(&Content<'_>) -> T) -> T {
    read(&Content::new(
        call.body_format(),
        call.body(),
        call.excerpts(),
    ))
}

/// Judges a body that was read.
pub(super) fn judge<T>(
    schema: Schema,
    content: &Content<'_>,
    reading: Result<T, Exception>,
) -> Judged<T> {
    let mut judged = match content.format() {
        _ if content.sent().is_empty() => breach("body", MISSING, reading),
        Format::Json => of_json(schema, content, reading),
        _ => of_format(schema, content, reading),
    };
    judge_encoding(content.encoding(), &mut judged.verdict);
    judged
}

/// The words of `serde_json` that are not plain, and what is said instead.
const PLAIN_WORDS: [(&str, &str); 5] = [
    (
        "EOF while parsing a value",
        "it ends where a value should be",
    ),
    ("EOF while parsing a", "it ends within a"),
    ("expected ident", "it has a word that JSON does not have"),
    ("expected value", "a value was expected"),
    ("trailing characters", "there is more behind its end"),
];

fn not_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let plain = PLAIN_WORDS.iter().find_map(|(theirs, plain)| {
        let rest = text.strip_prefix(theirs)?;
        Some(format!("{plain}{rest}"))
    });
    format!("the body is not JSON: {}", plain.unwrap_or(text))
}

/// The server's parser finds out other encodings than that of JSON, which is documented of none.
fn judge_encoding(encoding: Encoding, verdict: &mut Verdict) {
    if encoding != Encoding::UTF_8 {
        let message = format!("the body is in {encoding}, not in plain UTF-8");
        verdict.push(Violation::of_request("", "encoding", message));
    }
}

fn of_json<T>(schema: Schema, content: &Content<'_>, reading: Result<T, Exception>) -> Judged<T> {
    let json = content.utf_8();
    if json.len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return match serde_json::from_slice::<IgnoredAny>(json) {
            Ok(_) => unreadable(reading),
            Err(error) => breach("json", not_json(&error), reading),
        };
    }
    match serde_json::from_slice(json) {
        Ok(document) => of_document(schema, &document, reading),
        Err(error) => breach("json", not_json(&error), reading),
    }
}

/// In a format that is read like JSON. That the contract knows JSON only is the content type's
/// breach.
fn of_format<T>(schema: Schema, content: &Content<'_>, reading: Result<T, Exception>) -> Judged<T> {
    if content.sent().len() > LONGEST_BODY_JUDGED_WHOLE && reading.is_err() {
        return unreadable(reading);
    }
    match read_value(&mut Source::new(content)) {
        Ok(document) => Judged {
            verdict: schema.judge(&document.unwrap_or_default()),
            reading,
        },
        Err(_) => unreadable(reading),
    }
}

fn of_document<T>(schema: Schema, document: &Value, reading: Result<T, Exception>) -> Judged<T> {
    let verdict = schema.judge(document);
    if verdict.conforms() && reading.is_err() {
        // All that the server can mind now is a name given twice, of which the document has kept
        // one value.
        return unreadable(reading);
    }
    Judged { verdict, reading }
}

fn unreadable<T>(reading: Result<T, Exception>) -> Judged<T> {
    let problem = reading.as_ref().err().map(Exception::summary);
    let message = problem
        .unwrap_or("the body cannot be read to its end")
        .to_owned();
    breach("json", message, reading)
}

fn breach<T>(
    keyword: &'static str,
    message: impl Into<String>,
    reading: Result<T, Exception>,
) -> Judged<T> {
    Judged {
        verdict: Verdict::breach(keyword, message),
        reading,
    }
}
