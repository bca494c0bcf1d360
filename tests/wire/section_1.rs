//! Section 1: the update API.

use super::case::Ask::{Body, Http};
use super::case::{Section, adaptive, on, update};

pub(crate) const SECTIONS: &[Section] = &[
    Section {
        name: "update_request/query_parameters",
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
    Section {
        name: "update_request/body_fields",
        cases: &[
            update("number", &[Body(r#"{"number_of_allocations":4}"#)]),
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
    Section {
        name: "parsing/integers",
        cases: &[
            update("string", &[Body(r#"{"number_of_allocations":"4"}"#)]),
            update(
                "fraction_of_zero",
                &[Body(r#"{"number_of_allocations":4.0}"#)],
            ),
            update("fraction", &[Body(r#"{"number_of_allocations":4.999}"#)]),
            update(
                "string_with_fraction",
                &[Body(r#"{"number_of_allocations":"4.5"}"#)],
            ),
            update(
                "string_with_spaces",
                &[Body(r#"{"number_of_allocations":" 4 "}"#)],
            ),
            update("exponent", &[Body(r#"{"number_of_allocations":1e1}"#)]),
            update(
                "string_with_exponent",
                &[Body(r#"{"number_of_allocations":"1e1"}"#)],
            ),
            update(
                "string_with_suffix_inferred",
                &[
                    Body(r#"{"number_of_allocations":"4f"}"#),
                    Body(r#"{"number_of_allocations":"5d"}"#),
                ],
            ),
            update(
                "string_in_hexadecimal_inferred",
                &[Body(r#"{"number_of_allocations":"0x1p3"}"#)],
            ),
            update(
                "string_nan_becomes_zero_inferred",
                &[Body(r#"{"number_of_allocations":"NaN"}"#)],
            ),
            update(
                "negative_fraction_becomes_zero_inferred",
                &[Body(r#"{"number_of_allocations":-0.5}"#)],
            ),
            update(
                "number_out_of_range",
                &[Body(r#"{"number_of_allocations":2147483648}"#)],
            ),
            update(
                "string_out_of_range",
                &[Body(r#"{"number_of_allocations":"2147483648"}"#)],
            ),
            update(
                "largest",
                &[Body(r#"{"number_of_allocations":2147483647}"#)],
            ),
            update("word", &[Body(r#"{"number_of_allocations":"abc"}"#)]),
            update("empty_string", &[Body(r#"{"number_of_allocations":""}"#)]),
            update("null", &[Body(r#"{"number_of_allocations":null}"#)]),
            update("boolean", &[Body(r#"{"number_of_allocations":true}"#)]),
            update("array", &[Body(r#"{"number_of_allocations":[4]}"#)]),
            update("object", &[Body(r#"{"number_of_allocations":{}}"#)]),
            update(
                "bound_as_string",
                &[Body(
                    r#"{"adaptive_allocations":{"min_number_of_allocations":"2"}}"#,
                )],
            ),
            update(
                "bound_as_boolean",
                &[Body(
                    r#"{"adaptive_allocations":{"max_number_of_allocations":true}}"#,
                )],
            ),
        ],
    },
    Section {
        name: "parsing/booleans_and_strings",
        cases: &[
            update(
                "boolean_as_string",
                &[
                    Body(r#"{"adaptive_allocations":{"enabled":"true"}}"#),
                    Body(r#"{"adaptive_allocations":{"enabled":"false"}}"#),
                ],
            ),
            update(
                "boolean_as_blank_string_is_false",
                &[Body(r#"{"adaptive_allocations":{"enabled":" "}}"#)],
            ),
            update(
                "boolean_in_capitals",
                &[Body(r#"{"adaptive_allocations":{"enabled":"TRUE"}}"#)],
            ),
            update(
                "boolean_as_number",
                &[Body(r#"{"adaptive_allocations":{"enabled":1}}"#)],
            ),
            update(
                "boolean_as_null",
                &[Body(r#"{"adaptive_allocations":{"enabled":null}}"#)],
            ),
            update("string_as_number", &[Body(r#"{"timeout":10}"#)]),
            update("string_as_null", &[Body(r#"{"model_id":null}"#)]),
            update(
                "object_as_string",
                &[Body(r#"{"adaptive_allocations":"on"}"#)],
            ),
            update("object_as_array", &[Body(r#"{"adaptive_allocations":[]}"#)]),
        ],
    },
    Section {
        name: "parsing/unknown_fields",
        cases: &[
            update("one_hint", &[Body(r#"{"number_of_allocation":4}"#)]),
            update("two_hints", &[Body(r#"{"num_allocations":4}"#)]),
            update(
                "hints_in_order_of_similarity",
                &[Body(r#"{"allocations":4}"#)],
            ),
            update(
                "of_the_inner_object_at_the_top",
                &[Body(r#"{"min_number_of_allocations":4}"#)],
            ),
            update(
                "of_the_start_api",
                &[Body(r#"{"threads_per_allocation":1}"#)],
            ),
            update("no_hint", &[Body(r#"{"priority":"low"}"#)]),
            update("deployment_id", &[Body(r#"{"deployment_id":"m"}"#)]),
            update("foo", &[Body(r#"{"foo":1}"#)]),
            update(
                "inside_with_two_hints",
                &[Body(
                    r#"{"adaptive_allocations":{"number_of_allocations":4}}"#,
                )],
            ),
            update(
                "inside_with_one_hint",
                &[Body(r#"{"adaptive_allocations":{"enable":true}}"#)],
            ),
            update(
                "inside_without_hint",
                &[Body(r#"{"adaptive_allocations":{"foo":1}}"#)],
            ),
            update(
                "the_first_wrong_field_ends_the_parsing",
                &[Body(
                    "{\n  \"number_of_allocations\": 4,\n  \"foo\": 1,\n  \"bar\": {",
                )],
            ),
        ],
    },
    Section {
        name: "parsing/documents",
        cases: &[
            update("none", &[Http("POST @")]),
            update("blank_inferred", &[Body(" ")]),
            update("array", &[Body("[]")]),
            update("string", &[Body("\"x\"")]),
            update("number", &[Body("4")]),
            update("null", &[Body("null")]),
            update(
                "duplicate_key",
                &[Body(
                    r#"{"number_of_allocations":1,"number_of_allocations":2}"#,
                )],
            ),
            update(
                "duplicate_key_inside",
                &[Body(
                    r#"{"adaptive_allocations":{"enabled":true,"enabled":false}}"#,
                )],
            ),
            update("trailing_comma", &[Body(r#"{"number_of_allocations":4,}"#)]),
            update("bare_word", &[Body(r#"{"number_of_allocations":four}"#)]),
            update("single_quotes", &[Body("{'number_of_allocations':4}")]),
            update("no_colon", &[Body(r#"{"number_of_allocations" 4}"#)]),
            update(
                "truncated_inferred",
                &[Body(r#"{"number_of_allocations":4"#)],
            ),
            update(
                "truncated_inside_inferred",
                &[Body(r#"{"adaptive_allocations":{"enabled":true"#)],
            ),
            update(
                "text_behind_inferred",
                &[Body(r#"{"number_of_allocations":2} x"#)],
            ),
            update(
                "comments",
                &[Body(
                    "/* scale */ {\n  // up\n  \"number_of_allocations\": 4\n}",
                )],
            ),
        ],
    },
    Section {
        name: "http/media_types",
        cases: &[
            update(
                "missing",
                &[Http("POST @\n\n{\"number_of_allocations\":4}")],
            ),
            update("text", &[Http("POST @\ncontent-type: text/plain\n\n{}")]),
            update(
                "form",
                &[Http(
                    "POST @\ncontent-type: application/x-www-form-urlencoded\n\n{}",
                )],
            ),
            update(
                "unknown",
                &[Http("POST @\ncontent-type: application/xml\n\n<four/>")],
            ),
            update(
                "known_with_unknown_charset",
                &[Http(
                    "POST @\ncontent-type: application/json; charset=latin1\n\n{}",
                )],
            ),
            update(
                "charset",
                &[Http(
                    "POST @\ncontent-type: application/json; charset=utf-8\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "vendor_without_version",
                &[Http(
                    "POST @\ncontent-type: application/vnd.elasticsearch+json\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "two_headers",
                &[Http(
                    "POST @\ncontent-type: application/json\ncontent-type: application/json\n\n{}",
                )],
            ),
            update("empty", &[Http("POST @\ncontent-type:\n\n{}")]),
            update("no_media_type", &[Http("POST @\ncontent-type: foo\n\n{}")]),
            update(
                "malformed_parameter",
                &[Http("POST @\ncontent-type: application/json; x\n\n{}")],
            ),
            update("accept_malformed", &[Http("GET /\naccept: foo")]),
            update("accept_empty", &[Http("GET /\naccept:")]),
            update(
                "accept_twice",
                &[Http(
                    "GET /\naccept: application/json\naccept: application/json",
                )],
            ),
            update(
                "accept_version_outside",
                &[Http(
                    "GET /\naccept: application/vnd.elasticsearch+json; compatible-with=10",
                )],
            ),
            update(
                "content_type_version_outside",
                &[Http(
                    "POST @\ncontent-type: application/vnd.elasticsearch+json; compatible-with=7\n\n{}",
                )],
            ),
            update(
                "versions_differ",
                &[Http(
                    "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=9\ncontent-type: application/vnd.elasticsearch+json; compatible-with=8\n\n{}",
                )],
            ),
            update(
                "version_of_accept_alone",
                &[Http(
                    "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=9\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "version_of_content_type_alone",
                &[Http(
                    "POST @\ncontent-type: application/vnd.elasticsearch+json; compatible-with=9\n\n{}",
                )],
            ),
            update(
                "accept_of_everything_or_of_several_is_ignored",
                &[
                    Http("POST @?number_of_allocations=4\naccept: */*"),
                    Http("POST @?number_of_allocations=4\naccept: foo, bar"),
                ],
            ),
            update(
                "accept_of_an_unknown_type_is_no_error",
                &[Http("POST @?number_of_allocations=4\naccept: text/html")],
            ),
            update(
                "smile_is_not_read_by_the_fake",
                &[Http("POST @\ncontent-type: application/smile\n\n:)\n")],
            ),
        ],
    },
    Section {
        name: "parsing/yaml",
        cases: &[
            update(
                "number",
                &[Http(
                    "POST @\ncontent-type: application/yaml\n\nnumber_of_allocations: 4",
                )],
            ),
            update(
                "settings",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\n---\nadaptive_allocations:\n  enabled: true\n  min_number_of_allocations: ~\n",
                )],
            ),
            update(
                "leniency_is_the_same",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: '4.5'",
                )],
            ),
            update(
                "unknown_field_inferred",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: 4\nnum_allocations: 4",
                )],
            ),
            update(
                "duplicate_key_inferred",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: 4\nnumber_of_allocations: 5",
                )],
            ),
            update(
                "malformed_inferred",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: [4",
                )],
            ),
            update(
                "malformed_scalar_inferred",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: 4: 5",
                )],
            ),
            update(
                "words_and_other_bases_inferred",
                &[
                    Http(
                        "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: 0x4",
                    ),
                    Http(
                        "POST @\ncontent-type: application/yaml\naccept: application/json\n\nadaptive_allocations: {enabled: yes}",
                    ),
                ],
            ),
            update(
                "bytes_inferred",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nnumber_of_allocations: !!binary NA==",
                )],
            ),
            update(
                "aliases_are_not_read_by_the_fake",
                &[Http(
                    "POST @\ncontent-type: application/yaml\naccept: application/json\n\nmodel_id: &id m\ntimeout: *id",
                )],
            ),
        ],
    },
];
