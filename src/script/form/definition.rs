//! A whole script, as it is written.

use serde::{Deserialize, Serialize};

use super::super::{On, Replies, Reply, ScriptedRequest};

/// A script that can be written as JSON: which requests it is for, and what they get.
///
/// This is the form of `[[scripts]]` in the configuration file of `serve`, and of what is sent to
/// `POST /_fake/scripts`; `es-ml-fake schema script` is its JSON Schema.
///
/// ```
/// use es_ml_fake::script::ScriptDefinition;
/// use es_ml_fake::{FakeCluster, Failure, On};
/// use serde_json::json;
///
/// let written = json!({
///     "on": {"endpoint": "update", "deployment": "my-model", "times": 2},
///     "reply": {"failure": "not_enough_capacity", "delay": "200ms"},
/// });
/// let script: ScriptDefinition = serde_json::from_value(written.clone())?;
/// assert_eq!(serde_json::to_value(&script)?, written);
///
/// let cluster = FakeCluster::start();
/// cluster.script(script.on, script.reply);
/// # cluster.clear_scripts();
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Form")]
#[non_exhaustive]
pub struct ScriptDefinition {
    /// Which requests it is for: all if nothing is said.
    pub on: On,
    /// What they get.
    pub reply: ReplyOrSequence,
}

/// One reply for all requests, or one after the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ReplyOrSequence {
    // First, since an object can be read from an array too.
    /// One for each request, until the last was sent.
    Sequence(Vec<Reply>),
    /// The same for all.
    Reply(Reply),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[serde(default = "On::any")]
    on: On,
    reply: ReplyOrSequence,
}

impl TryFrom<Form> for ScriptDefinition {
    type Error = String;

    fn try_from(form: Form) -> Result<Self, String> {
        let Form { on, reply } = form;
        match reply.count() {
            Some(0) => Err("a script without any reply does nothing; leave it out".to_owned()),
            Some(count) if on.unsent(count) > 0 => {
                Err(format!("a script for {on}, cannot send {count} replies"))
            }
            _ => Ok(Self { on, reply }),
        }
    }
}

impl ScriptDefinition {
    /// A script for the requests that `on` selects.
    #[must_use]
    pub fn new(on: On, reply: impl Into<ReplyOrSequence>) -> Self {
        let reply = reply.into();
        Self { on, reply }
    }
}

impl<R: Into<Reply>> From<R> for ReplyOrSequence {
    fn from(reply: R) -> Self {
        Self::Reply(reply.into())
    }
}

impl<R: Into<Reply>> From<Vec<R>> for ReplyOrSequence {
    fn from(replies: Vec<R>) -> Self {
        Self::Sequence(replies.into_iter().map(Into::into).collect())
    }
}

impl Replies for ReplyOrSequence {
    fn reply(&self, asked: &ScriptedRequest<'_>, call: usize) -> Option<Reply> {
        match self {
            Self::Reply(reply) => reply.reply(asked, call),
            Self::Sequence(replies) => replies.reply(asked, call),
        }
    }

    fn count(&self) -> Option<usize> {
        match self {
            Self::Reply(_) => None,
            Self::Sequence(replies) => Some(replies.len()),
        }
    }

    fn written(&self) -> Option<ReplyOrSequence> {
        Some(self.clone())
    }
}
