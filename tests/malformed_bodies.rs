//! Bodies that are not JSON, or not in the encoding or with the media type of it: what is answered,
//! and what the contract says.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::time::SystemTime;

use bytes::Bytes;
use es_ml_fake::journal::{BreachPolicy, Exchange};
use es_ml_fake::{Cluster, DOCUMENTED_DEPLOYMENT, Edition, Failure, FakeCluster, On};
use reqwest::blocking::Client;
use serde::Deserialize;
use serde_json::{Value, json};

const JSON: &str = "application/json";
const NAME: &str = "cluster:admin/xpack/ml/trained_models/deployment/update";
const REDACTED: &str = "REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)";

/// One row of the table: a body, and the complaint of jackson-core 2.17 with its place.
#[derive(Debug, Deserialize)]
struct Row {
    body: Option<String>,
    /// The body where it is not UTF-8.
    hex: Option<String>,
    line: usize,
    column: usize,
    /// The exception of the server.
    r#type: String,
    /// `…` stands for what is shown of the source.
    text: String,
}

impl Row {
    fn all() -> impl Iterator<Item = Self> {
        let table = include_str!("data/malformed.jsonl");
        table
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
    }

    fn body(&self) -> Vec<u8> {
        match (&self.body, &self.hex) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(hex)) => data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap(),
            (None, None) => panic!("{self:?} has no body"),
        }
    }

    /// The message of the parser's exception, with what it shows of the source.
    fn message(&self, source: &str) -> String {
        let Self { line, column, .. } = self;
        let mut text = self.text.clone();
        if source.starts_with("(byte[])") {
            // Where the source is shown, the place before the text has a column.
            text = text.replace("[Source: …; line: 1])", "[Source: …; line: 1, column: 0])");
        }
        text = text.replace("[Source: …;", &format!("[Source: {source};"));
        format!("{text}\n at [Source: {source}; line: {line}, column: {column}]")
    }
}

/// A body as an excerpt of it shows it.
fn quoted(body: &[u8]) -> String {
    let shown = String::from_utf8_lossy(&body[..body.len().min(500)]);
    let mut source = "(byte[])\"".to_owned();
    for character in shown.chars() {
        match u32::from(character) {
            0x0a | 0x0d => source.push(character),
            code @ (0x00..=0x1f | 0x7f..=0x9f) => write!(source, "\\u{code:04X}").unwrap(),
            _ => source.push(character),
        }
    }
    source.push('"');
    if body.len() > 500 {
        write!(source, "[truncated {} bytes]", body.len() - 500).unwrap();
    }
    source
}

fn fake(edition: &str) -> FakeCluster {
    FakeCluster::builder()
        .edition(edition)
        .breaches(BreachPolicy::Allow)
        .start()
}

/// Status and body of the answer to an update, asked for without a socket in between.
fn ask(cluster: &Cluster, body: &[u8]) -> (u16, Value) {
    let path = format!("/_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let request = http::Request::post(path)
        .header("content-type", JSON)
        .body(Bytes::copy_from_slice(body))
        .unwrap();
    let answer = cluster.handle(&request, SystemTime::UNIX_EPOCH);
    let document = serde_json::from_slice(answer.body()).unwrap();
    (answer.status().as_u16(), document)
}

/// The same over a socket, with a media type.
fn send(fake: &FakeCluster, content_type: &str, body: &[u8]) -> u16 {
    let path = format!("_ml/trained_models/{DOCUMENTED_DEPLOYMENT}/deployment/_update");
    let request = Client::new()
        .post(format!("{}/{path}", fake.uri()))
        .header("content-type", content_type)
        .body(body.to_vec());
    request.send().unwrap().status().as_u16()
}

/// The reasons of an error, the outermost first, each without what follows its first line.
fn reasons(answer: &Value) -> Vec<&str> {
    let mut error = &answer["error"];
    let mut reasons = Vec::new();
    while let Some(reason) = error["reason"].as_str() {
        reasons.push(reason.lines().next().unwrap());
        error = &error["caused_by"];
    }
    reasons
}

fn breaches(exchange: &Exchange) -> Vec<String> {
    let violations = exchange.verdict().violations();
    violations.iter().map(ToString::to_string).collect()
}

fn refuses_the_table(edition: &str, source: impl Fn(&[u8]) -> String) {
    let fake = fake(edition);
    let mut count = 0;
    for row in Row::all() {
        let body = row.body();
        let (status, answer) = ask(fake.cluster(), &body);
        let message = row.message(&source(&body));
        let reason = format!("[{}:{}] {message}", row.line, row.column);
        let root = json!([{"type": row.r#type, "reason": reason}]);
        assert_eq!(answer["error"]["root_cause"], root, "{row:?}");
        let parsers = match row.r#type.as_str() {
            "x_content_e_o_f_exception" => "json_e_o_f_exception",
            _ => "json_parse_exception",
        };
        let mut error = &answer["error"];
        while error["reason"] != reason {
            error = &error["caused_by"];
        }
        let cause = json!({"type": parsers, "reason": message});
        assert_eq!(error["caused_by"], cause, "{row:?}");
        assert_eq!(status, 400);
        count += 1;
    }
    assert_eq!(count, 847);
}

/// See server-behaviour: Update: malformed JSON; Update: source excerpts.
#[test]
fn the_newest_servers_quote_the_body() {
    refuses_the_table("9.5", quoted);
}

#[test]
fn servers_before_them_say_that_they_do_not_show_it() {
    refuses_the_table("8.17", |_| REDACTED.to_owned());
}

#[test]
fn the_oldest_servers_do_not_know_it() {
    refuses_the_table("8.12", |_| "UNKNOWN".to_owned());
}

#[test]
fn each_edition_shows_as_much_as_its_parser() {
    for edition in Edition::all() {
        let fake = FakeCluster::builder().edition(edition).start();
        let (_, answer) = ask(fake.cluster(), b"{x");
        let shown = match edition.to_string().as_str() {
            "8.5" => continue,
            "8.6" | "8.7" | "8.8" | "8.9" | "8.10" | "8.11" | "8.12" => "UNKNOWN",
            "8.13" | "8.14" | "8.15" | "8.16" | "8.17" => REDACTED,
            _ => "(byte[])\"{x\"",
        };
        let reason = format!(
            "[1:2] Unexpected character ('x' (code 120)): was expecting double-quote to start \
             field name\n at [Source: {shown}; line: 1, column: 2]"
        );
        assert_eq!(answer["error"]["reason"], reason, "{edition}");
    }
}

#[test]
fn long_bodies_are_quoted_as_far_as_500_bytes() {
    let fake = fake("documented");
    let body = format!("{{{:607}x", "");
    let (_, answer) = ask(fake.cluster(), body.as_bytes());
    let reason = format!(
        "[1:609] Unexpected character ('x' (code 120)): was expecting double-quote to start field \
         name\n at [Source: (byte[])\"{}\"[truncated 109 bytes]; line: 1, column: 609]",
        &body[..500]
    );
    assert_eq!(answer["error"]["reason"], reason);
}

/// See server-behaviour: Update: whole documents.
#[test]
fn what_is_no_object_is_refused_at_the_token_that_was_read() {
    let fake = fake("documented");
    for (body, place, found) in [
        (" ", "[1:0]", "null"),
        ("\n\n  \n", "[1:0]", "null"),
        ("/* nothing */ // at all", "[1:0]", "null"),
        ("[]", "[1:1]", "START_ARRAY"),
        ("\n \"x\"", "[2:2]", "VALUE_STRING"),
        (" 4", "[1:2]", "VALUE_NUMBER"),
        ("\r\nnull", "[2:1]", "VALUE_NULL"),
        ("\u{feff}{", "[1:5]", ""),
    ] {
        let (_, answer) = ask(fake.cluster(), body.as_bytes());
        let reasons = reasons(&answer);
        let expected = match found {
            "" => format!("{place} Unexpected end-of-input: expected close marker for Object"),
            found => format!("{place} [{NAME}] Expected START_OBJECT but was: {found}"),
        };
        assert!(reasons[0].starts_with(&expected), "{body:?}: {reasons:?}");
    }
}

#[test]
fn what_is_wrong_with_a_value_is_wrapped_by_its_field() {
    let fake = fake("documented");
    for (body, expected) in [
        (
            r#"{"number_of_allocations":"\x"}"#,
            vec![
                format!("[1:26] [{NAME}] failed to parse field [number_of_allocations]"),
                "[1:28] Unrecognized character escape 'x' (code 120)".to_owned(),
                "Unrecognized character escape 'x' (code 120)".to_owned(),
            ],
        ),
        (
            r#"{"number_of_allocations":1e400}"#,
            vec![
                format!("[1:26] [{NAME}] failed to parse field [number_of_allocations]"),
                "[1:31] Numeric value (1e400) out of range of int (-2147483648 - 2147483647)".to_owned(),
                "Numeric value (1e400) out of range of int (-2147483648 - 2147483647)".to_owned(),
            ],
        ),
        (
            r#"{"adaptive_allocations":{"enabled":tru}}"#,
            vec![
                format!("[1:26] [{NAME}] failed to parse field [adaptive_allocations]"),
                "[1:40] Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')".to_owned(),
                "Unrecognized token 'tru': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')".to_owned(),
            ],
        ),
        (
            // That there is no such field is noticed before the text of the string is read.
            r#"{"foo":"\x"}"#,
            vec![format!("[1:2] [{NAME}] unknown field [foo]")],
        ),
        (
            r#"{"adaptive_allocations":"\x"}"#,
            vec![format!(
                "[1:25] [{NAME}] adaptive_allocations doesn't support values of type: VALUE_STRING"
            )],
        ),
    ] {
        let (status, answer) = ask(fake.cluster(), body.as_bytes());
        assert_eq!(status, 400);
        assert_eq!(reasons(&answer), expected, "{body}");
    }
}

/// The catalogue's failure is the answer to a body that is malformed in the same way.
#[test]
fn the_failure_of_the_catalogue_is_what_the_server_says() {
    for edition in ["documented", "8.17", "8.12"] {
        let fake = fake(edition);
        let body = br#"{"number_of_allocations":}"#;
        let expected = ask(fake.cluster(), body);
        let script = fake.script(On::update(DOCUMENTED_DEPLOYMENT), Failure::malformed_body());
        assert_eq!(ask(fake.cluster(), body), expected, "{edition}");
        drop(script);
    }
}

/// A text in the encodings that the server finds out, with their names.
fn encoded(text: &str) -> Vec<(String, Vec<u8>)> {
    type Encode = fn(char) -> Vec<u8>;
    fn units(character: char, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let units = character.encode_utf16(&mut [0; 2]).to_vec();
        units.into_iter().flat_map(bytes).collect()
    }
    let encodings: [(&str, Encode); 4] = [
        ("UTF-16BE", |character| units(character, u16::to_be_bytes)),
        ("UTF-16LE", |character| units(character, u16::to_le_bytes)),
        ("UTF-32BE", |character| {
            u32::from(character).to_be_bytes().to_vec()
        }),
        ("UTF-32LE", |character| {
            u32::from(character).to_le_bytes().to_vec()
        }),
    ];
    let marked = format!("\u{feff}{text}");
    let mut all = Vec::new();
    for (name, encode) in encodings {
        all.push((name.to_owned(), text.chars().flat_map(encode).collect()));
        let bytes = marked.chars().flat_map(encode).collect();
        all.push((format!("{name} with a byte order mark"), bytes));
    }
    all.push((
        "UTF-8 with a byte order mark".to_owned(),
        marked.into_bytes(),
    ));
    all
}

#[test]
fn other_encodings_are_read_and_are_silent_breaches() {
    for (name, body) in encoded(r#"{"number_of_allocations": 3} "#) {
        let fake = fake("documented");
        assert_eq!(send(&fake, JSON, &body), 200, "{name}");
        let update = fake.updates().only();
        assert_eq!(update.number_of_allocations(), Some(3), "{name}");
        assert_eq!(update.json(), json!({"number_of_allocations": 3}));
        let breach = format!("the body is in {name}, not in plain UTF-8 (encoding)");
        assert_eq!(breaches(&update), [breach]);
        assert!(update.is_silent_breach());
        assert_eq!(update.body(), body);
        let line: Value = serde_json::to_value(&*update).unwrap();
        let recorded = &line["request"]["body"];
        let base64 = || json!({"base64": data_encoding::BASE64.encode(&body)});
        let text = std::str::from_utf8(&body).map(|text| json!({"text": text}));
        assert_eq!(recorded, &text.unwrap_or_else(|_| base64()), "{name}");
    }
}

/// Columns are counted in characters, except behind a byte order mark of UTF-8.
#[test]
fn what_is_wrong_in_other_encodings_is_told_with_its_place() {
    let fake = fake("documented");
    for (name, body) in encoded(r#"{/* é€ */"number_of_allocations":0,"foo":1}"#) {
        let (_, answer) = ask(fake.cluster(), &body);
        let place = match name.starts_with("UTF-8") {
            true => "[1:42]",
            false => "[1:36]",
        };
        let unknown = format!("{place} [{NAME}] unknown field [foo]");
        assert_eq!(reasons(&answer), [unknown], "{name}");
        let exchange = fake.cluster().exchanges().last().unwrap().clone();
        let breach = format!("the body is in {name}, not in plain UTF-8 (encoding)");
        assert!(breaches(&exchange).contains(&breach), "{name}");
    }
}

#[test]
fn bytes_that_are_no_characters_are_refused() {
    let fake = fake("documented");
    for (body, complaint) in [
        (
            &b"\0\0\xfe\xff\0\x11\0\0"[..],
            "Invalid UTF-32 character 0x100000 (above 0x0010ffff) at char #0, byte #7)",
        ),
        (
            b"\0\0\xff\xfe{\0\0\0",
            "Unsupported UCS-4 endianness (2143) detected",
        ),
    ] {
        let (status, answer) = ask(fake.cluster(), body);
        assert_eq!(status, 400);
        assert_eq!(reasons(&answer)[1], complaint);
        let cause = &answer["error"]["caused_by"]["type"];
        assert_eq!(cause, "char_conversion_exception");
    }
}

/// The server reads them as JSON, which is documented of none.
#[test]
fn media_types_that_are_not_of_json_are_silent_breaches() {
    for (content_type, is_breach) in [
        (JSON, false),
        ("application/json; charset=utf-8", false),
        ("application/vnd.elasticsearch+json", false),
        ("application/x-ndjson", true),
        ("Application/X-NDJSON; charset=UTF-8", true),
        ("application/vnd.elasticsearch+x-ndjson", true),
        ("application/*", true),
    ] {
        let fake = fake("documented");
        let status = send(&fake, content_type, br#"{"number_of_allocations": 4}"#);
        assert_eq!(status, 200, "{content_type}");
        let update = fake.updates().only();
        let expected: &[&str] = match is_breach {
            true => &["Content-Type: is not one of JSON (content-type)"],
            false => &[],
        };
        assert_eq!(breaches(&update), expected, "{content_type}");
        assert_eq!(update.is_silent_breach(), is_breach, "{content_type}");
    }
}
