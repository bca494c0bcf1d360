//! The entries of a list inside a document, one after the other, whatever its size.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io::BufRead;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::describe;
use super::tracked::{Tracked, Tracker};
use crate::cli::check::position::Position;

/// Which list, and what of its entries.
#[derive(Clone, Copy)]
pub(crate) struct List {
    /// The names on the way to the list; for each step any of several.
    pub(crate) path: &'static [&'static [&'static str]],
    /// The one member of each entry that matters. The others are not kept, however long they are.
    pub(crate) member: Option<&'static str>,
}

/// An entry, or the member of it that matters.
pub(crate) struct Entry {
    /// From 1 on.
    pub(crate) number: usize,
    /// Nothing if the entry lacks the member.
    json: Option<Box<RawValue>>,
    /// Where it begins.
    pub(crate) position: Position,
}

impl Entry {
    pub(crate) fn json(&self) -> Option<&str> {
        self.json.as_deref().map(RawValue::get)
    }
}

/// Reads the entries of a list.
///
/// # Errors
///
/// Why the rest of the document cannot be read, and where.
pub(crate) fn each_entry(
    input: &mut dyn BufRead,
    list: List,
    on_entry: &mut dyn FnMut(Entry),
) -> Result<(), String> {
    let tracker = Tracker::default();
    let walk = Walk {
        tracker: &tracker,
        list,
        number: Cell::new(0),
        on_entry: RefCell::new(on_entry),
    };
    let mut deserializer = serde_json::Deserializer::from_reader(Tracked::new(input, &tracker));
    let level = Level {
        path: list.path,
        walk: &walk,
    };
    let found = level.deserialize(&mut deserializer);
    match found.and_then(|found| deserializer.end().map(|()| found)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(format!("it has no list of {}", list.name())),
        Err(error) => {
            let (problem, line, column) = (describe(&error), error.line(), error.column());
            Err(match line {
                // Errors of the file itself have no place.
                0 => problem,
                _ => format!("{problem} at line {line} column {column}"),
            })
        }
    }
}

impl List {
    fn name(self) -> String {
        let names = self.path.last().copied().unwrap_or_default();
        names.join(" or ")
    }
}

struct Walk<'w> {
    tracker: &'w Tracker,
    list: List,
    number: Cell<usize>,
    on_entry: RefCell<&'w mut dyn FnMut(Entry)>,
}

impl Walk<'_> {
    fn tell(&self, json: Option<Box<RawValue>>, position: Position) {
        let number = self.number.get();
        let mut on_entry = self.on_entry.borrow_mut();
        on_entry(Entry {
            number,
            json,
            position,
        });
    }
}

/// A value on the way to the list, or the list.
struct Level<'w> {
    path: &'static [&'static [&'static str]],
    walk: &'w Walk<'w>,
}

/// Tells whether the list was there.
impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        match self.path {
            [] => deserializer.deserialize_seq(self),
            _ => deserializer.deserialize_map(self),
        }
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<bool, M::Error> {
        let mut found = false;
        let (names, path) = match self.path {
            [names, path @ ..] => (*names, path),
            [] => (&[][..], self.path),
        };
        while let Some(name) = map.next_key::<String>()? {
            if names.contains(&name.as_str()) {
                let walk = self.walk;
                found |= map.next_value_seed(Level { path, walk })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<bool, S::Error> {
        let walk = self.walk;
        walk.tracker.place_next();
        while list.next_element_seed(Element { walk })?.is_some() {
            walk.tracker.place_next();
        }
        Ok(true)
    }
}

/// One entry of the list.
struct Element<'w> {
    walk: &'w Walk<'w>,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let walk = self.walk;
        walk.number.set(walk.number.get() + 1);
        if walk.list.member.is_some() {
            return deserializer.deserialize_any(self);
        }
        let json = Keep { walk }.deserialize(deserializer)?;
        walk.tell(Some(json), walk.tracker.placed());
        Ok(())
    }
}

/// An entry of which one member matters. What is no object lacks it.
impl<'de> Visitor<'de> for Element<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an entry")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        let walk = self.walk;
        let (mut json, mut position) = (None, walk.tracker.placed());
        while let Some(name) = map.next_key::<String>()? {
            if Some(name.as_str()) == walk.list.member {
                walk.tracker.place_next();
                json = Some(map.next_value_seed(Keep { walk })?);
                position = walk.tracker.placed();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        walk.tell(json, position);
        Ok(())
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<(), S::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.lack();
        Ok(())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        self.lack();
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        self.lack();
        Ok(())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        self.lack();
        Ok(())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        self.lack();
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        self.lack();
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.lack();
        Ok(())
    }
}

impl Element<'_> {
    fn lack(self) {
        self.walk.tell(None, self.walk.tracker.placed());
    }
}

/// A value that is taken into memory as it is.
struct Keep<'w> {
    walk: &'w Walk<'w>,
}

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Box<RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let deserialize = || Box::<RawValue>::deserialize(deserializer);
        self.walk.tracker.while_keeping(deserialize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: List = List {
        path: &[&["log"], &["entries", "items"]],
        member: Some("request"),
    };

    fn read(text: &str, list: List) -> (Vec<String>, Result<(), String>) {
        let mut shown = Vec::new();
        let ended = each_entry(&mut text.as_bytes(), list, &mut |entry| {
            let Position { line, column } = entry.position;
            let json = entry.json.map(|json| json.get().to_owned());
            let json = json.unwrap_or_else(|| "lacks it".to_owned());
            shown.push(format!("{} at {line}:{column}: {json}", entry.number));
        });
        (shown, ended)
    }

    #[test]
    fn entries_come_with_their_number_and_place() {
        let text = r#"{"a":[],"log":{"items":[ {"x":[{}],
"request" : {"é":"é"} }
,4 , null,[1,2],
{"request":null},"é", {}, {"request":5,"y":1}]}}"#;
        let (entries, ended) = read(text, LIST);
        assert_eq!(ended, Ok(()));
        assert_eq!(
            entries,
            [
                r#"1 at 2:13: {"é":"é"}"#,
                "2 at 3:2: lacks it",
                "3 at 3:6: lacks it",
                "4 at 3:11: lacks it",
                "5 at 4:12: null",
                "6 at 4:18: lacks it",
                "7 at 4:23: lacks it",
                "8 at 4:38: 5",
            ]
        );
        let whole = List {
            path: &[],
            member: None,
        };
        let (entries, ended) = read("[1, {\"a\" :[]}\n]\n", whole);
        assert_eq!(ended, Ok(()));
        assert_eq!(entries, ["1 at 1:2: 1", "2 at 1:5: {\"a\" :[]}"]);
    }

    #[test]
    fn what_comes_before_a_defect_is_read() {
        for (text, entries, problem) in [
            ("{}", 0, "it has no list of entries or items"),
            (
                "{\"log\":5}",
                0,
                "it has a value of the wrong type at line 1 column 9",
            ),
            (
                "{\"log\":{\"entries\":[{},{",
                1,
                "EOF while parsing an object at line 1 column 23",
            ),
            (
                "{\"log\":{\"entries\":[{}]}} x",
                1,
                "trailing characters at line 1 column 26",
            ),
        ] {
            let (read, ended) = read(text, LIST);
            assert_eq!(
                (read.len(), ended),
                (entries, Err(problem.to_owned())),
                "{text}"
            );
        }
    }
}
