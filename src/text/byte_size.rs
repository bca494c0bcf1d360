//! Sizes in bytes as the server reads and writes them, such as `10kb` and `253.3mb`.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};

/// The units, smallest first, each 1024 of the one before.
const UNITS: [&str; 6] = ["b", "kb", "mb", "gb", "tb", "pb"];

/// A size as people read it: in the largest unit of which there is one, with one decimal that is
/// cut off rather than rounded.
pub(crate) fn human(bytes: u64) -> String {
    let is_reached = |unit: &usize| bytes >> (10 * unit) > 0;
    let unit = (1..UNITS.len()).rev().find(is_reached).unwrap_or(0);
    let tenths = (u128::from(bytes) * 10) >> (10 * unit);
    match tenths % 10 {
        0 => format!("{}{}", tenths / 10, UNITS[unit]),
        tenth => format!("{}.{tenth}{}", tenths / 10, UNITS[unit]),
    }
}

/// The number of bytes that a text such as `10kb`, `10K` or `0` says, if it is one. Anything but
/// zero needs a unit.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let number: u64 = number.parse().ok()?;
    let unit = unit.trim_start();
    if unit.is_empty() {
        return (number == 0).then_some(0);
    }
    let is_called = |known: &&str| unit == *known || known.strip_suffix('b') == Some(unit);
    let power = UNITS.iter().position(is_called)?;
    number.checked_mul(1 << (10 * power))
}

/// A number of bytes, read as people write it: a number, or a whole number with a unit such as
/// `4GB`, `512mb` or `16MiB`, each unit 1024 of the one before.
///
/// ```
/// use es_ml_fake::ByteSize;
///
/// assert_eq!("4GB".parse::<ByteSize>()?.bytes(), 4 << 30);
/// assert!("4".parse::<ByteSize>().is_err());
/// assert_eq!(serde_json::from_str::<ByteSize>("4").unwrap().bytes(), 4);
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSize(u64);

impl ByteSize {
    /// How many bytes it is.
    #[must_use]
    pub fn bytes(self) -> u64 {
        self.0
    }
}

impl FromStr for ByteSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.to_ascii_lowercase();
        // `mib` is another name of what the server calls `mb`.
        let servers = match lower.strip_suffix("ib") {
            Some(front) if front.ends_with(['k', 'm', 'g', 't', 'p']) => format!("{front}b"),
            _ => lower,
        };
        let has_unit = servers.ends_with(|c: char| c.is_ascii_alphabetic());
        let size = parse(&servers).filter(|_| has_unit).map(Self);
        size.ok_or_else(|| format!("`{text}` is no size; `4GB`, `512mb` and a number of bytes are"))
    }
}

impl<'de> Deserialize<'de> for ByteSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Number(u64),
            Text(String),
        }
        match Form::deserialize(deserializer)? {
            Form::Number(bytes) => Ok(Self(bytes)),
            Form::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_written_with_one_decimal_that_is_cut_off() {
        for (bytes, text) in [
            (0, "0b"),
            (1, "1b"),
            (1023, "1023b"),
            (1024, "1kb"),
            (1535, "1.4kb"),
            (1536, "1.5kb"),
            (265_632_637, "253.3mb"),
            // A little more than 1.1 MiB, of which the kibibytes alone make a little less.
            ((1 << 20) + 105_471, "1.1mb"),
            (1_020_054_732, "972.7mb"),
            (2004 << 20, "1.9gb"),
            (1 << 30, "1gb"),
            (u64::MAX, "16383.9pb"),
        ] {
            assert_eq!(human(bytes), text);
        }
    }

    #[test]
    fn sizes_are_read_with_every_name_of_a_unit() {
        for (text, bytes) in [
            ("0", Some(0)),
            ("0b", Some(0)),
            ("10kb", Some(10 * 1024)),
            ("10K", Some(10 * 1024)),
            (" 3 MB ", Some(3 << 20)),
            ("2g", Some(2 << 30)),
            ("1pb", Some(1 << 50)),
            ("265632637b", Some(265_632_637)),
            ("10", None),
            ("", None),
            ("kb", None),
            ("-1b", None),
            ("1.5gb", None),
            ("1eb", None),
            ("99999999pb", None),
        ] {
            assert_eq!(parse(text), bytes, "{text:?}");
        }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("0b", Some(0)),
            ("7b", Some(7)),
            ("4GB", Some(4 << 30)),
            ("512mb", Some(512 << 20)),
            ("16MiB", Some(16 << 20)),
            ("10 k", Some(10 << 10)),
            ("3T", Some(3 << 40)),
            ("1pib", Some(1 << 50)),
            ("16384pb", None),
            ("10", None),
            ("10 ", None),
            ("0", None),
            ("", None),
            ("gb", None),
            ("1.5gb", None),
            ("-1b", None),
            ("1bb", None),
            ("1i", None),
            ("1ib", None),
        ] {
            assert_eq!(text.parse().ok().map(ByteSize::bytes), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_less_than_a_tenth_of_a_unit_off(bytes: u64) {
            let text = human(bytes);
            let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let size = 1u128 << (10 * UNITS.iter().position(|each| *each == unit).unwrap());
            let (whole, tenth) = text.trim_end_matches(unit).split_once('.').unwrap_or((text.trim_end_matches(unit), "0"));
            let tenths = whole.parse::<u128>().unwrap() * 10 + tenth.parse::<u128>().unwrap();
            let exact = u128::from(bytes) * 10;
            prop_assert!(tenths * size <= exact && exact < (tenths + 1) * size, "{text}");
        }

        #[test]
        fn any_text_can_be_tried(text: String) {
            let _ = parse(&text);
        }
    }
}
