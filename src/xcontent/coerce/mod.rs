//! How the body parser makes numbers and booleans of what it finds
//! (server-behaviour: Update: integers; Update: booleans and strings).
//!
//! The server is lenient on purpose: it takes strings for numbers and drops fractions. That is why
//! many wrong requests work, and why the contract calls them silent breaches.

mod array;
mod base64;
mod long;

pub(crate) use array::{array, double, text};
pub(crate) use base64::decoded_length;
pub(crate) use long::long;

use std::fmt::Display;

use super::{Event, Exception, Source};

/// A 32-bit integer out of a number or a string.
pub(crate) fn integer(event: &Event<'_>, source: &Source<'_>) -> Result<i32, Exception> {
    match event {
        Event::Number(digits) => {
            number(digits).ok_or_else(|| out_of_range(digits, "int", i32::MIN, i32::MAX, source))
        }
        Event::String(text) => string(text),
        other => unreachable!("{other:?} is refused before it is coerced"),
    }
}

// The range is checked, and the fraction is meant to be dropped.
#[allow(clippy::cast_possible_truncation)]
fn in_range(value: f64) -> Option<i32> {
    (f64::from(i32::MIN)..=f64::from(i32::MAX))
        .contains(&value)
        .then_some(value as i32)
}

/// An integer of any length, or a fraction of which the integer part counts; nothing outside the
/// 32-bit range. What is not a number, which CBOR and YAML can say, is 0 as in Java.
fn number(digits: &str) -> Option<i32> {
    if digits == "NaN" {
        Some(0)
    } else if digits.bytes().any(|byte| b".eE".contains(&byte)) {
        in_range(digits.parse().ok()?)
    } else {
        digits.parse().ok()
    }
}

/// The type in the complaint is Java's.
fn out_of_range<T: Display>(
    digits: &str,
    kind: &str,
    least: T,
    most: T,
    source: &Source<'_>,
) -> Exception {
    let text = format!("Numeric value ({digits}) out of range of {kind} ({least} - {most})");
    let error = source.complaint(text);
    let message = error.parser_message();
    Exception::content_parse(error.location, &message).caused_by(Exception::plain_java(
        "input_coercion_exception",
        message.clone(),
    ))
}

/// Strings go through Java's parser of doubles, whatever it takes, and lose their fraction.
#[allow(clippy::cast_possible_truncation)] // As above; NaN becomes 0, as in Java.
fn string(text: &str) -> Result<i32, Exception> {
    let value = java_double(text).ok_or_else(|| no_number(text))?;
    if value < f64::from(i32::MIN) || value > f64::from(i32::MAX) {
        return Err(Exception::illegal_argument(format!(
            "Value [{text}] is out of range for an integer"
        )));
    }
    Ok(value as i32)
}

fn no_number(text: &str) -> Exception {
    let reason = match text.trim().is_empty() {
        true => "empty String".to_owned(),
        false => format!("For input string: \"{text}\""),
    };
    Exception::plain_java("number_format_exception", reason)
}

/// What `Double.parseDouble` of Java makes of a text.
fn java_double(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c <= ' ');
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    match unsigned {
        "NaN" => return Some(f64::NAN),
        "Infinity" => return Some(sign * f64::INFINITY),
        _ => {}
    }
    if let Some(hexadecimal) = unsigned
        .strip_prefix("0x")
        .or_else(|| unsigned.strip_prefix("0X"))
    {
        return java_hex_double(hexadecimal).map(|value| sign * value);
    }
    let digits = without_suffix(unsigned);
    if !digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        // Rust's parser takes `inf` and a second sign, Java's does not.
        return None;
    }
    digits.parse::<f64>().ok().map(|value| sign * value)
}

/// The letter behind a number that says how wide it is.
fn without_suffix(text: &str) -> &str {
    text.strip_suffix(['f', 'F', 'd', 'D']).unwrap_or(text)
}

/// Hexadecimal digits, which may have a point, and a binary exponent, which has to be there
/// (server-behaviour: Update: integers).
fn java_hex_double(text: &str) -> Option<f64> {
    let (digits, exponent) = text.split_once(['p', 'P'])?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, fraction].concat();
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let exponent = java_exponent(without_suffix(exponent))?;
    let significant = all.trim_start_matches('0');
    // Sixteen digits have all the bits of a double and more. What follows them counts for its
    // places alone.
    let (kept, dropped) = significant.split_at(significant.len().min(16));
    let mantissa = u64::from_str_radix(kept, 16).unwrap_or_default();
    let places = i64::try_from(dropped.len()).ok()? - i64::try_from(fraction.len()).ok()?;
    Some(scaled(mantissa, exponent.saturating_add(4 * places)))
}

/// An exponent of any length: those that are too long for a number are as good as the longest that
/// are not.
fn java_exponent(text: &str) -> Option<i64> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let most = unsigned.parse().unwrap_or(i64::MAX).min(i64::MAX / 2);
    Some(if text.starts_with('-') { -most } else { most })
}

/// A number times a power of two, as far as doubles go.
// The bits that are lost are behind the point, or the number is out of every range.
#[allow(clippy::cast_precision_loss)]
fn scaled(mantissa: u64, exponent: i64) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let exponent = exponent.clamp(-2000, 2000);
    let power = |exponent: i64| 2f64.powi(i32::try_from(exponent).unwrap_or_default());
    // In two steps, since the power alone may be out of range where the product is not.
    mantissa as f64 * power(exponent / 2) * power(exponent - exponent / 2)
}

/// What Java says of a word that names none of the constants of an enumeration, a class of the
/// server's machine learning.
pub(crate) fn no_constant(class: &str, word: &str) -> Exception {
    Exception::illegal_argument(format!(
        "No enum constant org.elasticsearch.xpack.core.ml.inference.{class}.{}",
        word.to_uppercase()
    ))
}

/// A boolean out of a boolean or a string.
pub(crate) fn boolean(event: &Event<'_>) -> Result<bool, Exception> {
    match event {
        Event::Boolean(value) => Ok(*value),
        Event::String(text) if text.trim().is_empty() => Ok(false),
        Event::String(text) if text == "true" => Ok(true),
        Event::String(text) if text == "false" => Ok(false),
        Event::String(text) => Err(Exception::illegal_argument(format!(
            "Failed to parse value [{text}] as only [true] or [false] are allowed."
        ))),
        other => unreachable!("{other:?} is refused before it is coerced"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::{Content, Excerpts, Format};

    fn read(event: &Event<'_>) -> Result<i32, Exception> {
        let nothing = Content::new(Format::Json, b"", Excerpts::None);
        integer(event, &Source::new(&nothing))
    }

    #[test]
    fn numbers_lose_their_fraction_and_keep_their_range() {
        for (digits, expected) in [
            ("4", Some(4)),
            ("4.999", Some(4)),
            ("1e1", Some(10)),
            ("-0.5", Some(0)),
            ("2147483647", Some(i32::MAX)),
            ("-2147483648", Some(i32::MIN)),
            ("2147483648", None),
            ("1e10", None),
            ("99999999999999999999999999", None),
            ("NaN", Some(0)),
            ("Infinity", None),
        ] {
            assert_eq!(
                read(&Event::Number(digits.into())).ok(),
                expected,
                "{digits}"
            );
        }
    }

    #[test]
    fn strings_are_read_as_java_reads_doubles() {
        for (text, expected) in [
            ("4", Ok(4)),
            ("4.5", Ok(4)),
            (" 4 ", Ok(4)),
            ("+4", Ok(4)),
            ("-4", Ok(-4)),
            ("1e1", Ok(10)),
            ("4f", Ok(4)),
            ("4d", Ok(4)),
            (".5", Ok(0)),
            ("5.", Ok(5)),
            ("NaN", Ok(0)),
            ("0x1p3", Ok(8)),
            ("-0X1.8p1d", Ok(-3)),
            ("0x.8p1", Ok(1)),
            ("0xap-1f", Ok(5)),
            ("0x1", Err("For input string: \"0x1\"")),
            ("0xp1", Err("For input string: \"0xp1\"")),
            ("0xgp1", Err("For input string: \"0xgp1\"")),
            ("0x1p", Err("For input string: \"0x1p\"")),
            ("0x1p+", Err("For input string: \"0x1p+\"")),
            ("0x1p--3", Err("For input string: \"0x1p--3\"")),
            ("0x1p3e", Err("For input string: \"0x1p3e\"")),
            ("0x1.2.3p1", Err("For input string: \"0x1.2.3p1\"")),
            ("0x+1p1", Err("For input string: \"0x+1p1\"")),
            ("0x.p1", Err("For input string: \"0x.p1\"")),
            ("0x", Err("For input string: \"0x\"")),
            ("0x1.p+3", Ok(8)),
            ("+0xfp0", Ok(15)),
            ("0xdp0d", Ok(13)),
            ("0x0p999999999999999999999", Ok(0)),
            ("0x1p-999999999999999999999", Ok(0)),
            (
                "0x1p999999999999999999999",
                Err("Value [0x1p999999999999999999999] is out of range for an integer"),
            ),
            (
                "0x1p31",
                Err("Value [0x1p31] is out of range for an integer"),
            ),
            ("", Err("empty String")),
            (" ", Err("empty String")),
            ("abc", Err("For input string: \"abc\"")),
            ("inf", Err("For input string: \"inf\"")),
            ("--4", Err("For input string: \"--4\"")),
            ("-", Err("For input string: \"-\"")),
            (
                "2147483648",
                Err("Value [2147483648] is out of range for an integer"),
            ),
            (
                "Infinity",
                Err("Value [Infinity] is out of range for an integer"),
            ),
        ] {
            let read = read(&Event::String(text.into()));
            assert_eq!(
                read.map_err(|exception| exception.reason),
                expected.map_err(ToOwned::to_owned),
                "{text:?}"
            );
        }
    }

    #[test]
    fn hexadecimal_strings_may_be_long() {
        let zeros = "0".repeat(300);
        for (text, expected) in [
            (format!("0x1{zeros}p-1200"), 1),
            (format!("0x{zeros}1p2"), 4),
            (format!("0x0.{zeros}1p1206"), 4),
            ("0x7fffffff.ffffffffffffffffp0".to_owned(), -1),
            ("0x7fffffff.8p0".to_owned(), -1),
            ("0x1.fffffffffffff0000000p29".to_owned(), (1 << 30) - 1),
        ] {
            let read = read(&Event::String(text.as_str().into()));
            assert_eq!(read.unwrap_or(-1), expected, "{text}");
        }
    }

    #[test]
    fn booleans_are_words_of_two() {
        let read = |text: &'static str| boolean(&Event::String(text.into())).ok();
        assert_eq!(read("true"), Some(true));
        assert_eq!(read("false"), Some(false));
        assert_eq!(read(" "), Some(false));
        assert_eq!(read("TRUE"), None);
    }
}
