//! What a start asks for (server-behaviour: Start: request; Start: validation).

use super::body::Body;
use super::words;
use crate::endpoints::{Call, Request, failures};
use crate::http::{ErrorResponse, TimeValue};
use crate::model::{
    AdaptiveAllocations, AllocationState, Dialect, Incarnation, Priority, features,
};

/// A start that is valid as far as the request alone can tell.
#[derive(Debug, Clone)]
pub(crate) struct StartRequest {
    pub(super) timeout: TimeValue,
    pub(super) wait_for: AllocationState,
    pub(super) threads_per_allocation: i32,
    pub(super) number_of_allocations: Option<i32>,
    pub(super) queue_capacity: i32,
    pub(super) cache_size: Option<String>,
    pub(super) priority: Priority,
    pub(super) adaptive_allocations: Option<AdaptiveAllocations>,
    pub(super) warnings: Vec<String>,
    largest_queue: i32,
    /// Parameters that were not looked at.
    unread: [&'static str; 2],
    /// What it has started.
    pub(super) launched: Option<Incarnation>,
}

/// What a start waits for at most, if it is not said.
const DEFAULT_TIMEOUT: TimeValue = TimeValue::of_seconds(30);

const OLD_QUEUE: i32 = 1024;
const NEW_QUEUE: i32 = 10_000;

impl StartRequest {
    /// Parameters in the order in which the server reads them. Each counts more than the member of
    /// the body that has its name.
    pub(super) fn of(call: &Call<'_>, body: Body) -> Result<Self, ErrorResponse> {
        let path = call.route.name("model_id").unwrap_or_default();
        failures::refuse_other_id("status_exception", body.model_id.as_deref(), path)?;
        let from_body = body.timeout.as_deref();
        let from_body = from_body
            .map(|time| TimeValue::parse("timeout", time))
            .transpose()?;
        let timeout = call.time_parameter("timeout")?.or(from_body);
        let wait_for = call
            .parameter("wait_for")
            .map(words::wait_for)
            .transpose()?;
        let mut warnings = body.warnings;
        let [number, threads] = RENAMED.map(|renamed| renamed.read_by(call));
        let unread = RENAMED.map(|renamed| renamed.unread_by(call));
        for Renamed { former, name } in RENAMED.iter().filter(|each| each.is_old(call)) {
            warnings.push(format!(
                "Deprecated field [{former}] used, expected [{name}] instead"
            ));
        }
        let number = call.integer_parameter(number)?;
        let threads = call.integer_parameter(threads)?;
        let queue = call.integer_parameter("queue_capacity")?;
        let cache = call.parameter("cache_size");
        cache.map(words::refuse_unless_size).transpose()?;
        let priority = match call.dialect.has(features::PRIORITY) {
            true => call
                .parameter("priority")
                .map(words::priority)
                .transpose()?,
            false => None,
        };
        call.time_parameter("master_timeout")?;
        Ok(Self {
            timeout: timeout.unwrap_or(DEFAULT_TIMEOUT),
            wait_for: wait_for
                .or(body.wait_for)
                .unwrap_or(AllocationState::Started),
            threads_per_allocation: threads.or(body.threads_per_allocation).unwrap_or(1),
            number_of_allocations: number.or(body.number_of_allocations),
            queue_capacity: queue
                .or(body.queue_capacity)
                .unwrap_or(default_queue(call.dialect)),
            cache_size: cache.map(ToOwned::to_owned).or(body.cache_size),
            priority: priority.or(body.priority).unwrap_or_default(),
            adaptive_allocations: body.adaptive_allocations,
            warnings,
            unread,
            largest_queue: match call.dialect.has(features::QUEUES_OF_100_000) {
                true => 100_000,
                false => 1_000_000,
            },
            launched: None,
        })
    }

    /// How many allocations it has to begin with.
    pub(super) fn number(&self) -> i32 {
        let adaptive = self.adaptive_allocations.as_ref();
        let least = adaptive
            .and_then(|settings| settings.min)
            .filter(|&min| min > 0);
        self.number_of_allocations.or(least).unwrap_or(1)
    }

    /// The rules that it breaks, in the order of the server.
    fn broken_rules(&self) -> Vec<String> {
        let adaptive = self.adaptive_allocations.as_ref();
        let (number, threads) = (self.number(), self.threads_per_allocation);
        let queue = self.queue_capacity;
        let is_number_set = self.number_of_allocations.is_some();
        let is_adaptive = adaptive.is_some_and(AdaptiveAllocations::is_enabled);
        let is_low = self.priority == Priority::Low;
        let is_power = threads.count_ones() == 1 && threads <= 32;
        let queue_rule = format!("[queue_capacity] must be less than {}", self.largest_queue);
        let mut broken = Vec::new();
        let mut rule = |is_broken: bool, text: &str| {
            broken.extend(is_broken.then(|| text.to_owned()));
        };
        rule(
            self.number_of_allocations.is_some_and(|number| number < 1),
            "[number_of_allocations] must be a positive integer",
        );
        rule(
            is_number_set && is_adaptive,
            "[number_of_allocations] cannot be set if adaptive allocations is enabled",
        );
        rule(
            threads < 1,
            "[threads_per_allocation] must be a positive integer",
        );
        for text in adaptive.into_iter().flat_map(AdaptiveAllocations::failures) {
            rule(true, text);
        }
        rule(
            !is_power,
            "[threads_per_allocation] must be a power of 2 less than or equal to 32",
        );
        rule(queue < 1, "[queue_capacity] must be a positive integer");
        rule(queue > self.largest_queue, &queue_rule);
        rule(!self.timeout.is_positive(), "[timeout] must be positive");
        rule(
            is_low && number > 1,
            "[number_of_allocations] must be 1 when [priority] is low",
        );
        rule(
            is_low && threads > 1,
            "[threads_per_allocation] must be 1 when [priority] is low",
        );
        broken
    }
}

/// A parameter that had another name before 8.1 or so.
pub(super) struct Renamed {
    pub(super) former: &'static str,
    name: &'static str,
}

pub(super) const RENAMED: [Renamed; 2] = [
    Renamed {
        former: "model_threads",
        name: "number_of_allocations",
    },
    Renamed {
        former: "inference_threads",
        name: "threads_per_allocation",
    },
];

impl Renamed {
    /// Whether a request has it under its former name, and may. Those are of version 8 of the API;
    /// that clients can ask a later server for that is not here.
    fn is_old(&self, call: &Call<'_>) -> bool {
        call.dialect.major() == 8 && call.parameter(self.former).is_some()
    }

    /// The name that a server looks at.
    fn read_by(&self, call: &Call<'_>) -> &'static str {
        if self.is_old(call) {
            self.former
        } else {
            self.name
        }
    }

    fn unread_by(&self, call: &Call<'_>) -> &'static str {
        if self.is_old(call) {
            self.name
        } else {
            self.former
        }
    }
}

impl Request for StartRequest {
    fn ignores(&self, parameter: &str) -> bool {
        self.unread.contains(&parameter)
    }

    fn validate(&self) -> Result<(), ErrorResponse> {
        failures::refuse_broken(&self.broken_rules())
    }
}

/// The documented answer has the old one.
fn default_queue(dialect: &Dialect) -> i32 {
    match !dialect.is_documented() && dialect.has(features::QUEUES_OF_100_000) {
        true => NEW_QUEUE,
        false => OLD_QUEUE,
    }
}
