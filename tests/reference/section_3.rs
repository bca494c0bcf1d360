//! Section 3: answers.

use super::case::Ask::Body;
use super::case::{Section, adaptive, deployment, holding, on, update};

pub(crate) const SECTIONS: &[Section] = &[Section {
    name: "3.2_changes",
    cases: &[
        update(
            "increase_then_the_nodes_catch_up",
            &[Body(r#"{"number_of_allocations":4}"#), Body("{}")],
        ),
        update(
            "decrease_then_the_nodes_catch_up",
            &[
                Body(r#"{"number_of_allocations":4}"#),
                Body(r#"{"number_of_allocations":2}"#),
                Body("{}"),
            ],
        ),
        on(
            adaptive,
            "settings_only",
            &[Body(r#"{"adaptive_allocations":{"enabled":false}}"#)],
        ),
        update(
            "same_number_with_settings",
            &[Body(
                r#"{"number_of_allocations":1,"adaptive_allocations":{"enabled":false,"min_number_of_allocations":1}}"#,
            )],
        ),
        on(
            || holding(deployment().allocations(0)),
            "from_zero",
            &[
                Body("{}"),
                Body(r#"{"number_of_allocations":2}"#),
                Body(r#"{"number_of_allocations":3}"#),
            ],
        ),
    ],
}];
