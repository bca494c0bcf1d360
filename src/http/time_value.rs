//! Time values such as `30s`, as parameters give them
//! (server-behaviour: HTTP: query parameter errors).

use crate::xcontent::Exception;

/// Longer units first, since the end of one may be another.
const UNITS: [&str; 7] = ["nanos", "micros", "ms", "s", "m", "h", "d"];

/// Refuses what is not a time value. Nothing here waits, so the value itself is of no use.
pub(crate) fn check(name: &str, value: &str) -> Result<(), Exception> {
    let normalized = value.trim().to_ascii_lowercase();
    // Units may be written in capitals, but `M` is not a minute.
    let is_month = value.ends_with('M');
    let has_unit = |unit: &&str| normalized.ends_with(*unit) && !(*unit == "m" && is_month);
    let Some(unit) = UNITS.into_iter().find(has_unit) else {
        return match needs_no_unit(&normalized) {
            true => Ok(()),
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
        Ok(_) => Ok(()),
        Err(_) => Err(not_a_whole_number(value, number)),
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
            assert_eq!(check("timeout", value), Ok(()), "{value}");
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
            assert_eq!(check("timeout", value).unwrap_err().reason, reason);
        }
    }
}
