//! Comments cite `docs/server-behaviour.md` by its headings: what they cite is there, and they are
//! as narrow as code.

#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands in front of the headings that are cited, which `; ` separates.
const MARK: &str = "server-behaviour: ";
/// What ends a citation, and is in no heading.
const ENDS: [char; 4] = [')', '.', '`', '"'];
/// Citations by numbers that nothing has any more.
const OUTDATED: [&str; 2] = ["reference, section", "reference section"];
/// In characters, as rustfmt counts them.
const WIDEST: usize = 100;

#[test]
fn what_is_cited_exists_and_comments_are_as_narrow_as_code() {
    let document = document();
    let headings = headings(&document).collect();
    let files = files();
    assert!(files.len() > 100, "{}", files.len());
    let faults: Vec<_> = files
        .iter()
        .flat_map(|path| faults(path, &fs::read_to_string(path).unwrap(), &headings))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn headings_can_be_cited() {
    let document = document();
    let mut seen = HashSet::new();
    for heading in headings(&document) {
        assert!(seen.insert(heading), "there are two of `{heading}`");
        assert!(
            !heading.contains(ENDS) && !heading.contains(';'),
            "`{heading}` would end a citation"
        );
    }
    assert!(seen.len() > 50, "{}", seen.len());
}

#[test]
fn links_within_the_document_lead_somewhere() {
    let document = document();
    let anchors: HashSet<_> = headings(&document).map(anchor).collect();
    let links: Vec<_> = document.split("](#").skip(1).collect();
    assert!(links.len() > 50, "{}", links.len());
    for link in links {
        let (to, _) = link.split_once(')').unwrap();
        assert!(anchors.contains(to), "nothing has the anchor `{to}`");
    }
}

#[test]
fn faults_are_found() {
    let headings = HashSet::from(["HTTP: routing", "Security: 401"]);
    let found = |name: &str, text: &str| faults(Path::new(name), text, &headings);

    let right = "/// As it is (server-behaviour: HTTP: routing; Security: 401).\nlet x = \
                 \"server-behaviour: code\";\n    // See server-behaviour: HTTP:\n    // routing.\n";
    assert_eq!(found("a.rs", right), [""; 0]);

    let unknown =
        "fn f() {}\n/// As it\n/// is (server-behaviour: HTTP:\n/// ways; Security: 401).";
    assert_eq!(found("a.rs", unknown), ["a.rs:3: no heading `HTTP: ways`"]);
    let one_of_two = "One.\n\nTwo (server-behaviour: Security: 401; Security).";
    assert_eq!(found("a.md", one_of_two), ["a.md:3: no heading `Security`"]);

    let outdated = "//! Text (reference,\n//! section 3.1).";
    assert_eq!(
        found("a.rs", outdated),
        ["a.rs:1: cites `reference, section`"]
    );

    let wide = format!("let x = 1;\n    // {}", "word ".repeat(20));
    assert_eq!(found("a.rs", &wide), ["a.rs:2: is 106 characters wide"]);
    let link = format!("//! https://example.org/{}", "x".repeat(100));
    assert_eq!(found("a.rs", &link), [""; 0]);
    assert_eq!(found("a.md", &wide), [""; 0]);
}

/// What is wrong in a file: its name, the number of the line, and what it is.
fn faults(path: &Path, text: &str, headings: &HashSet<&str>) -> Vec<String> {
    let is_rust = path.extension().is_some_and(|extension| extension == "rs");
    let mut faults = Vec::new();
    for (first, passage) in passages(text, is_rust) {
        let joined = passage.replace('\n', " ");
        let line = |at: usize| first + passage[..at].matches('\n').count();
        for (at, heading) in cited(&joined) {
            if !headings.contains(heading) {
                faults.push((line(at), format!("no heading `{heading}`")));
            }
        }
        let lowercase = joined.to_ascii_lowercase();
        for outdated in OUTDATED {
            for (at, _) in lowercase.match_indices(outdated) {
                faults.push((line(at), format!("cites `{outdated}`")));
            }
        }
    }
    for (line, text) in (1..).zip(text.lines()) {
        if is_rust && is_too_wide(text) {
            let width = text.trim_end().chars().count();
            faults.push((line, format!("is {width} characters wide")));
        }
    }
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    faults
        .into_iter()
        .map(|(line, fault)| format!("{name}:{line}: {fault}"))
        .collect()
}

/// Texts in which citations are looked for, each with the number of its first line: of Rust the
/// comments, those on consecutive lines as one; of anything else the whole.
fn passages(text: &str, is_rust: bool) -> Vec<(usize, String)> {
    let mut passages: Vec<(usize, String)> = Vec::new();
    let mut is_in_passage = false;
    for (number, line) in (1..).zip(text.lines()) {
        let line = match is_rust {
            true => comment(line),
            false => Some(line),
        };
        if let Some(line) = line {
            match passages.last_mut().filter(|_| is_in_passage) {
                Some((_, passage)) => passage.extend(["\n", line.trim()]),
                None => passages.push((number, line.trim().to_owned())),
            }
        }
        is_in_passage = line.is_some();
    }
    passages
}

/// The text of a line that is a comment as a whole.
fn comment(line: &str) -> Option<&str> {
    let text = line.trim_start().strip_prefix("//")?;
    Some(text.strip_prefix(['/', '!']).unwrap_or(text))
}

/// The headings that are cited, and where.
fn cited(passage: &str) -> impl Iterator<Item = (usize, &str)> {
    passage.match_indices(MARK).flat_map(|(at, mark)| {
        let behind = &passage[at + mark.len()..];
        let list = behind.find(ENDS).map_or(behind, |end| &behind[..end]);
        list.split("; ").map(move |heading| (at, heading.trim()))
    })
}

/// Whether a comment should have been wrapped. One word, such as a link, cannot be.
fn is_too_wide(line: &str) -> bool {
    let line = line.trim_end();
    line.chars().count() > WIDEST && comment(line).is_some_and(|text| text.trim().contains(' '))
}

/// The headings of the document but for its title.
fn headings(document: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    document.lines().filter_map(move |line| {
        is_code ^= line.starts_with("```");
        let heading = line.trim_start_matches('#').strip_prefix(' ')?;
        (!is_code && line.starts_with("##")).then_some(heading)
    })
}

/// The anchor that a heading gets where Markdown is shown.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(kept)
        .collect::<String>();
    kept.replace(' ', "-")
}

fn document() -> String {
    fs::read_to_string(root().join("docs/server-behaviour.md")).unwrap()
}

/// Everything that people read and that may cite, in a fixed order.
fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let places = [
        "README.md",
        "benches",
        "docs",
        "examples",
        "schemas",
        "src",
        "tests",
    ];
    let mut left: Vec<_> = places.iter().map(|place| root().join(place)).collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
            left.extend(
                inside
                    .map(|entry| entry.path())
                    .filter(|path| is_ours(path)),
            );
        } else if path
            .extension()
            .is_some_and(|e| e == "rs" || e == "md" || e == "json")
        {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Whether a path is part of the project, rather than something that a tool has put there.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    !name.starts_with('.') && name != "node_modules" && name != "target"
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
