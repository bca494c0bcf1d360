//! Bodies of updates, and what is wrong with each.

/// Bodies, and the breaches of each as `place keyword`.
pub(super) const BODIES: &[(&str, &[&str])] = &[
    // Both documented examples, and all that is optional left out.
    (r#"{"number_of_allocations": 4}"#, &[]),
    (
        r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10}}"#,
        &[],
    ),
    ("{}", &[]),
    (r#"{"adaptive_allocations": {}}"#, &[]),
    (r#"{"adaptive_allocations": {"enabled": true}}"#, &[]),
    (r#"{"adaptive_allocations": {"enabled": false}}"#, &[]),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 3}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": 3}}"#,
        &[],
    ),
    // White space is free.
    (" \t\r\n{ \"number_of_allocations\" :\n4 } \n", &[]),
    // The boundaries of number_of_allocations.
    (r#"{"number_of_allocations": 1}"#, &[]),
    (r#"{"number_of_allocations": 2147483647}"#, &[]),
    (
        r#"{"number_of_allocations": 0}"#,
        &["/number_of_allocations minimum"],
    ),
    (
        r#"{"number_of_allocations": -1}"#,
        &["/number_of_allocations minimum"],
    ),
    (
        r#"{"number_of_allocations": 2147483648}"#,
        &["/number_of_allocations maximum"],
    ),
    (
        r#"{"number_of_allocations": 99999999999999999999}"#,
        &["/number_of_allocations maximum"],
    ),
    (
        r#"{"number_of_allocations": -99999999999999999999}"#,
        &["/number_of_allocations minimum"],
    ),
    // An integer is an integer however it is written.
    (r#"{"number_of_allocations": 4.0}"#, &[]),
    (r#"{"number_of_allocations": 1e1}"#, &[]),
    (
        r#"{"number_of_allocations": 4.5}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": 0.999}"#,
        &[
            "/number_of_allocations minimum",
            "/number_of_allocations type",
        ],
    ),
    // Wrong types of number_of_allocations.
    (
        r#"{"number_of_allocations": "4"}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": ""}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": null}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": true}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": [4]}"#,
        &["/number_of_allocations type"],
    ),
    (
        r#"{"number_of_allocations": {}}"#,
        &["/number_of_allocations type"],
    ),
    // Wrong types of adaptive_allocations.
    (
        r#"{"adaptive_allocations": null}"#,
        &["/adaptive_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": true}"#,
        &["/adaptive_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": "on"}"#,
        &["/adaptive_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": 1}"#,
        &["/adaptive_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": [{}]}"#,
        &["/adaptive_allocations type"],
    ),
    // Wrong types of enabled.
    (
        r#"{"adaptive_allocations": {"enabled": "true"}}"#,
        &["/adaptive_allocations/enabled type"],
    ),
    (
        r#"{"adaptive_allocations": {"enabled": 1}}"#,
        &["/adaptive_allocations/enabled type"],
    ),
    (
        r#"{"adaptive_allocations": {"enabled": null}}"#,
        &["/adaptive_allocations/enabled type"],
    ),
    // The boundaries of the lower bound.
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 0}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 2147483647}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": -1}}"#,
        &["/adaptive_allocations/min_number_of_allocations minimum"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": -2}}"#,
        &["/adaptive_allocations/min_number_of_allocations minimum"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 2147483648}}"#,
        &["/adaptive_allocations/min_number_of_allocations maximum"],
    ),
    // Wrong types of the lower bound.
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": null}}"#,
        &["/adaptive_allocations/min_number_of_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": "3"}}"#,
        &["/adaptive_allocations/min_number_of_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 3.5}}"#,
        &["/adaptive_allocations/min_number_of_allocations type"],
    ),
    // The boundaries of the upper bound.
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": 1}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": 2147483647}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": 0}}"#,
        &["/adaptive_allocations/max_number_of_allocations minimum"],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": -1}}"#,
        &["/adaptive_allocations/max_number_of_allocations minimum"],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": 2147483648}}"#,
        &["/adaptive_allocations/max_number_of_allocations maximum"],
    ),
    // Wrong types of the upper bound.
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": false}}"#,
        &["/adaptive_allocations/max_number_of_allocations type"],
    ),
    (
        r#"{"adaptive_allocations": {"max_number_of_allocations": "10"}}"#,
        &["/adaptive_allocations/max_number_of_allocations type"],
    ),
    // The bounds against each other.
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 3, "max_number_of_allocations": 3}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 4, "max_number_of_allocations": 3}}"#,
        &["/adaptive_allocations x-at-least"],
    ),
    (
        r#"{"adaptive_allocations": {"enabled": false, "min_number_of_allocations": 2, "max_number_of_allocations": 1}}"#,
        &["/adaptive_allocations x-at-least"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 4.0, "max_number_of_allocations": 3}}"#,
        &["/adaptive_allocations x-at-least"],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": 3.0, "max_number_of_allocations": 3}}"#,
        &[],
    ),
    (
        r#"{"adaptive_allocations": {"min_number_of_allocations": "4", "max_number_of_allocations": 3}}"#,
        &["/adaptive_allocations/min_number_of_allocations type"],
    ),
    // Fields that are not documented.
    (
        r#"{"num_threads": 2}"#,
        &["/num_threads additionalProperties"],
    ),
    (r#"{"model_id": "m"}"#, &["/model_id additionalProperties"]),
    (r#"{"timeout": "1s"}"#, &["/timeout additionalProperties"]),
    (r#"{"": 1}"#, &["/ additionalProperties"]),
    (r#"{"a/b~c": 1}"#, &["/a~1b~0c additionalProperties"]),
    (
        r#"{"Number_of_allocations": 4}"#,
        &["/Number_of_allocations additionalProperties"],
    ),
    (
        r#"{"adaptive_allocations": {"number_of_allocations": 4}}"#,
        &["/adaptive_allocations/number_of_allocations additionalProperties"],
    ),
    (
        r#"{"min_number_of_allocations": 1, "max_number_of_allocations": 2}"#,
        &[
            "/max_number_of_allocations additionalProperties",
            "/min_number_of_allocations additionalProperties",
        ],
    ),
    // A number together with adaptive allocations.
    (
        r#"{"number_of_allocations": 4, "adaptive_allocations": {"enabled": true}}"#,
        &[" not"],
    ),
    (
        r#"{"number_of_allocations": 4, "adaptive_allocations": {"enabled": true, "min_number_of_allocations": 1}}"#,
        &[" not"],
    ),
    (
        r#"{"number_of_allocations": 4, "adaptive_allocations": {"enabled": false}}"#,
        &[],
    ),
    (
        r#"{"number_of_allocations": 4, "adaptive_allocations": {}}"#,
        &[],
    ),
    // Several breaches at once are all reported.
    (
        r#"{"number_of_allocations": "4", "adaptive_allocations": {"enabled": true, "min_number_of_allocations": -5}, "x": 1}"#,
        &[
            " not",
            "/adaptive_allocations/min_number_of_allocations minimum",
            "/number_of_allocations type",
            "/x additionalProperties",
        ],
    ),
    // Not an object.
    ("[]", &[" type"]),
    ("4", &[" type"]),
    (r#""x""#, &[" type"]),
    ("null", &[" type"]),
    ("true", &[" type"]),
    // Not JSON, or not one JSON document.
    ("", &[" body"]),
    (" ", &[" json"]),
    ("{", &[" json"]),
    (r#"{"number_of_allocations": 4,}"#, &[" json"]),
    ("{'number_of_allocations': 4}", &[" json"]),
    (r#"{"number_of_allocations": 4} x"#, &[" json"]),
    (r#"{"number_of_allocations": /* four */ 4}"#, &[" json"]),
    (r#"{"number_of_allocations": 04}"#, &[" json"]),
    (r#"{"number_of_allocations": NaN}"#, &[" json"]),
    // A name given twice, of which a lenient reader would keep one.
    (
        r#"{"number_of_allocations": 1, "number_of_allocations": 2}"#,
        &[" json"],
    ),
    (
        r#"{"adaptive_allocations": {"enabled": true, "enabled": false}}"#,
        &[" json"],
    ),
];
