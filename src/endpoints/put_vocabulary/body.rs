//! What the server makes of a vocabulary (server-behaviour: Put model: vocabulary).

use crate::endpoints::body::{Fields, Later};
use crate::model::features;
use crate::xcontent::{Accepts, Event, Exception, Field, ObjectParser, Source, coerce};

/// The body as the server reads it, not yet checked: how many there are of each.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(super) words: Option<usize>,
    pub(super) merges: usize,
    pub(super) scores: Option<usize>,
}

/// What each version knows of a body.
pub(super) static FIELDS: Fields<Body> = Fields {
    all: &ALL_FIELDS,
    later: &[Later {
        versions: features::VOCABULARY_SCORES,
        is_in: |body| body.scores.is_some(),
    }],
    read: |content, fields| {
        let name = "put_trained_model_vocabulary";
        let read = ObjectParser { name, fields }.read(content);
        read.map(|(body, _)| body)
    },
};

static ALL_FIELDS: [Field<Body>; 3] = [
    Field::<Body>::new("vocabulary", Accepts::StringArray, |body, value, source| {
        body.words = Some(coerce::array(value, source, word)?.len());
        Ok(())
    }),
    Field::<Body>::new("merges", Accepts::StringArray, |body, value, source| {
        body.merges = coerce::array(value, source, word)?.len();
        Ok(())
    }),
    Field::<Body>::new("scores", Accepts::NumberArray, |body, value, source| {
        body.scores = Some(coerce::array(value, source, score)?.len());
        Ok(())
    }),
];

/// Only how many there are counts.
fn word(event: Event<'_>, source: &Source<'_>) -> Result<(), Exception> {
    coerce::text(event, source).map(drop)
}

fn score(event: Event<'_>, source: &Source<'_>) -> Result<(), Exception> {
    coerce::double(event, source).map(drop)
}
