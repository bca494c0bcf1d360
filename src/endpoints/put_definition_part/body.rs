//! What the server makes of a part of a definition
//! (server-behaviour: Put model: definition part).

use crate::xcontent::{Accepts, Content, Event, Exception, Field, ObjectParser, coerce};

/// The body as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    /// How many bytes of the definition there are, decoded.
    pub(super) length: Option<u64>,
    pub(super) total_length: i64,
    pub(super) total_parts: i32,
}

const BODY: ObjectParser<Body> = ObjectParser {
    name: "put_trained_model_part_action",
    fields: &[
        Field::new("definition", Accepts::String, |body, value, source| {
            let Event::String(text) = value else {
                return Ok(());
            };
            let length = coerce::decoded_length(&text).map_err(|problem| {
                let problem = format!(
                    "Failed to decode VALUE_STRING as base64 (MIME-NO-LINEFEEDS): {problem}"
                );
                Exception::from(source.complaint(problem))
            })?;
            body.length = Some(length);
            Ok(())
        }),
        Field::new(
            "total_definition_length",
            Accepts::Integer,
            |body, value, source| {
                body.total_length = coerce::long(&value, source)?;
                Ok(())
            },
        ),
        Field::new("total_parts", Accepts::Integer, |body, value, source| {
            body.total_parts = coerce::integer(&value, source)?;
            Ok(())
        }),
    ],
};

impl Body {
    pub(super) fn read(content: &Content<'_>) -> Result<Self, Exception> {
        BODY.read(content).map(|(body, _)| body)
    }
}
