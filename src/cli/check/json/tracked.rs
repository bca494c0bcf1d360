//! Reading that knows where it is.

use std::cell::Cell;
use std::io::{self, BufRead, Read};

use crate::cli::check::position::Position;

/// Longer values are not taken into memory.
const LONGEST_KEPT: usize = 256 << 20;

/// How far a document has been read.
pub(super) struct Tracker {
    position: Cell<Position>,
    /// Whether the next value is to be placed.
    is_armed: Cell<bool>,
    /// Where the value begins that was placed last.
    start: Cell<Position>,
    /// How much may be read of the value that is being kept.
    room: Cell<Option<usize>>,
}

impl Default for Tracker {
    fn default() -> Self {
        Self {
            position: Cell::new(Position::START),
            is_armed: Cell::new(false),
            start: Cell::new(Position::START),
            room: Cell::new(None),
        }
    }
}

impl Tracker {
    /// Notes where the next value begins.
    pub(super) fn place_next(&self) {
        self.is_armed.set(true);
    }

    /// Where the value begins that was to be placed last.
    pub(super) fn placed(&self) -> Position {
        self.start.get()
    }

    /// Does something that takes what is read into memory.
    pub(super) fn while_keeping<T>(&self, read: impl FnOnce() -> T) -> T {
        self.room.set(Some(LONGEST_KEPT));
        let done = read();
        self.room.set(None);
        done
    }

    fn pass(&self, byte: u8) -> io::Result<()> {
        let position = self.position.get();
        let is_between = byte.is_ascii_whitespace() || byte == b':' || byte == b',';
        if self.is_armed.get() && !is_between {
            self.is_armed.set(false);
            self.start.set(position);
        }
        self.position.set(position.after_byte(byte));
        if let Some(room) = self.room.get() {
            let too_long = || io::Error::other("it has an entry of more than 256 MiB");
            self.room
                .set(Some(room.checked_sub(1).ok_or_else(too_long)?));
        }
        Ok(())
    }
}

/// A reader that tells the tracker. It is asked for one byte at a time.
pub(super) struct Tracked<'i> {
    input: &'i mut dyn BufRead,
    buffer: Vec<u8>,
    at: usize,
    tracker: &'i Tracker,
}

impl<'i> Tracked<'i> {
    pub(super) fn new(input: &'i mut dyn BufRead, tracker: &'i Tracker) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            at: 0,
            tracker,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let bytes = self.input.fill_buf()?;
        self.buffer.clear();
        self.buffer.extend_from_slice(bytes);
        self.at = 0;
        let length = self.buffer.len();
        self.input.consume(length);
        Ok(())
    }
}

impl Read for Tracked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.buffer.len() {
            self.fill()?;
        }
        let (Some(&byte), Some(first)) = (self.buffer.get(self.at), into.first_mut()) else {
            return Ok(0);
        };
        *first = byte;
        self.at += 1;
        self.tracker.pass(byte)?;
        Ok(1)
    }
}
