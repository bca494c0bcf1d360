//! What the clones of a cluster share.

use std::sync::Arc;
use std::time::SystemTime;

use super::Settings;
use crate::endpoints::{Call, Context, Renderer};
use crate::journal::Journal;
use crate::model::{
    ActiveConditions, Activity, Deployment, Deployments, LoadFailures, Model, Models, Subject,
};
use crate::script::Scripts;
use crate::time::{Lock, Signal};

pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) conditions: ActiveConditions,
    pub(super) state: Lock<State>,
    /// The state, as far as something may wait for it.
    pub(super) changed: Signal,
    pub(super) scripts: Arc<Scripts>,
    pub(super) journal: Arc<Journal>,
}

/// What requests change.
pub(super) struct State {
    pub(super) models: Models,
    pub(super) deployments: Deployments,
    pub(super) activity: Activity,
    renderer: Renderer,
}

impl Shared {
    /// Lets an endpoint work on what the cluster holds, and tells those who wait.
    pub(super) fn work<T>(
        &self,
        call: &Call<'_>,
        subject: Subject<'_>,
        now: SystemTime,
        work: impl FnOnce(&mut Context<'_>) -> T,
    ) -> T {
        let result = self.look(call, subject, now, work);
        self.changed.notify();
        result
    }

    /// The same without telling: those who wait do not wake each other by looking.
    pub(super) fn look<T>(
        &self,
        call: &Call<'_>,
        subject: Subject<'_>,
        now: SystemTime,
        work: impl FnOnce(&mut Context<'_>) -> T,
    ) -> T {
        let state = &mut *self.state.lock();
        state.come_to(now);
        let result = work(&mut state.context(self, call, subject, now));
        state.activity.follow(&state.deployments, now);
        result
    }

    /// Lets a test change what the cluster holds.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state.lock());
        self.changed.notify();
        result
    }
}

impl State {
    pub(super) fn first(settings: &Settings) -> Self {
        let mut state = Self {
            models: Models::new(settings.first_models()),
            deployments: Deployments::new(settings.nodes.clone(), settings.timing, []),
            activity: Activity::new(settings.scaling_policy()),
            renderer: Renderer::default(),
        };
        for deployment in settings.first_deployments() {
            state.put(deployment);
        }
        state
    }

    /// As at the beginning. What waits for a deployment that was there takes no other for it.
    pub(super) fn begin_anew(&mut self, settings: &Settings) {
        let Self {
            models,
            deployments,
            activity,
            renderer,
        } = Self::first(settings);
        self.models = models;
        self.deployments.replace(deployments);
        self.activity = activity;
        self.renderer = renderer;
    }

    /// Adds a deployment, and with it its model, if there is none yet.
    pub(super) fn put(&mut self, mut deployment: Deployment) {
        self.models.ensure_for(&deployment);
        if let Some(model) = self.models.get(deployment.model_id()) {
            deployment.set_load_failures(model.load_failures.clone());
        }
        if let Some(load) = deployment.take_load() {
            self.activity.declare_undated(deployment.id(), load);
        }
        self.deployments.put(deployment);
    }

    /// Adds a model, or replaces the one that has its id. Its deployments stay.
    pub(super) fn put_model(&mut self, model: Model) {
        let (id, failures) = (model.id().to_owned(), model.load_failures.clone());
        self.models.put(model);
        self.deployments.set_load_failures(&id, &failures);
    }

    /// Changes why nodes fail to load a model. False if there is none of that id.
    pub(super) fn change_load_failures(
        &mut self,
        model_id: &str,
        change: impl FnOnce(&mut LoadFailures),
    ) -> bool {
        let Some(model) = self.models.get_mut(model_id) else {
            return false;
        };
        change(&mut model.load_failures);
        let failures = model.load_failures.clone();
        self.deployments.set_load_failures(model_id, &failures);
        true
    }

    /// Lets load arrive, and deployments be scaled, until then.
    pub(super) fn come_to(&mut self, now: SystemTime) {
        self.activity.pass_until(&mut self.deployments, now);
    }

    /// The same state, to see what becomes of it.
    pub(super) fn foreseen(&self) -> Self {
        Self {
            models: self.models.clone(),
            deployments: self.deployments.clone(),
            activity: self.activity.clone(),
            renderer: Renderer::default(),
        }
    }

    /// What an endpoint works on.
    pub(super) fn context<'c>(
        &'c mut self,
        shared: &'c Shared,
        call: &'c Call<'c>,
        subject: Subject<'c>,
        now: SystemTime,
    ) -> Context<'c> {
        let settings = &shared.settings;
        Context {
            call,
            models: &mut self.models,
            deployments: &mut self.deployments,
            activity: &mut self.activity,
            inference_endpoints: &settings.inference_endpoints,
            pipelines: &settings.pipelines,
            conditions: shared.conditions.now(),
            subject,
            uris: shared.journal.origin().map_or(&[], |origin| &origin.uris),
            renderer: &mut self.renderer,
            now,
        }
    }
}
