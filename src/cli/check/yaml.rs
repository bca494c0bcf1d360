//! YAML with places.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span as Extent};

use super::position::{Position, Span};

/// The scanner takes a collection between brackets into memory before it tells of it, at a hundred
/// bytes and more for each character.
const LONGEST_TEXT: usize = 32 << 20;

/// What a directive says about tags is copied for each tag.
const LONGEST_DIRECTIVE: usize = 1024;

/// As deep as JSON may be for `serde_json`.
const DEEPEST: usize = 128;

/// A document of a text.
pub(super) struct Document {
    /// With the directives in front of it.
    pub(super) range: Range<usize>,
    pub(super) root: Rc<Node>,
}

/// A value. Aliases lead to the same one, so no text becomes longer than it is.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) position: Position,
    pub(super) range: Range<usize>,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Null,
    Text(String),
    /// In base64.
    Binary(String),
    List(Vec<Rc<Node>>),
    Map(Vec<(Rc<Node>, Rc<Node>)>),
}

impl Node {
    /// What a map has under a name, and the name itself.
    pub(super) fn member(&self, name: &str) -> Option<(&Node, &Node)> {
        let Content::Map(members) = &self.content else {
            return None;
        };
        let is_called = |(key, _): &&(Rc<Node>, Rc<Node>)| key.text() == Some(name);
        let (key, value) = members.iter().rfind(is_called)?;
        Some((key, value))
    }

    pub(super) fn get(&self, name: &str) -> Option<&Node> {
        self.member(name).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Where a node inside this one stands in the text that both are of. An alias stands elsewhere.
    pub(super) fn span_of(&self, inner: &Self, text: &str) -> Span {
        let whole = &text[self.range.clone()];
        let start = inner.range.start.checked_sub(self.range.start);
        let range = start.map(|start| start..start + text[inner.range.clone()].trim_end().len());
        let span = range.and_then(|range| Span::of(whole, self.position, &range));
        span.unwrap_or_else(|| Span::at(inner.position))
    }

    /// What one segment of a JSON Pointer leads to: name and value, which are the same in a list.
    fn step(&self, segment: &str) -> Option<(&Node, &Node)> {
        if let Content::List(elements) = &self.content {
            let element = elements.get(segment.parse::<usize>().ok()?)?;
            return Some((element, element));
        }
        self.member(&segment.replace("~1", "/").replace("~0", "~"))
    }

    /// What a JSON Pointer leads to: a name, if it is wrong that there is a member, or a value.
    pub(super) fn locate(&self, pointer: &str, is_about_name: bool) -> Option<&Self> {
        let mut found = (self, self);
        for segment in pointer.split('/').skip(1) {
            found = found.1.step(segment)?;
        }
        let (name, value) = found;
        Some(if is_about_name { name } else { value })
    }
}

/// Reads all documents of a text.
///
/// # Errors
///
/// Why it cannot be read, and where. The documents in front of that place are lost.
pub(super) fn parse(text: &str) -> Result<Vec<Document>, String> {
    let is_too_long = |line: &str| line.starts_with('%') && line.len() > LONGEST_DIRECTIVE;
    if text.len() > LONGEST_TEXT {
        return Err("it is longer than 32 MiB".to_owned());
    }
    if text.split(['\n', '\r']).any(is_too_long) {
        return Err("it has a directive of more than 1024 bytes".to_owned());
    }
    let mut loader = Loader::new(text);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let Position { line, column } = position(error.marker());
            format!("{} at line {line} column {column}", error.info())
        })?;
        loader.take(event, span)?;
    }
    Ok(loader.documents)
}

fn position(marker: &Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

/// Makes nodes of events.
struct Loader<'t> {
    offsets: Offsets<'t>,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    root: Option<Rc<Node>>,
    /// Where the next document begins.
    start: usize,
    documents: Vec<Document>,
}

/// A collection whose end has not come.
struct Open {
    start: Marker,
    anchor: usize,
    is_map: bool,
    children: Vec<Rc<Node>>,
}

impl<'t> Loader<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            offsets: Offsets {
                text,
                index: 0,
                byte: 0,
            },
            open: Vec::new(),
            anchors: HashMap::new(),
            root: None,
            start: 0,
            documents: Vec::new(),
        }
    }

    fn take(&mut self, event: Event<'_>, span: Extent) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_ref().map(|tag| tag.suffix.as_str());
                let content = scalar(text.into_owned(), style, tag);
                self.add(span, anchor, content);
            }
            Event::SequenceStart(anchor, _) => self.open(span, anchor, false)?,
            Event::MappingStart(anchor, _) => self.open(span, anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => self.close(&span),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.place(node),
                None => self.add(span, 0, Content::Null),
            },
            Event::DocumentEnd => {
                let end = self.offsets.of(&span.end);
                let root = self.root.take();
                let range = self.start..end;
                self.documents
                    .extend(root.map(|root| Document { range, root }));
                self.start = end;
                self.anchors.clear();
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) => {}
        }
        Ok(())
    }

    fn open(&mut self, span: Extent, anchor: usize, is_map: bool) -> Result<(), String> {
        if self.open.len() == DEEPEST {
            return Err(format!("it is nested deeper than {DEEPEST} levels"));
        }
        self.open.push(Open {
            start: span.start,
            anchor,
            is_map,
            children: Vec::new(),
        });
        Ok(())
    }

    fn close(&mut self, span: &Extent) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        let mut children = closed.children.into_iter();
        let content = if closed.is_map {
            let pairs = std::iter::from_fn(|| Some((children.next()?, children.next()?)));
            Content::Map(pairs.collect())
        } else {
            Content::List(children.collect())
        };
        let span = Extent::new(closed.start, span.end);
        self.add(span, closed.anchor, content);
    }

    fn add(&mut self, span: Extent, anchor: usize, content: Content) {
        let range = self.offsets.of(&span.start)..self.offsets.of(&span.end);
        let position = position(&span.start);
        let node = Rc::new(Node {
            position,
            range,
            content,
        });
        if anchor != 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.place(node);
    }

    fn place(&mut self, node: Rc<Node>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.root = Some(node),
        }
    }
}

fn scalar(text: String, style: ScalarStyle, tag: Option<&str>) -> Content {
    const NULLS: [&str; 5] = ["", "~", "null", "Null", "NULL"];
    match tag {
        Some("binary") => Content::Binary(text),
        None if style == ScalarStyle::Plain && NULLS.contains(&text.as_str()) => Content::Null,
        _ => Content::Text(text),
    }
}

/// From numbers of characters to bytes. Those that are asked for are close to one another.
struct Offsets<'t> {
    text: &'t str,
    index: usize,
    byte: usize,
}

impl Offsets<'_> {
    fn of(&mut self, marker: &Marker) -> usize {
        while self.index < marker.index() {
            let Some(c) = self.text[self.byte..].chars().next() else {
                break;
            };
            self.byte += c.len_utf8();
            self.index += 1;
        }
        while self.index > marker.index() {
            let Some(c) = self.text[..self.byte].chars().next_back() else {
                break;
            };
            self.byte -= c.len_utf8();
            self.index -= 1;
        }
        self.byte
    }
}
