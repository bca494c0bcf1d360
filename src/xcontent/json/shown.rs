//! Bodies as they may be kept in a file, or shown: without credentials.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::{pretty, read, write};
use crate::text::redact;

/// Of deeper bodies the members are not looked at one by one.
const DEEPEST_BODY: usize = 100;

/// JSON keeps its members; of other texts it is less certain where the credentials are.
pub(crate) fn without_credentials(body: &[u8]) -> Cow<'_, [u8]> {
    let shown = match str::from_utf8(body).map(redact) {
        Ok(Cow::Owned(shown)) => shown,
        Ok(Cow::Borrowed(_)) | Err(_) => return Cow::Borrowed(body),
    };
    let is_json = || serde_json::from_slice::<IgnoredAny>(body).is_ok();
    let shown = match pretty::depth(body) <= DEEPEST_BODY && is_json() {
        true => write(&read(body).without_credentials()),
        false => shown.into_bytes(),
    };
    Cow::Owned(shown)
}
