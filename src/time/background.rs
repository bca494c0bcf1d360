//! The one thread that serves all fakes of the process.

use std::future::pending;
use std::sync::LazyLock;
use std::thread::{self, ThreadId};
use std::time::Duration;

use tokio::runtime::{Builder, Handle};
use tokio::task::JoinHandle;

struct Background {
    runtime: Handle,
    thread: ThreadId,
}

static BACKGROUND: LazyLock<Background> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread()
        .enable_io()
        .enable_time()
        .build()
        .expect("the system has resources for one more event queue");
    let handle = runtime.handle().clone();
    let thread = thread::Builder::new()
        .name("es-ml-fake".to_owned())
        .spawn(move || runtime.block_on(pending::<()>()))
        .expect("the system has resources for one more thread");
    Background {
        runtime: handle,
        thread: thread.thread().id(),
    }
});

/// The runtime of the thread, which is started on first use and ends with the process.
pub(crate) fn runtime() -> &'static Handle {
    &BACKGROUND.runtime
}

/// Whether this is the thread itself, which must never wait for what it does.
pub(crate) fn is_current() -> bool {
    thread::current().id() == BACKGROUND.thread
}

/// Sleeps in real time, whatever executor awaits it and whatever that one makes of time.
pub(crate) async fn real_sleep(duration: Duration) {
    let sleep = runtime().spawn(async move { tokio::time::sleep(duration).await });
    AbortOnDrop(sleep).await;
}

struct AbortOnDrop(JoinHandle<()>);

impl Future for AbortOnDrop {
    type Output = ();

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<()> {
        std::pin::Pin::new(&mut self.0).poll(cx).map(|_| ())
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}
