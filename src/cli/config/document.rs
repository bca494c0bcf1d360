//! A TOML file as a JSON document, and where in the file each value is.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Number, Value};
use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::part::below;
use super::problem::Problem;

/// A file that was read, whatever it may say.
pub(super) struct Document {
    pub(super) value: Value,
    pub(super) places: Places,
}

/// Where everything is in the file.
#[derive(Default)]
pub(super) struct Places {
    /// By JSON Pointer.
    values: HashMap<String, Place>,
    /// Keys and strings, which may have a `#` in them.
    texts: Vec<Range<usize>>,
}

struct Place {
    value: Range<usize>,
    /// The key in front of it. Elements of arrays have none.
    key: Option<Range<usize>>,
}

impl Document {
    /// Reads a file, or says everything that makes it no TOML.
    pub(super) fn read(text: &str) -> Result<Self, Vec<Problem>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let problem = |error: &toml::de::Error| {
                let place = error.span().unwrap_or_default();
                let message = in_words(error.message(), &text[place.start.min(text.len())..]);
                Problem { place, message }
            };
            return Err(errors.iter().map(problem).collect());
        }
        let mut places = Places::default();
        let (span, table) = (table.span(), table.into_inner());
        places.put("", span, None);
        let value = table_of("", &table, &mut places);
        Ok(Self { value, places })
    }
}

/// What the parser says, in plain words where its own are not. `rest` begins where it gave up.
fn in_words(message: &str, rest: &str) -> String {
    let is_unquoted = message.starts_with("string values must be quoted");
    let words = match rest.chars().next() {
        None | Some('\r' | '\n') if is_unquoted => "a value is missing",
        _ if is_unquoted => "a text has to be in quotes",
        _ => message,
    };
    words.to_owned()
}

impl Places {
    fn put(&mut self, pointer: &str, value: Range<usize>, key: Option<Range<usize>>) {
        self.texts.extend(key.clone());
        self.values.insert(pointer.to_owned(), Place { value, key });
    }

    /// The value, or what is nearest to it if there is none of that pointer.
    pub(super) fn of_value(&self, pointer: &str) -> Range<usize> {
        self.nearest(pointer).value.clone()
    }

    /// The key of a value, or the value itself if it has none.
    pub(super) fn of_key(&self, pointer: &str) -> Range<usize> {
        let place = self.nearest(pointer);
        place.key.as_ref().unwrap_or(&place.value).clone()
    }

    /// Whether the place is within a key or a string.
    pub(super) fn is_in_text(&self, place: usize) -> bool {
        self.texts.iter().any(|text| text.contains(&place))
    }

    fn nearest(&self, pointer: &str) -> &Place {
        static NOWHERE: Place = Place {
            value: 0..0,
            key: None,
        };
        match (self.values.get(pointer), pointer.rsplit_once('/')) {
            (Some(place), _) => place,
            (None, Some((above, _))) => self.nearest(above),
            (None, None) => &NOWHERE,
        }
    }
}

fn table_of(pointer: &str, table: &DeTable<'_>, places: &mut Places) -> Value {
    let member = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let name: &str = AsRef::<std::borrow::Cow<'_, str>>::as_ref(key);
        let pointer = below(pointer, name);
        places.put(&pointer, value.span(), Some(key.span()));
        (name.to_owned(), value_of(&pointer, value, places))
    };
    Value::Object(table.iter().map(member).collect())
}

fn value_of(pointer: &str, value: &Spanned<DeValue<'_>>, places: &mut Places) -> Value {
    match value.get_ref() {
        DeValue::String(text) => {
            places.texts.push(value.span());
            Value::from(text.as_ref())
        }
        DeValue::Integer(number) => integer_of(number),
        DeValue::Float(number) => float_of(number.as_str()),
        DeValue::Boolean(truth) => Value::from(*truth),
        DeValue::Datetime(moment) => Value::from(moment.to_string()),
        DeValue::Table(table) => table_of(pointer, table, places),
        DeValue::Array(elements) => {
            let element = |(index, element): (usize, &Spanned<DeValue<'_>>)| {
                let pointer = format!("{pointer}/{index}");
                places.put(&pointer, element.span(), None);
                value_of(&pointer, element, places)
            };
            elements.iter().enumerate().map(element).collect()
        }
    }
}

/// One that is too large for an integer stays too large.
fn integer_of(number: &DeInteger<'_>) -> Value {
    let (text, radix) = (number.as_str(), number.radix());
    let signed = i64::from_str_radix(text, radix).map(Value::from);
    let number = signed.or_else(|_| u64::from_str_radix(text, radix).map(Value::from));
    number.unwrap_or_else(|_| float_of(text))
}

/// Infinities, and what is no number, are none in JSON.
fn float_of(text: &str) -> Value {
    let number = text.parse().ok().and_then(Number::from_f64);
    number.map_or_else(|| Value::from(text), Value::from)
}
