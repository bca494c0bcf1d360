//! Memory for the many short texts that a journal keeps.

use bytes::{Bytes, BytesMut};

/// How much memory is asked for at a time.
const BLOCK: usize = 32 * 1024;

/// Longer texts get memory of their own, so that little of a block is left unused, and a text that
/// is kept long keeps little else.
const LONGEST_PIECE: usize = BLOCK / 8;

/// Hands out pieces of blocks. A block is freed with the last of its pieces.
#[derive(Debug, Default)]
pub(crate) struct BytesArena {
    /// What is left of the current block.
    block: BytesMut,
    scratch: Vec<u8>,
}

impl BytesArena {
    /// Keeps what `write` appends to an empty text.
    pub(crate) fn keep(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Bytes {
        self.scratch.clear();
        write(&mut self.scratch);
        if self.scratch.len() > LONGEST_PIECE {
            return std::mem::take(&mut self.scratch).into_boxed_slice().into();
        }
        if self.scratch.len() > self.block.capacity() {
            self.block = BytesMut::with_capacity(BLOCK);
        }
        self.block.extend_from_slice(&self.scratch);
        self.block.split().freeze()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_every_length_are_kept_whole() {
        let mut arena = BytesArena::default();
        let lengths = [
            0,
            1,
            300,
            LONGEST_PIECE - 1,
            LONGEST_PIECE,
            LONGEST_PIECE + 1,
            3 * BLOCK,
        ];
        let text =
            |index: usize, length: usize| vec![b'a' + u8::try_from(index % 26).unwrap(); length];
        let lengths: Vec<_> = lengths.into_iter().cycle().take(100).collect();
        let kept: Vec<_> = lengths
            .iter()
            .enumerate()
            .map(|(index, &length)| arena.keep(|out| out.extend(text(index, length))))
            .collect();
        for (index, (kept, length)) in kept.iter().zip(lengths).enumerate() {
            assert_eq!(kept, &text(index, length));
        }
    }

    #[test]
    fn short_texts_share_a_block_and_long_ones_leave_nothing_behind() {
        let mut arena = BytesArena::default();
        let first = arena.keep(|out| out.extend(b"first"));
        let second = arena.keep(|out| out.extend(b"second"));
        assert_eq!(second.as_ptr(), first.as_ptr().wrapping_add(first.len()));
        arena.keep(|out| out.resize(10 * BLOCK, b'x'));
        assert_eq!(arena.scratch.capacity(), 0);
    }
}
