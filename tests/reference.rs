//! Each case of the reference's tables as it goes over the wire: one snapshot each, in a folder for its section.
//!
//! The cases are data, in `tests/reference/`, in the order of the sections. What the reference marks as inferred or recalled, the name
//! of the case marks too.

#![allow(clippy::unwrap_used)]

#[path = "reference/case.rs"]
mod case;
#[path = "reference/section_1.rs"]
mod section_1;
#[path = "reference/section_2.rs"]
mod section_2;
#[path = "reference/section_3.rs"]
mod section_3;
#[path = "reference/section_4.rs"]
mod section_4;
#[path = "reference/section_5.rs"]
mod section_5;
#[path = "reference/section_9.rs"]
mod section_9;
#[path = "support/snapshots.rs"]
mod snapshots;
#[path = "support/mod.rs"]
mod support;

use std::collections::HashSet;

use case::Section;

fn sections() -> impl Iterator<Item = &'static Section> {
    [
        section_1::SECTIONS,
        section_2::SECTIONS,
        section_3::SECTIONS,
        section_4::SECTIONS,
        section_5::SECTIONS,
        section_9::SECTIONS,
    ]
    .into_iter()
    .flatten()
}

#[test]
fn each_case_goes_over_the_wire_as_its_snapshot_shows() {
    for section in sections() {
        for case in section.cases {
            let folder = format!("reference/{}", section.name);
            snapshots::assert(&folder, case.name, case.play());
        }
    }
}

#[test]
fn there_are_enough_cases_and_each_has_a_name_of_its_own() {
    let names: Vec<_> = sections()
        .flat_map(|section| section.cases.iter().map(|case| (section.name, case.name)))
        .collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    assert!(names.len() >= 150, "{}", names.len());
}
