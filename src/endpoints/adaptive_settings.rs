//! Settings of adaptive allocations in the bodies of starts and updates
//! (server-behaviour: Update: body fields).

use crate::model::AdaptiveAllocations;
use crate::xcontent::{Accepts, Event, Exception, Field, ObjectParser, Source, coerce};

/// Reads settings whose opening brace was read already.
pub(super) fn read(source: &mut Source<'_>) -> Result<AdaptiveAllocations, Exception> {
    let mut settings = AdaptiveAllocations::default();
    ADAPTIVE_ALLOCATIONS.read_fields(&mut settings, source, &mut Vec::new())?;
    Ok(settings)
}

const ADAPTIVE_ALLOCATIONS: ObjectParser<AdaptiveAllocations> = ObjectParser {
    name: "autoscaling_settings",
    fields: &[
        Field {
            name: "enabled",
            deprecated_name: None,
            accepts: Accepts::Boolean,
            read: |settings, value, _| {
                settings.enabled = Some(coerce::boolean(&value)?);
                Ok(())
            },
        },
        Field {
            name: "min_number_of_allocations",
            deprecated_name: None,
            accepts: Accepts::IntegerOrNull,
            read: |settings, value, reader| {
                settings.min = Some(bound(&value, reader)?);
                Ok(())
            },
        },
        Field {
            name: "max_number_of_allocations",
            deprecated_name: None,
            accepts: Accepts::IntegerOrNull,
            read: |settings, value, reader| {
                settings.max = Some(bound(&value, reader)?);
                Ok(())
            },
        },
    ],
};

/// A bound, where `null` is the same as [`AdaptiveAllocations::UNSET`].
fn bound(value: &Event<'_>, reader: &Source<'_>) -> Result<i32, Exception> {
    match value {
        Event::Null => Ok(AdaptiveAllocations::UNSET),
        value => coerce::integer(value, reader),
    }
}
