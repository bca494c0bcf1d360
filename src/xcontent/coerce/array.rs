//! Arrays, in the place of which one value may stand
//! (server-behaviour: Put model: vocabulary).

use super::{java_double, no_number};
use crate::xcontent::{Event, Exception, Source};

/// The elements of an array whose beginning was read, or the one value that stands for it.
pub(crate) fn array<T>(
    first: Event<'_>,
    source: &mut Source<'_>,
    element: impl Fn(Event<'_>, &Source<'_>) -> Result<T, Exception>,
) -> Result<Vec<T>, Exception> {
    if first != Event::StartArray {
        return Ok(vec![element(first, source)?]);
    }
    let mut elements = Vec::new();
    loop {
        match source.next()? {
            None | Some(Event::EndArray) => return Ok(elements),
            Some(event) => elements.push(element(event.readable()?, source)?),
        }
    }
}

/// A text out of any plain value. What is said of others is recalled.
pub(crate) fn text(event: Event<'_>, source: &Source<'_>) -> Result<String, Exception> {
    match event {
        Event::String(text) | Event::Number(text) => Ok(text.into_owned()),
        Event::Boolean(value) => Ok(value.to_string()),
        other => {
            let place = source.location();
            let reason = format!(
                "Can't get text on a {} at {}:{}",
                other.token_name(),
                place.line,
                place.column
            );
            Err(Exception::plain_java("illegal_state_exception", reason))
        }
    }
}

/// A double out of a number or a string. What is said of others is recalled.
pub(crate) fn double(event: Event<'_>, source: &Source<'_>) -> Result<f64, Exception> {
    match event {
        Event::Number(digits) => Ok(digits.parse().unwrap_or(f64::NAN)),
        Event::String(text) => java_double(&text).ok_or_else(|| no_number(&text)),
        other => {
            let complaint = format!(
                "Current token ({}) not numeric, can not use numeric value accessors",
                other.token_name()
            );
            Err(source.complaint(complaint).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xcontent::{Content, Excerpts, Format};

    fn read<T>(
        json: &str,
        element: impl Fn(Event<'_>, &Source<'_>) -> Result<T, Exception>,
    ) -> Result<Vec<T>, String> {
        let content = Content::new(Format::Json, json.as_bytes(), Excerpts::None);
        let mut source = Source::new(&content);
        let first = source.next().unwrap().unwrap();
        array(first, &mut source, element).map_err(|exception| exception.reason)
    }

    #[test]
    fn one_value_stands_for_an_array_of_one() {
        assert_eq!(read(r#""a""#, text).unwrap(), ["a"]);
        assert_eq!(read(r#"["a", 1, true]"#, text).unwrap(), ["a", "1", "true"]);
        assert_eq!(read("[]", text).unwrap(), [""; 0]);
        assert_eq!(
            read(r#"[1, -0.5, "2.5"]"#, double).unwrap(),
            [1.0, -0.5, 2.5]
        );
    }

    #[test]
    fn what_is_no_plain_value_is_refused() {
        let null = read(r#"["a", null]"#, text).unwrap_err();
        assert_eq!(null, "Can't get text on a VALUE_NULL at 1:7");
        let nested = read("[[]]", text).unwrap_err();
        assert_eq!(nested, "Can't get text on a START_ARRAY at 1:2");
        assert_eq!(
            read(r#"["x"]"#, double).unwrap_err(),
            "For input string: \"x\""
        );
        let null = read("[null]", double).unwrap_err();
        assert!(
            null.contains("Current token (VALUE_NULL) not numeric"),
            "{null}"
        );
    }
}
