//! The headers of a request, looked through once.

use http::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::answer::OPAQUE_ID;

/// What every request is asked for. One look at all headers costs less than looking up each of
/// these.
///
/// Of a header that is sent several times this is the first; who cares asks the map.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Headers<'r> {
    pub(crate) all: &'r HeaderMap,
    pub(crate) accept: Option<&'r HeaderValue>,
    pub(crate) accept_encoding: Option<&'r HeaderValue>,
    pub(crate) content_encoding: Option<&'r HeaderValue>,
    pub(crate) content_type: Option<&'r HeaderValue>,
    pub(crate) opaque_id: Option<&'r HeaderValue>,
    pub(crate) has_content_length: bool,
}

impl<'r> Headers<'r> {
    pub(crate) fn of(all: &'r HeaderMap) -> Self {
        let mut headers = Self {
            all,
            accept: None,
            accept_encoding: None,
            content_encoding: None,
            content_type: None,
            opaque_id: None,
            has_content_length: false,
        };
        for (name, value) in all {
            let place = if *name == ACCEPT {
                &mut headers.accept
            } else if *name == CONTENT_TYPE {
                &mut headers.content_type
            } else if *name == CONTENT_LENGTH {
                headers.has_content_length = true;
                continue;
            } else if *name == ACCEPT_ENCODING {
                &mut headers.accept_encoding
            } else if *name == CONTENT_ENCODING {
                &mut headers.content_encoding
            } else if *name == OPAQUE_ID {
                &mut headers.opaque_id
            } else {
                continue;
            };
            place.get_or_insert(value);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    #[test]
    fn finds_what_looking_up_finds() {
        let names = [
            ACCEPT,
            ACCEPT_ENCODING,
            CONTENT_ENCODING,
            CONTENT_TYPE,
            OPAQUE_ID,
            CONTENT_LENGTH,
            HeaderName::from_static("x-other"),
        ];
        let mut map = HeaderMap::new();
        for name in &names {
            for number in ["first", "second"] {
                let value = format!("{number} {name}");
                map.append(name, value.parse().unwrap());
            }
        }
        let headers = Headers::of(&map);
        assert_eq!(headers.accept, map.get(ACCEPT));
        assert_eq!(headers.accept_encoding, map.get(ACCEPT_ENCODING));
        assert_eq!(headers.content_encoding, map.get(CONTENT_ENCODING));
        assert_eq!(headers.content_type, map.get(CONTENT_TYPE));
        assert_eq!(headers.opaque_id, map.get(OPAQUE_ID));
        assert!(headers.has_content_length);
        let none = HeaderMap::new();
        assert_eq!(Headers::of(&none).accept, None);
        assert!(!Headers::of(&none).has_content_length);
    }
}
