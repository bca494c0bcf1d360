//! What is wrong with a document, in words that show nothing of it.

use serde_json::error::Category;

/// Describes an error without its place, and without the values that it came up in, which may be
/// credentials.
pub(crate) fn describe(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = text.strip_suffix(&place).unwrap_or(&text);
    let is_about_names = ["missing field", "unknown field", "duplicate field"]
        .iter()
        .any(|start| text.starts_with(start));
    match error.classify() {
        Category::Data if !is_about_names => "it has a value of the wrong type".to_owned(),
        _ => text.to_owned(),
    }
}
