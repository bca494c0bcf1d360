//! Runs of the program, and the files that they are given.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::snapshots;

pub(crate) const THREE_BREACHES: &str = r#"{"number_of_allocations": "4", "adaptive_allocations": {"min_number_of_allocations": -5}, "num_threads": 2}"#;

pub(crate) const FINE: &str = r#"{"number_of_allocations": 4}"#;

/// The variables of flags, without what their names begin with.
pub(crate) const VARIABLES: [&str; 40] = [
    "AGAINST",
    "ALLOW_CHANGES",
    "AS",
    "CA_CERT",
    "DEPLOYMENT",
    "ENDPOINT",
    "COLOR",
    "PREFIX",
    "REQUIRE_CHECKED",
    "MAX_LISTED",
    "LISTEN",
    "STRICT",
    "JOURNAL",
    "FAIL_ON_BREACH",
    "FAIL_ON_SILENT",
    "FORMAT",
    "CONFIG",
    "EDITION",
    "UNIMPLEMENTED",
    "USER",
    "API_KEY",
    "TLS",
    "CA_FILE",
    "HTTP_NODES",
    "CONTROL_TOKEN",
    "MIN",
    "OUT",
    "PART",
    "MAX",
    "ALLOCATIONS",
    "LOAD",
    "SERVICE_TIME",
    "TIMEOUT",
    "QUEUE_CAPACITY",
    "START_UP_TIME",
    "SCALE_COOLDOWN_TIME",
    "SCALE_TO_ZERO_TIME",
    "DURATION",
    "COMPARE",
    "CSV",
];

pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_es-ml-fake"));
    command.args(arguments).stdin(Stdio::null());
    // What the caller's environment says must not matter.
    for variable in VARIABLES {
        command.env_remove(format!("ES_ML_FAKE_{variable}"));
    }
    command
}

/// A folder with these files in it.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    program(arguments).current_dir(folder).output().unwrap()
}

/// Exit code, output and errors, for a snapshot.
pub(crate) fn shown(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    format!(
        "exit code: {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap(),
        text(&output.stdout),
        text(&output.stderr)
    )
}

#[track_caller]
pub(crate) fn assert_run(name: &str, folder: &TempDir, arguments: &[&str]) {
    snapshots::assert("cli", name, shown(&run_in(folder.path(), arguments)));
}
