//! What a fault does to an answer, as a list of steps over its bytes.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;

use crate::script::WireFault;

/// One thing that happens to the bytes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// That number of them goes out as they are.
    Pass(usize),
    /// That number of them is left out.
    Skip(usize),
    /// Others go out.
    Put(Bytes),
    /// Nothing happens until this long after the beginning.
    WaitUntil(Duration),
    /// Both sides are told that nothing more will come, and the connection is over.
    Finish,
    /// The connection is thrown away.
    Reset,
    /// Nothing more happens until the client closes the connection.
    Hang,
    /// The next request will not be read.
    CloseOnRequest,
}

pub(crate) type Steps = VecDeque<Step>;

/// What comes instead of an answer under [`WireFault::Garbage`]: neither HTTP, nor TLS, nor text.
const GARBAGE: Bytes = Bytes::from_static(
    b"\x00\xde\xad\xbe\xef\xff\xfe\x07garbage\r\n\x1b[31m\x80\x81\r\n\r\n\xc0\xaf",
);

/// The status line under [`WireFault::MalformedStatus`]. The zeros are letters.
const MALFORMED: Bytes = Bytes::from_static(b"HTTP/1.1 2OO OK");

/// The steps of a fault.
///
/// `beginning` are the bytes of the answer that are there at first, with its whole head; `body` is
/// the length of its body.
pub(crate) fn steps(fault: WireFault, beginning: &[u8], body: usize) -> Steps {
    let head = head_length(beginning);
    let whole = head + body;
    let at_most_a_part = |bytes: usize| bytes.min(body.saturating_sub(1));
    match fault {
        WireFault::Close => [Step::Finish].into(),
        WireFault::Reset => [Step::Reset].into(),
        WireFault::ResetAfter { bytes } => {
            let bytes = bytes.min(whole.saturating_sub(1));
            [Step::Pass(bytes), Step::Reset].into()
        }
        WireFault::Truncated { bytes } => {
            [Step::Pass(head + at_most_a_part(bytes)), Step::Finish].into()
        }
        WireFault::TruncatedChunked { bytes } => [
            Step::Put(chunked_head(&beginning[..head], body)),
            Step::Skip(head),
            Step::Pass(at_most_a_part(bytes)),
            Step::Finish,
        ]
        .into(),
        WireFault::MalformedStatus => {
            let status_line = find(beginning, b"\r\n").unwrap_or(head);
            let rest = Step::Pass(whole - status_line);
            [
                Step::Put(MALFORMED),
                Step::Skip(status_line),
                rest,
                Step::Finish,
            ]
            .into()
        }
        WireFault::Garbage => [Step::Put(GARBAGE), Step::Finish].into(),
        WireFault::Drip { chunks, over } => drip(whole, chunks, over),
        WireFault::Stall => [Step::Hang].into(),
        WireFault::CloseIdle => [Step::Pass(whole), Step::CloseOnRequest].into(),
    }
}

/// Pieces of the same size, but for the rounding, at times with the same distance.
fn drip(whole: usize, chunks: usize, over: Duration) -> Steps {
    let chunks = chunks.min(whole).max(2);
    let end = |nth| usize::try_from(share(whole as u128, nth, chunks)).unwrap_or(whole);
    let time = |nth| u64::try_from(share(over.as_nanos(), nth, chunks - 1)).unwrap_or(u64::MAX);
    let piece = |nth| {
        let size = end(nth + 1) - end(nth);
        [
            Step::WaitUntil(Duration::from_nanos(time(nth))),
            Step::Pass(size),
        ]
    };
    (0..chunks).flat_map(piece).collect()
}

/// The sum of the first `n` of a number of equal shares of a total.
fn share(total: u128, n: usize, shares: usize) -> u128 {
    total.saturating_mul(n as u128) / shares as u128
}

/// The head with chunks in the place of its length, and the size of the one chunk that the whole
/// body would be.
fn chunked_head(head: &[u8], body: usize) -> Bytes {
    let lines = String::from_utf8_lossy(head.strip_suffix(b"\r\n\r\n").unwrap_or(head));
    let is_length = |line: &&str| line.to_ascii_lowercase().starts_with("content-length:");
    let mut lines: Vec<_> = lines
        .split("\r\n")
        .filter(|line| !is_length(line))
        .collect();
    lines.push("transfer-encoding: chunked");
    format!("{}\r\n\r\n{body:x}\r\n", lines.join("\r\n")).into()
}

fn head_length(beginning: &[u8]) -> usize {
    find(beginning, b"\r\n\r\n").map_or(beginning.len(), |empty_line| empty_line + 4)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nx: y\r\n\r\n";
    const BODY: &str = "0123456789";

    /// What goes out of an answer, and how it ends; waits are left out.
    fn outcome(fault: WireFault, answer: &str, body: usize) -> (String, Option<Step>) {
        let mut out = Vec::new();
        let mut rest = answer.as_bytes();
        for step in steps(fault, rest, body) {
            match step {
                Step::Pass(length) => out.extend_from_slice(rest.split_off(..length).unwrap()),
                Step::Skip(length) => drop(rest.split_off(..length).unwrap()),
                Step::Put(bytes) => out.extend_from_slice(&bytes),
                Step::WaitUntil(_) => {}
                end => return (String::from_utf8_lossy(&out).into_owned(), Some(end)),
            }
        }
        assert_eq!(rest, b"", "an answer that goes on ends where it should");
        (String::from_utf8(out).unwrap(), None)
    }

    #[test]
    fn each_fault_does_what_its_name_says() {
        let chunked = "HTTP/1.1 200 OK\r\nx: y\r\ntransfer-encoding: chunked\r\n\r\na\r\n";
        let malformed = "HTTP/1.1 2OO OK\r\nContent-Length: 10\r\nx: y\r\n\r\n0123456789";
        let slow = WireFault::Drip {
            chunks: 7,
            over: Duration::from_secs(1),
        };
        let whole = format!("{HEAD}{BODY}");
        for (fault, sent, end) in [
            (WireFault::Close, "", Some(Step::Finish)),
            (WireFault::Reset, "", Some(Step::Reset)),
            (WireFault::ResetAfter { bytes: 0 }, "", Some(Step::Reset)),
            (
                WireFault::ResetAfter { bytes: 4 },
                "HTTP",
                Some(Step::Reset),
            ),
            (
                WireFault::ResetAfter { bytes: 999 },
                &whole[..whole.len() - 1],
                Some(Step::Reset),
            ),
            (WireFault::Truncated { bytes: 0 }, HEAD, Some(Step::Finish)),
            (
                WireFault::Truncated { bytes: 3 },
                &whole[..HEAD.len() + 3],
                Some(Step::Finish),
            ),
            (
                WireFault::Truncated { bytes: 10 },
                &whole[..whole.len() - 1],
                Some(Step::Finish),
            ),
            (
                WireFault::TruncatedChunked { bytes: 0 },
                chunked,
                Some(Step::Finish),
            ),
            (
                WireFault::TruncatedChunked { bytes: 3 },
                &format!("{chunked}012"),
                Some(Step::Finish),
            ),
            (WireFault::MalformedStatus, malformed, Some(Step::Finish)),
            (WireFault::Stall, "", Some(Step::Hang)),
            (WireFault::CloseIdle, &whole, Some(Step::CloseOnRequest)),
            (slow, &whole, None),
        ] {
            let expected = (sent.to_owned(), end);
            assert_eq!(outcome(fault, &whole, BODY.len()), expected, "{fault}");
        }
    }

    #[test]
    fn answers_without_a_body_break_off_too() {
        let sent = |fault| outcome(fault, HEAD, 0).0;
        assert_eq!(sent(WireFault::Truncated { bytes: 5 }), HEAD);
        let but_the_last = &HEAD[..HEAD.len() - 1];
        assert_eq!(sent(WireFault::ResetAfter { bytes: 99 }), but_the_last);
    }

    #[test]
    fn garbage_does_not_begin_like_an_answer() {
        let (sent, end) = outcome(WireFault::Garbage, HEAD, 0);
        assert!(!sent.starts_with("HTTP"));
        assert_eq!(end, Some(Step::Finish));
    }

    #[test]
    fn a_drip_has_as_many_pieces_as_it_says_and_takes_as_long() {
        let second = Duration::from_secs(1);
        for (chunks, expected) in [(0, 2), (1, 2), (2, 2), (5, 5), (10, 10), (11, 10)] {
            let steps = drip(10, chunks, second);
            let pieces = steps.iter().filter(|step| matches!(step, Step::Pass(1..)));
            assert_eq!(pieces.count(), expected);
            let mut times = steps.iter().filter_map(|step| match step {
                Step::WaitUntil(time) => Some(*time),
                _ => None,
            });
            assert_eq!(times.clone().count(), expected);
            assert!(times.clone().is_sorted());
            assert_eq!(times.next(), Some(Duration::ZERO));
            assert_eq!(times.last(), Some(second));
        }
    }

    proptest! {
        #[test]
        fn a_drip_loses_nothing(whole in 0..5000_usize, chunks in 0..6000_usize) {
            let pieces = drip(whole, chunks, Duration::from_secs(1)).into_iter();
            let sum: usize = pieces.map(|step| if let Step::Pass(n) = step { n } else { 0 }).sum();
            prop_assert_eq!(sum, whole);
        }
    }
}
