//! What all endpoints have in common: media types, headers, routes, errors, warnings; and
//! `GET /`.

use super::case::Ask::{Body, Http};
use super::case::{Group, documented, update};

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "media_types",
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
                "read_as_json_and_not_documented",
                &[
                    Http(
                        "POST @\ncontent-type: application/x-ndjson\n\n{\"number_of_allocations\":2}",
                    ),
                    Http("POST @\ncontent-type: application/*\n\n{\"number_of_allocations\":3}"),
                    Http(
                        "POST @\ncontent-type: application/vnd.elasticsearch+x-ndjson\n\n{\"number_of_allocations\":4}",
                    ),
                ],
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
    Group {
        name: "headers",
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
            documented(
                "compatible_with_9",
                &[Http(
                    "POST @\naccept: application/vnd.elasticsearch+json; compatible-with=9\ncontent-type: application/vnd.elasticsearch+json; compatible-with=9\n\n{\"number_of_allocations\": 4}",
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
                    Http("GET /_nowhere\nX-Opaque-Id: my test 2"),
                ],
            ),
        ],
    },
    Group {
        name: "info",
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
    Group {
        name: "routing",
        cases: &[
            update(
                "no_handler",
                &[Http("GET /_nowhere/indices?v=true&h=a%20b")],
            ),
            update(
                "wrong_method",
                &[Http("GET @"), Http("PUT @?timeout=1s"), Http("DELETE /")],
            ),
            update("wrong_method_head", &[Http("HEAD @")]),
            update(
                "unknown_method_inferred",
                &[Http("BREW @"), Http("BREW /_nowhere")],
            ),
            update("options", &[Http("OPTIONS @"), Http("OPTIONS /")]),
            update("options_of_nowhere", &[Http("OPTIONS /_nowhere")]),
        ],
    },
    Group {
        name: "ids",
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
    Group {
        name: "query_errors",
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
    Group {
        name: "errors",
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
    Group {
        name: "warnings",
        cases: &[
            update("deprecated_name", &[Body("{\n  \"model_threads\": 4\n}")]),
            update(
                "warning_of_a_refused_update_is_lost",
                &[Body(r#"{"model_threads":0}"#)],
            ),
        ],
    },
];
