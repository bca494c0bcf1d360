//! `es-ml-fake openapi`: what the fake serves, for generators, validators and fuzzers.

use clap::Args;
use es_ml_fake::{Edition, openapi};

use super::{Outcome, exit, print};

/// Print an OpenAPI 3.1 document of what the fake serves.
#[derive(Args)]
#[command(after_help = "Example:\n  es-ml-fake openapi --edition 8.15 > openapi.json")]
pub(crate) struct OpenApi {
    /// Which server it is of: `documented`, or a version such as 8.15.
    #[arg(
        long,
        env = "ES_ML_FAKE_EDITION",
        value_name = "EDITION",
        default_value_t = Edition::Documented
    )]
    edition: Edition,
}

impl OpenApi {
    pub(crate) fn run(&self) -> Outcome {
        let document = openapi::document(self.edition);
        print(|out| writeln!(out, "{document:#}"))?;
        Ok(exit::OK)
    }
}
