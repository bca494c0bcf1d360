//! The program `es-ml-fake`: the fake for suites in other languages, and its checks for CI.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
