//! The journal of `serve` as a file: one line for each exchange, none of them lost.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

use es_ml_fake::journal::Exchange;

use super::Failure;
use super::log::Log;
use super::text::file_name;

/// How many exchanges may wait to be written before answers wait for the disk.
const WAITING: usize = 1024;

/// A journal file that can be written. Nothing has been done to it yet.
pub(crate) struct JournalFile {
    name: String,
    file: File,
    sink: Sink,
    messages: Receiver<Message>,
}

/// A journal file that is being written by a thread of its own.
pub(crate) struct Writing {
    sink: Sink,
    /// Ends with whether all could be written.
    writer: JoinHandle<bool>,
}

/// Takes exchanges for the file.
#[derive(Clone)]
pub(crate) struct Sink(SyncSender<Message>);

enum Message {
    Exchange(Arc<Exchange>),
    Finish,
}

impl Sink {
    /// Hands an exchange over. After the file could not be written this does nothing.
    pub(crate) fn write(&self, exchange: &Arc<Exchange>) {
        let _ = self.0.send(Message::Exchange(Arc::clone(exchange)));
    }
}

impl JournalFile {
    /// Opens the file, or creates it. What it holds stays until [writing](Self::start_writing)
    /// starts: it may be the journal of another process, which has the address that this one is to
    /// listen on.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let name = format!("the journal {}", file_name(path));
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|error| Failure::of(format!("cannot create {name}"), error))?;
        let (sender, messages) = sync_channel(WAITING);
        Ok(Self {
            name,
            file,
            sink: Sink(sender),
            messages,
        })
    }

    /// Takes exchanges also before writing starts, as far as there is room for them to wait.
    pub(crate) fn sink(&self) -> Sink {
        self.sink.clone()
    }

    /// Empties the file and writes what comes. If that fails, also later, the log says so at once.
    pub(crate) fn start_writing(self, log: Log) -> Writing {
        let Self {
            name,
            file,
            sink,
            messages,
        } = self;
        let writer = std::thread::spawn(move || {
            let written = empty(&file).and_then(|()| write_all(BufWriter::new(file), &messages));
            if let Err(error) = &written {
                log.say(format_args!("cannot write {name}: {error}"));
            }
            written.is_ok()
        });
        Writing { sink, writer }
    }
}

impl Writing {
    /// Waits until all is written, and tells whether it could be.
    pub(crate) fn finish(self) -> bool {
        let _ = self.sink.0.send(Message::Finish);
        self.writer.join().unwrap_or(false)
    }
}

/// Pipes and devices have nothing to empty.
fn empty(file: &File) -> io::Result<()> {
    match file.metadata()?.is_file() {
        true => file.set_len(0),
        false => Ok(()),
    }
}

fn write_all(mut file: impl Write, messages: &Receiver<Message>) -> io::Result<()> {
    while let Some(exchange) = next(&mut file, messages)? {
        serde_json::to_writer(&mut file, &*exchange)?;
        file.write_all(b"\n")?;
    }
    file.flush()
}

/// The next exchange to write. While none is waiting, all that came before is in the file.
fn next(file: &mut impl Write, messages: &Receiver<Message>) -> io::Result<Option<Arc<Exchange>>> {
    let message = match messages.try_recv() {
        Err(TryRecvError::Empty) => {
            file.flush()?;
            messages.recv().ok()
        }
        received => received.ok(),
    };
    match message {
        Some(Message::Exchange(exchange)) => Ok(Some(exchange)),
        Some(Message::Finish) | None => Ok(None),
    }
}
