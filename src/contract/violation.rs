//! One breach of the contract, in words.

use std::borrow::Cow;
use std::fmt;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::reads;
use crate::model::{Dialect, Versions};
use crate::text::{OneLine, is_credential, redact, suggest};

/// How many unknown members of one object are listed one by one.
const LISTED_MEMBERS: usize = 20;
/// What stands in the place of a credential.
const HIDDEN: &str = "***";
/// How many values are listed where there is a better hint.
const LISTED_OPTIONS: usize = 8;
/// How many characters of a value or name are shown.
const SHOWN_CHARACTERS: usize = 120;

/// One rule of the contract that a request breaks.
///
/// ```
/// use es_ml_fake::contract::Schema;
///
/// let body = serde_json::json!({"number_of_allocations": 0});
/// let verdict = Schema::UpdateRequest.judge(&body);
/// let [violation] = verdict.violations() else { panic!("one rule is broken") };
/// assert_eq!(violation.instance_path(), "/number_of_allocations");
/// assert_eq!(violation.keyword(), "minimum");
/// assert_eq!(violation.value(), Some("0"));
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Violation {
    instance_path: String,
    schema_path: String,
    keyword: Cow<'static, str>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
}

impl Violation {
    /// A breach outside the body, or one that no schema keyword can express.
    pub(crate) fn of_request(
        place: impl Into<String>,
        keyword: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            instance_path: place.into(),
            schema_path: String::new(),
            keyword: Cow::Borrowed(keyword),
            message: without_credentials(message.into()),
            value: None,
        }
    }

    /// Something that came with a later version of the server than the one that is asked.
    pub(crate) fn of_edition(place: &str, feature: Versions, dialect: &Dialect) -> Self {
        let (version, first) = (dialect.version(), feature.first());
        let message = format!("is not in version {version}; it came with {first}");
        Self::of_request(place, "edition", message)
    }

    /// Where the breach is.
    ///
    /// Inside the body this is a JSON Pointer, empty or with a slash in front. Elsewhere in the
    /// request it is `?name` for a query parameter, or the name of a header.
    #[must_use]
    pub fn instance_path(&self) -> &str {
        &self.instance_path
    }

    /// The JSON Pointer of the keyword inside the schema; empty for breaches that are not of the
    /// schema.
    #[must_use]
    pub fn schema_path(&self) -> &str {
        &self.schema_path
    }

    /// The schema keyword that was broken, such as `minimum`, or one of ours: `json` (not JSON at
    /// all, or a name given twice), `encoding` (not in plain UTF-8), `body`, `query`,
    /// `content-type`, `path`, `method` and `edition` (not in the version of the server that the
    /// request is for).
    #[must_use]
    pub fn keyword(&self) -> &str {
        &self.keyword
    }

    /// The rule in words, and what was there instead.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How many bytes it takes in memory, roughly.
    pub(crate) fn size(&self) -> usize {
        let value = self.value.as_deref().unwrap_or_default();
        let texts = [&self.instance_path, &self.schema_path, &self.message, value];
        size_of::<Self>() + texts.map(str::len).iter().sum::<usize>()
    }

    /// The offending value as JSON, cut short if it is long; nothing for breaches outside the body.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.instance_path.is_empty() {
            write!(f, "{}: ", OneLine(&self.instance_path))?;
        }
        write!(f, "{} ({})", OneLine(&self.message), self.keyword)
    }
}

/// The violations behind a validator's errors.
pub(crate) fn describe<'a>(
    errors: impl Iterator<Item = ValidationError<'a>>,
    schema: &Value,
) -> Vec<Violation> {
    let mut violations: Vec<_> = errors
        .flat_map(|error| match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                unknown_members(&error, unexpected, schema)
            }
            _ => vec![of_keyword(&error, schema)],
        })
        .collect();
    leave_out_patterns(&mut violations);
    violations
}

/// What reads a text has more to say about it than the pattern that editors know.
fn leave_out_patterns(violations: &mut Vec<Violation>) {
    let is_read = |violation: &&Violation| violation.keyword == reads::NAME;
    let read = violations.iter().filter(is_read);
    let read: Vec<_> = read
        .map(|violation| violation.instance_path.clone())
        .collect();
    violations.retain(|violation| {
        let is_pattern = ["pattern", "anyOf"].contains(&violation.keyword());
        !is_pattern || !read.contains(&violation.instance_path)
    });
}

fn of_keyword(error: &ValidationError<'_>, schema: &Value) -> Violation {
    let schema_path = error.schema_path().as_str();
    Violation {
        instance_path: error.instance_path().as_str().to_owned(),
        schema_path: schema_path.to_owned(),
        keyword: Cow::Owned(error.kind().keyword().to_owned()),
        message: message_in_schema(schema, schema_path).unwrap_or_else(|| message(error)),
        value: Some(excerpt_of(error)),
    }
}

/// The words that the schema itself has for a keyword: `x-message` beside it, under its name.
fn message_in_schema(schema: &Value, schema_path: &str) -> Option<String> {
    let (parent, keyword) = schema_path.rsplit_once('/')?;
    let message = schema.pointer(parent)?.get("x-message")?.get(keyword)?;
    message.as_str().map(ToOwned::to_owned)
}

fn message(error: &ValidationError<'_>) -> String {
    let found = || found(error.instance(), &excerpt_of(error));
    match error.kind() {
        ValidationErrorKind::Type { kind } => {
            format!("must be {}, but is {}", expected_type(kind), found())
        }
        ValidationErrorKind::Minimum { limit } => {
            format!("must be at least {limit}, but is {}", found())
        }
        ValidationErrorKind::Maximum { limit } => {
            format!("must be at most {limit}, but is {}", found())
        }
        ValidationErrorKind::Required { property } => {
            format!("must have the member `{}`", property.as_str().unwrap_or(""))
        }
        ValidationErrorKind::Enum { options } => {
            let hint = similar(error.instance(), options).unwrap_or_default();
            let count = options.as_array().map_or(0, Vec::len);
            match hint.is_empty() || count <= LISTED_OPTIONS {
                true => format!("must be one of {options}, but is {}{hint}", found()),
                false => format!("must be one of {count} values, but is {}{hint}", found()),
            }
        }
        ValidationErrorKind::AnyOf { .. } | ValidationErrorKind::OneOfNotValid { .. } => {
            format!("has none of the allowed forms; it is {}", found())
        }
        ValidationErrorKind::PropertyNames { error: of_name }
            if matches!(of_name.kind(), ValidationErrorKind::Enum { .. }) =>
        {
            format!("has a member whose name {}", message(of_name))
        }
        ValidationErrorKind::Custom { message, .. } => message.clone(),
        // The validator's own words are good enough for the other keywords, whose values are plain.
        _ => error.masked_with("the value").to_string(),
    }
}

/// Which of the options a text may have been meant to be.
fn similar(value: &Value, options: &Value) -> Option<String> {
    let options = options.as_array()?.iter().filter_map(Value::as_str);
    let similar = suggest::similar(value.as_str()?, options);
    Some(format!("; did you mean `{}`?", similar.first()?))
}

fn expected_type(kind: &TypeKind) -> String {
    let with_article = |name: &str| match name {
        "integer" | "object" | "array" => format!("an {name}"),
        "null" => name.to_owned(),
        _ => format!("a {name}"),
    };
    match kind {
        TypeKind::Single(name) => with_article(&name.to_string()),
        TypeKind::Multiple(names) => {
            let names: Vec<_> = names
                .iter()
                .map(|name| with_article(&name.to_string()))
                .collect();
            names.join(" or ")
        }
    }
}

fn found(value: &Value, text: &str) -> String {
    match value {
        Value::String(_) => format!("the string {text}"),
        Value::Array(_) => format!("the array {text}"),
        Value::Object(_) => format!("the object {text}"),
        Value::Null | Value::Bool(_) | Value::Number(_) => text.to_owned(),
    }
}

fn unknown_members(
    error: &ValidationError<'_>,
    names: &[String],
    schema: &Value,
) -> Vec<Violation> {
    let schema_path = error.schema_path().as_str();
    let known = documented_members(schema, schema_path);
    let violation = |instance_path: String, message: String, value: Option<String>| Violation {
        instance_path,
        schema_path: schema_path.to_owned(),
        keyword: Cow::Borrowed("additionalProperties"),
        message,
        value,
    };
    let parent = error.instance_path();
    let mut violations: Vec<_> = names
        .iter()
        .take(LISTED_MEMBERS)
        .map(|name| {
            let value = match error.instance().get(name) {
                Some(_) if is_credential(name) => HIDDEN.to_owned(),
                value => value.map_or_else(String::new, excerpt),
            };
            violation(
                parent.join(shorten(name).as_ref()).as_str().to_owned(),
                format!("is not documented (value {value}){}", hint(name, &known)),
                Some(value),
            )
        })
        .collect();
    if let Some(rest) = names.len().checked_sub(LISTED_MEMBERS).filter(|&n| n > 0) {
        violations.push(violation(
            parent.as_str().to_owned(),
            format!("has {rest} more members that are not documented"),
            None,
        ));
    }
    violations
}

/// The names that the object of the schema around `schema_path` allows.
fn documented_members<'a>(schema: &'a Value, schema_path: &str) -> Vec<&'a str> {
    let object = schema_path
        .rsplit_once('/')
        .map_or("", |(parent, _)| parent);
    schema
        .pointer(object)
        .and_then(|schema| schema["properties"].as_object())
        .map(|members| members.keys().map(String::as_str).collect())
        .unwrap_or_default()
}

fn hint(name: &str, known: &[&str]) -> String {
    let similar = suggest::similar(name, known.iter().copied());
    match similar.as_slice() {
        [] => format!("; documented here are {}", quoted(known)),
        [one] => format!("; did you mean `{one}`?"),
        several => format!("; did you mean one of {}?", quoted(several)),
    }
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The beginning of the value that an error is about, unless its place says that it is a
/// credential.
fn excerpt_of(error: &ValidationError<'_>) -> String {
    let path = error.instance_path();
    match path.as_str().split('/').any(is_credential) {
        true => HIDDEN.to_owned(),
        false => excerpt(error.instance()),
    }
}

fn without_credentials(text: String) -> String {
    match redact(&text) {
        Cow::Owned(shown) => shown,
        Cow::Borrowed(_) => text,
    }
}

/// The beginning of a value as JSON, without credentials.
fn excerpt(value: &Value) -> String {
    let mut text = Cut::default();
    // Writing stops with an error when the excerpt is full, so a long value costs no more than a
    // short one.
    let complete = serde_json::to_writer(&mut text, value).is_ok();
    let mut text = String::from_utf8_lossy(&text.0)
        .trim_end_matches('\u{fffd}')
        .to_owned();
    if !complete {
        text.push('…');
    }
    without_credentials(text)
}

fn shorten(name: &str) -> Cow<'_, str> {
    match name.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => Cow::Owned(format!("{}…", &name[..end])),
        None => Cow::Borrowed(name),
    }
}

/// A writer that takes no more than an excerpt needs.
#[derive(Default)]
struct Cut(Vec<u8>);

impl std::io::Write for Cut {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let room = SHOWN_CHARACTERS - self.0.len();
        self.0.extend_from_slice(&bytes[..bytes.len().min(room)]);
        // Less than all of it makes `write_all` come back for the rest, and then fail.
        Ok(bytes.len().min(room))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
