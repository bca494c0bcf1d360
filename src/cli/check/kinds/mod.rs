//! The kinds of file that can be checked: one file here and one row of the table for each.

mod array;
mod body;
mod console;
mod har;
mod journal;
mod lines;
mod recorded;
mod vcr;
mod yaml;

use std::io;
use std::path::Path;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::input::{Head, Input};
use super::judge::Judge;

/// A kind of file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// What `--as` calls it.
    pub(super) name: &'static str,
    about: &'static str,
    /// Endings of names, for files whose content does not tell.
    endings: &'static [&'static str],
    /// What the beginning of a file says.
    recognise: fn(&Head<'_>) -> Evidence,
    /// Hands each request of a file to the judge. An error is why the rest cannot be read.
    pub(super) read: fn(Input, &mut Judge<'_>) -> Result<(), String>,
}

/// What the beginning of a file says about its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// It is of this kind.
    Strong,
    /// It is, unless its name says otherwise.
    Weak,
    /// Nothing.
    None,
}

/// The kinds. Where the content of a file is evidence for several, the first one counts.
static KINDS: &[Kind] = &[
    body::KIND,
    array::KIND,
    yaml::KIND,
    journal::KIND,
    lines::KIND,
    har::KIND,
    vcr::KIND,
    console::KIND,
];

impl Kind {
    /// The kind of a file: what its content says, else what its name says.
    pub(super) fn of(input: &Input, path: &Path) -> Option<Self> {
        let head = input.head();
        let evident = |evidence| {
            let mut kinds = KINDS.iter();
            kinds.find(|kind| (kind.recognise)(&head) == evidence)
        };
        let named = || KINDS.iter().find(|kind| kind.is_named(path));
        let kind = evident(Evidence::Strong).or_else(named);
        let kind = kind.or_else(|| evident(Evidence::Weak));
        // Whatever is sent to a program that checks bodies is taken for one.
        let kind = kind.or((path == Path::new("-")).then_some(&body::KIND));
        kind.copied()
    }

    fn is_named(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        let mut endings = self.endings.iter();
        endings.any(|ending| {
            name.strip_suffix(ending)
                .is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// Understands the value of `--as`.
    pub(super) fn parser() -> impl TypedValueParser<Value = Self> {
        let value = |kind: &Self| PossibleValue::new(kind.name).help(kind.about);
        PossibleValuesParser::new(KINDS.iter().map(value)).map(|name| {
            let mut kinds = KINDS.iter().copied();
            kinds.find(|kind| kind.name == name).unwrap_or(body::KIND)
        })
    }

    /// The names of all, for who does not know them.
    pub(super) fn names() -> String {
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        names.join(", ")
    }
}

/// What is wrong with the file itself.
fn unreadable(error: &io::Error) -> String {
    error.to_string()
}
