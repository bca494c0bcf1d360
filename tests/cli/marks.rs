//! Each fact that `docs/server-behaviour.md` marks as inferred or recalled has a case of `verify`
//! by which a live cluster is asked, or a reason why it has none.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

const DOCUMENT: &str = include_str!("../../docs/server-behaviour.md");
const CASES: &str = include_str!("../../src/cli/verify/cases.json");

const MARKS: [&str; 2] = ["inferred", "recalled"];

/// Where marks are not about a fact: what they mean, and a list of those that are elsewhere.
const ABOUT_MARKS: [&str; 2] = ["What the marks mean", "Not established"];

/// What is done about a mark.
enum Asked {
    /// These cases ask for it.
    By(&'static [&'static str]),
    /// It cannot be asked, or the answer would say nothing.
    Not(&'static str),
}

use Asked::{By, Not};

/// For each heading, one for each of its marks in their order.
const ASKED: &[(&str, &[Asked])] = &[
    (
        "Update: source excerpts",
        &[
            Not("a body arrives in pieces as the network has it"),
            Not("where in the source a complaint is, and how that is shown, is not compared"),
        ],
    ),
    (
        "Update: existing assignment",
        &[
            By(&[
                "number_beside_settings_that_are_on_inferred",
                "bounds_merged_the_wrong_way_round_inferred",
            ]),
            By(&[
                "no_such_deployment_adaptive_allocations_null_inferred",
                "settings_null_of_nothing_inferred",
                "settings_null_inferred",
            ]),
        ],
    ),
    ("HTTP: routing", &[By(&["unknown_method_inferred"])]),
    (
        "HTTP: the APIs of a server",
        &[
            Not("the fake refuses such a path as one that there is not"),
            Not("the fake has no API with such ids"),
        ],
    ),
    (
        "HTTP: ids in the path",
        &[
            By(&["plus_in_the_path_inferred", "plus_in_the_query_inferred"]),
            Not("which models are packaged is for the cluster to say"),
        ],
    ),
    (
        "HTTP: formats, filtering and size",
        &[
            By(&["filter_path_without_a_match_recalled"]),
            By(&["pretty_recalled"]),
            Not("whether answers are compressed is a setting of the cluster"),
        ],
    ),
    (
        "Security: 401",
        &[Not(
            "it depends on what services of security the cluster has",
        )],
    ),
    (
        "Security: 403",
        &[
            Not("it takes a user who may not, whom only the cluster knows"),
            Not("only a refusal for a user who may not names the action"),
        ],
    ),
    (
        "Start: request",
        &[
            Not("the fake takes these names in bodies only"),
            By(&[
                "start_wait_for_word_inferred",
                "start_priority_word_inferred",
            ]),
        ],
    ),
    (
        "Start: refusals",
        &[
            Not("it takes an inference endpoint of the cluster"),
            Not("it would start the one model of a cluster that has no other"),
        ],
    ),
    (
        "Stop: request and answer",
        &[By(&["stop_id_in_the_body_inferred"])],
    ),
    (
        "Stop: refusals",
        &[Not(
            "it takes a deployment of an inference endpoint, and would end it if it were wrong",
        )],
    ),
    (
        "Statistics: request",
        &[By(&["statistics_of_no_model_inferred"])],
    ),
    (
        "Statistics: answer",
        &[
            By(&["statistics_of_the_deployment_inferred"]),
            Not("only nodes that have loaded a model later than others show it"),
        ],
    ),
    ("The delete model API", &[By(&["delete_no_model_inferred"])]),
    (
        "Infer: request",
        &[
            By(&["infer_one_document_inferred"]),
            By(&["infer_no_documents_inferred"]),
        ],
    ),
    ("Infer: refusals", &[By(&["infer_no_model_inferred"])]),
    (
        "Infer: queues",
        &[
            Not("only load shows how many requests are worked on at a time"),
            Not("only counters show it, of an inference that would have to be made"),
            Not("only load makes requests wait in a queue"),
        ],
    ),
    (
        "Update: nodes that come and go",
        &[Not("nodes of a cluster do not leave for a comparison")],
    ),
    (
        "Put model: fields",
        &[
            // None of these has all that a model takes, so none is made whatever comes of it.
            By(&["put_input_without_field_names_recalled"]),
            By(&["put_platform_architecture_inferred"]),
            By(&[
                "put_long_out_of_range_recalled",
                "put_long_as_string_out_of_range_recalled",
            ]),
            By(&["put_model_type_word_inferred"]),
        ],
    ),
    (
        "Put model: settings of the task",
        &[Not(
            "a model would be made of a mask token that is not refused",
        )],
    ),
    (
        "Put model: definition part",
        &[
            By(&["part_that_is_no_base64_recalled"]),
            Not("places in the source are not compared"),
        ],
    ),
    (
        "Put model: vocabulary",
        &[
            By(&["vocabulary_of_objects_recalled"]),
            Not("it takes a model that was put"),
            Not("it takes a model that has a vocabulary"),
            By(&["vocabulary_timeouts_inferred"]),
            Not("it takes a model that was put"),
        ],
    ),
    (
        "The model alias APIs",
        &[Not(
            "only a refusal for a user who may not names the action",
        )],
    ),
    (
        "Model alias: put",
        &[By(&["alias_of_a_wrong_form_recalled"])],
    ),
    (
        "Other endpoints",
        &[
            Not("only a refusal for a user who may not names the action"),
            Not("the fake has no indices"),
            Not("nodes have addresses, and the fake of a comparison has none"),
            By(&["nodes_that_are_not_there_recalled"]),
            Not("whether there are users is for the cluster to say, and the fake has none"),
        ],
    ),
    (
        "Adaptive allocations: the scaler",
        &[Not("only scaling under load shows it, over minutes")],
    ),
    (
        "Adaptive allocations: the filter",
        &[Not("only scaling under load shows it, over minutes")],
    ),
    ("Sources", &[Not("it is about the place of a file")]),
];

#[test]
fn every_mark_has_a_case_or_a_reason() {
    let asked: BTreeMap<_, _> = ASKED
        .iter()
        .map(|(heading, all)| (*heading, all.len()))
        .collect();
    assert_eq!(asked.len(), ASKED.len(), "a heading stands there twice");
    assert_eq!(asked, marks(DOCUMENT));
}

#[test]
fn cases_are_there_and_each_of_a_mark_is_named() {
    let cases: Vec<Value> = serde_json::from_str(CASES).unwrap();
    let names: HashSet<_> = cases
        .iter()
        .map(|case| case["name"].as_str().unwrap())
        .collect();
    let mut used = HashSet::new();
    for asked in ASKED.iter().flat_map(|(_, all)| *all) {
        match asked {
            By(cases) => used.extend(*cases),
            Not(reason) => assert!(!reason.is_empty()),
        }
    }
    let unknown: Vec<_> = used.difference(&names).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
    let of_marks = |name: &&&str| MARKS.iter().any(|mark| name.ends_with(mark));
    let unnamed: Vec<_> = names.difference(&used).filter(of_marks).collect();
    assert_eq!(unnamed, [&""; 0]);
}

#[test]
fn marks_are_found() {
    let text = "# A\nis **(inferred)** so\n\n* two: **(recalled)**, [x; use\n**inferred**]\n## B\nuninferred";
    assert_eq!(marks(text), BTreeMap::from([("A", 3)]));
}

/// How many marks there are under each heading.
fn marks(document: &'static str) -> BTreeMap<&'static str, usize> {
    let mut found = BTreeMap::new();
    let mut heading = "";
    for line in document.lines() {
        if line.starts_with('#') {
            heading = line.trim_start_matches(['#', ' ']);
        }
        let words = line.split(|c: char| !c.is_alphanumeric());
        let count = words.filter(|word| MARKS.contains(word)).count();
        if count > 0 && !ABOUT_MARKS.contains(&heading) {
            *found.entry(heading).or_default() += count;
        }
    }
    found
}
