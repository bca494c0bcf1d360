//! Which breaches make the exit code of a run 1.

use clap::Args;
use clap::builder::BoolishValueParser;
use serde::Deserialize;

/// As flags and the configuration have it.
#[derive(Args, Deserialize, Default, Clone, Copy)]
#[serde(default)]
pub(crate) struct FailsOn {
    /// Exit with 1 if any request breached the contract, also if it was refused.
    #[arg(long, env = "ES_ML_FAKE_FAIL_ON_BREACH", value_parser = BoolishValueParser::new())]
    fail_on_breach: bool,

    /// Exit with 1 if any request breached the contract silently: the server accepts it although
    /// the documentation does not promise it.
    #[arg(long, env = "ES_ML_FAKE_FAIL_ON_SILENT", value_parser = BoolishValueParser::new())]
    fail_on_silent: bool,
}

impl FailsOn {
    /// On what either of them is to fail on.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            fail_on_breach: self.fail_on_breach || other.fail_on_breach,
            fail_on_silent: self.fail_on_silent || other.fail_on_silent,
        }
    }

    pub(crate) fn silent(self) -> bool {
        self.fail_on_breach || self.fail_on_silent
    }

    pub(crate) fn refused(self) -> bool {
        self.fail_on_breach
    }
}
