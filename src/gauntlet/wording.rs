//! Texts of clients, fit for a report: the same on every run, on one line, and not too long.

use crate::server::FakeCluster;
use crate::text::OneLine;

/// The longest text that is kept, in characters.
const LONGEST: usize = 400;

/// What stands for an address of the fake.
const PLACEHOLDER: &str = "[address]";

/// What varies in the texts of one trial.
#[derive(Debug)]
pub(super) struct Wording {
    /// Each HTTP node's address, and other names of it.
    addresses: Vec<String>,
}

impl Wording {
    pub(super) fn of(cluster: &FakeCluster) -> Self {
        let uris = cluster.uris();
        let addresses = uris.iter().filter_map(|uri| uri.split_once("://"));
        Self::of_addresses(addresses.map(|(_, address)| address))
    }

    fn of_addresses<'a>(addresses: impl Iterator<Item = &'a str>) -> Self {
        let names = addresses.flat_map(|address| {
            let port = address.rsplit(':').next().unwrap_or_default();
            let others = ["127.0.0.1", "[::1]", "localhost"].map(|host| format!("{host}:{port}"));
            [address.to_owned()].into_iter().chain(others)
        });
        Self {
            addresses: names.collect(),
        }
    }

    /// The text of an error and those of its sources, the innermost last. Of a text that is too
    /// long, the beginning and the innermost source are kept.
    pub(super) fn chain(&self, texts: &[String]) -> String {
        let texts: Vec<_> = texts.iter().map(|text| self.line(text)).collect();
        match texts.as_slice() {
            [outer @ .., innermost] if !outer.is_empty() => join(&outer.join(": "), innermost),
            texts => beginning(&texts.concat(), LONGEST),
        }
    }

    pub(super) fn text(&self, text: &str) -> String {
        beginning(&self.line(text), LONGEST)
    }

    fn line(&self, text: &str) -> String {
        let words: Vec<_> = text.split_whitespace().collect();
        self.without_addresses(&OneLine(&words.join(" ")).to_string())
    }

    fn without_addresses(&self, text: &str) -> String {
        let replace = |text: String, address: &String| replace(&text, address);
        self.addresses.iter().fold(text.to_owned(), replace)
    }
}

/// The text with a placeholder for each `address` that is not a part of a longer one.
fn replace(text: &str, address: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(address) {
        let is_longer_before = before.ends_with(|c: char| c.is_alphanumeric() || c == '.');
        let is_longer_after = after.starts_with(|c: char| c.is_ascii_digit());
        let is_longer = is_longer_before || is_longer_after;
        replaced.push_str(before);
        replaced.push_str(if is_longer { address } else { PLACEHOLDER });
        rest = after;
    }
    replaced + rest
}

/// What is outside and what is innermost, each cut at its end where both are too long.
fn join(outer: &str, innermost: &str) -> String {
    let separator = ": ";
    let left = LONGEST.saturating_sub(length(outer) + separator.len());
    let innermost = beginning(innermost, left.max(LONGEST / 2));
    let room = LONGEST - length(&innermost);
    match length(outer) + separator.len() <= room {
        true => format!("{outer}{separator}{innermost}"),
        false => format!("{} {innermost}", beginning(outer, room - 1)),
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// At most this many characters, with an ellipsis at the end if there were more.
fn beginning(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => text.chars().take(characters - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wording() -> Wording {
        Wording::of_addresses(["127.0.0.1:4123", "10.1.2.3:41235"].into_iter())
    }

    #[test]
    fn every_node_and_every_name_of_it_is_an_address() {
        for (text, expected) in [
            ("http://127.0.0.1:4123/x", "http://[address]/x"),
            ("localhost:4123: refused", "[address]: refused"),
            ("([::1]:4123)", "([address])"),
            ("10.1.2.3:41235,127.0.0.1:41235", "[address],[address]"),
            ("127.0.0.1:4123 127.0.0.1:4123", "[address] [address]"),
        ] {
            assert_eq!(wording().text(text), expected);
        }
    }

    #[test]
    fn other_addresses_stay() {
        for text in [
            "127.0.0.1:41234",
            "127.0.0.1:412",
            "127.0.0.1",
            "1127.0.0.1:4123",
            "10.127.0.0.1:4123",
            "my-localhost",
            "xlocalhost:4123",
            "4123",
        ] {
            assert_eq!(wording().text(text), text);
        }
    }

    #[test]
    fn a_text_is_one_line() {
        let text = "assertion `left == right` failed\n  left: 1\n right: \u{1b}[31m2\n";
        let line = r"assertion `left == right` failed left: 1 right: \u{1b}[31m2";
        assert_eq!(wording().text(text), line);
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_an_ellipsis() {
        assert_eq!(wording().text(&"é".repeat(LONGEST)), "é".repeat(LONGEST));
        let cut = wording().text(&"é".repeat(LONGEST + 1));
        assert_eq!(cut, "é".repeat(LONGEST - 1) + "…");
    }

    #[test]
    fn a_chain_that_is_too_long_keeps_its_beginning_and_the_innermost_cause() {
        let chain = |texts: &[&str]| {
            let texts: Vec<_> = texts.iter().map(ToString::to_string).collect();
            wording().chain(&texts)
        };
        assert_eq!(chain(&["not sent", "refused"]), "not sent: refused");
        assert_eq!(chain(&[]), "");

        let long = "long ".repeat(LONGEST);
        let cut = chain(&["not sent", &long, "refused by the system"]);
        assert_eq!(length(&cut), LONGEST);
        assert!(cut.starts_with("not sent: long long "), "{cut}");
        assert!(cut.ends_with("… refused by the system"), "{cut}");

        let cut = chain(&["not sent", &long]);
        assert_eq!(length(&cut), LONGEST);
        assert!(cut.starts_with("not sent: long long "), "{cut}");
        assert!(cut.ends_with('…'), "{cut}");

        let cut = chain(&[&long, &long]);
        assert_eq!(length(&cut), LONGEST);
        assert!(cut.contains("… long long "), "{cut}");
        assert!(cut.ends_with('…'), "{cut}");
    }
}
