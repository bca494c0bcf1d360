//! A load as configuration files and `/_fake/deployments` write it: `schemas/deployment.json`.

use std::time::Duration;

use serde::{Deserialize, Deserializer, de};

use super::{DEFAULT_TIMEOUT, Load, NO_TIME, Rate, Rates};
use crate::time::span;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    rates: Rates,
    #[serde(with = "span")]
    service_time: Duration,
    #[serde(with = "span", default = "default_timeout")]
    timeout: Duration,
    #[serde(default)]
    errors: f64,
}

fn default_timeout() -> Duration {
    DEFAULT_TIMEOUT
}

impl<'de> Deserialize<'de> for Load {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Form::deserialize(deserializer)?
            .load()
            .map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Form {
    /// Says what a builder would panic with.
    fn load(self) -> Result<Load, String> {
        if self.service_time.is_zero() {
            return Err(NO_TIME.to_owned());
        }
        Ok(Load {
            rates: self.rates,
            service_time: self.service_time,
            timeout: self.timeout,
            errors: Rate::part(self.errors)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(form: Value) -> Result<Load, serde_json::Error> {
        serde_json::from_value(form)
    }

    #[test]
    fn it_is_the_load_that_a_builder_makes() {
        let built = Load::constant(10.0, Duration::from_millis(50));
        let form = json!({"rates": "10/s", "service_time": "50ms"});
        assert_eq!(read(form).unwrap(), built);
        let built = built.timeout(Duration::from_secs(60)).errors(0.5);
        let form = json!({"rates": "10/s", "service_time": "50ms", "timeout": "1m", "errors": 0.5});
        assert_eq!(read(form).unwrap(), built);
    }

    #[test]
    fn what_a_builder_panics_with_is_an_error_here() {
        for (member, value) in [
            ("rates", json!("ten")),
            ("service_time", json!("0s")),
            ("timeout", json!("soon")),
            ("errors", json!(2)),
            ("rate", json!("10/s")),
        ] {
            let mut form = json!({"rates": "10/s", "service_time": "50ms"});
            form[member] = value;
            assert!(read(form).is_err(), "{member}");
        }
    }
}
