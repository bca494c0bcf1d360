//! The journal of `serve` as a file: one line for each exchange, none of them lost.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread::JoinHandle;

use es_ml_fake::Exchange;

use super::Failure;
use super::log::Log;

/// How many exchanges may wait to be written before answers wait for the disk.
const WAITING: usize = 1024;

/// A journal file that is being written by a thread of its own.
pub(crate) struct JournalFile {
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
    /// Creates the file, or empties it. If it cannot be written later, the log says so at once.
    pub(crate) fn create(path: &Path, log: Log) -> Result<Self, Failure> {
        let name = format!("the journal {}", path.display());
        let file = File::create(path)
            .map_err(|error| Failure::of(format!("cannot create {name}"), error))?;
        let (sender, receiver) = sync_channel(WAITING);
        let writer = std::thread::spawn(move || {
            let written = write_all(BufWriter::new(file), &receiver);
            if let Err(error) = &written {
                log.say(format_args!("cannot write {name}: {error}"));
            }
            written.is_ok()
        });
        Ok(Self {
            sink: Sink(sender),
            writer,
        })
    }

    pub(crate) fn sink(&self) -> Sink {
        self.sink.clone()
    }

    /// Waits until all is written, and tells whether it could be.
    pub(crate) fn finish(self) -> bool {
        let _ = self.sink.0.send(Message::Finish);
        self.writer.join().unwrap_or(false)
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
