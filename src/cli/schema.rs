//! `es-ml-fake schema`: the contract's files, for editors and for other validators.

use std::io::{self, Write};

use clap::Args;
use es_ml_fake::UnknownName;

use super::{Failure, Outcome, exit, print};

/// Print a JSON Schema of the contract, or the names of all.
#[derive(Args)]
#[command(after_help = "Example:\n  es-ml-fake schema update_request > update_request.schema.json")]
pub(crate) struct Schema {
    /// The name of the schema; without one, all names are listed with their titles.
    name: Option<String>,
}

impl Schema {
    pub(crate) fn run(&self) -> Outcome {
        match &self.name {
            Some(name) => {
                let schema: es_ml_fake::contract::Schema = name
                    .parse()
                    .map_err(|error: UnknownName| Failure(error.to_string()))?;
                print(|out| out.write_all(schema.text().as_bytes()))?;
            }
            None => print(list)?,
        }
        Ok(exit::OK)
    }
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let all = es_ml_fake::contract::Schema::all;
    let width = all()
        .map(|schema| schema.name().len())
        .max()
        .unwrap_or_default();
    for schema in all() {
        let title = schema.document()["title"].as_str().unwrap_or_default();
        writeln!(out, "{:<width$}  {title}", schema.name())?;
    }
    Ok(())
}
