//! Objects of a request body, read field by field as the server's object parser does
//! (server-behaviour: Update: parsing of the body).

use super::{Content, Event, Exception, Source};
use crate::text::suggest;

/// An object that a request body may hold: its name in messages, and its fields.
pub(crate) struct ObjectParser<T: 'static> {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field<T>],
}

/// One field: what it is called, which tokens it takes, and where its value goes.
pub(crate) struct Field<T> {
    pub(crate) name: &'static str,
    /// A former name, still accepted, with a warning.
    pub(crate) deprecated_name: Option<&'static str>,
    pub(crate) accepts: Accepts,
    pub(crate) read: fn(&mut T, Event<'_>, &mut Source<'_>) -> Result<(), Exception>,
}

/// Which tokens a field takes.
#[derive(Clone, Copy)]
pub(crate) enum Accepts {
    Integer,
    IntegerOrNull,
    Boolean,
    String,
    Object,
    ObjectOrNull,
    /// An array, or an object that stands for an array of one.
    ObjectArray,
    /// An array, or a string that stands for an array of one.
    StringArray,
    /// An array, or a number or string that stands for an array of one.
    NumberArray,
}

impl Accepts {
    fn takes(self, event: &Event<'_>) -> bool {
        match event {
            Event::Number(_) => {
                matches!(
                    self,
                    Self::Integer | Self::IntegerOrNull | Self::NumberArray
                )
            }
            Event::String(_) | Event::Unreadable(_) => matches!(
                self,
                Self::Integer
                    | Self::IntegerOrNull
                    | Self::Boolean
                    | Self::String
                    | Self::StringArray
                    | Self::NumberArray
            ),
            Event::Boolean(_) => matches!(self, Self::Boolean),
            Event::Null => matches!(self, Self::IntegerOrNull | Self::ObjectOrNull),
            Event::StartObject => {
                matches!(self, Self::Object | Self::ObjectOrNull | Self::ObjectArray)
            }
            Event::StartArray => {
                matches!(
                    self,
                    Self::ObjectArray | Self::StringArray | Self::NumberArray
                )
            }
            _ => false,
        }
    }
}

impl<T: Default> ObjectParser<T> {
    /// Reads a whole document that has to be this object; and tells what is to be warned of.
    pub(crate) fn read(&self, content: &Content<'_>) -> Result<(T, Vec<String>), Exception> {
        let (mut target, mut warnings) = (T::default(), Vec::new());
        self.read_document(&mut target, &mut Source::new(content), &mut warnings)?;
        Ok((target, warnings))
    }
}

impl<T> ObjectParser<T> {
    /// Reads a whole document that has to be this object.
    pub(crate) fn read_document(
        &self,
        target: &mut T,
        reader: &mut Source<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<(), Exception> {
        // What is wrong with a string comes before that it is no object.
        let first = reader.next()?.map(Event::readable).transpose()?;
        if first != Some(Event::StartObject) {
            let found = first.as_ref().map_or("null", Event::token_name);
            return Err(self.error(reader, &format!("Expected START_OBJECT but was: {found}")));
        }
        self.read_fields(target, reader, warnings)
    }

    /// Reads the fields of an object whose opening brace was read already.
    ///
    /// The first field that cannot be taken ends the reading. An unknown one is noticed only after
    /// the first token of its value was read, so a syntax error there comes first.
    pub(crate) fn read_fields(
        &self,
        target: &mut T,
        reader: &mut Source<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<(), Exception> {
        while let Some(Event::FieldName(name)) = reader.next()? {
            let name_at = reader.location();
            let value = reader.next()?.unwrap_or(Event::Null);
            let Some(field) = self.fields.iter().find(|field| field.is_called(&name)) else {
                let reason = format!("[{}] unknown field [{name}]{}", self.name, self.hint(&name));
                let exception = Exception::content_parse(name_at, reason);
                return Err(exception.named("unknown_field"));
            };
            if name != field.name {
                warnings.push(format!(
                    "[{}]{name_at} Deprecated field [{name}] used, expected [{}] instead",
                    self.name, field.name
                ));
            }
            if !field.accepts.takes(&value) {
                return Err(self.error(
                    reader,
                    &format!(
                        "{name} doesn't support values of type: {}",
                        value.token_name()
                    ),
                ));
            }
            let value = value.readable().map_err(Exception::from);
            let read = value.and_then(|value| (field.read)(target, value, reader));
            read.map_err(|cause| {
                self.error(reader, &format!("failed to parse field [{name}]"))
                    .caused_by(cause)
            })?;
        }
        Ok(())
    }

    fn error(&self, reader: &Source<'_>, reason: &str) -> Exception {
        Exception::content_parse(reader.location(), format!("[{}] {reason}", self.name))
    }

    fn hint(&self, name: &str) -> String {
        let known = self
            .fields
            .iter()
            .flat_map(|field| std::iter::once(field.name).chain(field.deprecated_name));
        match suggest::similar(name, known).as_slice() {
            [] => String::new(),
            [one] => format!(" did you mean [{one}]?"),
            several => format!(" did you mean any of [{}]?", several.join(", ")),
        }
    }
}

impl<T> Field<T> {
    pub(crate) const fn new(
        name: &'static str,
        accepts: Accepts,
        read: fn(&mut T, Event<'_>, &mut Source<'_>) -> Result<(), Exception>,
    ) -> Self {
        Self {
            name,
            deprecated_name: None,
            accepts,
            read,
        }
    }

    /// Known by that name too, which is a former one.
    pub(crate) const fn formerly(mut self, name: &'static str) -> Self {
        self.deprecated_name = Some(name);
        self
    }

    fn is_called(&self, name: &str) -> bool {
        name == self.name || self.deprecated_name == Some(name)
    }
}
