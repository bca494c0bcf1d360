//! Exceptions of the server, as its answers show them (server-behaviour: Errors: the envelope).

use serde_json::{Value, json};

use super::json::write_string;
use super::{Location, SyntaxError, SyntaxErrorKind};

/// An exception as the server writes it into its answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exception {
    pub(crate) kind: &'static str,
    pub(crate) reason: String,
    pub(crate) cause: Option<Box<Exception>>,
    /// Not of Elasticsearch's own making: shown as a cause, never as a root cause.
    pub(crate) is_plain_java: bool,
    /// What few exceptions have.
    more: Option<Box<More>>,
}

/// What an exception may have beyond its type and its reason.
#[derive(Debug, Clone, Default, PartialEq)]
struct More {
    has_no_reason: bool,
    /// Members of its own, with their JSON.
    members: Vec<(&'static str, Value)>,
    /// A header of the answer that is repeated in the body.
    header: Option<(&'static str, &'static [&'static str])>,
}

/// Longer reasons are cut short, at more than any head has. They quote names and values from
/// bodies, some of them several times, so that a long body would have an answer of several times
/// its length, for as long as its client likes to take for reading it.
const LONGEST_REASON: usize = 64 * 1024;

fn cut(mut reason: String) -> String {
    if reason.len() > LONGEST_REASON {
        let boundary = (0..=LONGEST_REASON)
            .rev()
            .find(|&at| reason.is_char_boundary(at));
        reason.truncate(boundary.unwrap_or_default());
        reason.shrink_to_fit();
        reason.push('…');
    }
    reason
}

impl Exception {
    pub(crate) fn new(kind: &'static str, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: cut(reason.into()),
            cause: None,
            is_plain_java: false,
            more: None,
        }
    }

    /// One that says nothing: its reason is `null`.
    pub(crate) fn without_reason(kind: &'static str) -> Self {
        let mut exception = Self::new(kind, "");
        exception.more().has_no_reason = true;
        exception
    }

    pub(crate) fn plain_java(kind: &'static str, reason: impl Into<String>) -> Self {
        Self {
            is_plain_java: true,
            ..Self::new(kind, reason)
        }
    }

    pub(crate) fn illegal_argument(reason: impl Into<String>) -> Self {
        Self::plain_java("illegal_argument_exception", reason)
    }

    /// What the body parser throws: the place stands in front of the reason.
    pub(crate) fn content_parse(location: Location, reason: impl std::fmt::Display) -> Self {
        Self::new("x_content_parse_exception", format!("{location} {reason}"))
    }

    /// With a member of its own, behind the reason.
    pub(crate) fn with_member(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.more().members.push((name, value.into()));
        self
    }

    /// With a header of the answer that the body repeats.
    pub(crate) fn with_header(
        mut self,
        name: &'static str,
        values: &'static [&'static str],
    ) -> Self {
        self.more().header = Some((name, values));
        self
    }

    fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    pub(crate) fn caused_by(mut self, cause: Self) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// What it comes down to, in one line: the reason at the end of the chain of causes.
    pub(crate) fn summary(&self) -> &str {
        let mut innermost = self;
        while let Some(cause) = &innermost.cause {
            innermost = cause;
        }
        innermost.reason.lines().next().unwrap_or_default()
    }

    /// The innermost exception of Elasticsearch's own, or this one if there is none.
    pub(crate) fn root(&self) -> &Self {
        let mut root = self;
        while let Some(cause) = root.cause.as_deref().filter(|cause| !cause.is_plain_java) {
            root = cause;
        }
        root
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>, trace: Trace) {
        self.write_type_and_reason(out);
        if let Some(cause) = &self.cause {
            out.extend_from_slice(b",\"caused_by\":{");
            cause.write(out, Trace::Hidden);
            out.push(b'}');
        }
        self.write_header(out);
        self.write_trace(out, trace);
    }

    pub(crate) fn write_as_root_cause(&self, out: &mut Vec<u8>, trace: Trace) {
        self.write_type_and_reason(out);
        self.write_header(out);
        self.write_trace(out, trace);
    }

    fn write_type_and_reason(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\"type\":");
        write_string(out, self.kind);
        out.extend_from_slice(b",\"reason\":");
        let Some(more) = &self.more else {
            return write_string(out, &self.reason);
        };
        if more.has_no_reason {
            out.extend_from_slice(b"null");
        } else {
            write_string(out, &self.reason);
        }
        for (name, value) in &more.members {
            write_member(out, name, value);
        }
    }

    /// One value is a string, several are an array (server-behaviour: Security: 401).
    fn write_header(&self, out: &mut Vec<u8>) {
        let header = self.more.as_ref().and_then(|more| more.header);
        match header {
            None => {}
            Some((name, [value])) => write_member(out, "header", &json!({ name: value })),
            Some((name, values)) => write_member(out, "header", &json!({ name: values })),
        }
    }

    fn write_trace(&self, out: &mut Vec<u8>, trace: Trace) {
        if trace == Trace::Shown {
            write_member(out, "stack_trace", &self.stack_trace().into());
        }
    }

    /// A text in the form of Java's, with the one frame that there is.
    fn stack_trace(&self) -> String {
        let class: String = self.kind.split('_').map(capitalised).collect();
        format!("{class}: {}\n\tat es-ml-fake\n", self.reason)
    }
}

/// Whether exceptions show where they come from, which is what `error_trace` asks for
/// (server-behaviour: Errors: the envelope).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    Hidden,
    Shown,
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(word.len().min(1));
    first.to_ascii_uppercase() + rest
}

fn write_member(out: &mut Vec<u8>, name: &str, value: &Value) {
    out.push(b',');
    write_string(out, name);
    out.push(b':');
    serde_json::to_writer(out, value).expect("writing to memory does not fail");
}

/// Malformed JSON: the place, Jackson's text, and Jackson's exception as the cause
/// (server-behaviour: Update: malformed JSON).
impl From<SyntaxError> for Exception {
    fn from(error: SyntaxError) -> Self {
        let message = error.parser_message();
        let kind = match error.kind {
            SyntaxErrorKind::EndOfInput => "x_content_e_o_f_exception",
            _ => "x_content_parse_exception",
        };
        let cause = error.parser_exception();
        let reason = format!("{} {message}", error.location);
        Self::new(kind, reason).caused_by(Self::plain_java(cause, message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_reasons_are_cut_short_between_two_characters() {
        let longest = "é".repeat(LONGEST_REASON / 2);
        assert_eq!(Exception::new("kind", longest.clone()).reason, longest);
        let longer = format!("x{longest}");
        let reason = Exception::plain_java("kind", longer.clone()).reason;
        assert_eq!(reason, format!("{}…", &longer[..LONGEST_REASON - 1]));
    }
}
