//! Texts of any length, line by line.

use std::io::{BufRead, Read};

/// Longer lines are not taken into memory.
const LONGEST_LINE: u64 = 256 << 20;

/// Calls for each line that is not blank, with its number from 1 on.
///
/// # Errors
///
/// Why the rest cannot be read.
pub(crate) fn each_line(
    input: &mut dyn BufRead,
    on_line: &mut dyn FnMut(usize, &[u8]),
) -> Result<(), String> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut limited = input.take(LONGEST_LINE + 1);
        let read = limited.read_until(b'\n', &mut line);
        match read.map_err(|error| format!("line {number}: {error}"))? {
            0 => break,
            _ if line.len() as u64 > LONGEST_LINE => {
                return Err(format!("line {number} is longer than 256 MiB"));
            }
            _ if line.trim_ascii().is_empty() => {}
            _ => on_line(number, line.strip_suffix(b"\n").unwrap_or(&line)),
        }
    }
    Ok(())
}
