//! 64-bit integers (server-behaviour: Put model: definition part).

use super::out_of_range;
use crate::xcontent::{Event, Exception, Source};

/// A 64-bit integer out of a number or a string. What is behind a point is dropped, as of shorter
/// ones; the texts about strings are recalled.
pub(crate) fn long(event: &Event<'_>, source: &Source<'_>) -> Result<i64, Exception> {
    match event {
        Event::Number(digits) => match number(digits) {
            Ok(number) => Ok(number),
            Err(_) => Err(out_of_range(digits, "long", i64::MIN, i64::MAX, source)),
        },
        Event::String(text) => number(text).map_err(|problem| {
            Exception::illegal_argument(match problem {
                Problem::NoNumber => format!("For input string: \"{text}\""),
                Problem::OutOfRange => format!("Value [{text}] is out of range for a long"),
            })
        }),
        other => unreachable!("{other:?} is refused before it is coerced"),
    }
}

#[derive(Debug, PartialEq)]
enum Problem {
    NoNumber,
    OutOfRange,
}

// The fraction is meant to be dropped, and the range is checked: the nearest doubles to its bounds
// are powers of two, the upper one just outside.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
fn number(digits: &str) -> Result<i64, Problem> {
    if let Ok(number) = digits.parse() {
        return Ok(number);
    }
    let is_numeric = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let value = match digits.bytes().all(is_numeric) {
        true => digits.parse::<f64>().map_err(|_| Problem::NoNumber)?,
        false => return Err(Problem::NoNumber),
    };
    match (i64::MIN as f64..i64::MAX as f64).contains(&value) {
        true => Ok(value as i64),
        false => Err(Problem::OutOfRange),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::{Content, Excerpts, Format};

    #[test]
    fn numbers_lose_their_fraction_and_keep_their_range() {
        for (digits, expected) in [
            ("1630", Ok(1630)),
            ("9223372036854775807", Ok(i64::MAX)),
            ("-9223372036854775808", Ok(i64::MIN)),
            ("9223372036854775808", Err(Problem::OutOfRange)),
            ("1.9", Ok(1)),
            ("2e3", Ok(2000)),
            ("1e19", Err(Problem::OutOfRange)),
            ("", Err(Problem::NoNumber)),
            ("abc", Err(Problem::NoNumber)),
            ("inf", Err(Problem::NoNumber)),
            ("NaN", Err(Problem::NoNumber)),
        ] {
            assert_eq!(number(digits), expected, "{digits}");
        }
    }

    #[test]
    fn complaints_name_what_was_sent() {
        let nothing = Content::new(Format::Json, b"", Excerpts::None);
        let complaint = |event: Event<'_>| long(&event, &Source::new(&nothing)).unwrap_err().reason;
        let range = complaint(Event::Number("1e19".into()));
        assert!(range.contains("Numeric value (1e19) out of range of long (-9223372036854775808 "));
        let text = |text: &'static str| complaint(Event::String(text.into()));
        assert_eq!(text("x"), "For input string: \"x\"");
        assert_eq!(text("1e19"), "Value [1e19] is out of range for a long");
    }
}
