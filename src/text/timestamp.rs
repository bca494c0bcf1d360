//! Times as answers and journals show them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The `start_time` of the documentation's first example: 2022-11-02T11:50:34.766591Z.
pub(crate) fn documented_start() -> SystemTime {
    UNIX_EPOCH + Duration::new(1_667_389_834, 766_591_000)
}

/// The nearest time that has a year of four digits, and so a form in RFC 3339.
pub(crate) fn clamp(time: SystemTime) -> SystemTime {
    let last = UNIX_EPOCH + Duration::new(253_402_300_799, 999_999_999);
    time.clamp(UNIX_EPOCH, last)
}

/// Milliseconds since 1970, as the server writes most times.
pub(crate) fn epoch_millis(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// With three to nine digits of a second, as `strict_date_optional_time_nanos` has it
/// (server-behaviour: Update: the 200 answer).
pub(crate) fn format_nanos(time: SystemTime) -> String {
    let text = humantime::format_rfc3339_nanos(clamp(time)).to_string();
    let digits = text.trim_end_matches('Z');
    let shortest = digits.len() - 6;
    let kept = digits.trim_end_matches('0').len().max(shortest);
    format!("{}Z", &digits[..kept])
}

/// The moment that a text such as `2022-11-02T11:50:34Z` says.
pub(crate) fn parse(text: &str) -> Result<SystemTime, String> {
    humantime::parse_rfc3339(text).map_err(|error| {
        format!("`{text}` is no date and time, such as 2022-11-02T11:50:34Z: {error}")
    })
}

/// With milliseconds.
pub(crate) fn format_millis(time: SystemTime) -> String {
    humantime::format_rfc3339_millis(clamp(time)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_have_three_to_nine_digits() {
        let at = |nanos| format_nanos(UNIX_EPOCH + Duration::from_nanos(nanos));
        assert_eq!(at(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(at(120_000_000), "1970-01-01T00:00:00.120Z");
        assert_eq!(at(123_456_000), "1970-01-01T00:00:00.123456Z");
        assert_eq!(at(1), "1970-01-01T00:00:00.000000001Z");
        assert_eq!(
            format_nanos(documented_start()),
            "2022-11-02T11:50:34.766591Z"
        );
    }

    #[test]
    fn times_that_have_no_form_become_the_nearest_that_has_one() {
        let far = UNIX_EPOCH + Duration::from_secs(1 << 50);
        assert_eq!(format_millis(far), "9999-12-31T23:59:59.999Z");
        let early = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(format_millis(early), "1970-01-01T00:00:00.000Z");
    }
}
