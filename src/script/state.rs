//! A script as it stands, for lists.

use serde::{Serialize, Serializer};

use super::{On, ReplyOrSequence};

/// A script of a cluster, and what it still waits for.
///
/// Serialized, it is an element of what `GET /_fake/scripts` lists.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ScriptState {
    /// Its number, from 1 on.
    pub id: u64,
    /// Which requests it is for.
    pub on: On,
    /// What they get, if that can be written; nothing for closures, and for what holds answers.
    pub reply: Option<ReplyOrSequence>,
    /// Whether it holds answers back.
    pub is_hold: bool,
    /// How many requests it was used for.
    pub calls: usize,
    /// How many it is to be used for, if that is known.
    pub expected: Option<usize>,
    /// Which request came nearest to it, and why it is not for that one, unless it was used.
    pub nearest: Option<String>,
}

impl ScriptState {
    /// What it still waits for, in words.
    #[must_use]
    pub fn waits_for(&self) -> String {
        match self
            .expected
            .map(|expected| expected.saturating_sub(self.calls))
        {
            Some(0) => "nothing".to_owned(),
            Some(1) => "1 more request".to_owned(),
            Some(more) => format!("{more} more requests"),
            None if self.calls == 0 => "its first request".to_owned(),
            None => "any more requests".to_owned(),
        }
    }
}

impl Serialize for ScriptState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Form<'s> {
            id: u64,
            /// Null if it has a closure.
            on: Option<serde_json::Value>,
            requests: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            reply: &'s Option<ReplyOrSequence>,
            hold: bool,
            calls: usize,
            expected: Option<usize>,
            waits_for: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            nearest: &'s Option<String>,
        }
        let form = Form {
            id: self.id,
            on: serde_json::to_value(&self.on).ok(),
            requests: self.on.to_string(),
            reply: &self.reply,
            hold: self.is_hold,
            calls: self.calls,
            expected: self.expected,
            waits_for: self.waits_for(),
            nearest: &self.nearest,
        };
        form.serialize(serializer)
    }
}
