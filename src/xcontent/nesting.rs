//! What a reader is inside of, for formats whose parsers do not keep the rules of objects
//! themselves.

use super::{Event, Location, SeenNames, SyntaxError};

/// Deeper documents are refused. No documented one has more than two levels.
const DEEPEST: usize = 100;

/// The objects and arrays that are open.
#[derive(Debug, Default)]
pub(super) struct Nesting<'a>(Vec<Container<'a>>);

#[derive(Debug)]
enum Container<'a> {
    Object {
        names: SeenNames<'a>,
        expects_name: bool,
    },
    Array,
}

impl<'a> Nesting<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[cfg(feature = "cbor")]
    pub(super) fn is_in_object(&self) -> bool {
        matches!(self.0.last(), Some(Container::Object { .. }))
    }

    /// Whether the next thing is the name of a field.
    pub(super) fn expects_name(&self) -> bool {
        matches!(
            self.0.last(),
            Some(Container::Object {
                expects_name: true,
                ..
            })
        )
    }

    /// Takes note of a value, the beginning of one, or the end of an object or array; strings where
    /// a name is due become names. What is wrong is Jackson's to say, in every format.
    pub(super) fn place(
        &mut self,
        event: Event<'a>,
        location: Location,
    ) -> Result<Event<'a>, SyntaxError> {
        let placed = match event {
            Event::EndObject | Event::EndArray => {
                self.0.pop();
                Ok(event)
            }
            event if self.expects_name() => self.place_name(event),
            event => self.place_value(event),
        };
        placed.map_err(|text| SyntaxError::new(location, text))
    }

    fn place_value(&mut self, event: Event<'a>) -> Result<Event<'a>, String> {
        if let Some(Container::Object { expects_name, .. }) = self.0.last_mut() {
            *expects_name = true;
        }
        let container = match event {
            Event::StartObject => Container::Object {
                names: SeenNames::new(),
                expects_name: true,
            },
            Event::StartArray => Container::Array,
            event => return Ok(event),
        };
        if self.0.len() >= DEEPEST {
            let text = format!("Document nesting depth exceeds the maximum allowed ({DEEPEST})");
            return Err(text);
        }
        self.0.push(container);
        Ok(event)
    }

    fn place_name(&mut self, event: Event<'a>) -> Result<Event<'a>, String> {
        let name = match event {
            Event::String(name) => name,
            Event::Number(digits) => digits,
            _ => return Err("Unsupported: the name of a field is no string".to_owned()),
        };
        if let Some(Container::Object {
            names,
            expects_name,
        }) = self.0.last_mut()
        {
            if !names.insert(name.clone()) {
                return Err(format!("Duplicate field '{name}'"));
            }
            *expects_name = false;
        }
        Ok(Event::FieldName(name))
    }
}
