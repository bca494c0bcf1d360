//! Tests in a process of their own.

/// Runs a test in a process of its own, in which this many files may be open: fewer than usual, or
/// more.
///
/// `test` is the name of the test that calls this, with its modules: the process is its binary
/// again, told to run that test alone. In there, `body` is what runs.
#[track_caller]
pub(crate) fn in_a_process_with_open_files(limit: u32, test: &str, body: impl FnOnce()) {
    const INSIDE: &str = "ES_ML_FAKE_TEST_INSIDE";
    if std::env::var(INSIDE).is_ok_and(|inside| inside == test) {
        return body();
    }
    let output = std::process::Command::new("/bin/sh")
        .arg("-c")
        .arg(format!("ulimit -S -n {limit} && exec \"$0\" \"$@\""))
        .arg(std::env::current_exe().expect("a test knows its binary"))
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, test)
        .output()
        .expect("a test can start its binary");
    let said = String::from_utf8_lossy(&output.stdout);
    // A wrong name would run no test, and succeed.
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{test} failed in a process of its own:\n{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
