//! `es-ml-fake schema`: the contract's files, for editors and for other validators.

use std::io::{self, Write};

use clap::Args;

use super::{Failure, Outcome, exit};

/// Print a JSON Schema of the contract, or the names of all.
#[derive(Args)]
#[command(after_help = "Example:\n  es-ml-fake schema update_request > update_request.schema.json")]
pub(crate) struct Schema {
    /// The name of the schema; without one, all names are listed with their titles.
    name: Option<String>,
}

impl Schema {
    pub(crate) fn run(&self) -> Outcome {
        let mut out = io::stdout().lock();
        match &self.name {
            Some(name) => {
                let schema: es_ml_fake::Schema =
                    name.parse().map_err(|error: es_ml_fake::UnknownSchema| {
                        Failure::Message(error.to_string())
                    })?;
                out.write_all(schema.text().as_bytes())?;
            }
            None => {
                for schema in es_ml_fake::Schema::all() {
                    let title = schema.document()["title"].as_str().unwrap_or_default();
                    writeln!(out, "{:<16} {title}", schema.name())?;
                }
            }
        }
        out.flush()?;
        Ok(exit::OK)
    }
}
