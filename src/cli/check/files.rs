//! Which files the arguments name.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::cli::text::file_name;

/// A file to check.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// Whether it was found in a folder, rather than named.
    pub(super) is_found: bool,
    /// Why a folder cannot be read.
    pub(super) problem: Option<String>,
}

impl Source {
    /// The name under which it is reported.
    pub(super) fn name(&self) -> String {
        file_name(&self.path)
    }
}

/// All files that an argument names: itself, or those in a folder and its folders, in the order of
/// their names. Hidden ones are left out, and so is what is no file.
pub(super) fn sources(argument: &Path) -> Box<dyn Iterator<Item = Source>> {
    if !argument.is_dir() {
        return Box::new(std::iter::once(Source {
            path: argument.to_owned(),
            is_found: false,
            problem: None,
        }));
    }
    let is_shown = |entry: &DirEntry| entry.depth() == 0 || !is_hidden(entry);
    let entries = WalkDir::new(argument).sort_by_file_name().into_iter();
    Box::new(entries.filter_entry(is_shown).filter_map(found))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with('.')
}

fn found(entry: walkdir::Result<DirEntry>) -> Option<Source> {
    let (path, problem) = match entry {
        // Links to files are followed, links to folders are not: they may lead in circles.
        Ok(entry) if entry.path().is_file() => (entry.into_path(), None),
        Ok(_) => return None,
        Err(error) => {
            let problem = error.io_error().map(ToString::to_string);
            let path = error.path().unwrap_or(Path::new("")).to_owned();
            (
                path,
                Some(problem.unwrap_or_else(|| "it cannot be read".to_owned())),
            )
        }
    };
    Some(Source {
        path,
        is_found: true,
        problem,
    })
}
