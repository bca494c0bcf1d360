//! Charts of blocks, for a terminal.

use std::time::Duration;

use super::course::Course;
use super::series::{self, Series, columns, highest};

/// Of a chart, in characters.
const WIDTH: usize = 60;
const HEIGHT: usize = 4;
/// Of what is written left of it.
const MARGIN: usize = 8;

/// What a character shows of a bar, from nothing to all.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LEVELS: usize = BLOCKS.len() - 1;

const CHARTS: [(&str, Series); 4] = [
    ("requests per second", series::requests_per_second),
    ("allocations", series::allocations),
    ("requests that wait", series::pending),
    ("requests given up in 10 s", series::given_up),
];

/// Load, allocations and what becomes of requests, below each other, as far as there is something
/// to show. The scales are those of all courses, so that they can be compared.
pub(super) fn charts(course: &Course, all: &[Course]) -> String {
    let mut lines = Vec::new();
    for (name, values) in CHARTS {
        let top = all.iter().map(|course| highest(&values(course)));
        let top = top.fold(0.0, f64::max);
        if top <= 0.0 {
            continue;
        }
        lines.push(format!("{:MARGIN$}  {name}", ""));
        lines.extend(chart(&columns(&values(course), WIDTH), top));
    }
    lines.extend(time_axis(
        course.duration(),
        WIDTH.min(course.moments.len()),
    ));
    lines.join("\n")
}

fn chart(columns: &[f64], top: f64) -> impl Iterator<Item = String> {
    let rows = (0..HEIGHT).rev();
    rows.map(move |row| {
        let label = match row {
            0 => "0".to_owned(),
            _ if row == HEIGHT - 1 => number(top),
            _ => String::new(),
        };
        let bars = columns.iter().map(|value| block(*value, top, row));
        format!("{label:>MARGIN$} │{}", bars.collect::<String>().trim_end())
    })
}

/// The part of a bar in a row, the lowest of which is 0. What is more than nothing is seen.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "it is a small number that is not negative"
)]
fn block(value: f64, top: f64, row: usize) -> char {
    if value <= 0.0 {
        return BLOCKS[0];
    }
    let level = (value / top * (HEIGHT * LEVELS) as f64).round().max(1.0) as usize;
    BLOCKS[level.saturating_sub(row * LEVELS).min(LEVELS)]
}

/// In few characters.
fn number(value: f64) -> String {
    let (value, unit) = match value {
        _ if value >= 1e6 => (value / 1e6, "M"),
        _ if value >= 1e4 => (value / 1e3, "k"),
        _ => (value, ""),
    };
    let shown = format!("{value:.1}");
    format!("{}{unit}", shown.strip_suffix(".0").unwrap_or(&shown))
}

fn time_axis(duration: Duration, width: usize) -> [String; 2] {
    let line = "─".repeat(width);
    let end = humantime::format_duration(duration).to_string();
    let room = width.saturating_sub(2).max(end.len() + 1);
    [
        format!("{:MARGIN$} └{line}", ""),
        format!("{:MARGIN$}  0s{end:>room$}", ""),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_fill_their_rows_from_below() {
        let bar = |value| {
            (0..HEIGHT)
                .map(|row| block(value, 32.0, row))
                .collect::<String>()
        };
        for (value, expected) in [
            (0.0, "    "),
            (0.01, "▁   "),
            (8.0, "█   "),
            (12.0, "█▄  "),
            (32.0, "████"),
        ] {
            assert_eq!(bar(value), expected, "{value}");
        }
    }

    #[test]
    fn numbers_are_short() {
        for (value, expected) in [
            (8.0, "8"),
            (0.5, "0.5"),
            (9999.0, "9999"),
            (12_340.0, "12.3k"),
            (2e6, "2M"),
        ] {
            assert_eq!(number(value), expected);
        }
    }
}
