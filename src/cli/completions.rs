//! `es-ml-fake completions`: scripts by which shells complete the command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Arguments, Outcome, exit, print};

/// Print a script by which a shell completes commands and flags.
#[derive(Args)]
#[command(
    after_help = "Example:\n  es-ml-fake completions bash > ~/.local/share/bash-completion/completions/es-ml-fake"
)]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Outcome {
        // A script is made as a whole, since its maker panics when it cannot be written.
        let mut script = Vec::new();
        let mut command = Arguments::command();
        clap_complete::generate(self.shell, &mut command, "es-ml-fake", &mut script);
        print(|out| out.write_all(&script))?;
        Ok(exit::OK)
    }
}
