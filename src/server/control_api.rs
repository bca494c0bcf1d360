//! Whether a fake has a control API, and for whom.

use std::net::IpAddr;

use super::FakeClusterBuilder;
use crate::control::Access;
use crate::text::Secret;

/// Whether there is a control API, and for whom.
#[derive(Debug, Clone, Default)]
pub(crate) enum ControlApi {
    #[default]
    Off,
    OnThisMachine,
    WithToken(Secret),
}

impl ControlApi {
    /// Who may ask, if anybody may. The fake listens on that address.
    pub(crate) fn access(self, address: IpAddr) -> Option<Access> {
        match self {
            Self::Off => None,
            Self::OnThisMachine => Some(Access::new(None, address)),
            Self::WithToken(token) => Some(Access::new(Some(token), address)),
        }
    }
}

/// Programming a fake from outside.
impl FakeClusterBuilder {
    /// With the control API under `/_fake`, by which programs in any language read the journal,
    /// add scripts and holds, move the clock and reset; `GET /_fake` lists it all. It answers
    /// clients on this machine only, and no pages of other sites. Nothing of it is recorded. Off by
    /// default; `es-ml-fake serve` has it.
    ///
    /// ```
    /// use es_ml_fake::FakeCluster;
    /// use serde_json::{Value, json};
    ///
    /// let cluster = FakeCluster::builder().control_api(true).start();
    /// let script = json!({"on": {"times": 1}, "reply": {"failure": "no_master"}});
    /// let client = reqwest::blocking::Client::new();
    /// client.post(format!("{}/_fake/scripts", cluster.uri())).json(&script).send()?;
    /// assert_eq!(client.get(cluster.uri()).send()?.status(), 503);
    /// assert_eq!(client.get(cluster.uri()).send()?.status(), 200);
    /// let journal: Value = client.get(format!("{}/_fake/journal", cluster.uri())).send()?.json()?;
    /// assert_eq!(journal["total"], 2);
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    pub fn control_api(mut self, is_there: bool) -> Self {
        self.control = match is_there {
            true => ControlApi::OnThisMachine,
            false => ControlApi::Off,
        };
        self
    }

    /// With the [control API](Self::control_api) for those who have this token, on any machine:
    /// they send it as `Authorization: Bearer TOKEN`.
    ///
    /// # Panics
    ///
    /// If it is empty.
    #[track_caller]
    pub fn control_token(mut self, token: impl Into<String>) -> Self {
        let token = token.into();
        assert!(!token.is_empty(), "the token of the control API is empty");
        self.control = ControlApi::WithToken(Secret::new(token));
        self
    }
}
