//! What happened, as text that is the same on every run.

use std::fmt::{self, Write};
use std::sync::Arc;

use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};

use super::Exchange;
use super::placeholders::Placeholders;
use crate::http::{OPAQUE_ID, PRODUCT, redact};
use crate::text;
use crate::xcontent::json::{pretty, without_credentials};

/// How much of a body is shown, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// Deeper bodies are not indented: a few kilobytes of brackets would become a hundred megabytes of
/// spaces.
const DEEPEST_BODY: usize = 16;

/// The exchanges of a cluster as stable text, for snapshots.
///
/// Each exchange shows its request line and body behind `>`, its verdict behind `=`, and the status
/// and body of its answer behind `<`. Headers are shown only where they are out of the ordinary.
/// What changes from run to run is replaced: UUIDs, times other than the documented ones and
/// addresses by numbered placeholders, the same for the same value wherever it appears. Credentials
/// are not there in the first place.
///
/// ```
/// use es_ml_fake::FakeCluster;
///
/// let cluster = FakeCluster::start();
/// reqwest::blocking::get(format!("{}/_cat/indexes", cluster.uri()))?;
/// assert_eq!(
///     cluster.transcript().to_string(),
///     r#"> GET /_cat/indexes
/// = breach: this path is not documented (path)
/// < 400 Bad Request
/// < {
/// <   "error": "no handler found for uri [/_cat/indexes] and method [GET]"
/// < }
/// "#,
/// );
/// # Ok::<(), reqwest::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Transcript {
    exchanges: Vec<Arc<Exchange>>,
    dropped: u64,
    replaced: Vec<(String, String)>,
}

impl Transcript {
    pub(crate) fn of(exchanges: impl Iterator<Item = Arc<Exchange>>, dropped: u64) -> Self {
        Self {
            exchanges: exchanges.collect(),
            dropped,
            replaced: Vec::new(),
        }
    }

    /// With `placeholder` in the place of `text`, wherever it appears.
    ///
    /// ```
    /// # let cluster = es_ml_fake::FakeCluster::start();
    /// let id = format!("test-{}", std::process::id());
    /// reqwest::blocking::get(format!("{}/{id}", cluster.uri()))?;
    /// let transcript = cluster.transcript().replacing(&id, "[test id]").to_string();
    /// assert!(transcript.starts_with("> GET /[test id]\n"));
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    #[must_use]
    pub fn replacing(mut self, text: impl Into<String>, placeholder: impl Into<String>) -> Self {
        self.replaced.push((text.into(), placeholder.into()));
        self
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        if self.dropped > 0 {
            let _ = writeln!(
                text,
                "({} earlier exchanges are forgotten: the journal is full)",
                self.dropped
            );
        }
        for exchange in &self.exchanges {
            if !text.is_empty() {
                text.push('\n');
            }
            write_exchange(&mut text, exchange);
        }
        for (from, to) in &self.replaced {
            text = text.replace(from, to);
        }
        f.write_str(&Placeholders::default().replace(&text))
    }
}

fn write_exchange(out: &mut String, exchange: &Exchange) {
    push_line(
        out,
        '>',
        &format!("{} {}", exchange.method(), text::redact(exchange.target())),
    );
    if !exchange.body().is_empty() && !is_plain_json(exchange) {
        let content_type = exchange.header("content-type");
        let shown = content_type.as_deref().unwrap_or("(none)");
        push_line(out, '>', &format!("content-type: {shown}"));
    }
    push_body(out, '>', &without_credentials(exchange.body()));
    let verdict = exchange.verdict();
    if verdict.conforms() {
        push_line(out, '=', "conforms");
    }
    let kind = if exchange.is_silent_breach() {
        "silent breach"
    } else {
        "breach"
    };
    for violation in verdict.violations() {
        push_line(out, '=', &format!("{kind}: {violation}"));
    }
    if let Some(api) = verdict.outside() {
        push_line(out, '=', &format!("outside this fake: {api}"));
    }
    for advice in verdict.advice() {
        push_line(out, '=', &format!("advice: {advice}"));
    }
    push_line(out, '<', &exchange.status().to_string());
    for (name, value) in exchange.answer().headers() {
        if is_shown(&name, &value) {
            let value = redact::header(name.as_str(), value.as_bytes());
            let line = format!("{name}: {}", String::from_utf8_lossy(&value));
            push_line(out, '<', &line);
        }
    }
    push_body(out, '<', &without_credentials(exchange.answer().body()));
}

/// Headers of answers that say something, and the same on every run.
fn is_shown(name: &HeaderName, value: &HeaderValue) -> bool {
    let is_json = || value.to_str().is_ok_and(is_json_type);
    *name != PRODUCT && *name != OPAQUE_ID && !(*name == CONTENT_TYPE && is_json())
}

fn is_plain_json(exchange: &Exchange) -> bool {
    let content_type = exchange.header(CONTENT_TYPE.as_str());
    content_type.is_some_and(|content_type| is_json_type(&content_type))
}

fn is_json_type(content_type: &str) -> bool {
    let name = content_type.split(';').next().unwrap_or_default().trim();
    ["application/json", "application/vnd.elasticsearch+json"].contains(&name)
}

fn push_body(out: &mut String, mark: char, body: &[u8]) {
    if body.is_empty() {
        return;
    }
    let shown = &body[..body.len().min(LONGEST_BODY)];
    let is_json = || serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok();
    let is_short = body.len() <= LONGEST_BODY;
    let lines = if is_short && pretty::depth(body) <= DEEPEST_BODY && is_json() {
        pretty::indent(&pretty::compact(shown), &pretty::USUAL)
    } else {
        shown.to_vec()
    };
    for line in String::from_utf8_lossy(&lines).lines() {
        push_line(out, mark, line);
    }
    if shown.len() < body.len() {
        let rest = body.len() - shown.len();
        push_line(out, mark, &format!("... and {rest} bytes more"));
    }
}

fn push_line(text: &mut String, mark: char, line: &str) {
    text.push(mark);
    if !line.is_empty() {
        text.push(' ');
    }
    // Whatever else a body may hold, the text that a snapshot compares has to be plain.
    text.extend(
        line.chars()
            .map(|c| if c.is_control() { '\u{fffd}' } else { c }),
    );
    text.push('\n');
}
