//! Exceptions of the server, as its answers show them (server-behaviour: Errors: the envelope).

use super::{Location, OrderedValue, SyntaxError, SyntaxErrorKind};

/// The members of an object, in order.
type Members<'a> = Vec<(&'static str, OrderedValue<'a>)>;

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
    /// The name in the catalogue of failures.
    failure: Option<&'static str>,
    has_no_reason: bool,
    /// Members of its own.
    members: Vec<(&'static str, OrderedValue<'static>)>,
    /// A header of the answer that is repeated in the body.
    header: Option<OrderedValue<'static>>,
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
    pub(crate) fn with_member(
        mut self,
        name: &'static str,
        value: impl Into<OrderedValue<'static>>,
    ) -> Self {
        self.more().members.push((name, value.into()));
        self
    }

    /// With a header of the answer that the body repeats: one value is a string, several are an
    /// array (server-behaviour: Security: 401).
    pub(crate) fn with_header(
        mut self,
        name: &'static str,
        values: &'static [&'static str],
    ) -> Self {
        let values = match values {
            [value] => OrderedValue::from(*value),
            values => OrderedValue::Array(values.iter().map(|&value| value.into()).collect()),
        };
        self.more().header = Some(OrderedValue::object([(name, values)]));
        self
    }

    /// With its name in the catalogue of failures.
    pub(crate) fn named(mut self, failure: &'static str) -> Self {
        self.more().failure = Some(failure);
        self
    }

    /// The name in the catalogue of failures that this or one of its causes has.
    pub(crate) fn failure(&self) -> Option<&'static str> {
        let cause = || self.cause.as_deref().and_then(Self::failure);
        let own = self.more.as_deref().and_then(|more| more.failure);
        own.or_else(cause)
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

    /// What an answer shows of it.
    pub(crate) fn members(&self, trace: Trace) -> Members<'_> {
        self.members_with(self.cause.as_deref(), trace)
    }

    /// The same as a root cause, which has no cause itself.
    pub(crate) fn members_as_root_cause(&self, trace: Trace) -> Members<'_> {
        self.members_with(None, trace)
    }

    fn members_with<'s>(&'s self, cause: Option<&'s Self>, trace: Trace) -> Members<'s> {
        let more = self.more.as_deref();
        let reason = match more {
            Some(more) if more.has_no_reason => OrderedValue::Null,
            _ => self.reason.as_str().into(),
        };
        let mut members = vec![("type", self.kind.into()), ("reason", reason)];
        members.extend(more.into_iter().flat_map(|more| more.members.clone()));
        if let Some(cause) = cause {
            let cause = OrderedValue::object(cause.members(Trace::Hidden));
            members.push(("caused_by", cause));
        }
        if let Some(header) = more.and_then(|more| more.header.clone()) {
            members.push(("header", header));
        }
        if trace == Trace::Shown {
            members.push(("stack_trace", self.stack_trace().into()));
        }
        members
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
        let exception = Self::new(kind, reason).named("malformed_body");
        exception.caused_by(Self::plain_java(cause, message))
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
