//! `/_fake/ui`: the live page.

use http::HeaderValue;

use super::call::Call;
use super::content::{Answered, Content, Found};
use super::problem::Problem;
use crate::text::random_word;

/// Self-contained: nothing is asked of any other site, and nothing is built.
const PAGE: &str = include_str!("ui.html");

/// What stands in the page for the word by which the browser knows its own scripts and styles.
const NONCE: &str = "NONCE";

/// `GET`: the page. Its policy lets it run what is in it, and ask this server; whatever else some
/// text may contain does nothing.
pub(super) fn page(_: &Call<'_>) -> Answered {
    let nonce = random_word();
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'"
    );
    let policy = HeaderValue::try_from(policy);
    let policy = policy.map_err(|error| Problem::bad_request(error.to_string()))?;
    let page = PAGE.replace(NONCE, &nonce);
    Ok(Found {
        policy: Some(policy),
        ..Found::new("text/html; charset=utf-8", Content::Whole(page.into()))
    })
}
