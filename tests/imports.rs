//! Imports between the modules of `src/` run downwards only.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library, the lowest first. Each may import those before it, and no other.
const ORDER: [&str; 17] = [
    "text",
    "time",
    "xcontent",
    "http",
    "model",
    "contract",
    "endpoints",
    "journal",
    "script",
    "coverage",
    "cluster",
    "control",
    "openapi",
    "security",
    "server",
    "gauntlet",
    "assert_transcript",
];

#[test]
fn imports_run_downwards_only() {
    let root = fs::read_to_string(source("lib.rs")).unwrap();
    let reexports = reexports(&root);
    let mut wrong = Vec::new();
    for module in ORDER {
        for file in files_of(module) {
            let text = fs::read_to_string(&file).unwrap();
            for (line, target) in imports(&text, &reexports) {
                if position(&target) > position(module) {
                    wrong.push(format!("{}:{line}: imports {target}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "these run upwards:\n{}", wrong.join("\n"));
}

#[test]
fn every_module_of_the_library_has_its_place_in_the_order() {
    let root = fs::read_to_string(source("lib.rs")).unwrap();
    let modules = code(&root);
    let modules = modules.lines().filter_map(|line| {
        let rest = line.trim_start().trim_start_matches("pub ");
        rest.strip_prefix("mod ")?.strip_suffix(';')
    });
    let mut modules: Vec<_> = modules.collect();
    let mut ordered = ORDER.to_vec();
    modules.sort_unstable();
    ordered.sort_unstable();
    assert_eq!(modules, ordered);
}

/// What an upward import would look like, in every form that it can have.
#[test]
fn imports_are_found_in_every_form() {
    let reexports =
        reexports("pub use cluster::{Cluster, VerificationError};\npub use time::Clock;");
    let found = |text: &str| -> Vec<_> {
        let found = imports(text, &reexports).into_iter();
        found
            .map(|(line, target)| format!("{line} {target}"))
            .collect()
    };
    for (text, expected) in [
        ("use crate::server::FakeCluster;", vec!["1 server"]),
        ("\npub(crate) use crate::server;", vec!["2 server"]),
        ("use crate::{http, model::Node};", vec!["1 http", "1 model"]),
        (
            "use crate::{\n    journal::{Exchange, Update},\n    text,\n};",
            vec!["1 journal", "1 text"],
        ),
        ("fn f() -> crate::script::On { todo() }", vec!["1 script"]),
        ("use crate::Cluster;", vec!["1 cluster"]),
        ("use crate::{Clock, Cluster};", vec!["1 time", "1 cluster"]),
        ("// use crate::server::FakeCluster;", vec![]),
        ("/// [`FakeCluster`](crate::FakeCluster)", vec![]),
        ("let text = \"crate::server\";", vec![]),
        (
            "#[cfg(test)]\nmod tests {\n    use crate::server::FakeCluster;\n}",
            vec![],
        ),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
    assert!(position("server") > position("model"));
}

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(path)
}

fn position(module: &str) -> usize {
    let position = ORDER.iter().position(|each| *each == module);
    position.unwrap_or_else(|| panic!("{module} has no place in the order"))
}

fn files_of(module: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![source(module)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => folders.push(path),
                // Tests may import what they need.
                Some(_) if path.ends_with("tests.rs") => {}
                _ => files.push(path),
            }
        }
    }
    let file = source(&format!("{module}.rs"));
    files.extend(file.exists().then_some(file));
    assert!(!files.is_empty(), "{module} has no files");
    files.sort();
    files
}

/// The source without comments, strings, and what stands behind `#[cfg(test)] mod`.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = text.lines().map(|line| {
        let line = line.split("//").next().unwrap_or_default();
        let outside_strings = line.split('"').step_by(2);
        outside_strings.collect::<Vec<_>>().join("\"\"")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The modules that a source imports, with the lines where it does.
fn imports(text: &str, reexports: &BTreeMap<String, String>) -> Vec<(usize, String)> {
    let code = code(text);
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => heads(group),
            None => vec![head(rest)],
        };
        for name in names.into_iter().filter(|name| *name != "self") {
            let module = reexports.get(name).map_or(name, String::as_str);
            if ORDER.contains(&module) {
                found.push((line, module.to_owned()));
            }
        }
    }
    found
}

/// The first names of the paths in a group, whose opening brace was read already.
fn heads(group: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut heads = vec![head(group)];
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(head(&group[at + 1..])),
            _ => {}
        }
    }
    heads
}

fn head(path: &str) -> &str {
    let path = path.trim_start();
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_');
    &path[..end.unwrap_or(path.len())]
}

/// The names at the root of the crate, with the modules that they come from.
fn reexports(root: &str) -> BTreeMap<String, String> {
    let code = code(root);
    let mut names = BTreeMap::new();
    for item in code.split(';') {
        let Some((_, path)) = item.split_once("pub use ") else {
            continue;
        };
        let Some((module, rest)) = path.split_once("::") else {
            continue;
        };
        // Paths that begin with `::` lead to other crates.
        if module.trim().is_empty() {
            continue;
        }
        let imported = match rest.trim().strip_prefix('{') {
            Some(group) => heads(group),
            None => vec![head(rest)],
        };
        for name in imported.into_iter().filter(|name| !name.is_empty()) {
            names.insert(name.to_owned(), module.trim().to_owned());
        }
    }
    names
}
