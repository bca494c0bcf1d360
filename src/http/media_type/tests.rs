use super::*;
use crate::http::ErrorBody;

fn headers(accept: Option<&'static str>, content_type: Option<&'static str>) -> HeaderMap {
    let given = [(ACCEPT, accept), (CONTENT_TYPE, content_type)];
    given
        .into_iter()
        .filter_map(|(name, value)| Some((name, HeaderValue::from_static(value?))))
        .collect()
}

fn cause(accept: Option<&'static str>, content_type: Option<&'static str>) -> String {
    let refusal =
        MediaTypes::of(&Headers::of(&headers(accept, content_type)), true, 9).unwrap_err();
    match refusal.error {
        ErrorBody::Exception(exception) => exception.cause.unwrap().reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_usual_is_understood_as_everything_else() {
    for (accept, content_type, _) in &USUAL {
        let headers = headers(Some(accept), Some(content_type));
        let usual = MediaTypes::usual(&Headers::of(&headers)).unwrap();
        let understood = MediaTypes::understand(&headers, true, 9).unwrap();
        assert_eq!(usual.answer(), understood.answer(), "{accept}");
        assert_eq!(usual.body(), understood.body());
    }
}

const V9: &str = "application/vnd.elasticsearch+json; compatible-with=9";
const V8: &str = "application/vnd.elasticsearch+json;compatible-with=8";

#[test]
fn the_answer_is_written_as_accept_asks() {
    for (accept, content_type) in [
        (None, "application/json"),
        (Some("*/*"), "application/json"),
        (Some("text/html"), "application/json"),
        (Some("text/html, */*"), "application/json"),
        (Some("application/json"), "application/json"),
        (
            Some("Application/VND.elasticsearch+JSON"),
            "application/vnd.elasticsearch+json",
        ),
        (
            Some(V9),
            "application/vnd.elasticsearch+json;compatible-with=9",
        ),
        (
            Some(V8),
            "application/vnd.elasticsearch+json;compatible-with=8",
        ),
    ] {
        let media_types = MediaTypes::of(&Headers::of(&headers(accept, None)), false, 9).unwrap();
        assert_eq!(media_types.answer().1, content_type, "{accept:?}");
    }
}

#[test]
fn the_body_is_json_or_refused_with_406() {
    use ContentType::{Missing, Of, ReadAs, Unknown};
    for (content_type, expected) in [
        (None, Missing),
        (Some("application/json"), Of(Format::Json)),
        (Some("application/json; charset=UTF-8"), Of(Format::Json)),
        (Some("application/json; charset=latin1"), Unknown),
        (Some("application/json; whatever=1"), Of(Format::Json)),
        (Some("application/x-ndjson"), ReadAs(Format::Json)),
        (Some("application/*"), ReadAs(Format::Json)),
        (
            Some("application/vnd.elasticsearch+X-NDJSON"),
            ReadAs(Format::Json),
        ),
        (Some("application/yaml"), Of(Format::Yaml)),
        (Some("text/plain"), Unknown),
        (Some("application/xml"), Unknown),
    ] {
        let headers = headers(None, content_type);
        let headers = Headers::of(&headers);
        let media_types = MediaTypes::of(&headers, true, 9).unwrap();
        assert_eq!(media_types.body(), expected, "{content_type:?}");
        let refused = media_types.refuse_unreadable_body(&headers);
        assert_eq!(refused.is_err(), expected.format().is_none());
    }
}

#[test]
fn versions_must_be_supported_and_agree() {
    assert!(MediaTypes::of(&Headers::of(&headers(Some(V9), Some(V9))), true, 9).is_ok());
    assert!(MediaTypes::of(&Headers::of(&headers(Some(V8), Some(V8))), true, 9).is_ok());
    let v7 = "application/vnd.elasticsearch+json;compatible-with=7";
    assert_eq!(
        cause(Some(v7), Some(v7)),
        format!("Accept version must be either version 9 or 8, but found 7. Accept={v7}")
    );
    assert_eq!(
        cause(None, Some(v7)),
        format!(
            "Content-Type version must be either version 9 or 8, but found 7. Content-Type={v7}"
        )
    );
    assert_eq!(
        cause(Some(V8), Some("application/json")),
        format!(
            "A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version and the compatible versions must match. Accept={V8}, Content-Type=application/json"
        )
    );
    assert_eq!(
        cause(None, Some(V9)),
        format!(
            "A compatible version is required on both Content-Type and Accept headers if either one has requested a compatible version. Accept=null, Content-Type={V9}"
        )
    );
    assert!(MediaTypes::of(&Headers::of(&headers(Some(V9), None)), false, 9).is_ok());
}

#[test]
fn syntax_is_checked_before_anything_else() {
    for (content_type, complaint) in [
        ("foo", "invalid media-type [foo]"),
        ("", "Header [Content-Type] cannot be empty."),
        (
            "application/json; x",
            "invalid parameters for header [application/json; x]",
        ),
    ] {
        assert_eq!(cause(None, Some(content_type)), complaint);
    }
    let mut twice = headers(None, Some("application/json"));
    twice.append(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    assert!(MediaTypes::of(&Headers::of(&twice), true, 9).is_err());
}
