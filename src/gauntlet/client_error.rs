//! What a client may fail with.

use std::error::Error;
use std::ops::Deref;

/// What the client of a [`gauntlet`](super::gauntlet()) may fail with: any error, a box of one, a
/// text, and whatever points to an error, as those of `anyhow` and `eyre` do.
///
/// The report shows it with all of its [sources](Error::source). `Kind` is for the compiler to
/// find, which of these it is; to a type of your own give [`Error`] rather than this.
///
/// ```
/// use std::error::Error;
/// use es_ml_fake::gauntlet::ClientError;
///
/// fn is_client_error<Kind>(_: &impl ClientError<Kind>) {}
///
/// is_client_error(&std::fmt::Error);
/// is_client_error(&"a text");
/// is_client_error(&String::from("a text"));
/// is_client_error(&Box::<dyn Error>::from("a box"));
/// is_client_error(&Box::<dyn Error + Send + Sync>::from("a box"));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error that a gauntlet can report",
    label = "the client fails with this",
    note = "a client may fail with any `std::error::Error`, a box of one, or a text: \
            `.map_err(|error| error.to_string())` makes one of what can be displayed"
)]
pub trait ClientError<Kind> {
    /// Its text and those of its sources, the innermost last.
    #[doc(hidden)]
    fn texts(&self) -> Vec<String>;
}

/// The kind of what is an error.
#[doc(hidden)]
#[derive(Debug)]
pub enum IsError {}

/// The kind of what points to an error, or to a text.
#[doc(hidden)]
#[derive(Debug)]
pub enum PointsToError {}

impl<E: Error> ClientError<IsError> for E {
    fn texts(&self) -> Vec<String> {
        chain(self)
    }
}

impl<P: Deref<Target: Pointee>> ClientError<PointsToError> for P {
    fn texts(&self) -> Vec<String> {
        self.deref().texts()
    }
}

/// What is an error only by what points to it.
#[doc(hidden)]
pub trait Pointee {
    fn texts(&self) -> Vec<String>;
}

impl Pointee for str {
    fn texts(&self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Pointee for dyn Error {
    fn texts(&self) -> Vec<String> {
        chain(self)
    }
}

impl Pointee for dyn Error + Send {
    fn texts(&self) -> Vec<String> {
        chain(self)
    }
}

impl Pointee for dyn Error + Send + Sync {
    fn texts(&self) -> Vec<String> {
        chain(self)
    }
}

/// More than any error has, unless it is its own source.
const MOST_SOURCES: usize = 32;

fn chain(error: &dyn Error) -> Vec<String> {
    let sources = std::iter::successors(error.source(), |&error| error.source());
    let sources = sources.take(MOST_SOURCES).map(ToString::to_string);
    let mut texts = vec![error.to_string()];
    for source in sources {
        // Some errors show their source themselves, and some are nothing but a shell around it.
        if !texts.last().is_some_and(|text| text.ends_with(&source)) {
            texts.push(source);
        }
    }
    texts
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::fmt;
    use std::sync::Arc;

    use super::*;

    #[derive(Debug)]
    struct Layer(&'static str, Option<Box<Layer>>);

    impl fmt::Display for Layer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Layer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_ref().map(|source| &**source as _)
        }
    }

    /// Its own source, for ever.
    #[derive(Debug)]
    struct Ring;

    impl fmt::Display for Ring {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a ring")
        }
    }

    impl Error for Ring {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(self)
        }
    }

    fn layers(texts: &[&'static str]) -> Layer {
        let source = (texts.len() > 1).then(|| Box::new(layers(&texts[1..])));
        Layer(texts[0], source)
    }

    fn texts<Kind>(error: &impl ClientError<Kind>) -> Vec<String> {
        error.texts()
    }

    #[test]
    fn errors_come_with_their_sources_wherever_they_are() {
        let all = ["not scaled", "not sent", "refused"];
        assert_eq!(texts(&layers(&all)), all);
        assert_eq!(texts(&&layers(&all)), all);
        assert_eq!(texts(&Box::new(layers(&all))), all);
        assert_eq!(texts(&Arc::new(layers(&all))), all);
        let boxed: Box<dyn Error> = Box::new(layers(&all));
        assert_eq!(texts(&boxed), all);
        let boxed: Box<dyn Error + Send> = Box::new(layers(&all));
        assert_eq!(texts(&boxed), all);
        let boxed: Box<dyn Error + Send + Sync> = Box::new(layers(&all));
        assert_eq!(texts(&boxed), all);
    }

    #[test]
    fn texts_are_their_own() {
        assert_eq!(texts(&"text"), ["text"]);
        assert_eq!(texts(&"text".to_owned()), ["text"]);
        assert_eq!(texts(&Cow::Borrowed("text")), ["text"]);
    }

    #[test]
    fn what_an_error_says_of_its_source_is_said_once() {
        let shell = ["not sent: refused", "refused", "refused", "by the system"];
        assert_eq!(
            texts(&layers(&shell)),
            ["not sent: refused", "by the system"]
        );
    }

    #[test]
    fn an_error_that_is_its_own_source_comes_to_an_end() {
        assert_eq!(texts(&Ring), ["a ring"]);
    }
}
