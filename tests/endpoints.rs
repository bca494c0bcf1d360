//! What holds for every endpoint, so that adding one leaves nothing out.

use std::fs;
use std::path::Path;

use es_ml_fake::Endpoint;

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// A template of a path with the same name in each place.
fn without_names(text: &str) -> String {
    let parts = text
        .split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, rest)) if index > 0 => rest,
            _ => part,
        });
    parts.collect::<Vec<_>>().join("{}")
}

/// The README says that there is one, and the reference how a server behaves.
#[test]
fn each_endpoint_is_in_the_readme_and_in_the_reference() {
    for file in ["README.md", "docs/server-behaviour.md"] {
        let text = without_names(&read(file));
        for endpoint in Endpoint::all() {
            for (method, path) in endpoint.routes() {
                let request = format!("`{method} {}`", without_names(path));
                assert!(
                    text.contains(&request),
                    "{file} has nothing about {request}"
                );
            }
        }
    }
}

#[test]
fn each_endpoint_says_what_it_answers() {
    for endpoint in Endpoint::all() {
        assert!(endpoint.response_schema().is_some(), "{endpoint}");
        assert!(endpoint.editions().count() > 1, "{endpoint}");
    }
}
