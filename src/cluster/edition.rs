//! Which server the fake is: one table of what each version takes and writes (reference, section 9).

use std::fmt;
use std::str::FromStr;

/// Which server a fake behaves as.
///
/// ```
/// use es_ml_fake::{Edition, FakeCluster};
///
/// let cluster = FakeCluster::builder().edition("8.15".parse()?).start();
/// assert_eq!(cluster.edition().to_string(), "8.15");
/// assert_eq!(Edition::default(), Edition::Documented);
/// # Ok::<(), es_ml_fake::UnknownEdition>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Edition {
    /// Takes and refuses what the newest server does, and writes the fields that the documentation shows; beyond them only
    /// `adaptive_allocations` where there are settings, and `reason` where there is one.
    #[default]
    Documented,
    /// Takes, refuses and writes what the server of this version does.
    Server(Version),
}

/// A version of the server that the fake knows, such as `9.1`. To be had by parsing, and from [`Version::all`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    major: u8,
    minor: u8,
}

/// What a version takes and writes.
#[derive(Debug, PartialEq)]
pub(crate) struct Dialect {
    version: Version,
    /// The number that `GET /` shows, and with it the number of the Lucene library **(recalled)**.
    pub(crate) number: &'static str,
    pub(crate) lucene: &'static str,
    pub(crate) takes: Takes,
    pub(crate) writes: Writes,
}

/// What makes a request valid or not.
#[derive(Debug, PartialEq, PartialOrd, Clone, Copy)]
pub(crate) enum Takes {
    /// There is no update API.
    NoUpdate,
    /// The number, in the body. A body without one means zero.
    Number,
    /// The number, in the body or as a query parameter.
    NumberInQuery,
    /// Also settings of adaptive allocations. Nothing is required any more.
    Adaptive,
    /// As before, but deployments of inference endpoints are not to be updated. In which release that began is not
    /// established: 8.19, 9.1 or 9.2.
    OwnDeploymentsOnly,
}

/// Which fields the answer to an update has. Each version writes what those before it do.
#[derive(Debug, PartialEq, PartialOrd, Clone, Copy)]
pub(crate) enum Writes {
    /// What the documentation shows.
    Documented,
    /// What all versions write.
    Basics,
    DeploymentId,
    Memory,
    AdaptiveAllocations,
}

impl Writes {
    /// Whether settings of adaptive allocations are shown where there are any.
    pub(crate) fn adaptive_allocations(self) -> bool {
        matches!(self, Self::Documented | Self::AdaptiveAllocations)
    }
}

const fn row(
    major: u8,
    minor: u8,
    number: &'static str,
    lucene: &'static str,
    takes: Takes,
    writes: Writes,
) -> Dialect {
    Dialect {
        version: Version { major, minor },
        number,
        lucene,
        takes,
        writes,
    }
}

/// The versions, oldest first. What stands between the last two columns of section 9's table is here, and only here.
#[rustfmt::skip]
static SERVERS: [Dialect; 21] = [
    row(8, 5, "8.5.3", "9.4.2", Takes::NoUpdate, Writes::Basics),
    row(8, 6, "8.6.2", "9.4.2", Takes::Number, Writes::Basics),
    row(8, 7, "8.7.1", "9.5.0", Takes::Number, Writes::Basics),
    row(8, 8, "8.8.2", "9.6.0", Takes::Number, Writes::DeploymentId),
    row(8, 9, "8.9.2", "9.7.0", Takes::Number, Writes::DeploymentId),
    row(8, 10, "8.10.4", "9.7.0", Takes::Number, Writes::DeploymentId),
    row(8, 11, "8.11.4", "9.8.0", Takes::Number, Writes::Memory),
    row(8, 12, "8.12.2", "9.9.2", Takes::Number, Writes::Memory),
    row(8, 13, "8.13.4", "9.10.0", Takes::Number, Writes::Memory),
    row(8, 14, "8.14.3", "9.10.0", Takes::Number, Writes::Memory),
    row(8, 15, "8.15.5", "9.11.1", Takes::NumberInQuery, Writes::Memory),
    row(8, 16, "8.16.6", "9.12.0", Takes::Adaptive, Writes::AdaptiveAllocations),
    row(8, 17, "8.17.10", "9.12.0", Takes::Adaptive, Writes::AdaptiveAllocations),
    row(8, 18, "8.18.8", "9.12.1", Takes::Adaptive, Writes::AdaptiveAllocations),
    row(8, 19, "8.19.0", "9.12.2", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
    row(9, 0, "9.0.0", "10.1.0", Takes::Adaptive, Writes::AdaptiveAllocations),
    row(9, 1, "9.1.0", "10.2.2", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
    row(9, 2, "9.2.0", "10.3.1", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
    row(9, 3, "9.3.0", "10.3.2", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
    row(9, 4, "9.4.0", "10.4.0", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
    row(9, 5, "9.5.4", "10.4.0", Takes::OwnDeploymentsOnly, Writes::AdaptiveAllocations),
];

/// The version in which the documented edition presents itself is the one of the reference's example (section 4.2).
static DOCUMENTED: Dialect = row(
    9,
    1,
    "9.1.0",
    "10.2.2",
    Takes::OwnDeploymentsOnly,
    Writes::Documented,
);

/// The hash in versions and warnings. It is the fake's own: whoever sees it knows that no server sent it.
pub(crate) const BUILD_HASH: &str = "1308d72ab40e5807a4706b86d071179122e8612b";
/// When all of them say that they were built: the date of the reference's example (section 4.2).
pub(crate) const BUILD_DATE: &str = "2025-07-09T22:10:13.578182715Z";

impl Edition {
    /// Every edition: the documented one, and one for each version.
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
    /// Every version that the fake knows, oldest first. The first of them does not have the update API yet.
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
    /// The major version that media types are negotiated with (reference, section 1.4).
    pub(crate) fn major(&self) -> u32 {
        self.version.major.into()
    }

    pub(crate) fn has_update(&self) -> bool {
        self.takes > Takes::NoUpdate
    }

    pub(crate) fn takes_number_in_query(&self) -> bool {
        self.takes >= Takes::NumberInQuery
    }

    pub(crate) fn takes_adaptive_allocations(&self) -> bool {
        self.takes >= Takes::Adaptive
    }

    pub(crate) fn guards_inference_endpoints(&self) -> bool {
        self.takes >= Takes::OwnDeploymentsOnly
    }

    /// Until then the first challenge had no comma (reference, section 5.1).
    pub(crate) fn has_comma_in_basic_challenge(&self) -> bool {
        self.version
            >= Version {
                major: 8,
                minor: 15,
            }
    }

    /// The oldest versions that can talk to this one, and whose indices this one can read (reference, section 4.2).
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

/// By name: `documented`, or a version, with or without its third number.
impl FromStr for Edition {
    type Err = UnknownEdition;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let is_called = |edition: &Self| {
            let is_number = matches!(edition, Self::Server(_)) && edition.dialect().number == name;
            is_number || edition.to_string() == name
        };
        Self::all()
            .find(is_called)
            .ok_or_else(|| UnknownEdition(name.to_owned()))
    }
}

impl From<Version> for Edition {
    fn from(version: Version) -> Self {
        Self::Server(version)
    }
}

/// The name of an edition that the fake does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownEdition(String);

impl fmt::Display for UnknownEdition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known: Vec<_> = Edition::all().map(|edition| edition.to_string()).collect();
        write!(
            f,
            "there is no edition `{}`; the editions are {}",
            self.0,
            known.join(", ")
        )
    }
}

impl std::error::Error for UnknownEdition {}

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
            "there is no edition `7.17`; the editions are documented, 8.5, 8.6, 8.7, 8.8, 8.9, 8.10, 8.11, 8.12, 8.13, \
             8.14, 8.15, 8.16, 8.17, 8.18, 8.19, 9.0, 9.1, 9.2, 9.3, 9.4, 9.5"
        );
    }

    /// Reference, section 9.
    #[test]
    fn each_version_brings_what_the_table_says() {
        let dialect = |name: &str| name.parse::<Edition>().unwrap().dialect();
        assert!(!dialect("8.5").has_update());
        assert!(dialect("8.6").has_update());
        assert!(dialect("8.7").writes < Writes::DeploymentId);
        assert!(dialect("8.8").writes >= Writes::DeploymentId);
        assert!(dialect("8.10").writes < Writes::Memory);
        assert!(dialect("8.11").writes >= Writes::Memory);
        assert!(!dialect("8.14").takes_number_in_query());
        assert!(dialect("8.15").takes_number_in_query());
        assert!(!dialect("8.15").takes_adaptive_allocations());
        assert!(dialect("8.16").takes_adaptive_allocations());
        assert!(dialect("8.16").writes == Writes::AdaptiveAllocations);
    }
}
