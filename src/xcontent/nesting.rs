//! What a reader is inside of, for formats whose parsers do not keep the rules of objects
//! themselves.

use super::{Event, SeenNames};

/// Deeper documents are refused. No documented one has more than two levels.
const DEEPEST: usize = 100;

/// Why an event cannot be where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misplaced {
    TooDeep,
    Duplicate(String),
    NameIsNoString,
}

impl Misplaced {
    pub(super) fn text(&self) -> String {
        match self {
            Self::TooDeep => {
                format!("Document nesting depth exceeds the maximum allowed ({DEEPEST})")
            }
            Self::Duplicate(name) => format!("Duplicate field '{name}'"),
            Self::NameIsNoString => "Unsupported: the name of a field is no string".to_owned(),
        }
    }
}

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
    /// a name is due become names.
    pub(super) fn place(&mut self, event: Event<'a>) -> Result<Event<'a>, Misplaced> {
        match event {
            Event::EndObject | Event::EndArray => {
                self.0.pop();
                return Ok(event);
            }
            event if self.expects_name() => return self.place_name(event),
            _ => {}
        }
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
            return Err(Misplaced::TooDeep);
        }
        self.0.push(container);
        Ok(event)
    }

    fn place_name(&mut self, event: Event<'a>) -> Result<Event<'a>, Misplaced> {
        let name = match event {
            Event::String(name) => name,
            Event::Number(digits) => digits,
            _ => return Err(Misplaced::NameIsNoString),
        };
        if let Some(Container::Object {
            names,
            expects_name,
        }) = self.0.last_mut()
        {
            if !names.insert(name.clone()) {
                return Err(Misplaced::Duplicate(name.into_owned()));
            }
            *expects_name = false;
        }
        Ok(Event::FieldName(name))
    }
}
