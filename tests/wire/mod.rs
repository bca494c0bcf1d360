//! Each case of the reference's tables as it goes over the wire: one snapshot each, in a folder for its section.
//!
//! The cases are data, in `tests/reference/`, in the order of the sections. What the reference marks as inferred or recalled, the name
//! of the case marks too.

mod case;
mod section_1;
mod section_2;
mod section_3;
mod section_4;
mod section_5;
mod section_9;

use std::collections::HashSet;

use self::case::Section;
use crate::support::snapshots;

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
            let folder = format!("wire/{}", section.name);
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
