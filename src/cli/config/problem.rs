//! What is wrong with a file, shown with the line that it is in.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use es_ml_fake::security::redact;

use super::secrets::HIDDEN;

/// Something that is wrong with a file.
#[derive(Debug)]
pub(super) struct Problem {
    /// In bytes of the text.
    pub(super) place: Range<usize>,
    pub(super) message: String,
}

/// All problems, in the order of their places. `shown_until` says how much of a line may be shown.
pub(super) fn render(
    name: &str,
    text: &str,
    mut problems: Vec<Problem>,
    shown_until: impl Fn(Range<usize>) -> usize,
) -> String {
    problems.sort_by_key(|problem| (problem.place.start, problem.place.end));
    let rendered = problems.iter().map(|problem| {
        let line = line_around(text, problem.place.start);
        let until = shown_until(line.clone());
        // Whatever it is meant to be.
        let has_credentials = matches!(redact(&text[line.start..until]), Cow::Owned(_));
        let until = if has_credentials { line.start } else { until };
        render_one(name, text, problem, &line, until)
    });
    rendered.collect::<Vec<_>>().join("\n\n")
}

fn render_one(
    name: &str,
    text: &str,
    problem: &Problem,
    line: &Range<usize>,
    until: usize,
) -> String {
    let number = text[..line.start].matches('\n').count() + 1;
    let title = Level::ERROR.primary_title(&problem.message);
    let group = if until > line.start || line.is_empty() {
        let shown = &text[line.start..until];
        let rest = if until < line.end { HIDDEN } else { "" };
        let start = problem.place.start.min(until) - line.start;
        let end = match problem.place.end {
            end if end <= until => (end - line.start).max(start),
            _ => shown.len() + rest.len(),
        };
        let mark = AnnotationKind::Primary.span(start..end);
        let snippet = Snippet::source(format!("{shown}{rest}")).line_start(number);
        title.element(snippet.path(name).annotation(mark))
    } else {
        let column = text[line.start..problem.place.start].chars().count() + 1;
        title.element(Origin::path(name).line(number).char_column(column))
    };
    Renderer::plain().render(&[group])
}

/// The line that the place is in, without its end.
fn line_around(text: &str, place: usize) -> Range<usize> {
    let place = place.min(text.len());
    let start = text[..place].rfind('\n').map_or(0, |before| before + 1);
    let end = text[place..]
        .find('\n')
        .map_or(text.len(), |length| place + length);
    start..start + text[start..end].trim_end_matches('\r').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, place: Range<usize>, until: usize) -> String {
        let problem = Problem {
            place,
            message: "is wrong".to_owned(),
        };
        render("a.toml", text, vec![problem], |_| until)
    }

    #[test]
    fn as_much_of_the_line_is_shown_as_may_be() {
        let text = "a = 1\r\nb = 'xyz' # c\r\n";
        assert_eq!(
            shown(text, 11..16, 20),
            "error: is wrong\n --> a.toml:2:5\n  |\n2 | b = 'xyz' # c\n  |     ^^^^^"
        );
        assert_eq!(
            shown(text, 11..16, 11),
            "error: is wrong\n --> a.toml:2:5\n  |\n2 | b = ***\n  |     ^^^"
        );
        assert_eq!(shown(text, 11..16, 7), "error: is wrong\n--> a.toml:2:5");
    }

    #[test]
    fn what_has_several_lines_is_marked_in_the_first_and_nothing_at_the_end() {
        let text = "a = [\n1,\n]\nb = ";
        assert_eq!(
            shown(text, 4..10, 5),
            "error: is wrong\n --> a.toml:1:5\n  |\n1 | a = [\n  |     ^"
        );
        assert_eq!(
            shown(text, 15..15, 15),
            "error: is wrong\n --> a.toml:4:5\n  |\n4 | b = \n  |     ^"
        );
    }
}
