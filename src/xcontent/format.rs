//! The formats that bodies and answers come in.

#[cfg(feature = "cbor")]
use super::cbor;
#[cfg(feature = "yaml")]
use super::yaml;
use super::{OrderedValue, json};

/// A format that the server reads and writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Json,
    Yaml,
    Cbor,
    /// Known, so that it can be refused: the fake neither reads nor writes it.
    Smile,
}

impl Format {
    /// By the name that the `format` parameter has for it.
    pub(crate) fn called(name: &str) -> Option<Self> {
        let formats = [Self::Json, Self::Yaml, Self::Cbor, Self::Smile];
        formats
            .into_iter()
            .find(|format| format.name().eq_ignore_ascii_case(name))
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Cbor => "cbor",
            Self::Smile => "smile",
        }
    }

    /// Whether the fake reads and writes it.
    pub(crate) fn is_spoken(self) -> bool {
        match self {
            Self::Json => true,
            Self::Yaml => cfg!(feature = "yaml"),
            Self::Cbor => cfg!(feature = "cbor"),
            Self::Smile => false,
        }
    }

    /// This format, or JSON in the place of one that the fake does not speak.
    pub(crate) fn or_json(self) -> Self {
        match self.is_spoken() {
            true => self,
            false => Self::Json,
        }
    }

    /// Writes a document. In a format that the fake does not speak, nothing.
    pub(crate) fn write(self, tree: &OrderedValue<'_>) -> Vec<u8> {
        match self {
            Self::Json => json::write(tree),
            #[cfg(feature = "yaml")]
            Self::Yaml => yaml::write(tree),
            #[cfg(feature = "cbor")]
            Self::Cbor => cbor::write(tree),
            #[allow(unreachable_patterns, reason = "not without features")]
            _ => Vec::new(),
        }
    }
}
