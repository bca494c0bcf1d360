//! A list that stays short however much there is to list.

use std::fmt::Display;

use es_ml_fake::security::redact;
use serde::{Serialize, Serializer};

/// How many of a file's requests that are not judged are named one by one.
const NAMED: usize = 10;

/// Texts, of which only the first few are kept.
#[derive(Default)]
pub(super) struct List {
    named: Vec<String>,
    more: usize,
}

impl List {
    pub(super) fn add(&mut self, text: impl Display) {
        match self.named.len() {
            ..NAMED => self.named.push(redact(&text.to_string()).into_owned()),
            _ => self.more += 1,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.named.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.named.len() + self.more
    }

    /// The texts, and at the end how many there are besides.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> {
        let more = (self.more > 0).then(|| format!("and {} more", self.more));
        self.named.iter().cloned().chain(more)
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.texts())
    }
}
