//! Which server the fake is: one table of versions (server-behaviour: Version history).

use std::fmt;
use std::str::FromStr;

use crate::text::{UnknownName, serde_as_text};

/// Which server a fake behaves as.
///
/// ```
/// use es_ml_fake::{Edition, FakeCluster};
///
/// let cluster = FakeCluster::builder().edition("8.15").start();
/// assert_eq!(cluster.edition(), "8.15".parse()?);
/// assert_eq!(Edition::default(), Edition::Documented);
/// # Ok::<(), es_ml_fake::UnknownName>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Edition {
    /// Takes and refuses what the newest server does, and writes the fields that the documentation
    /// shows; beyond them only `adaptive_allocations` where there are settings, and `reason` where
    /// there is one.
    #[default]
    Documented,
    /// Takes, refuses and writes what the server of this version does.
    Server(Version),
}

/// A version of the server that the fake knows, such as `9.1`. To be had by parsing, and from
/// [`Version::all`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u8,
    minor: u8,
}

/// A server that the fake can be: how it presents itself, and which features it has.
#[derive(Debug, PartialEq)]
pub(crate) struct Dialect {
    version: Version,
    /// The number that `GET /` shows, and with it the number of the Lucene library **(recalled)**.
    pub(crate) number: &'static str,
    pub(crate) lucene: &'static str,
    /// The documented one takes what the newest server takes, and writes what the page shows.
    is_documented: bool,
}

const fn row(major: u8, minor: u8, number: &'static str, lucene: &'static str) -> Dialect {
    Dialect {
        version: Version { major, minor },
        number,
        lucene,
        is_documented: false,
    }
}

/// The versions, oldest first. What each takes and writes is in [`features`](super::features).
static SERVERS: [Dialect; 21] = [
    row(8, 5, "8.5.3", "9.4.2"),
    row(8, 6, "8.6.2", "9.4.2"),
    row(8, 7, "8.7.1", "9.5.0"),
    row(8, 8, "8.8.2", "9.6.0"),
    row(8, 9, "8.9.2", "9.7.0"),
    row(8, 10, "8.10.4", "9.7.0"),
    row(8, 11, "8.11.4", "9.8.0"),
    row(8, 12, "8.12.2", "9.9.2"),
    row(8, 13, "8.13.4", "9.10.0"),
    row(8, 14, "8.14.3", "9.10.0"),
    row(8, 15, "8.15.5", "9.11.1"),
    row(8, 16, "8.16.6", "9.12.0"),
    row(8, 17, "8.17.10", "9.12.0"),
    row(8, 18, "8.18.8", "9.12.1"),
    row(8, 19, "8.19.0", "9.12.2"),
    row(9, 0, "9.0.0", "10.1.0"),
    row(9, 1, "9.1.0", "10.2.2"),
    row(9, 2, "9.2.0", "10.3.1"),
    row(9, 3, "9.3.0", "10.3.2"),
    row(9, 4, "9.4.0", "10.4.0"),
    row(9, 5, "9.5.4", "10.4.0"),
];

/// The documented edition presents itself as the server of the example that is known
/// (server-behaviour: HTTP: name and version).
static DOCUMENTED: Dialect = Dialect {
    is_documented: true,
    ..row(9, 1, "9.1.0", "10.2.2")
};

/// The hash in versions and warnings. It is the fake's own: a reader who sees it knows that no
/// server sent it.
pub(crate) const BUILD_HASH: &str = "1308d72ab40e5807a4706b86d071179122e8612b";
/// When all of them say that they were built: the date of the example
/// (server-behaviour: HTTP: name and version).
pub(crate) const BUILD_DATE: &str = "2025-07-09T22:10:13.578182715Z";

/// What the newest version is called besides.
const LATEST: &str = "latest";

/// The newest version, whose behaviour the documented edition has.
const NEWEST: Version = SERVERS[SERVERS.len() - 1].version;

/// The versions in which something is as it is: ranges, each with its first and its last version.
///
/// Features reach older release lines later than newer ones, so one first version does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Versions(&'static [(Version, Version)]);

impl Versions {
    pub(crate) const ALL: Self = Self(&[(Version::of(0, 0), Version::LAST)]);

    /// The ranges, each with its first and its last version.
    pub(crate) const fn of(ranges: &'static [(Version, Version)]) -> Self {
        Self(ranges)
    }

    /// The version that brought it.
    pub(crate) fn first(self) -> Version {
        self.0.first().map_or(Version::LAST, |&(first, _)| first)
    }

    fn contains(self, version: Version) -> bool {
        let mut ranges = self.0.iter();
        ranges.any(|&(first, last)| (first..=last).contains(&version))
    }
}

impl Edition {
    /// The server of the newest version that the fake knows; by name also `latest`.
    ///
    /// Its answers have what typed clients require and the documented answer lacks:
    /// `deployment_id`, `priority`, and how much memory a deployment and an allocation take.
    ///
    /// ```
    /// use es_ml_fake::Edition;
    ///
    /// assert_eq!("latest".parse(), Ok(Edition::LATEST));
    /// assert_eq!(Edition::all().last(), Some(Edition::LATEST));
    /// ```
    pub const LATEST: Self = Self::Server(NEWEST);

    /// Every edition: the documented one, and one for each version, oldest first.
    pub fn all() -> impl Iterator<Item = Self> {
        let servers = Version::all().map(Self::Server);
        std::iter::once(Self::Documented).chain(servers)
    }

    pub(crate) fn dialect(self) -> &'static Dialect {
        let of = |version| SERVERS.iter().find(|row| row.version == version);
        match self {
            Self::Documented => &DOCUMENTED,
            Self::Server(version) => of(version).unwrap_or(&DOCUMENTED),
        }
    }
}

impl Version {
    /// Later than every version there is.
    pub(crate) const LAST: Self = Self::of(u8::MAX, u8::MAX);

    pub(crate) const fn of(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// Every version that the fake knows, oldest first. The first of them does not have the update
    /// API yet.
    #[must_use = "it does nothing but list them"]
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        SERVERS.iter().map(|row| row.version)
    }

    /// The first number.
    #[must_use]
    pub fn major(self) -> u8 {
        self.major
    }

    /// The second number.
    #[must_use]
    pub fn minor(self) -> u8 {
        self.minor
    }
}

impl Dialect {
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// The major version that media types are negotiated with
    /// (server-behaviour: HTTP: media types).
    pub(crate) fn major(&self) -> u32 {
        self.version.major.into()
    }

    /// Whether it is the documentation's rather than that of a version.
    pub(crate) fn is_documented(&self) -> bool {
        self.is_documented
    }

    /// Whether the server takes part in a feature: the documented one does as the newest.
    pub(crate) fn has(&self, feature: Versions) -> bool {
        feature.contains(if self.is_documented {
            NEWEST
        } else {
            self.version
        })
    }

    /// The oldest versions that can talk to this one, and whose indices this one can read
    /// (server-behaviour: HTTP: name and version).
    pub(crate) fn compatible_with(&self) -> (&'static str, &'static str) {
        match self.version.major {
            8 => ("7.17.0", "7.0.0"),
            _ => ("8.19.0", "8.0.0"),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Documented => f.write_str("documented"),
            Self::Server(version) => version.fmt(f),
        }
    }
}

/// By name: `documented`, `latest`, or a version, with or without its third number.
impl FromStr for Edition {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name == LATEST {
            return Ok(Self::LATEST);
        }
        let is_called = |edition: &Self| {
            let is_number = matches!(edition, Self::Server(_)) && edition.dialect().number == name;
            is_number || edition.to_string() == name
        };
        Self::all().find(is_called).ok_or_else(|| {
            let (latest, editions) = (LATEST.to_owned(), Self::all());
            let names = std::iter::once(latest).chain(editions.map(|it| it.to_string()));
            UnknownName::new("edition", name, names)
        })
    }
}

impl TryFrom<&str> for Edition {
    type Error = UnknownName;

    fn try_from(name: &str) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<Version> for Edition {
    fn from(version: Version) -> Self {
        Self::Server(version)
    }
}

serde_as_text!(Edition);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_editions() {
        for edition in Edition::all() {
            assert_eq!(edition.to_string().parse(), Ok(edition));
        }
        assert_eq!("9.5.4".parse(), "9.5".parse::<Edition>());
        assert!(SERVERS.is_sorted_by_key(|row| row.version));
    }

    #[test]
    fn unknown_editions_are_told_the_known_ones() {
        let error = "7.17".parse::<Edition>().unwrap_err().to_string();
        assert_eq!(
            error,
            "there is no edition `7.17`; the editions are latest, documented, 8.5, 8.6, 8.7, 8.8, 8.9, 8.10, 8.11, 8.12, 8.13, \
             8.14, 8.15, 8.16, 8.17, 8.18, 8.19, 9.0, 9.1, 9.2, 9.3, 9.4, 9.5"
        );
    }
}
