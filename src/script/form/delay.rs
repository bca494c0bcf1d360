//! How a delay is written: a time, or between which times it is.

use serde::{Deserialize, Serialize};

use super::super::Delay;
use super::super::delay::Kind;
use crate::time::Span;

/// The form of a [`Delay`].
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(in super::super) enum Form {
    Fixed(Span),
    Random(Random),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(in super::super) enum Random {
    Between([Span; 2]),
    LogNormal { median: Span, sigma: f64 },
}

impl From<Delay> for Form {
    fn from(delay: Delay) -> Self {
        match delay.0 {
            Kind::Fixed(delay) => Self::Fixed(Span(delay)),
            Kind::Between(shortest, longest) => {
                Self::Random(Random::Between([Span(shortest), Span(longest)]))
            }
            Kind::LogNormal { median, sigma } => Self::Random(Random::LogNormal {
                median: Span(median),
                sigma,
            }),
        }
    }
}

impl TryFrom<Form> for Delay {
    type Error = &'static str;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        match form {
            Form::Fixed(delay) => Ok(Self::fixed(delay.0)),
            Form::Random(Random::Between([shortest, longest])) => match shortest.0 <= longest.0 {
                true => Ok(Self::between(shortest.0, longest.0)),
                false => Err("the first of the two times is longer than the second"),
            },
            Form::Random(Random::LogNormal { median, sigma }) => {
                match sigma >= 0.0 && sigma.is_finite() {
                    true => Ok(Self::log_normal(median.0, sigma)),
                    false => Err("a distribution cannot have a negative sigma"),
                }
            }
        }
    }
}
