//! A pull reader of JSON that stops, complains and counts as Elasticsearch's does.
//!
//! Like the server's it allows comments, refuses duplicate names, reads no further than it is asked
//! to, and knows where every token starts (server-behaviour: Update: parsing of the body). The
//! grammar is here, in the steps that Jackson takes; the [`Scanner`] takes the bytes.

mod complaints;
mod identifier;
mod number;
mod scanner;
mod strings;
mod utf8;
mod word;

use std::mem;

use smallvec::SmallVec;

use super::Text;
use crate::xcontent::{Event, Location, SeenNames, SyntaxError};
use complaints::{HOPE_FOR_COLON, HOPE_FOR_NAME};
use scanner::{Mark, Scanner};

/// An object or array that is still open.
struct Container<'a> {
    /// The names of an object; an array has none.
    names: Option<SeenNames<'a>>,
    start: Mark,
    has_entries: bool,
}

impl Container<'_> {
    fn kind(&self) -> &'static str {
        match self.names {
            Some(_) => "Object",
            None => "Array",
        }
    }
}

const FIELD_NAME: &str = "FIELD_NAME";

/// A value as far as it is read together with its name: strings, objects and arrays no further than
/// their first byte.
#[derive(Clone, Copy)]
enum Value<'a> {
    Object,
    Array,
    String,
    Number(&'a str),
    Boolean(bool),
    Null,
}

/// Reads a document one [`Event`] at a time.
pub(crate) struct Reader<'a> {
    scanner: Scanner<'a>,
    open: SmallVec<[Container<'a>; 2]>,
    /// The value that belongs to the name that was told last.
    ahead: Option<Value<'a>>,
    /// What is wrong with the string that was told last.
    defect: Option<SyntaxError>,
    name_start: Mark,
    value_start: Option<Mark>,
    is_at_end: bool,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(text: Text<'a>) -> Self {
        let scanner = Scanner::new(text);
        Self {
            name_start: scanner.mark(),
            scanner,
            open: SmallVec::new(),
            ahead: None,
            defect: None,
            value_start: None,
            is_at_end: false,
        }
    }

    /// Where the event that was read last begins.
    pub(crate) fn location(&self) -> Location {
        let mark = match self.scanner.token {
            FIELD_NAME => Some(self.name_start),
            _ => self.value_start,
        };
        mark.map_or(Location::BEFORE_TEXT, |mark| self.scanner.location(mark))
    }

    /// A complaint of the value that was read last, which is noticed behind it.
    pub(crate) fn complaint(&self, text: String) -> SyntaxError {
        self.scanner.malformed_here(text)
    }

    /// The next event, or nothing after the end of the document and in a document without content.
    ///
    /// Whatever follows the document is not looked at, as in the server.
    pub(crate) fn next(&mut self) -> Result<Option<Event<'a>>, SyntaxError> {
        if let Some(value) = self.ahead.take() {
            return Ok(Some(self.tell(value)));
        }
        if let Some(defect) = &self.defect {
            return Err(defect.clone());
        }
        if self.is_at_end {
            return Ok(None);
        }
        match self.scanner.significant()? {
            None => self.end_of_text(),
            Some(byte @ (b']' | b'}')) => self.close(byte).map(Some),
            Some(byte) => self.entry(byte).map(Some),
        }
    }

    fn end_of_text(&self) -> Result<Option<Event<'a>>, SyntaxError> {
        match self.open.last() {
            None => Ok(None),
            Some(container) => {
                let kind = container.kind();
                Err(self.scanner.ends_unclosed(kind, container.start))
            }
        }
    }

    fn close(&mut self, byte: u8) -> Result<Event<'a>, SyntaxError> {
        self.value_start = Some(self.scanner.mark_of_last());
        let (kind, event, markers) = match byte {
            b'}' => ("Object", Event::EndObject, ('}', ']')),
            _ => ("Array", Event::EndArray, (']', '}')),
        };
        let innermost = self.open.last();
        let open = innermost.map_or("root", Container::kind);
        if open != kind {
            let start = innermost.map(|container| container.start);
            return Err(self.scanner.unexpected_close(markers, open, start));
        }
        self.open.pop();
        Ok(self.told(event))
    }

    /// A member of an object, an element of an array, or the document itself.
    fn entry(&mut self, first: u8) -> Result<Event<'a>, SyntaxError> {
        let first = self.behind_comma(first)?;
        if self.is_in_object() {
            return self.member(first);
        }
        self.value_start = Some(self.scanner.mark_of_last());
        let value = self.value(first)?;
        Ok(self.tell(value))
    }

    /// Goes on behind the comma, if there has to be one.
    fn behind_comma(&mut self, byte: u8) -> Result<u8, SyntaxError> {
        let Some(container) = self.open.last_mut() else {
            return Ok(byte);
        };
        let kind = container.kind();
        if !mem::replace(&mut container.has_entries, true) {
            return Ok(byte);
        }
        if byte != b',' {
            let hope = format!("was expecting comma to separate {kind} entries");
            return Err(self.scanner.unexpected(byte, &hope));
        }
        let next = self.scanner.significant()?;
        // That the text ends here is no exception of its own.
        next.ok_or_else(|| {
            let text = format!("Unexpected end-of-input within/between {kind} entries");
            self.scanner.malformed_here(text)
        })
    }

    /// A name, and what can be known of its value.
    fn member(&mut self, first: u8) -> Result<Event<'a>, SyntaxError> {
        self.name_start = self.scanner.mark_of_last();
        if first != b'"' {
            let character = self.scanner.character(first)?;
            let code = utf8::unit(character).into();
            return Err(self.scanner.unexpected_code(code, HOPE_FOR_NAME));
        }
        let name = self.scanner.name()?;
        let names = self.open.last_mut().and_then(|open| open.names.as_mut());
        if !names.is_none_or(|names| names.insert(name.clone())) {
            let text = format!("Duplicate field '{name}'");
            return Err(self.scanner.malformed_here(text));
        }
        self.scanner.token = FIELD_NAME;
        let first = self.behind_colon()?;
        self.value_start = Some(self.scanner.mark_of_last());
        self.ahead = Some(self.value(first)?);
        Ok(Event::FieldName(name))
    }

    fn behind_colon(&mut self) -> Result<u8, SyntaxError> {
        let mut has_colon = false;
        while let Some(byte) = self.scanner.significant()? {
            match byte {
                _ if has_colon => return Ok(byte),
                b':' => has_colon = true,
                _ => return Err(self.scanner.unexpected(byte, HOPE_FOR_COLON)),
            }
        }
        Err(self.scanner.ends(" within/between Object entries"))
    }

    /// A value, of which the first byte was taken already.
    fn value(&mut self, first: u8) -> Result<Value<'a>, SyntaxError> {
        let innermost = self.open.last();
        let scanner = &mut self.scanner;
        Ok(match first {
            b'"' => Value::String,
            b'{' => Value::Object,
            b'[' => Value::Array,
            b't' => scanner.literal("true", 1).map(|()| Value::Boolean(true))?,
            b'f' => scanner
                .literal("false", 1)
                .map(|()| Value::Boolean(false))?,
            b'n' => scanner.literal("null", 1).map(|()| Value::Null)?,
            b'-' | b'0'..=b'9' => {
                let digits = scanner.number(first)?;
                if innermost.is_none() {
                    scanner.space_behind_number()?;
                }
                Value::Number(digits)
            }
            _ => {
                let is_in_array = innermost.is_some_and(|container| container.names.is_none());
                return Err(scanner.no_value(first, is_in_array));
            }
        })
    }

    /// Makes an event of a value, and goes on inside of it or behind it.
    fn tell(&mut self, value: Value<'a>) -> Event<'a> {
        let event = match value {
            Value::Object => return self.open(Event::StartObject, Some(SeenNames::new())),
            Value::Array => return self.open(Event::StartArray, None),
            Value::String => return self.string(),
            Value::Number(digits) => Event::Number(digits.into()),
            Value::Boolean(value) => Event::Boolean(value),
            Value::Null => Event::Null,
        };
        self.told(event)
    }

    fn open(&mut self, event: Event<'a>, names: Option<SeenNames<'a>>) -> Event<'a> {
        self.open.push(Container {
            names,
            start: self.value_start.unwrap_or(self.name_start),
            has_entries: false,
        });
        self.told(event)
    }

    /// That it is a string is told before its text is read, so that what is wrong with the text
    /// comes after what the token is refused for.
    fn string(&mut self) -> Event<'a> {
        self.scanner.token = "VALUE_STRING";
        let event = match self.scanner.string() {
            Ok(text) => Event::String(text),
            Err(defect) => {
                self.defect = Some(defect.clone());
                Event::Unreadable(Box::new(defect))
            }
        };
        self.told(event)
    }

    fn told(&mut self, event: Event<'a>) -> Event<'a> {
        self.scanner.token = token_name(&event);
        self.is_at_end = self.open.is_empty();
        event
    }

    fn is_in_object(&self) -> bool {
        let innermost = self.open.last();
        innermost.is_some_and(|container| container.names.is_some())
    }
}

/// Jackson's name for a token, which says more than the server's does.
fn token_name(event: &Event<'_>) -> &'static str {
    match event {
        Event::Number(digits) if digits.contains(['.', 'e', 'E']) => "VALUE_NUMBER_FLOAT",
        Event::Number(_) => "VALUE_NUMBER_INT",
        Event::Boolean(true) => "VALUE_TRUE",
        Event::Boolean(false) => "VALUE_FALSE",
        event => event.token_name(),
    }
}

#[cfg(test)]
mod harmed;
#[cfg(test)]
mod tests;
