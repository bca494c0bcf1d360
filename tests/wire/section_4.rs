//! Section 4: HTTP in general.

use es_ml_fake::{Builder, Condition};

use super::case::Ask::{Body, Http};
use super::case::{Section, on, started, update};

fn in_condition(condition: Condition) -> Builder {
    started().condition(condition)
}

pub(crate) const SECTIONS: &[Section] = &[
    Section {
        name: "http/headers",
        cases: &[
            update(
                "vendor_type_is_echoed_in_lower_case_without_space",
                &[
                    Http(
                        "GET /?pretty=false\naccept: application/vnd.elasticsearch+json; compatible-with=9",
                    ),
                    Http(
                        "GET /?pretty=false\naccept: Application/VND.elasticsearch+JSON;Compatible-With=8",
                    ),
                ],
            ),
            update(
                "vendor_types_on_both_sides",
                &[Http(
                    "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=8\ncontent-type: application/vnd.elasticsearch+json; compatible-with=8\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "vendor_types_on_an_error",
                &[Http(
                    "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=9\ncontent-type: application/vnd.elasticsearch+json; compatible-with=9\n\n{\"number_of_allocations\":0}",
                )],
            ),
            update(
                "opaque_id_is_echoed",
                &[
                    Http("POST @?number_of_allocations=4\nx-opaque-id: my-test-1"),
                    Http("GET /nowhere\nX-Opaque-Id: my test 2"),
                ],
            ),
        ],
    },
    Section {
        name: "http/info",
        cases: &[
            update("pretty_by_default", &[Http("GET /")]),
            update("not_pretty", &[Http("GET /?pretty=false")]),
            update(
                "head_has_the_length_of_get",
                &[Http("HEAD /"), Http("HEAD /?pretty=false")],
            ),
            update(
                "body_is_refused",
                &[Http("GET /\ncontent-type: application/json\n\n{}")],
            ),
            update("parameter_is_refused", &[Http("GET /?verbose")]),
        ],
    },
    Section {
        name: "http/errors",
        cases: &[
            update(
                "trace_of_an_error_and_of_its_root_cause",
                &[Http(
                    "POST @?error_trace=true\ncontent-type: application/json\n\n{\"adaptive_allocations\":{\"foo\":1}}",
                )],
            ),
            update(
                "trace_of_a_success_is_nothing",
                &[Http("POST @?error_trace&number_of_allocations=4")],
            ),
            update(
                "pretty_error",
                &[Http("POST @?number_of_allocations=0&pretty")],
            ),
            update(
                "filter_path_does_not_apply_to_errors",
                &[Http("POST @?number_of_allocations=0&filter_path=status")],
            ),
        ],
    },
    Section {
        name: "http/routing",
        cases: &[
            update("no_handler", &[Http("GET /_cat/indices?v=true&h=a%20b")]),
            update(
                "wrong_method",
                &[Http("GET @"), Http("PUT @?timeout=1s"), Http("DELETE /")],
            ),
            update("wrong_method_head", &[Http("HEAD @")]),
            update(
                "unknown_method_inferred",
                &[Http("BREW @"), Http("BREW /nowhere")],
            ),
            update("options", &[Http("OPTIONS @"), Http("OPTIONS /")]),
            update("options_of_nowhere", &[Http("OPTIONS /nowhere")]),
        ],
    },
    Section {
        name: "http/query_errors",
        cases: &[
            update(
                "misspelt_parameter",
                &[Http(
                    "POST @?master_timout=1s\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "misspelt_common_parameter",
                &[Http("POST @?prety\ncontent-type: application/json\n\n{}")],
            ),
            update(
                "misspelt_number_with_a_body_has_no_hint",
                &[Http(
                    "POST @?number_of_allocation=4\ncontent-type: application/json\n\n{\"number_of_allocations\":4}",
                )],
            ),
            update(
                "misspelt_number_beside_the_number_has_one",
                &[Http(
                    "POST @?number_of_allocations=4&number_of_allocation=5",
                )],
            ),
            update(
                "several_in_alphabetical_order",
                &[Http(
                    "POST @?zzz=1&time_out=1s&aaa\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "unknown_parameters_are_found_after_the_body",
                &[Http("POST @?zzz\ncontent-type: application/json\n\n{")],
            ),
            update(
                "time_without_unit",
                &[Http(
                    "POST @?timeout=10\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "time_with_unknown_unit",
                &[
                    Http("POST @?timeout=10parsecs\ncontent-type: application/json\n\n{}"),
                    Http("POST @?timeout=10M\ncontent-type: application/json\n\n{}"),
                ],
            ),
            update(
                "time_negative",
                &[Http(
                    "POST @?master_timeout=-2s\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "time_fraction",
                &[Http(
                    "POST @?timeout=1.5s\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "time_no_number",
                &[Http(
                    "POST @?timeout=tens\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "time_without_need_of_a_unit",
                &[Http(
                    "POST @?timeout=-1&master_timeout=0\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "every_unit",
                &[
                    Http(
                        "POST @?timeout=1nanos&master_timeout=2micros\ncontent-type: application/json\n\n{}",
                    ),
                    Http(
                        "POST @?timeout=3ms&master_timeout=4s\ncontent-type: application/json\n\n{}",
                    ),
                    Http(
                        "POST @?timeout=5m&master_timeout=6h\ncontent-type: application/json\n\n{}",
                    ),
                    Http("POST @?timeout=7d\ncontent-type: application/json\n\n{}"),
                ],
            ),
            update(
                "boolean",
                &[Http("POST @?pretty=yes&number_of_allocations=4")],
            ),
            update(
                "escape_unterminated",
                &[Http(
                    "POST @?timeout=1%\ncontent-type: application/json\n\n{}",
                )],
            ),
            update(
                "escape_partial",
                &[Http(
                    "POST @?timeout=1%2\ncontent-type: application/json\n\n{}",
                )],
            ),
        ],
    },
    Section {
        name: "http/ids",
        cases: &[
            update(
                "escaped_slash_is_part_of_the_id",
                &[Http(
                    "POST /_ml/trained_models/a%2Fb/deployment/_update?number_of_allocations=4",
                )],
            ),
            update(
                "plus_stays_a_plus_inferred",
                &[Http(
                    "POST /_ml/trained_models/a+b/deployment/_update?number_of_allocations=4",
                )],
            ),
            update(
                "form_of_ids_is_not_checked",
                &[Http(
                    "POST /_ml/trained_models/NOT%20an%20id!/deployment/_update?number_of_allocations=4",
                )],
            ),
        ],
    },
    Section {
        name: "presentation/formats",
        cases: &[
            update(
                "yaml_by_parameter",
                &[Http("POST @?number_of_allocations=4&format=yaml")],
            ),
            update(
                "yaml_by_accept",
                &[Http(
                    "POST @?number_of_allocations=4\naccept: application/yaml",
                )],
            ),
            update(
                "yaml_vendor_type",
                &[Http(
                    "GET /\naccept: application/vnd.elasticsearch+yaml; compatible-with=9",
                )],
            ),
            update(
                "yaml_error",
                &[Http("POST @?number_of_allocations=0&format=yaml")],
            ),
            update(
                "yaml_long_error_is_folded_inferred",
                &[Http(
                    "POST @?format=yaml\ncontent-type: application/json\n\n{\"num_allocations\":4}",
                )],
            ),
            update("cbor", &[Http("GET /nowhere?format=cbor")]),
            update(
                "smile_becomes_json_in_this_fake",
                &[Http("POST @?number_of_allocations=4&format=smile")],
            ),
            update(
                "unknown_format_is_ignored",
                &[Http("POST @?number_of_allocations=4&format=xml")],
            ),
            update(
                "pretty",
                &[
                    Http("POST @?number_of_allocations=4&pretty"),
                    Http("POST @?number_of_allocations=4&pretty=false"),
                ],
            ),
            update(
                "human_changes_nothing_here",
                &[Http("POST @?number_of_allocations=4&human")],
            ),
        ],
    },
    Section {
        name: "presentation/filter_path",
        cases: &[
            update(
                "one_path",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=assignment.assignment_state",
                )],
            ),
            update(
                "several_paths",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=assignment.assignment_state,**.model_id",
                )],
            ),
            update(
                "star",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=assignment.routing_table.*.*_allocations",
                )],
            ),
            update(
                "two_stars",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=**.target_allocations",
                )],
            ),
            update(
                "two_stars_are_one_name_at_least_inferred",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=**.assignment",
                )],
            ),
            update(
                "excluded",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=-assignment.task_parameters,-**.reason",
                )],
            ),
            update(
                "included_and_excluded",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=assignment.routing_table,-**.reason",
                )],
            ),
            update(
                "no_match_recalled",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=nothing.of.this",
                )],
            ),
            update("pretty", &[Http("GET /?filter_path=version.number")]),
            update(
                "yaml",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=**.routing_state&format=yaml",
                )],
            ),
        ],
    },
    Section {
        name: "availability/conditions",
        cases: &[
            on(
                || in_condition(Condition::CircuitBreaker),
                "circuit_breaker",
                &[Body(r#"{"number_of_allocations":4}"#), Http("GET /")],
            ),
            on(
                || in_condition(Condition::RejectedExecution),
                "rejected_execution_inferred",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
            on(
                || in_condition(Condition::NoMaster),
                "no_master_recalled",
                &[
                    Body(r#"{"number_of_allocations":4}"#),
                    Http("GET /?pretty=false"),
                ],
            ),
            on(
                || in_condition(Condition::ClusterBlock),
                "cluster_block_recalled",
                &[Body(r#"{"number_of_allocations":4}"#)],
            ),
        ],
    },
    Section {
        name: "http/warnings",
        cases: &[
            update("deprecated_name", &[Body("{\n  \"model_threads\": 4\n}")]),
            update(
                "warning_of_a_refused_update_is_lost",
                &[Body(r#"{"model_threads":0}"#)],
            ),
        ],
    },
];
