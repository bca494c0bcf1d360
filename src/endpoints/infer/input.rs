//! The text of a document that a model reads (server-behaviour: Infer: inputs).

use crate::xcontent::OrderedValue;

/// The field that models read, unless they were put with another one.
const FIELD: &str = "text_field";

/// The text in the field of a model, or why there is none. Of models that say nothing of a field,
/// it is the text in the usual one, or else the first.
pub(super) fn text<'d>(
    doc: &'d OrderedValue<'static>,
    field: Option<&str>,
) -> Result<&'d str, String> {
    let name = field.unwrap_or(FIELD);
    let value = at(doc, name);
    let found = value.and_then(OrderedValue::as_text);
    let found = found.or_else(|| if_usual(field, doc));
    found.ok_or_else(|| match value {
        None | Some(OrderedValue::Null) => {
            format!("Input field [{name}] does not exist in the source document")
        }
        Some(other) => {
            let other = shown(other);
            format!("Input value [{other}] for field [{name}] must be a string")
        }
    })
}

/// The first text of a document, unless a model wants a certain one.
fn if_usual<'d>(field: Option<&str>, doc: &'d OrderedValue<'static>) -> Option<&'d str> {
    match (field, doc) {
        (None, OrderedValue::Object(members)) => {
            members.iter().find_map(|(_, each)| each.as_text())
        }
        _ => None,
    }
}

/// What is at a path of names, which may have points in them.
fn at<'d>(value: &'d OrderedValue<'static>, path: &str) -> Option<&'d OrderedValue<'static>> {
    let OrderedValue::Object(members) = value else {
        return None;
    };
    members.iter().find_map(|(name, value)| {
        let rest = path.strip_prefix(&**name)?;
        match rest.strip_prefix('.') {
            Some(rest) => at(value, rest),
            None => rest.is_empty().then_some(value),
        }
    })
}

/// A value in the words of Java.
fn shown(value: &OrderedValue<'static>) -> String {
    let list = |items: Vec<String>| items.join(", ");
    match value {
        OrderedValue::Array(items) => format!("[{}]", list(items.iter().map(shown).collect())),
        OrderedValue::Object(members) => {
            let member = |(name, value): &(_, _)| format!("{name}={}", shown(value));
            format!("{{{}}}", list(members.iter().map(member).collect()))
        }
        OrderedValue::String(text) | OrderedValue::Number(text) => text.clone().into_owned(),
        OrderedValue::Boolean(value) => value.to_string(),
        OrderedValue::Null => "null".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoints::infer::body::Body;
    use crate::xcontent::{Content, Excerpts, Format};

    fn of(doc: &str, field: Option<&str>) -> Result<String, String> {
        let body = format!("{{\"docs\":[{doc}]}}");
        let content = Content::new(Format::Json, body.as_bytes(), Excerpts::None);
        let docs = Body::read(&content).unwrap().docs.unwrap();
        text(&docs[0], field).map(ToOwned::to_owned)
    }

    #[test]
    fn fields_are_found_by_their_paths() {
        for doc in [
            r#"{"a":{"b":{"c":"x"}}}"#,
            r#"{"a.b":{"c":"x"}}"#,
            r#"{"a":{"z":1},"a.b.c":"x"}"#,
        ] {
            assert_eq!(of(doc, Some("a.b.c")), Ok("x".to_owned()), "{doc}");
        }
    }

    #[test]
    fn what_is_no_text_is_quoted() {
        let refused = of(r#"{"f":[1,true,{"a":null,"b":"x"}]}"#, Some("f"));
        let value = "[1, true, {a=null, b=x}]";
        let reason = format!("Input value [{value}] for field [f] must be a string");
        assert_eq!(refused, Err(reason));
        let missing = "Input field [f] does not exist in the source document".to_owned();
        for doc in [r#"{"g":"x"}"#, r#"{"f":null}"#] {
            assert_eq!(of(doc, Some("f")), Err(missing.clone()), "{doc}");
        }
    }

    #[test]
    fn without_a_field_any_text_will_do() {
        assert_eq!(of(r#"{"n":1,"g":"x"}"#, None), Ok("x".to_owned()));
        assert!(of(r#"{"text_field":1}"#, None).is_err());
    }
}
