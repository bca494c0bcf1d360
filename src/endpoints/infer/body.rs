//! What the server makes of the body of an inference (server-behaviour: Infer: request).

use crate::xcontent::{
    Accepts, Content, Event, Exception, Field, ObjectParser, OrderedValue, read_ordered,
};

/// The body of an inference request as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(super) docs: Option<Vec<OrderedValue<'static>>>,
    pub(super) timeout: Option<String>,
    pub(super) config: Option<OrderedValue<'static>>,
}

const BODY: ObjectParser<Body> = ObjectParser {
    // Not the name of the action.
    name: "cluster:internal/xpack/ml/inference/infer",
    fields: &[
        // That of the path counts.
        Field::new("id", Accepts::String, |_, _, _| Ok(())),
        Field::new("docs", Accepts::ObjectArray, |body, value, source| {
            body.docs = Some(match value {
                Event::StartArray => read_ordered(value, source)?.elements().to_vec(),
                value => vec![read_ordered(value, source)?],
            });
            Ok(())
        }),
        Field::new("timeout", Accepts::String, |body, value, _| {
            body.timeout = value.into_string();
            Ok(())
        }),
        Field::new(
            "inference_config",
            Accepts::Object,
            |body, value, source| {
                body.config = Some(read_ordered(value, source)?);
                Ok(())
            },
        ),
    ],
};

impl Body {
    pub(super) fn read(content: &Content<'_>) -> Result<Self, Exception> {
        BODY.read(content).map(|(body, _)| body)
    }
}
