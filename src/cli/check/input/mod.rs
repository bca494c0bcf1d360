//! Opening what is to be checked: files and standard input, compressed or not, in any encoding.

mod encoding;
mod head;
mod lines;
mod progress;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

pub(super) use encoding::Encoding;
pub(super) use head::Head;
pub(in crate::cli) use lines::each_line;
use progress::Progress;

/// How much of a text is looked at to tell its kind.
const HEAD: u64 = 64 * 1024;

/// What is read into memory whole is at most this long.
const LONGEST_TEXT: u64 = 100 << 20;

const GZIP: &[u8] = b"\x1f\x8b";

/// A text to check.
pub(in crate::cli) struct Input {
    /// In UTF-8 without a mark, unless the file is not valid in its encoding.
    pub(in crate::cli) reader: Box<dyn BufRead>,
    /// How the file has it.
    pub(super) encoding: Encoding,
    /// The folder that the file is in.
    pub(super) folder: Option<PathBuf>,
    head: Vec<u8>,
}

impl Input {
    /// Opens a file, or standard input for `-`.
    pub(in crate::cli) fn open(path: &Path) -> io::Result<Self> {
        let is_standard_input = path == Path::new("-");
        let mut reader = if is_standard_input {
            buffered(Progress::new(io::stdin(), "standard input", None))
        } else {
            let file = File::open(path)?;
            let length = file.metadata().ok().map(|metadata| metadata.len());
            buffered(Progress::new(file, &path.to_string_lossy(), length))
        };
        let (mut start, whole) = begin(reader, GZIP.len() as u64)?;
        reader = whole;
        if start == GZIP {
            reader = Box::new(BufReader::new(MultiGzDecoder::new(reader)));
        }
        (start, reader) = begin(reader, 4)?;
        let encoding = Encoding::of(&start);
        io::copy(
            &mut reader.by_ref().take(encoding.mark().len() as u64),
            &mut io::sink(),
        )?;
        let (head, reader) = begin(encoding.decode(reader), HEAD)?;
        Ok(Self {
            reader,
            encoding,
            folder: path
                .parent()
                .filter(|_| !is_standard_input)
                .map(Path::to_owned),
            head,
        })
    }

    /// The beginning of the text.
    pub(super) fn head(&self) -> Head<'_> {
        let text = self.head.utf8_chunks().next();
        let text = text.map_or("", |chunk| chunk.valid());
        Head::new(text)
    }

    /// The whole text, whose bytes may not be UTF-8.
    pub(super) fn read(self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader.take(LONGEST_TEXT + 1).read_to_end(&mut bytes)?;
        match bytes.len() as u64 {
            ..=LONGEST_TEXT => Ok(bytes),
            _ => Err(io::Error::other("it is longer than 100 MiB")),
        }
    }

    /// The whole text of a kind of file that has to be UTF-8.
    pub(super) fn read_text(self) -> io::Result<String> {
        let not_text = |_| io::Error::other("it is not valid UTF-8");
        String::from_utf8(self.read()?).map_err(not_text)
    }
}

fn buffered(input: impl Read + 'static) -> Box<dyn BufRead> {
    Box::new(BufReader::with_capacity(64 * 1024, input))
}

/// Looks at the beginning, and gives back a reader of it all.
fn begin(mut reader: Box<dyn BufRead>, length: u64) -> io::Result<(Vec<u8>, Box<dyn BufRead>)> {
    let mut start = Vec::new();
    reader.by_ref().take(length).read_to_end(&mut start)?;
    let whole = Cursor::new(start.clone()).chain(reader);
    Ok((start, Box::new(whole)))
}
