//! What the server makes of the body of a start (server-behaviour: Start: request).

use super::words;
use crate::endpoints::adaptive_settings;
use crate::endpoints::body::{Fields, Later};
use crate::model::{AdaptiveAllocations, AllocationState, Priority, features};
use crate::xcontent::{Accepts, Content, Event, Exception, Field, ObjectParser, coerce};

/// The body of a start request as the server reads it, not yet checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Body {
    pub(super) model_id: Option<String>,
    pub(super) timeout: Option<String>,
    pub(super) wait_for: Option<AllocationState>,
    pub(super) threads_per_allocation: Option<i32>,
    pub(super) number_of_allocations: Option<i32>,
    pub(super) queue_capacity: Option<i32>,
    pub(super) cache_size: Option<String>,
    pub(super) priority: Option<Priority>,
    pub(super) adaptive_allocations: Option<AdaptiveAllocations>,
    pub(super) warnings: Vec<String>,
}

/// The name of the parser is that of the action.
pub(super) const NAME: &str = "cluster:admin/xpack/ml/trained_models/deployment/start";

/// What each version knows of a body. Only the settings are documented.
pub(super) static FIELDS: Fields<Body> = Fields {
    all: &ALL_FIELDS,
    later: &[
        Later {
            versions: features::PRIORITY,
            is_in: |_| false,
        },
        Later {
            versions: features::DEPLOYMENT_ID,
            is_in: |_| false,
        },
        Later {
            versions: features::ADAPTIVE_ALLOCATIONS,
            is_in: |body| body.adaptive_allocations.is_some(),
        },
    ],
    read: Body::read,
};

static ALL_FIELDS: [Field<Body>; 10] = [
    Field::<Body>::new("model_id", Accepts::String, |body, value, _| {
        body.model_id = value.into_string();
        Ok(())
    }),
    Field::<Body>::new("timeout", Accepts::String, |body, value, _| {
        body.timeout = value.into_string();
        Ok(())
    }),
    Field::<Body>::new("wait_for", Accepts::String, |body, value, _| {
        let word = value.into_string().unwrap_or_default();
        body.wait_for = Some(words::wait_for(&word)?);
        Ok(())
    }),
    Field::<Body>::new(
        "threads_per_allocation",
        Accepts::Integer,
        |body, value, source| {
            body.threads_per_allocation = Some(coerce::integer(&value, source)?);
            Ok(())
        },
    )
    .formerly("inference_threads"),
    Field::<Body>::new(
        "number_of_allocations",
        Accepts::Integer,
        |body, value, source| {
            body.number_of_allocations = Some(coerce::integer(&value, source)?);
            Ok(())
        },
    )
    .formerly("model_threads"),
    Field::<Body>::new("queue_capacity", Accepts::Integer, |body, value, source| {
        body.queue_capacity = Some(coerce::integer(&value, source)?);
        Ok(())
    }),
    Field::<Body>::new("cache_size", Accepts::String, |body, value, _| {
        let size = value.into_string().unwrap_or_default();
        words::refuse_unless_size(&size)?;
        body.cache_size = Some(size);
        Ok(())
    }),
    Field::<Body>::new("priority", Accepts::String, |body, value, _| {
        let word = value.into_string().unwrap_or_default();
        body.priority = Some(words::priority(&word)?);
        Ok(())
    }),
    // It takes one, and goes by that of path and query.
    Field::<Body>::new("deployment_id", Accepts::String, |_, _, _| Ok(())),
    Field::<Body>::new(
        "adaptive_allocations",
        Accepts::ObjectOrNull,
        |body, value, source| {
            body.adaptive_allocations = match value {
                Event::Null => None,
                _ => Some(adaptive_settings::read(source)?),
            };
            Ok(())
        },
    ),
];

impl Body {
    /// Reads a body, or says why a server that knows these fields would not.
    fn read(content: &Content<'_>, fields: &'static [Field<Self>]) -> Result<Self, Exception> {
        let (mut body, warnings) = ObjectParser { name: NAME, fields }.read(content)?;
        body.warnings = warnings;
        Ok(body)
    }
}
