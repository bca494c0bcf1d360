//! Fakes that nothing drops, or that are dropped where a panic fails no test.
//!
//! A fake in a `static` is never dropped, and a panic in a task or on a thread of a pool is often
//! lost. What such a fake would complain of is shown when the process exits, which then fails.

use std::sync::{Arc, LazyLock, Once, Weak};
use std::thread;

use super::end_of_test::EndOfTest;
use crate::time::Lock;

/// The fakes that are not dropped yet.
static ALIVE: LazyLock<Lock<Vec<Weak<EndOfTest>>>> = LazyLock::new(Lock::default);

/// What fakes complained of where no test could fail of it.
static UNHEARD: LazyLock<Lock<Vec<String>>> = LazyLock::new(Lock::default);

/// Has a fake checked at the end of the process, if it is still there then.
pub(crate) fn watch(fake: &Arc<EndOfTest>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        shutdown_hooks::add_shutdown_hook(at_exit);
    });
    let mut alive = ALIVE.lock();
    alive.retain(|each| each.strong_count() > 0);
    alive.push(Arc::downgrade(fake));
}

/// Keeps a complaint for the end of the process, if a panic on this thread fails no test.
pub(crate) fn keep_unless_heard(complaint: &str) {
    let is_heard = thread::current().name().is_some_and(is_of_test);
    if !is_heard {
        UNHEARD.lock().push(complaint.to_owned());
    }
}

/// Test harnesses name the thread of a test after it. Workers of runtimes have names of their own,
/// or none.
fn is_of_test(thread: &str) -> bool {
    !thread.starts_with("tokio-") && !thread.starts_with("es-ml-fake")
}

extern "C" fn at_exit() {
    let alive = std::mem::take(&mut *ALIVE.lock());
    let alive = alive.iter().filter_map(Weak::upgrade);
    let mut complaints = std::mem::take(&mut *UNHEARD.lock());
    complaints.extend(alive.filter_map(|fake| fake.complaint()));
    if !complaints.is_empty() {
        fail(&complaints);
    }
}

/// A handler of the exit cannot change the exit code, so that it takes an abort to fail.
#[allow(
    clippy::print_stderr,
    reason = "the process is failing, and there is no other way to say why"
)]
fn fail(complaints: &[String]) {
    eprintln!(
        "\nes-ml-fake: these fakes were never dropped, or not on the thread of a test, so that no \
         test has failed because of them. Drop each at the end of its test, or share one by \
         `FakeCluster::shared()` and its scopes.\n\n{}\n",
        complaints.join("\n\n\n")
    );
    std::process::abort();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_of_tests_are_told_from_those_of_runtimes() {
        for name in ["main", "a_test", "module::a_test"] {
            assert!(is_of_test(name));
        }
        assert!(!is_of_test("tokio-rt-worker") && !is_of_test("es-ml-fake"));
    }
}
