//! What the parser of bodies makes of values, names and documents, well-formed or not.

use super::case::Ask::{Body, Http};
use super::case::{Group, documented, update};

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "documents",
        cases: &[
            update("none", &[Http("POST @")]),
            documented("no_body", &[Http("POST @\ncontent-type: application/json")]),
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
            documented(
                "malformed_json_inside",
                &[Body(r#"{"adaptive_allocations": {"enabled": yes}}"#)],
            ),
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
    Group {
        name: "integers",
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
    Group {
        name: "booleans_and_strings",
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
    Group {
        name: "unknown_fields",
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
    #[cfg(feature = "yaml")]
    Group {
        name: "yaml",
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
