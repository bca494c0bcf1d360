//! HTTP archives, as browsers, proxies and test runners write them.

use std::path::{Component, Path};

use jsonc_parser::tokens::Token;
use serde::Deserialize;

use super::recorded::{RecordedBody, no_request, parse};
use super::{Evidence, Kind};
use crate::cli::check::findings::{Place, Unit};
use crate::cli::check::input::{Head, Input};
use crate::cli::check::json::{Entry, List, each_entry};
use crate::cli::check::judge::Judge;
use crate::cli::check::request::{Headers, LONGEST_BODY, Odd, decompress, from_base64, rebuild};

/// The row of the table.
pub(super) const KIND: Kind = Kind {
    name: "har",
    about: "an HTTP archive, of which the requests to this API are checked",
    endings: &["har"],
    recognise,
    read,
};

const ENTRIES: List = List {
    path: &[&["log"], &["entries"]],
    member: Some("request"),
};

const NOT_RECORDED: Odd = Odd::NotRecorded("its body was not recorded, so it cannot be judged");

/// What tells whether the rest matters.
#[derive(Deserialize)]
struct Line {
    method: String,
    url: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    headers: Option<Vec<Header>>,
    post_data: Option<PostData>,
    /// In bytes; negative if it is not known.
    body_size: Option<f64>,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct PostData {
    #[serde(rename = "mimeType")]
    mime_type: Option<String>,
    text: Option<String>,
    /// Not of the standard, but written by several tools.
    encoding: Option<String>,
    /// As above: the text is in this file beside the archive.
    #[serde(rename = "_file")]
    file: Option<String>,
}

/// A body, and whether the text of the entry is it.
struct Body {
    bytes: Vec<u8>,
    is_text: bool,
}

fn recognise(head: &Head<'_>) -> Evidence {
    let is_log = head.names().any(|name| name == "log");
    match is_log && head.begins_with(&Token::OpenBrace) {
        true => Evidence::Strong,
        false => Evidence::None,
    }
}

/// Judges entry by entry, so that one that is odd costs nothing but itself.
fn read(mut input: Input, judge: &mut Judge<'_>) -> Result<(), String> {
    let folder = input.folder.take();
    let read = each_entry(&mut input.reader, ENTRIES, &mut |entry| {
        if let Err(odd) = judge_entry(&entry, folder.as_deref(), judge) {
            judge.odd(Unit::Entry, entry.number, &odd);
        }
    });
    read.map_err(|problem| format!("is not a whole HTTP archive: {problem}"))
}

fn judge_entry(entry: &Entry, folder: Option<&Path>, judge: &mut Judge<'_>) -> Result<(), Odd> {
    let json = entry.json().ok_or_else(no_request)?;
    let Line { method, url } = parse(json)?;
    let Some(asked) = judge.asked(&method, &url)? else {
        return Ok(());
    };
    let request: Request = parse(json)?;
    let headers = request.headers();
    let body = request.body(headers.content_encoding(), folder)?;
    let rebuilt = rebuild(&asked, &headers, body.bytes.clone())?;
    let place = Place {
        unit: Unit::Entry,
        number: entry.number,
        request: Some(asked.shown()),
        position: entry.position,
    };
    let recorded = RecordedBody {
        entry,
        json,
        pointer: "/postData/text",
        is_text: body.is_text,
        bytes: &body.bytes,
    };
    judge.request(place, &rebuilt, &|spot| recorded.span(spot));
    Ok(())
}

impl Request {
    fn headers(&self) -> Headers {
        let headers = self.headers.iter().flatten();
        let headers = headers.map(|header| (header.name.as_str(), header.value.as_str()));
        let recorded = self
            .post_data
            .as_ref()
            .and_then(|data| data.mime_type.as_deref());
        Headers::of(headers).or_content_type(recorded)
    }

    fn body(&self, encoding: Option<&str>, folder: Option<&Path>) -> Result<Body, Odd> {
        let size = self.body_size.unwrap_or(-1.0);
        let Some(data) = &self.post_data else {
            return match size > 0.0 {
                true => Err(NOT_RECORDED),
                false => Ok(Body::none()),
            };
        };
        match (&data.text, &data.file) {
            (Some(text), _) if !text.is_empty() => data.decode(text, encoding),
            (_, Some(file)) => {
                let bytes = attachment(file, folder).ok_or(NOT_RECORDED)?;
                let bytes = decompress(bytes, encoding)?;
                Ok(Body {
                    bytes,
                    is_text: false,
                })
            }
            (Some(_), None) if size <= 0.0 => Ok(Body::none()),
            (None, None) if size == 0.0 => Ok(Body::none()),
            _ => Err(NOT_RECORDED),
        }
    }
}

impl PostData {
    fn decode(&self, text: &str, encoding: Option<&str>) -> Result<Body, Odd> {
        match self.encoding.as_deref() {
            Some("base64") => Ok(Body {
                bytes: decompress(from_base64(text)?, encoding)?,
                is_text: false,
            }),
            _ => Ok(Body {
                bytes: text.as_bytes().to_vec(),
                is_text: true,
            }),
        }
    }
}

impl Body {
    fn none() -> Self {
        Self {
            bytes: Vec::new(),
            is_text: false,
        }
    }
}

/// The file that holds a body, if it lies beside the archive. Nothing elsewhere is read, whatever
/// the archive says.
fn attachment(file: &str, folder: Option<&Path>) -> Option<Vec<u8>> {
    let is_beside = |part: Component<'_>| matches!(part, Component::Normal(_));
    let path = Some(Path::new(file)).filter(|path| path.components().all(is_beside))?;
    let path = folder?.join(path);
    let metadata = path.symlink_metadata().ok()?;
    let can_be_body = metadata.is_file() && metadata.len() <= LONGEST_BODY as u64;
    can_be_body.then(|| std::fs::read(path).ok())?
}
