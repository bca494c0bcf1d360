//! How an answer is written: its format, its indentation, and how much of it.

use super::case::Ask::Http;
use super::case::{Group, update};

pub(crate) const GROUPS: &[Group] = &[
    Group {
        name: "formats",
        cases: &[
            #[cfg(feature = "yaml")]
            update(
                "yaml_by_parameter",
                &[Http("POST @?number_of_allocations=4&format=yaml")],
            ),
            #[cfg(feature = "yaml")]
            update(
                "yaml_by_accept",
                &[Http(
                    "POST @?number_of_allocations=4\naccept: application/yaml",
                )],
            ),
            #[cfg(feature = "yaml")]
            update(
                "yaml_vendor_type",
                &[Http(
                    "GET /\naccept: application/vnd.elasticsearch+yaml; compatible-with=9",
                )],
            ),
            #[cfg(feature = "yaml")]
            update(
                "yaml_error",
                &[Http("POST @?number_of_allocations=0&format=yaml")],
            ),
            #[cfg(feature = "yaml")]
            update(
                "yaml_long_error_is_folded_inferred",
                &[Http(
                    "POST @?format=yaml\ncontent-type: application/json\n\n{\"num_allocations\":4}",
                )],
            ),
            #[cfg(feature = "cbor")]
            update("cbor", &[Http("GET /_nowhere?format=cbor")]),
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
    Group {
        name: "filter_path",
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
            #[cfg(feature = "yaml")]
            update(
                "yaml",
                &[Http(
                    "POST @?number_of_allocations=4&filter_path=**.routing_state&format=yaml",
                )],
            ),
        ],
    },
];
