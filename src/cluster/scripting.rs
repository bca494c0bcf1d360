//! Programming a cluster's answers.

use std::sync::Arc;
use std::time::SystemTime;

use super::Cluster;
use crate::script::{Action, Gate, Held, On, Replies, Script, ScriptState, UnusedScripts};

/// Making it fail.
impl Cluster {
    /// Adds a script at that time: requests that `on` selects get these replies.
    ///
    /// As [`FakeCluster::script`](crate::FakeCluster::script), for a cluster without a clock.
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use es_ml_fake::{Cluster, Failure, On};
    ///
    /// let (cluster, now) = (Cluster::new(), SystemTime::now());
    /// cluster.script_at(now, On::any(), Failure::no_master());
    /// let request = http::Request::get("/").body("".into()).unwrap();
    /// assert_eq!(cluster.handle(&request, now).status(), 503);
    /// ```
    ///
    /// # Panics
    ///
    /// If there are more replies than [times](On::times) to send one, or none.
    #[track_caller]
    pub fn script_at(&self, now: SystemTime, on: On, replies: impl Replies) -> Script {
        let scripts = &self.shared.scripts;
        let (id, calls) = scripts.add(on, Action::Reply(Arc::new(replies)), now);
        Script::new(Arc::clone(scripts), id, calls)
    }

    /// Adds the scripts that it is to have from the beginning.
    pub(crate) fn add_first_scripts(&self, now: SystemTime) {
        for (on, replies) in &self.shared.settings.scripts {
            let action = Action::Reply(Arc::clone(replies));
            self.shared.scripts.add(on.clone(), action, now);
        }
    }

    /// Keeps the answers to requests that `on` selects back, from that time on until the test lets
    /// them go.
    pub fn hold_at(&self, now: SystemTime, on: On) -> Held {
        let gate = Arc::new(Gate::default());
        let scripts = Arc::clone(&self.shared.scripts);
        let (id, _) = scripts.add(on, Action::Hold(Arc::clone(&gate)), now);
        Held::new(id, gate, Box::new(move || scripts.remove(id)))
    }

    /// All scripts as they stand, with what they still wait for, in the order in which they are
    /// asked. Holds are among them.
    #[must_use]
    pub fn scripts(&self) -> Vec<ScriptState> {
        self.shared.scripts.states()
    }

    /// The scripts that were not used as often as they were to be so far, which stay.
    pub(crate) fn unused_scripts(&self) -> Option<UnusedScripts> {
        self.shared.scripts.unused()
    }

    /// Removes a script and forgets whether it was used; tells whether there was one.
    pub(crate) fn forget_script(&self, id: u64) -> bool {
        self.shared.scripts.forget(id)
    }

    /// Removes all scripts, used or not.
    pub fn clear_scripts(&self) {
        self.shared.scripts.clear();
    }

    /// The scripts that were not used, or not as often as they were to be, whatever the policy is.
    /// They are removed, so that each is reported once: here, by [`verify`](Self::verify), or on
    /// drop.
    #[must_use = "they are not reported again"]
    pub fn take_unused_scripts(&self) -> Option<UnusedScripts> {
        self.shared.scripts.take_unused()
    }

    /// The seed of what was random, if anything was.
    pub(crate) fn used_seed(&self) -> Option<u64> {
        self.shared.scripts.used_seed()
    }
}
