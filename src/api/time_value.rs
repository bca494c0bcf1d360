//! Time values such as `30s`, as parameters give them (reference, section 4.5).

use super::refusal::Exception;

const UNITS: [&str; 7] = ["nanos", "micros", "ms", "s", "m", "h", "d"];

/// Refuses what is not a time value. Nothing here waits, so the value itself is of no use.
pub(crate) fn check(name: &str, value: &str) -> Result<(), Exception> {
    let normalized = value.trim();
    if matches!(normalized, "-1" | "0") {
        return Ok(());
    }
    let digits_end = normalized
        .find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '+' | '.'))
        .unwrap_or(normalized.len());
    let (number, unit) = normalized.split_at(digits_end);
    // Units may be written in capitals, but `M` is not a minute.
    let is_unit = unit != "M" && UNITS.contains(&unit.to_ascii_lowercase().as_str());
    if !is_unit {
        return Err(complaint(name, value, "unit is missing or unrecognized"));
    }
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
            "30s", "5nanos", "1micros", "2ms", "3m", "4h", "1d", "-1", "0", "30S",
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
        ] {
            assert_eq!(check("timeout", value).unwrap_err().reason, reason);
        }
    }
}
