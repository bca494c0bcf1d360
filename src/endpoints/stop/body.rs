//! What the server makes of the body of a stop (server-behaviour: Stop: request and answer).

use crate::xcontent::{Accepts, Content, Exception, Field, ObjectParser, coerce};

/// The body of a stop request as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(super) model_id: Option<String>,
    pub(super) allow_no_match: Option<bool>,
    pub(super) force: Option<bool>,
}

/// The name of the parser is that of the action.
pub(super) const NAME: &str = "cluster:admin/xpack/ml/trained_models/deployment/stop";

const BODY: ObjectParser<Body> = ObjectParser {
    name: NAME,
    fields: &[
        Field::new("model_id", Accepts::String, |body, value, _| {
            body.model_id = value.into_string();
            Ok(())
        }),
        Field::new("allow_no_match", Accepts::Boolean, |body, value, _| {
            body.allow_no_match = Some(coerce::boolean(&value)?);
            Ok(())
        }),
        Field::new("force", Accepts::Boolean, |body, value, _| {
            body.force = Some(coerce::boolean(&value)?);
            Ok(())
        }),
        // No work is pending here that could be finished.
        Field::new("finish_pending_work", Accepts::Boolean, |_, value, _| {
            coerce::boolean(&value).map(drop)
        }),
    ],
};

impl Body {
    /// Reads a body, or says why the server would not.
    pub(super) fn read(content: &Content<'_>) -> Result<Self, Exception> {
        BODY.read(content).map(|(body, _)| body)
    }
}
