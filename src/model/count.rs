//! Counts of allocations: unsigned where tests write and read them, 32 bits wide and signed where
//! the server computes with them.

/// A count that a test has given, as the server has it.
#[track_caller]
pub(super) fn signed(count: u32) -> i32 {
    match checked(count) {
        Ok(signed) => signed,
        Err(complaint) => panic!("{complaint}"),
    }
}

/// The same, for counts that are no mistake of a test.
pub(super) fn checked(count: u32) -> Result<i32, String> {
    i32::try_from(count).map_err(|_| {
        format!(
            "{count} allocations are more than a server can count: at most {}",
            i32::MAX
        )
    })
}

/// A count of the server, as a test reads it. A negative number counts nothing.
pub(super) fn unsigned(number: i32) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_survive_the_way_there_and_back() {
        for count in [0, 1, i32::MAX.unsigned_abs()] {
            assert_eq!(unsigned(signed(count)), count);
        }
        assert_eq!(unsigned(-1), 0);
    }

    #[test]
    #[should_panic(expected = "2147483648 allocations are more than a server can count")]
    fn what_the_server_cannot_count_is_refused() {
        signed(i32::MAX.unsigned_abs() + 1);
    }
}
