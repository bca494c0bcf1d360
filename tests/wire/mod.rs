//! Requests and answers as they go over the wire: one snapshot for each case.
//!
//! The cases are data, in a file for each thing that they are about. The snapshots of a file are in
//! `snapshots/wire/`, in the folder of its name. What `docs/server-behaviour.md` marks as inferred
//! or recalled, the name of the case marks too.

mod aliases;
mod assignment;
mod availability;
mod capacity;
mod case;
mod checks;
mod clusters;
mod editions;
mod http;
mod infer;
mod models;
mod others;
mod outside;
mod parsing;
mod presentation;
mod put;
mod security;
mod shown;
mod start;
mod stop;
mod update_request;
mod validation;
#[cfg(feature = "yaml")]
mod verify;

use std::collections::HashSet;

use es_ml_fake::Endpoint;

use self::case::{Case, Group};
use crate::support::snapshots;

/// The groups of each file, with the name of the folder.
const FILES: &[(&str, &[Group])] = &[
    ("update_request", update_request::GROUPS),
    ("parsing", parsing::GROUPS),
    ("validation", validation::GROUPS),
    ("assignment", assignment::GROUPS),
    ("capacity", capacity::GROUPS),
    ("http", http::GROUPS),
    ("outside", outside::GROUPS),
    ("presentation", presentation::GROUPS),
    ("availability", availability::GROUPS),
    ("security", security::GROUPS),
    ("editions", editions::GROUPS),
    ("start", start::GROUPS),
    ("stop", stop::GROUPS),
    ("models", models::GROUPS),
    ("put", put::GROUPS),
    ("aliases", aliases::GROUPS),
    ("infer", infer::GROUPS),
    ("others", others::GROUPS),
];

/// Each case, with the folder of its snapshot.
fn cases() -> impl Iterator<Item = (String, &'static Case)> {
    let groups = FILES
        .iter()
        .flat_map(|(file, groups)| groups.iter().map(move |group| (file, group)));
    groups.flat_map(|(file, group)| {
        let folder = format!("wire/{file}/{}", group.name);
        group.cases.iter().map(move |case| (folder.clone(), case))
    })
}

#[test]
fn each_case_goes_over_the_wire_as_its_snapshot_shows() {
    let mut reached = HashSet::new();
    for (folder, case) in cases() {
        let (text, endpoints) = case.play();
        snapshots::assert(&folder, case.name, text);
        reached.extend(endpoints);
    }
    for endpoint in Endpoint::all() {
        assert!(
            reached.contains(&endpoint),
            "no case of {endpoint} succeeds"
        );
    }
}

#[test]
fn there_are_enough_cases_and_each_has_a_name_of_its_own() {
    let names: Vec<_> = cases().map(|(folder, case)| (folder, case.name)).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    assert!(names.len() >= 150, "{}", names.len());
}

/// The folders hold what the tables name and nothing else.
#[cfg(all(feature = "yaml", feature = "cbor"))]
#[test]
fn each_snapshot_has_its_case() {
    let named: HashSet<_> = cases()
        .map(|(folder, case)| format!("{folder}/{}.snap", case.name))
        .collect();
    let snapshots = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut folders = vec![snapshots.join("wire")];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let file = path.strip_prefix(&snapshots).unwrap();
                assert!(
                    named.contains(file.to_str().unwrap()),
                    "{file:?} is of no case"
                );
            }
        }
    }
}
