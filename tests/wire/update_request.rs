//! Updates as the documentation has them and beyond: the query parameter, and each field of the
//! body.

use super::case::Ask::{Body, Http};
use super::case::{Group, documented, on, update};
use super::clusters::adaptive;

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "examples",
        cases: &[
            documented(
                "example_1_number_of_allocations",
                &[Body(r#"{"number_of_allocations": 4}"#)],
            ),
            documented(
                "example_2_adaptive_allocations",
                &[Body(
                    r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10}}"#,
                )],
            ),
        ],
    },
    Group {
        name: "query_parameters",
        cases: &[
            update("number", &[Http("POST @?number_of_allocations=4")]),
            update(
                "number_with_content_type_and_no_body",
                &[Http(
                    "POST @?number_of_allocations=4\ncontent-type: application/json",
                )],
            ),
            update(
                "fraction_of_zero",
                &[Http("POST @?number_of_allocations=4.0")],
            ),
            update("exponent", &[Http("POST @?number_of_allocations=1e1")]),
            update("word", &[Http("POST @?number_of_allocations=abc")]),
            update("empty", &[Http("POST @?number_of_allocations=")]),
            update(
                "without_equals_sign",
                &[Http("POST @?number_of_allocations")],
            ),
            update(
                "out_of_range",
                &[Http("POST @?number_of_allocations=99999999999")],
            ),
            update("zero", &[Http("POST @?number_of_allocations=0")]),
            update("negative", &[Http("POST @?number_of_allocations=-1")]),
            update(
                "given_twice_the_last_counts",
                &[Http(
                    "POST @?number_of_allocations=2&number_of_allocations=3",
                )],
            ),
            update(
                "number_and_body",
                &[Http(
                    "POST @?number_of_allocations=4\ncontent-type: application/json\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "number_and_malformed_body_which_is_not_read",
                &[Http(
                    "POST @?number_of_allocations=4\ncontent-type: application/json\n\n{",
                )],
            ),
            on(
                adaptive,
                "number_while_adaptive_allocations_are_enabled",
                &[Http("POST @?number_of_allocations=4")],
            ),
            update(
                "timeouts",
                &[Http(
                    "POST @?timeout=1m&master_timeout=500ms\ncontent-type: application/json\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "common_parameters",
                &[Http(
                    "POST @?pretty=false&human&error_trace=false&filter_path=assignment.assignment_state&format=json&number_of_allocations=4",
                )],
            ),
        ],
    },
    Group {
        name: "body_fields",
        cases: &[
            update("number", &[Body(r#"{"number_of_allocations":4}"#)]),
            update(
                "bounds_alone",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":1}}"#,
                )],
            ),
            update("deprecated_name", &[Body(r#"{"model_threads":4}"#)]),
            update(
                "both_names_the_later_wins_inferred",
                &[
                    Body(r#"{"number_of_allocations":2,"model_threads":3}"#),
                    Body(r#"{"model_threads":2,"number_of_allocations":4}"#),
                ],
            ),
            update(
                "adaptive_allocations",
                &[Body(
                    r#"{"adaptive_allocations":{"enabled":true,"min_number_of_allocations":3,"max_number_of_allocations":10}}"#,
                )],
            ),
            update(
                "adaptive_allocations_empty_object",
                &[Body(r#"{"adaptive_allocations":{}}"#)],
            ),
            update(
                "adaptive_allocations_null_without_settings_inferred",
                &[Body(r#"{"adaptive_allocations":null}"#)],
            ),
            on(
                adaptive,
                "adaptive_allocations_null_removes_the_settings",
                &[Body(r#"{"adaptive_allocations":null}"#)],
            ),
            update(
                "model_id_as_in_the_path",
                &[Body(r#"{"model_id":"m","number_of_allocations":4}"#)],
            ),
            update(
                "timeout_has_no_effect",
                &[Body(r#"{"timeout":"10s","number_of_allocations":4}"#)],
            ),
            update("timeout_malformed", &[Body(r#"{"timeout":"10"}"#)]),
            update("empty_object", &[Body("{}")]),
        ],
    },
];
