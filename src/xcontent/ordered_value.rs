//! A document that remembers the order of its members and how its numbers were written.

use std::borrow::Cow;

use super::Event;
use crate::text::{is_credential, redact};

/// What stands in the place of a credential.
const HIDDEN: &str = "***";

/// An answer, or a part of one: as it is made, or taken apart so that parts of it can be left out.
/// Each format writes it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OrderedValue<'a> {
    Object(Vec<(Cow<'a, str>, OrderedValue<'a>)>),
    Array(Vec<OrderedValue<'a>>),
    String(Cow<'a, str>),
    Number(Cow<'a, str>),
    Boolean(bool),
    Null,
}

impl<'a> OrderedValue<'a> {
    pub(crate) fn object(members: impl IntoIterator<Item = (&'a str, Self)>) -> Self {
        let members = members.into_iter();
        Self::Object(members.map(|(name, value)| (name.into(), value)).collect())
    }

    /// The member of an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        let Self::Object(members) = self else {
            return None;
        };
        let found = members.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value)
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(crate) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }

    pub(crate) fn elements(&self) -> &[Self] {
        match self {
            Self::Array(values) => values,
            _ => &[],
        }
    }

    /// A number that is written with a point, as Java's doubles are.
    pub(crate) fn double(number: f64) -> Self {
        Self::Number(format!("{number:?}").into())
    }

    /// The same without what is named as credentials are, and without credentials in its texts.
    pub(crate) fn without_credentials(self) -> Self {
        match self {
            Self::Object(members) => {
                let members = members.into_iter().map(|(name, value)| {
                    let value = match is_credential(&name) {
                        true => Self::from(HIDDEN),
                        false => value.without_credentials(),
                    };
                    (name, value)
                });
                Self::Object(members.collect())
            }
            Self::Array(values) => {
                let values = values.into_iter().map(Self::without_credentials);
                Self::Array(values.collect())
            }
            Self::String(text) => match redact(&text) {
                Cow::Owned(shown) => Self::from(shown),
                Cow::Borrowed(_) => Self::String(text),
            },
            plain => plain,
        }
    }

    /// The document that events tell of. Nothing if there are none.
    pub(super) fn from_events(next: &mut impl FnMut() -> Option<Event<'a>>) -> Option<Self> {
        next().map(|first| build(first, next))
    }
}

impl<'a> From<&'a str> for OrderedValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::String(text.into())
    }
}

impl From<String> for OrderedValue<'_> {
    fn from(text: String) -> Self {
        Self::String(text.into())
    }
}

impl From<u64> for OrderedValue<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl From<i32> for OrderedValue<'_> {
    fn from(number: i32) -> Self {
        Self::Number(number.to_string().into())
    }
}

impl<'a> FromIterator<OrderedValue<'a>> for OrderedValue<'a> {
    fn from_iter<I: IntoIterator<Item = Self>>(values: I) -> Self {
        Self::Array(values.into_iter().collect())
    }
}

impl From<bool> for OrderedValue<'_> {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

fn build<'a>(event: Event<'a>, next: &mut impl FnMut() -> Option<Event<'a>>) -> OrderedValue<'a> {
    match event {
        Event::StartObject => {
            let mut members = Vec::new();
            while let Some(Event::FieldName(name)) = next() {
                let value = OrderedValue::from_events(next).unwrap_or(OrderedValue::Null);
                members.push((name, value));
            }
            OrderedValue::Object(members)
        }
        Event::StartArray => {
            let mut values = Vec::new();
            while let Some(event) = next().filter(|event| *event != Event::EndArray) {
                values.push(build(event, next));
            }
            OrderedValue::Array(values)
        }
        Event::String(text) | Event::FieldName(text) | Event::Embedded(text) => {
            OrderedValue::String(text)
        }
        Event::Number(digits) => OrderedValue::Number(digits),
        Event::Boolean(value) => OrderedValue::Boolean(value),
        Event::Null | Event::EndObject | Event::EndArray | Event::Unreadable(_) => {
            OrderedValue::Null
        }
    }
}
