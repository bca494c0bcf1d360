//! Section 5: security and licence.

use es_ml_fake::Condition;

use super::case::Ask::{Body, Http};
use super::case::{Section, on, started};

pub(crate) const SECTIONS: &[Section] = &[Section {
    name: "5.3_licence",
    cases: &[on(
        || started().condition(Condition::Licence),
        "non_compliant",
        &[Body(r#"{"number_of_allocations":4}"#), Http("HEAD /")],
    )],
}];
