//! Settings and load, from flags and from a file.

use std::borrow::Cow;
use std::time::Duration;

use clap::Args;
use es_ml_fake::contract::Schema;
use es_ml_fake::model::{Rates, Simulation};
use es_ml_fake::{AdaptiveAllocations, Load};
use serde::{Deserialize, Deserializer};

use crate::cli::{Failure, config};

/// What is simulated. Each key of the file is a flag, and a flag a key.
#[derive(Args, Deserialize, Clone, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Scenario {
    /// The setting `min_number_of_allocations`. Without it there may be none when nothing is asked.
    #[arg(long, env = "ES_ML_FAKE_MIN", value_name = "N", value_parser = from(0))]
    min: Option<u32>,

    /// The setting `max_number_of_allocations`. Without it there are at most 32.
    #[arg(long, env = "ES_ML_FAKE_MAX", value_name = "N", value_parser = from(1))]
    max: Option<u32>,

    /// How many allocations there are at the beginning. By default the fewest that the settings
    /// allow, and at least one.
    #[arg(long, env = "ES_ML_FAKE_ALLOCATIONS", value_name = "N", value_parser = from(0))]
    allocations: Option<u32>,

    /// How many requests arrive, per second (/s), minute (/m) or hour (/h), from which time on.
    #[arg(long, env = "ES_ML_FAKE_LOAD", value_name = "TIME=RATE,…")]
    load: Option<Rates>,

    /// How long a request takes on one allocation. 50ms by default.
    #[arg(long, env = "ES_ML_FAKE_SERVICE_TIME", value_name = "TIME", value_parser = positive_time)]
    #[serde(deserialize_with = "time_in_file")]
    service_time: Option<Duration>,

    /// How long a request waits for its turn. 10s by default.
    #[arg(long, env = "ES_ML_FAKE_TIMEOUT", value_name = "TIME", value_parser = time)]
    #[serde(deserialize_with = "time_in_file")]
    timeout: Option<Duration>,

    /// How many requests can wait. 1024 by default.
    #[arg(long, env = "ES_ML_FAKE_QUEUE_CAPACITY", value_name = "N", value_parser = from(1))]
    queue_capacity: Option<u32>,

    /// How long it takes until a new allocation works. No time by default.
    #[arg(long, env = "ES_ML_FAKE_START_UP_TIME", value_name = "TIME", value_parser = time)]
    #[serde(deserialize_with = "time_in_file")]
    start_up_time: Option<Duration>,

    /// How long after an increase there is no decrease. 5m by default, as on servers.
    #[arg(long, env = "ES_ML_FAKE_SCALE_COOLDOWN_TIME", value_name = "TIME", value_parser = time)]
    #[serde(deserialize_with = "time_in_file")]
    scale_cooldown_time: Option<Duration>,

    /// How long there have to be no requests before the last allocation goes, if there is no
    /// minimum. 24h by default, as on the newest servers.
    #[arg(long, env = "ES_ML_FAKE_SCALE_TO_ZERO_TIME", value_name = "TIME", value_parser = time)]
    #[serde(deserialize_with = "time_in_file")]
    scale_to_zero_time: Option<Duration>,

    /// How long it goes on, at most 31 days. By default until 10 minutes after the last change of
    /// the load.
    #[arg(long, env = "ES_ML_FAKE_DURATION", value_name = "TIME", value_parser = positive_time)]
    #[serde(deserialize_with = "time_in_file")]
    duration: Option<Duration>,
}

const DEFAULT_SERVICE_TIME: Duration = Duration::from_millis(50);
const AFTER_LAST_CHANGE: Duration = Duration::from_secs(10 * 60);
const LONGEST: Duration = Duration::from_secs(31 * 24 * 60 * 60);

impl config::File for Scenario {
    const SCHEMA: Schema = Schema::Simulation;
    const NAME: &str = "simulation";
}

impl Scenario {
    /// What this says, and what another says of which this says nothing.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            min: self.min.or(other.min),
            max: self.max.or(other.max),
            allocations: self.allocations.or(other.allocations),
            load: self.load.or(other.load),
            service_time: self.service_time.or(other.service_time),
            timeout: self.timeout.or(other.timeout),
            queue_capacity: self.queue_capacity.or(other.queue_capacity),
            start_up_time: self.start_up_time.or(other.start_up_time),
            scale_cooldown_time: self.scale_cooldown_time.or(other.scale_cooldown_time),
            scale_to_zero_time: self.scale_to_zero_time.or(other.scale_to_zero_time),
            duration: self.duration.or(other.duration),
        }
    }

    pub(super) fn duration(&self) -> Result<Duration, Failure> {
        let (rates, given) = (self.rates()?, self.duration);
        let duration = given.unwrap_or_else(|| rates.last_change() + AFTER_LAST_CHANGE);
        match duration > LONGEST {
            true => Err(Failure(
                "a simulation goes on for at most 31 days".to_owned(),
            )),
            false => Ok(duration),
        }
    }

    pub(super) fn settings(&self) -> Result<AdaptiveAllocations, Failure> {
        let settings = AdaptiveAllocations::enabled();
        Ok(match (self.min, self.max) {
            (Some(min), Some(max)) if min > max => {
                let complaint = format!("a minimum of {min} is larger than the maximum of {max}");
                return Err(Failure(complaint));
            }
            (Some(min), Some(max)) => settings.at_least(min).at_most(max),
            (Some(min), None) => settings.at_least(min),
            (None, Some(max)) => settings.at_most(max),
            (None, None) => settings,
        })
    }

    pub(super) fn simulation(&self) -> Result<Simulation, Failure> {
        let service_time = self.service_time.unwrap_or(DEFAULT_SERVICE_TIME);
        let load = Load::of(self.rates()?.clone(), service_time);
        let load = with(load, self.timeout, Load::timeout);
        let simulation = Simulation::new(self.settings()?, load);
        let simulation = with(simulation, self.allocations, Simulation::allocations);
        let simulation = with(simulation, self.queue_capacity, Simulation::queue_capacity);
        let simulation = with(simulation, self.start_up_time, Simulation::start_up_time);
        let simulation = with(
            simulation,
            self.scale_cooldown_time,
            Simulation::scale_cooldown_time,
        );
        let idle = self.scale_to_zero_time;
        Ok(with(simulation, idle, Simulation::scale_to_zero_time))
    }

    fn rates(&self) -> Result<&Rates, Failure> {
        self.load.as_ref().ok_or_else(|| {
            Failure(
                "there is no load: say how many requests arrive, such as `--load 10/s`".to_owned(),
            )
        })
    }
}

fn with<T, V>(target: T, given: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match given {
        Some(value) => set(target, value),
        None => target,
    }
}

/// Counts that a server can count.
fn from(least: i64) -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(least..=i32::MAX.into())
}

fn time(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text).map_err(|error| error.to_string())
}

fn positive_time(text: &str) -> Result<Duration, String> {
    match time(text)? {
        Duration::ZERO => Err("it must be longer than no time at all".to_owned()),
        time => Ok(time),
    }
}

fn time_in_file<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = Cow::<'de, str>::deserialize(deserializer)?;
    time(&text).map(Some).map_err(serde::de::Error::custom)
}
