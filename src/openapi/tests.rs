use super::*;

fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let operations = paths.iter().flat_map(|(path, operations)| {
        let operations = operations.as_object().unwrap();
        operations
            .iter()
            .map(|(method, it)| (path.as_str(), method.as_str(), it))
    });
    operations.collect()
}

/// All references of a document, wherever they are.
fn references<'d>(value: &'d Value, found: &mut Vec<&'d str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(elements) => elements.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn references_lead_somewhere_in_every_edition() {
    for edition in Edition::all() {
        let document = document(edition);
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 5);
        for reference in found {
            let target = document.pointer(reference.trim_start_matches('#'));
            assert!(target.is_some(), "{edition}: {reference}");
        }
    }
}

#[test]
fn every_route_of_the_edition_is_there_and_no_other() {
    for edition in Edition::all() {
        let document = document(edition);
        let mut described: Vec<_> = operations(&document)
            .iter()
            .map(|(path, method, _)| format!("{} {path}", method.to_uppercase()))
            .collect();
        let has = |endpoint: &Endpoint| endpoint.editions().any(|each| each == edition);
        let routes = Endpoint::all().filter(has).flat_map(Endpoint::routes);
        let control = ROUTES.iter().map(|route| (&route.method, route.path));
        let mut routes: Vec<_> = routes
            .chain(control)
            .map(|(method, path)| format!("{method} {path}"))
            .collect();
        described.sort();
        routes.sort();
        assert_eq!(described, routes, "{edition}");
    }
}

#[test]
fn operations_have_names_of_their_own() {
    let document = document(Edition::Documented);
    let operations = operations(&document);
    let mut names: Vec<_> = operations
        .iter()
        .map(|(_, _, it)| it["operationId"].as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), operations.len());
}

/// What came with a later version is not described.
#[test]
fn an_edition_has_the_parameters_and_members_that_its_server_takes() {
    let path = "/_ml/trained_models/{deployment_id}/deployment/_update";
    for (edition, parameter, member) in [
        ("documented", true, true),
        ("9.1", true, true),
        ("8.16", true, true),
        ("8.15", true, false),
        ("8.14", false, false),
    ] {
        let document = document(edition.parse().unwrap());
        let update = &document["paths"][path]["post"];
        let parameters = update["parameters"].as_array().unwrap();
        let number = json!("number_of_allocations");
        assert_eq!(
            parameters.iter().any(|it| it["name"] == number),
            parameter,
            "{edition}"
        );
        assert_eq!(
            update["requestBody"]["required"],
            json!(!parameter),
            "{edition}"
        );
        let body = &document["components"]["schemas"]["UpdateRequest"];
        let adaptive = body["properties"].get("adaptive_allocations");
        assert_eq!(adaptive.is_some(), member, "{edition}");
        assert!(body["properties"].get("number_of_allocations").is_some());
        assert_eq!(
            body["examples"].to_string().contains("adaptive"),
            member,
            "{edition}"
        );
    }
    let oldest = document("8.5".parse().unwrap());
    assert!(oldest["paths"].get(path).is_none());
}
