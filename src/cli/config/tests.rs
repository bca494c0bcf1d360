use es_ml_fake::model::Condition;
use es_ml_fake::security::Role;
use es_ml_fake::{Edition, FakeCluster, UnimplementedPolicy};
use serde_json::{Value, json};

use super::*;

const COMPLETE: &str = include_str!("../../../tests/config/complete.toml");

fn complaint(text: &str) -> String {
    let complaint = parse::<Config>("fake.toml", text).err();
    complaint.unwrap_or_else(|| "nothing is wrong".to_owned())
}

#[test]
fn names_a_wrong_key_and_the_right_one() {
    assert_eq!(
        complaint("editoin = '9.1' # new"),
        "fake.toml is no configuration of es-ml-fake: 1 problem\n\
         error: /editoin: is not documented; did you mean `edition`? (additionalProperties)\n \
         --> fake.toml:1:1\n  \
         |\n\
         1 | editoin = ***\n  \
         | ^^^^^^^"
    );
    assert!(
        complaint("[[deployments]]\nid = 'm'\nallocatons = 2")
            .contains("did you mean `allocations`?")
    );
}

/// Wherever it is put by mistake.
#[test]
fn never_shows_a_secret() {
    for text in [
        "[[users]]\nname = 'ops'\npasswrd = 'hunter2'",
        "[[users]]\nname = 'ops'\npassword = ['hunter2']",
        "[[users]]\nname = 'ops'\npassword = { is = 'hunter2' }",
        "[[users]]\nname = 4 # hunter2\npassword = 'hunter2'",
        "[[user]]\nname = 'ops'\npassword = 'hunter2'",
        "[control]\ntoken = ['hunter2']",
        "[control]\ntokn = 'hunter2'",
        "control = 'hunter2'",
        "[control]\ntoken = hunter2",
        "users = [{ name = 4, password = 'hunter2' }]",
        "users = [{ password = 'hunter2' }, 'hunter2']",
        "users.name = 'ops'\nusers.password = 'hunter2'",
        "[[api_keys]]\nid = 'k'\nsecrets = 'hunter2'",
        "[[users]]\nname = 'ops'\npassword = 'hunter2'\nroles = 'hunter2'",
        "[[roles]]\nname = 'ops'\npassword = 'hunter2'",
        "[limits]\npassword = \"\"\"\nhunter2\n\"\"\"",
        "users = 'ops:hunter2:superuser'",
        "token = 'hunter2'",
        "[[users]]\nname = 'ops'\npassword = hunter2",
        "[[users]]\nname = 'ops'\npassword = 'hunter2",
        "[[users]]\nname = 'ops' password = 'hunter2'",
        "users = [{ name = 'ops', password = hunter2 }]",
        "users = [\n{ name = 'ops',\npassword = hunter2 }]",
        "users = [\nhunter2",
        "edition = '9.1' # hunter2\nedition = '9.1' # hunter2",
    ] {
        let complaint = complaint(text);
        assert!(!complaint.contains("hunter2"), "{text}\n{complaint}");
        assert!(complaint.contains("--> fake.toml:"), "{text}\n{complaint}");
    }
    for (text, number) in [
        ("[[users]]\nname = 'ops'\npassword = 8675309", "8675309"),
        ("[[users]]\nname = 'ops'\npasswrd = 8675309", "8675309"),
        ("users = 8675309", "8675309"),
        ("users = [8675309]", "8675309"),
        (
            "[[service_accounts]]\nname = 'a/b'\ntoken = 8675309.5",
            "8675309",
        ),
    ] {
        let complaint = complaint(text);
        assert!(!complaint.contains(number), "{text}\n{complaint}");
    }
}

/// What passes must not be refused by a builder, whose panics are for tests in Rust.
#[test]
fn what_passes_can_be_started_and_what_contradicts_itself_does_not_pass() {
    let deployment = |more: &str| format!("[[deployments]]\nid = 'm'\n{more}");
    let bounds = |min: u32, max: u32| {
        let (min, max) = (
            format!("min_number_of_allocations = {min}"),
            format!("max_number_of_allocations = {max}"),
        );
        deployment(&format!("adaptive_allocations = {{ {min}, {max} }}"))
    };
    for (text, passes) in [
        (deployment("cache_size = '10 kb'"), true),
        (deployment("cache_size = '5G'"), true),
        (deployment("cache_size = '0'"), true),
        (deployment("cache_size = '10'"), false),
        (deployment("cache_size = '1gib'"), false),
        (deployment("cache_size = '99999999pb'"), false),
        (deployment("allocations = 2147483647"), true),
        (deployment("allocations = 2147483648"), false),
        (deployment("queue_capacity = 0"), false),
        (deployment("threads_per_allocation = 0"), false),
        (bounds(0, 1), true),
        (bounds(4, 4), true),
        (bounds(4, 3), false),
        (bounds(0, 0), false),
        (deployment("[[deployments]]\nid = 'm'"), false),
        ("[[deployments]]\nid = 'My Model'".to_owned(), true),
        ("[[deployments]]\nid = '...'".to_owned(), true),
        ("[[deployments]]\nid = '..'".to_owned(), false),
        ("[[deployments]]\nid = ''".to_owned(), false),
        ("[[deployments]]\nid = 'a/b'".to_owned(), false),
        ("[[deployments]]\nid = 'a\\b'".to_owned(), false),
        ("[[deployments]]\nid = \"a\\u0000b\"".to_owned(), false),
        ("[[nodes]]\nid = 'a'\n[[nodes]]\nid = 'b'".to_owned(), true),
        ("[[nodes]]\nid = 'a'\n[[nodes]]\nid = 'a'".to_owned(), false),
        ("nodes = []\ndeployments = []".to_owned(), true),
        ("[[roles]]\nname = 'superuser'".to_owned(), true),
        (
            "[[roles]]\nname = 'r'\n[[roles]]\nname = 'r'".to_owned(),
            false,
        ),
        (
            "[[users]]\nname = 'u'\npassword = ''\nroles = ['r']".to_owned(),
            false,
        ),
        (
            "[[api_keys]]\nid = 'k'\nsecret = ''\nroles = ['superuser']".to_owned(),
            true,
        ),
        ("[limits]\nconnections = 0".to_owned(), false),
        ("max_ml_node_size = '16383pb'".to_owned(), true),
        ("max_ml_node_size = '99999999pb'".to_owned(), false),
        ("max_ml_node_size = 9223372036854775807".to_owned(), true),
        ("max_ml_node_size = 92233720368547758070".to_owned(), false),
        ("edition = '9.1.0'".to_owned(), true),
        ("edition = '9.1.7'".to_owned(), false),
        ("settling = '5'".to_owned(), false),
        ("listen = 'localhost:0'".to_owned(), true),
    ] {
        let config = parse::<Config>("fake.toml", &text);
        assert_eq!(config.is_ok(), passes, "{text}\n{:?}", config.err());
        if let Ok(config) = config {
            drop(config.apply(FakeCluster::builder()).start());
        }
    }
}

/// Editors complete what the schema lists.
#[test]
fn the_schema_lists_the_names_that_the_code_knows() {
    let schema = Schema::Config.document();
    let known = "hunter2".parse::<Edition>().unwrap_err();
    let editions: Vec<_> = known.known().collect();
    assert_eq!(
        schema["$defs"]["edition"]["anyOf"][0]["enum"],
        json!(editions)
    );
    let known = "hunter2".parse::<UnimplementedPolicy>().unwrap_err();
    let policies: Vec<_> = known.known().collect();
    assert_eq!(
        schema["properties"]["unimplemented"]["enum"],
        json!(policies)
    );
    let roles = &schema["$defs"]["roles"]["items"]["anyOf"][0]["enum"];
    assert_eq!(*roles, json!(Role::BUILT_IN));
    let conditions = Condition::ALL.map(Condition::name);
    assert_eq!(
        schema["properties"]["conditions"]["items"]["enum"],
        json!(conditions)
    );
    let policies = schema["$defs"]["settling"]["anyOf"][0]["enum"]
        .as_array()
        .unwrap();
    for policy in policies {
        assert_eq!(
            complaint(&format!("settling = {policy}")),
            "nothing is wrong"
        );
    }
}

/// Every key that the schema has is in the complete example, so that none is missed by whatever
/// reads it.
#[test]
fn the_complete_example_has_every_key() {
    let document: Value = toml::from_str(COMPLETE).unwrap();
    let schema = Schema::Config.document();
    let mut but_scripts = schema.clone();
    // Their members exclude each other.
    but_scripts["properties"]["scripts"]["items"] = json!({});
    assert_has_all(&document, &but_scripts, schema, "");
    assert_eq!(complaint(COMPLETE), "nothing is wrong");
}

fn assert_has_all(document: &Value, part: &Value, schema: &Value, path: &str) {
    let reference = part["$ref"].as_str();
    let part = reference.map_or(part, |r| schema.pointer(r.trim_start_matches('#')).unwrap());
    for (name, property) in part["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}/{name}");
        let value = document
            .get(name)
            .unwrap_or_else(|| panic!("{path} is not there"));
        match (value.get(0), property.get("items")) {
            (Some(first), Some(items)) => assert_has_all(first, items, schema, &path),
            _ => assert_has_all(value, property, schema, &path),
        }
    }
}

#[test]
fn the_example_of_the_readme_is_a_configuration() {
    let readme = include_str!("../../../README.md");
    let examples = readme
        .split("```toml\n")
        .filter(|text| text.starts_with("#:schema"));
    let examples: Vec<_> = examples
        .filter_map(|text| text.split("```").next())
        .collect();
    assert_eq!(examples.len(), 1);
    assert_eq!(complaint(examples[0]), "nothing is wrong");
}
