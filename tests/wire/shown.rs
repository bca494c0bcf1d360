//! How a snapshot shows an exchange: the request behind `>`, its verdict behind `=`, and the
//! answer behind `<`.

use std::fmt::Write;

use es_ml_fake::journal::Exchange;

use crate::support::Answer;

pub(crate) fn push(shown: &mut String, request: &str, exchange: &Exchange, answer: &Answer) {
    push_lines(shown, '>', request);
    let silently = if exchange.is_silent_breach() {
        "silent "
    } else {
        ""
    };
    for violation in exchange.verdict().violations() {
        let _ = writeln!(shown, "= {silently}breach: {violation}");
    }
    if let Some(api) = exchange.verdict().outside() {
        let _ = writeln!(shown, "= outside this fake: {api}");
    }
    for advice in exchange.verdict().advice() {
        let _ = writeln!(shown, "= advice: {advice}");
    }
    push_lines(shown, '<', &answer_text(answer));
}

fn push_lines(shown: &mut String, mark: char, text: &str) {
    for line in text.lines() {
        let line = format!("{mark} {line}");
        let _ = writeln!(shown, "{}", line.trim_end());
    }
}

/// Status, headers, body. The length is shown only where there is no body to see it by.
fn answer_text(answer: &Answer) -> String {
    let status = http::StatusCode::from_u16(answer.status).unwrap();
    let mut text = status.to_string();
    for (name, value) in answer.headers() {
        if name != "content-length" || answer.body.is_empty() {
            let _ = write!(text, "\n{name}: {value}");
        }
    }
    match str::from_utf8(&answer.body) {
        Ok("") => {}
        Ok(body) => text.extend(["\n\n", &readable(body)]),
        Err(_) => text.extend(["\n\n", &format!("{:02x?}", answer.body)]),
    }
    text
}

/// JSON of one line with a line for each member; anything else as it is.
fn readable(body: &str) -> String {
    indented(body)
        .filter(|_| !body.contains('\n'))
        .unwrap_or_else(|| body.to_owned())
}

/// JSON with the same members in the same order, which a [`Value`](serde_json::Value) forgets.
fn indented(json: &str) -> Option<String> {
    let mut indented = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(json);
    let mut writer = serde_json::Serializer::pretty(&mut indented);
    serde_transcode::transcode(&mut reader, &mut writer).ok()?;
    reader.end().ok()?;
    String::from_utf8(indented).ok()
}
