//! Paths as URIs.

use std::path::{Component, Path};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a segment of a path need not encode.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

#[derive(Debug, PartialEq)]
pub(super) enum Uri {
    /// To the folder that the program was started in, which in CI is the top of the checkout.
    Relative(String),
    Absolute(String),
}

/// The URI of a file. Standard input is given a name that no file is likely to have.
pub(super) fn of(file: &str) -> Uri {
    let path = Path::new(file);
    let here = std::env::current_dir().ok();
    let inside = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned));
    match inside {
        Some(path) => Uri::Relative(encode(&path)),
        None if path.is_absolute() => Uri::Absolute(format!("file:///{}", encode(path))),
        None if file == "-" => Uri::Relative("standard-input".to_owned()),
        None => Uri::Relative(encode(path)),
    }
}

fn encode(path: &Path) -> String {
    let segments = path.components().filter_map(|component| match component {
        Component::RootDir | Component::CurDir => None,
        Component::Prefix(prefix) => Some(prefix.as_os_str().to_string_lossy()),
        Component::ParentDir => Some("..".into()),
        Component::Normal(name) => Some(name.to_string_lossy()),
    });
    let segments = segments.map(|segment| utf8_percent_encode(&segment, ENCODED).to_string());
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_where_that_is_possible() {
        let relative = |uri: &str| Uri::Relative(uri.to_owned());
        assert_eq!(of("./a b/é.json"), relative("a%20b/%C3%A9.json"));
        assert_eq!(of("../a:b.json"), relative("../a%3Ab.json"));
        assert_eq!(of("-"), relative("standard-input"));
        let inside = std::env::current_dir().unwrap().join("a/b.json");
        assert_eq!(of(&inside.to_string_lossy()), relative("a/b.json"));
        let elsewhere = if cfg!(windows) {
            "C:\\a\\b"
        } else {
            "/nowhere/b#"
        };
        assert!(matches!(of(elsewhere), Uri::Absolute(uri) if uri.starts_with("file:///")));
    }
}
