//! What the server makes of the body of an update (server-behaviour: Update: body fields;
//! Update: parsing of the body).

use crate::endpoints::adaptive_settings;
use crate::model::AdaptiveAllocations;
use crate::xcontent::{Accepts, Content, Event, Exception, Field, ObjectParser, Source, coerce};

/// The body of an update request as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(crate) model_id: Option<String>,
    pub(crate) number_of_allocations: Option<i32>,
    pub(crate) adaptive_allocations: AdaptiveChange,
    pub(crate) timeout: Option<String>,
    pub(crate) warnings: Vec<String>,
}

/// What a request says about adaptive allocations.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) enum AdaptiveChange {
    /// Nothing: the settings stay as they are.
    #[default]
    Keep,
    /// `null`: the settings go.
    Remove,
    /// An object: its members replace the stored ones, the others stay.
    Merge(AdaptiveAllocations),
}

/// The name of the parser is that of the action.
pub(super) const NAME: &str = "cluster:admin/xpack/ml/trained_models/deployment/update";

const MODEL_ID: Field<Body> = Field {
    name: "model_id",
    deprecated_name: None,
    accepts: Accepts::String,
    read: |body, value, _| {
        body.model_id = value.into_string();
        Ok(())
    },
};

const NUMBER_OF_ALLOCATIONS: Field<Body> = Field {
    name: "number_of_allocations",
    deprecated_name: Some("model_threads"),
    accepts: Accepts::Integer,
    read: |body, value, reader| {
        body.number_of_allocations = Some(coerce::integer(&value, reader)?);
        Ok(())
    },
};

const ADAPTIVE_CHANGE: Field<Body> = Field {
    name: "adaptive_allocations",
    deprecated_name: None,
    accepts: Accepts::ObjectOrNull,
    read: |body, value, reader| {
        body.adaptive_allocations = adaptive_change(&value, reader)?;
        Ok(())
    },
};

const TIMEOUT: Field<Body> = Field {
    name: "timeout",
    deprecated_name: None,
    accepts: Accepts::String,
    read: |body, value, _| {
        body.timeout = value.into_string();
        Ok(())
    },
};

const BODY: ObjectParser<Body> = ObjectParser {
    name: NAME,
    fields: &[MODEL_ID, NUMBER_OF_ALLOCATIONS, ADAPTIVE_CHANGE, TIMEOUT],
};

/// Before 8.16 (server-behaviour: Version history).
const BODY_OF_THE_NUMBER_ALONE: ObjectParser<Body> = ObjectParser {
    name: NAME,
    fields: &[MODEL_ID, NUMBER_OF_ALLOCATIONS, TIMEOUT],
};

impl Body {
    /// Reads a body, or says why the newest server would not.
    pub(crate) fn read(content: &Content<'_>) -> Result<Self, Exception> {
        Self::read_as(&BODY, content)
    }

    /// The same for servers that know nothing of adaptive allocations.
    pub(crate) fn read_number_alone(content: &Content<'_>) -> Result<Self, Exception> {
        Self::read_as(&BODY_OF_THE_NUMBER_ALONE, content)
    }

    fn read_as(object: &ObjectParser<Self>, content: &Content<'_>) -> Result<Self, Exception> {
        let mut body = Self::default();
        let mut warnings = Vec::new();
        let mut source = Source::new(content);
        object.read_document(&mut body, &mut source, &mut warnings)?;
        body.warnings = warnings;
        Ok(body)
    }
}

fn adaptive_change(
    value: &Event<'_>,
    reader: &mut Source<'_>,
) -> Result<AdaptiveChange, Exception> {
    if *value == Event::Null {
        return Ok(AdaptiveChange::Remove);
    }
    adaptive_settings::read(reader).map(AdaptiveChange::Merge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::{Excerpts, Format};

    const P: &str = "[cluster:admin/xpack/ml/trained_models/deployment/update]";

    fn read(text: &str) -> Result<Body, Exception> {
        Body::read(&Content::new(Format::Json, text.as_bytes(), Excerpts::None))
    }

    fn refused(body: &str) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut exception = read(body).err().map(Box::new);
        while let Some(current) = exception {
            reasons.push(current.reason.lines().next().unwrap_or_default().to_owned());
            exception = current.cause;
        }
        reasons
    }

    #[test]
    fn reads_what_is_documented() {
        let body = read(r#"{"number_of_allocations": 4}"#).unwrap();
        assert_eq!(body.number_of_allocations, Some(4));
        assert_eq!(body.adaptive_allocations, AdaptiveChange::Keep);
        let body = read(
            r#"{"adaptive_allocations": {"enabled": true, "min_number_of_allocations": 3, "max_number_of_allocations": 10}}"#,
        );
        assert_eq!(
            body.unwrap().adaptive_allocations,
            AdaptiveChange::Merge(AdaptiveAllocations::between(3, 10))
        );
    }

    #[test]
    fn reads_what_only_the_server_takes() {
        let body = read(
            r#"{"model_id":"m","model_threads":"2","timeout":"1s","adaptive_allocations":null} /* and */ more"#,
        )
        .unwrap();
        assert_eq!(body.model_id.as_deref(), Some("m"));
        assert_eq!(body.number_of_allocations, Some(2));
        assert_eq!(body.timeout.as_deref(), Some("1s"));
        assert_eq!(body.adaptive_allocations, AdaptiveChange::Remove);
        assert_eq!(
            body.warnings,
            [format!(
                "{P}[1:17] Deprecated field [model_threads] used, expected [number_of_allocations] instead"
            )]
        );
    }

    /// With its positions (server-behaviour: Update: parsing of the body).
    #[test]
    fn refuses_with_place_and_cause() {
        for (body, reasons) in [
            (
                r#"{"number_of_allocations":null}"#,
                vec![format!(
                    "[1:26] {P} number_of_allocations doesn't support values of type: VALUE_NULL"
                )],
            ),
            (r#"{"foo":1}"#, vec![format!("[1:2] {P} unknown field [foo]")]),
            (
                r#"{"adaptive_allocations":{"foo":1}}"#,
                vec![
                    format!("[1:32] {P} failed to parse field [adaptive_allocations]"),
                    "[1:26] [autoscaling_settings] unknown field [foo]".to_owned(),
                ],
            ),
            (
                r#"{"number_of_allocations":"abc"}"#,
                vec![
                    format!("[1:26] {P} failed to parse field [number_of_allocations]"),
                    "For input string: \"abc\"".to_owned(),
                ],
            ),
            (
                r#"{"number_of_allocations":2147483648}"#,
                vec![
                    format!("[1:26] {P} failed to parse field [number_of_allocations]"),
                    "[1:36] Numeric value (2147483648) out of range of int (-2147483648 - 2147483647)".to_owned(),
                    "Numeric value (2147483648) out of range of int (-2147483648 - 2147483647)".to_owned(),
                ],
            ),
            (
                "[]",
                vec![format!("[1:1] {P} Expected START_OBJECT but was: START_ARRAY")],
            ),
            (
                " ",
                vec![format!("[1:0] {P} Expected START_OBJECT but was: null")],
            ),
        ] {
            assert_eq!(refused(body), reasons, "{body}");
        }
    }

    #[test]
    fn a_syntax_error_in_its_value_comes_before_an_unknown_field() {
        assert!(refused(r#"{"foo":}"#)[0].starts_with("[1:8] Unexpected character"));
        assert!(refused(r#"{"foo":1,,}"#)[0].ends_with("unknown field [foo]"));
    }

    /// Of a string the opening quote alone is read before the field is known.
    #[test]
    fn what_is_wrong_with_a_string_comes_after_what_its_field_takes() {
        assert!(refused(r#"{"foo":"\x"}"#)[0].ends_with("unknown field [foo]"));
        assert!(refused(r#"{"adaptive_allocations":"\x"}"#)[0].ends_with("VALUE_STRING"));
        assert_eq!(
            refused(r#"{"timeout":"\x"}"#),
            [
                &format!("[1:12] {P} failed to parse field [timeout]"),
                "[1:14] Unrecognized character escape 'x' (code 120)",
                "Unrecognized character escape 'x' (code 120)",
            ]
        );
    }

    /// Which is told is where the parser stands: at the name before the value that it cannot read,
    /// at the last value before everything else.
    #[test]
    fn errors_inside_of_an_object_are_wrapped_at_the_last_token() {
        let outer = |settings: &str| {
            let body = format!(r#"{{"adaptive_allocations":{{{settings}"#);
            refused(&body)[0].split(' ').next().unwrap().to_owned()
        };
        assert_eq!(outer(r#""enabled":tru}}"#), "[1:26]");
        assert_eq!(outer(r#""enabled":true 1"#), "[1:36]");
        assert_eq!(outer(r#""enabled":true,"enabled":1"#), "[1:36]");
        assert_eq!(outer("x"), "[1:25]");
    }
}
