//! Time values such as `30s`, as parameters give them
//! (server-behaviour: HTTP: query parameter errors).

use std::fmt;
use std::time::Duration;

use crate::xcontent::Exception;

/// A time as the server reads and writes it, in nanoseconds; negative for no time at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeValue(i64);

/// Longer units first, since the end of one may be another. Each with its nanoseconds.
const UNITS: [(&str, i64); 7] = [
    ("nanos", 1),
    ("micros", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
    ("d", 86_400 * SECOND),
];

const SECOND: i64 = 1_000_000_000;

impl TimeValue {
    pub(crate) const fn of_seconds(seconds: i64) -> Self {
        Self(seconds * SECOND)
    }

    /// The time that the value of a parameter says. Longer times than 292 years are that long.
    pub(crate) fn parse(name: &str, value: &str) -> Result<Self, Exception> {
        let normalized = value.trim().to_ascii_lowercase();
        // Units may be written in capitals, but `M` is not a minute.
        let is_month = value.ends_with('M');
        let has_unit =
            |(unit, _): &(&str, i64)| normalized.ends_with(unit) && !(*unit == "m" && is_month);
        let Some((unit, nanos)) = UNITS.into_iter().find(has_unit) else {
            return match needs_no_unit(&normalized) {
                true => Ok(Self(if normalized.starts_with('-') { -1 } else { 0 })),
                false => Err(complaint(name, value, "unit is missing or unrecognized")),
            };
        };
        let number = normalized[..normalized.len() - unit.len()].trim();
        match number.parse::<i64>() {
            Ok(number) if number < -1 => Err(complaint(
                name,
                value,
                "negative durations are not supported",
            )),
            Ok(number) => Ok(Self(number.saturating_mul(nanos))),
            Err(_) => Err(not_a_whole_number(value, number)),
        }
    }

    pub(crate) fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// How long it is; nothing if it stands for no time at all.
    pub(crate) fn duration(self) -> Option<Duration> {
        u64::try_from(self.0).ok().map(Duration::from_nanos)
    }
}

/// In the largest unit of which there is one, with one decimal that is cut off **(recalled)**.
impl fmt::Display for TimeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 <= 0 {
            return f.write_str(if self.0 == 0 { "0s" } else { "-1" });
        }
        let by_size = [6, 5, 4, 3, 2, 1, 0].map(|index| UNITS[index]);
        let (unit, nanos) = by_size
            .into_iter()
            .find(|(_, nanos)| self.0 >= *nanos)
            .unwrap_or(UNITS[0]);
        let (whole, tenth) = (self.0 / nanos, self.0 % nanos / (nanos / 10).max(1));
        match tenth {
            0 => write!(f, "{whole}{unit}"),
            tenth => write!(f, "{whole}.{tenth}{unit}"),
        }
    }
}

/// Zero, and the -1 that stands for no time at all.
fn needs_no_unit(value: &str) -> bool {
    let is_zeros = |digits: &str| digits.bytes().all(|digit| digit == b'0');
    let minus_one = value
        .strip_prefix('-')
        .and_then(|value| value.strip_suffix('1'));
    minus_one.is_some_and(is_zeros) || (!value.is_empty() && is_zeros(value))
}

fn complaint(name: &str, value: &str, problem: &str) -> Exception {
    Exception::illegal_argument(format!(
        "failed to parse setting [{name}] with value [{value}] as a time value: {problem}"
    ))
}

fn not_a_whole_number(value: &str, number: &str) -> Exception {
    let reason = if number.parse::<f64>().is_ok() {
        format!("failed to parse [{value}], fractional time values are not supported")
    } else {
        format!("failed to parse [{value}]")
    };
    Exception::illegal_argument(reason).caused_by(Exception::plain_java(
        "number_format_exception",
        format!("For input string: \"{number}\""),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_whole_numbers_with_a_unit() {
        for value in [
            "30s", "5nanos", "1micros", "2ms", "3m", "4h", "1d", "-1", "0", "30S", "-1s", "00",
            "-01", " 5 s ",
        ] {
            assert!(TimeValue::parse("timeout", value).is_ok(), "{value}");
        }
    }

    #[test]
    fn refuses_everything_else_in_the_servers_words() {
        let unit = "failed to parse setting [timeout] with value [30] as a time value: unit is missing or unrecognized";
        let minute = "failed to parse setting [timeout] with value [1M] as a time value: unit is missing or unrecognized";
        let negative = "failed to parse setting [timeout] with value [-2s] as a time value: negative durations are not supported";
        let fraction = "failed to parse [1.5s], fractional time values are not supported";
        for (value, reason) in [
            ("30", unit),
            ("1M", minute),
            ("-2s", negative),
            ("1.5s", fraction),
            ("s", "failed to parse [s]"),
            ("tens", "failed to parse [tens]"),
        ] {
            let refused = TimeValue::parse("timeout", value).unwrap_err();
            assert_eq!(refused.reason, reason);
        }
    }
    #[test]
    fn times_are_written_in_their_largest_unit() {
        for (value, text) in [
            ("30s", "30s"),
            ("90s", "1.5m"),
            ("999ms", "999ms"),
            ("1050ms", "1s"),
            ("1500micros", "1.5ms"),
            ("7nanos", "7nanos"),
            ("36h", "1.5d"),
            ("0", "0s"),
            ("-1", "-1"),
            ("-1s", "-1"),
        ] {
            let time = TimeValue::parse("timeout", value).unwrap();
            assert_eq!(time.to_string(), text);
        }
    }

    #[test]
    fn a_time_is_a_duration_unless_it_is_none_at_all() {
        let duration = |value| TimeValue::parse("timeout", value).unwrap().duration();
        assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
        assert_eq!(duration("0"), Some(Duration::ZERO));
        assert_eq!(duration("-1"), None);
        let longest = Duration::from_nanos(i64::MAX.unsigned_abs());
        assert_eq!(duration("9999999d"), Some(longest));
        assert!(!TimeValue::parse("timeout", "0").unwrap().is_positive());
    }
}
