//! The README and the guide promise only what is so: their test runs, their reports are those that
//! are shown, their command lines and configurations are accepted.

#[cfg(feature = "cli")]
mod commands;
#[allow(clippy::unwrap_used, reason = "it is shown as it is")]
mod scaling;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use es_ml_fake::{Deployment, FakeCluster};

/// In characters.
const WIDEST: usize = 100;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, the pages of the guide, and what contributors read, each with its name.
fn pages() -> Vec<(PathBuf, String)> {
    let guide = fs::read_dir(root().join("docs/guide")).unwrap();
    let mut paths: Vec<_> = guide.map(|entry| entry.unwrap().path()).collect();
    paths.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name)));
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(root()).unwrap().to_owned(), text)
    };
    paths.into_iter().map(read).collect()
}

/// The blocks of code in a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let opening = format!("```{language}\n");
    let begin = text.split(opening.as_str()).skip(1);
    begin
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect()
}

/// A text without the way in which its lines are wrapped.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_whole_test_of_the_readme_is_the_one_that_runs_here() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = blocks(&readme, "rust")[0];
    assert_eq!(shown, include_str!("scaling.rs"));
}

#[test]
fn the_report_of_the_readme_is_the_one_that_is_printed() {
    let place = line!() + 4;
    let failing = || {
        let deployment = Deployment::started("my-model");
        #[rustfmt::skip]
        let cluster = FakeCluster::builder().deployment(deployment).start();
        let path = "_ml/trained_models/my-model/deployment/_update";
        let request = reqwest::blocking::Client::new().post(format!("{}/{path}", cluster.uri()));
        let body = serde_json::json!({"number_of_allocations": "4"});
        assert_eq!(request.json(&body).send().unwrap().status(), 200);
    };
    let payload = catch_unwind(AssertUnwindSafe(failing)).unwrap_err();
    let report = payload.downcast_ref::<String>().unwrap();
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = unwrapped(blocks(&readme, "text")[0]);
    let (shown, shown_place) = shown.rsplit_once(" started at ").unwrap();
    let report = unwrapped(report);
    let (report, report_place) = report.rsplit_once(" started at ").unwrap();
    assert_eq!(shown, report);
    assert!(report_place.starts_with(&format!("{}:{place}:", file!())));

    // In the file that the README shows, the fake is started in this line and column.
    let example = include_str!("scaling.rs");
    let start = example.find("start()").unwrap();
    let line = example[..start].matches('\n').count() + 1;
    let column = start - example[..start].rfind('\n').unwrap();
    assert_eq!(shown_place, format!("tests/scaling.rs:{line}:{column}."));
}

#[test]
fn the_dependencies_of_the_readme_are_those_that_it_is_tested_with() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let shown = blocks(&readme, "toml")[0];
    let mut dependencies = shown.lines().filter_map(|line| line.split_once(" = "));
    let (name, version) = dependencies.next().unwrap();
    let (own, _) = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap();
    assert_eq!(
        (name, version),
        ("es-ml-fake", format!("\"{own}\"").as_str())
    );
    for (name, version) in dependencies {
        let version = version.split('"').nth(1).unwrap();
        let plain = format!("\n{name} = \"{version}");
        let table = format!("\n{name} = {{ version = \"{version}");
        let is_tested = manifest.contains(&plain) || manifest.contains(&table);
        assert!(is_tested, "{name} {version} is not what tests use");
    }
}

#[test]
fn lines_are_narrow() {
    let mut wide = Vec::new();
    for (path, text) in pages() {
        // A generated table has a line for each row.
        let lines = text.lines().filter(|_| !path.ends_with("catalogue.md"));
        for (number, line) in (1..).zip(lines) {
            // A link cannot be wrapped.
            let words = line
                .rsplit("]: ")
                .next()
                .unwrap_or_default()
                .split_whitespace()
                .count();
            if line.chars().count() > WIDEST && words > 1 {
                wide.push(format!("{}:{number}", path.display()));
            }
        }
    }
    assert_eq!(wide, [""; 0]);
}

#[test]
fn links_lead_to_files_and_headings() {
    let mut dead = Vec::new();
    for (path, text) in pages() {
        for link in links(&text).filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = match file {
                "" => root().join(&path),
                file => root().join(&path).parent().unwrap().join(file),
            };
            let there = fs::read_to_string(&target)
                .or_else(|_| fs::metadata(&target).map(|_| String::new()));
            let leads =
                there.is_ok_and(|text| anchor.is_empty() || anchors(&text).any(|a| a == anchor));
            if !leads {
                dead.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert_eq!(dead, [""; 0]);
}

/// The targets of links, inline ones and those of definitions.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let inline = text
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next());
    let defined = text.lines().filter(|line| line.starts_with('['));
    inline.chain(
        defined
            .filter_map(|line| line.split_once("]: "))
            .map(|(_, target)| target),
    )
}

fn anchors(text: &str) -> impl Iterator<Item = String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|heading| {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
        kept.collect::<String>().replace(' ', "-")
    })
}
