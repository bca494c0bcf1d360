//! How far a long file has been read: on standard error, if that is a terminal.

use std::io::{self, Read};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::text::one_line;

/// What has more bytes is long.
const LONG: u64 = 8 << 20;

/// A reader that shows how far it is.
pub(super) struct Progress<R> {
    input: R,
    name: String,
    /// In bytes, if it is known.
    length: Option<u64>,
    read: u64,
    bar: Option<ProgressBar>,
}

impl<R> Progress<R> {
    pub(super) fn new(input: R, name: &str, length: Option<u64>) -> Self {
        Self {
            input,
            name: one_line(name),
            length,
            read: 0,
            bar: None,
        }
    }

    fn start(&self) -> ProgressBar {
        let template = match self.length {
            Some(_) => "{msg}: {bytes} of {total_bytes} {wide_bar} {eta}",
            None => "{msg}: {bytes}",
        };
        let style = ProgressStyle::with_template(template);
        // Nothing is drawn where it is no terminal.
        ProgressBar::with_draw_target(self.length, ProgressDrawTarget::stderr())
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_message(self.name.clone())
    }
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(into)?;
        self.read += length as u64;
        if self.bar.is_none() && self.read > LONG {
            self.bar = Some(self.start());
        }
        if let Some(bar) = &self.bar {
            bar.set_position(self.read);
        }
        Ok(length)
    }
}

/// The line is gone before anything else is written.
impl<R> Drop for Progress<R> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
