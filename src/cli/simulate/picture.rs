//! A picture of simulations, as SVG. Its white ground is its own, so that it can be read on pages
//! of any colour.

use std::ops::Range;
use std::time::Duration;

use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;

use super::course::Course;
use super::series::{self, Series, columns, highest};
use crate::cli::Failure;

/// Of a course, in pixels.
const WIDTH: u32 = 860;
const TITLE_HEIGHT: u32 = 44;
const CHART_HEIGHT: u32 = 220;
const CHARTS: u32 = 3;

/// More moments than this are drawn as one.
const MOST_COLUMNS: usize = 800;

const BLUE: RGBColor = RGBColor(0x1f, 0x6f, 0xb4);
const ORANGE: RGBColor = RGBColor(0xd9, 0x5f, 0x02);
const GREEN: RGBColor = RGBColor(0x1b, 0x87, 0x5f);
const PURPLE: RGBColor = RGBColor(0x75, 0x50, 0xb4);
const RED: RGBColor = RGBColor(0xc6, 0x28, 0x28);
const INK: RGBColor = RGBColor(0x33, 0x33, 0x33);
const GRID: RGBColor = RGBColor(0xe4, 0xe4, 0xe4);

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The courses beside each other. Their scales are the same.
pub(super) fn svg(courses: &[Course]) -> Result<String, Failure> {
    let mut text = String::new();
    draw(courses, &mut text).map_err(|error| Failure::of("cannot draw", error))?;
    Ok(text)
}

fn draw(courses: &[Course], text: &mut String) -> Drawn {
    let width = WIDTH * u32::try_from(courses.len()).unwrap_or(1);
    let height = TITLE_HEIGHT + CHARTS * CHART_HEIGHT;
    let root = SVGBackend::with_string(text, (width, height)).into_drawing_area();
    root.fill(&WHITE)?;
    let areas = root.split_evenly((1, courses.len()));
    for (area, course) in areas.iter().zip(courses) {
        let area = area.titled(&course.title(), style(20))?;
        let areas = area.split_evenly((CHARTS as usize, 1));
        let [load, allocations, requests] = areas.as_slice() else {
            continue;
        };
        draw_load(load, course, courses)?;
        draw_allocations(allocations, course, courses)?;
        draw_requests(requests, course, courses)?;
    }
    root.present()
}

fn draw_load(area: &Area<'_>, course: &Course, all: &[Course]) -> Drawn {
    let top = top_of(&[series::requests_per_second], all);
    let mut chart = chart(area, course, "requests per second", top * 1.25)?;
    let load = steps(course, series::requests_per_second);
    chart
        .draw_series(AreaSeries::new(load, 0.0, BLUE.mix(0.15)).border_style(line(BLUE)))?
        .label("load")
        .legend(|at| swatch(at, line(BLUE)));
    legend(&mut chart)
}

fn draw_allocations(area: &Area<'_>, course: &Course, all: &[Course]) -> Drawn {
    let most = top_of(&[series::allocations], all);
    let highest_max = all.iter().map(|course| course.bounds().1).max();
    // A bound far above is not worth the room.
    let top = f64::from(highest_max.unwrap_or(0)).clamp(most, most * 2.0) * 1.6;
    let mut chart = chart(area, course, "allocations", top)?;
    let ((min, max), end) = (course.bounds(), time_of(course).end);
    let corners = [(0.0, min.into()), (end, f64::from(max).min(top))];
    let band = Rectangle::new(corners, GREEN.mix(0.1).filled());
    chart
        .draw_series([band])?
        .label("allowed by min and max")
        .legend(|at| swatch(at, GREEN.mix(0.25).stroke_width(10)));
    let working = steps(course, series::working);
    let area = AreaSeries::new(working, 0.0, GREEN.mix(0.3)).border_style(GREEN);
    chart
        .draw_series(area)?
        .label("working")
        .legend(|at| swatch(at, GREEN.mix(0.5).stroke_width(10)));
    let wanted = steps(course, series::allocations);
    chart
        .draw_series(LineSeries::new(wanted, line(ORANGE)))?
        .label("wanted")
        .legend(|at| swatch(at, line(ORANGE)));
    legend(&mut chart)
}

fn draw_requests(area: &Area<'_>, course: &Course, all: &[Course]) -> Drawn {
    let top = top_of(&[series::pending, series::given_up], all);
    let mut chart = chart(area, course, "requests", top * 1.4)?;
    for (name, series, colour) in [
        ("waiting", series::pending as Series, PURPLE),
        ("given up in 10 s", series::given_up, RED),
    ] {
        let line = line(colour);
        chart
            .draw_series(LineSeries::new(steps(course, series), line))?
            .label(name)
            .legend(move |at| swatch(at, line));
    }
    legend(&mut chart)
}

/// Axes with their labels, from zero to `top`, which leaves room for the legend.
fn chart<'a, 'b>(
    area: &'a Area<'b>,
    course: &Course,
    what: &str,
    top: f64,
) -> Result<Chart<'a, 'b>, DrawingAreaErrorKind<std::io::Error>> {
    let (unit, _) = unit_of(course.duration());
    let mut chart = ChartBuilder::on(area)
        .margin_left(10)
        .margin_right(24)
        .margin_top(8)
        .x_label_area_size(40)
        .y_label_area_size(64)
        .build_cartesian_2d(time_of(course), 0.0..top.max(1.0))?;
    chart
        .configure_mesh()
        .x_desc(format!("time in {unit}"))
        .y_desc(what)
        .x_label_formatter(&|at| number(*at))
        .y_label_formatter(&|at| whole(*at))
        .x_labels(10)
        .y_labels(5)
        .max_light_lines(0)
        .bold_line_style(GRID)
        .axis_style(INK)
        .label_style(style(12))
        .axis_desc_style(style(13))
        .draw()?;
    Ok(chart)
}

fn legend<'b: 'a, 'a>(chart: &mut Chart<'a, 'b>) -> Drawn {
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .label_font(style(12))
        .draw()
}

/// The sample of a line beside its name.
fn swatch(at: (i32, i32), style: ShapeStyle) -> PathElement<(i32, i32)> {
    let (x, y) = at;
    PathElement::new([(x, y), (x + 18, y)], style)
}

fn line(colour: RGBColor) -> ShapeStyle {
    colour.stroke_width(2)
}

fn style(size: i32) -> TextStyle<'static> {
    ("sans-serif", size).into_font().color(&INK)
}

/// The unit in which times are shown, and how many seconds it has.
fn unit_of(duration: Duration) -> (&'static str, f64) {
    match duration.as_secs() {
        0..=300 => ("seconds", 1.0),
        301..=14_400 => ("minutes", 60.0),
        14_401..=345_600 => ("hours", 3600.0),
        _ => ("days", 86_400.0),
    }
}

fn time_of(course: &Course) -> Range<f64> {
    let (_, seconds) = unit_of(course.duration());
    0.0..course.duration().as_secs_f64() / seconds
}

fn top_of(series: &[Series], all: &[Course]) -> f64 {
    let values = all
        .iter()
        .flat_map(|course| series.iter().map(|series| highest(&series(course))));
    values.fold(0.0, f64::max)
}

/// The corners of a line that stays where it is until the next value.
fn steps(course: &Course, series: Series) -> Vec<(f64, f64)> {
    let values = columns(&series(course), MOST_COLUMNS);
    let last = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX);
    let width = time_of(course).end / f64::from(last.max(1));
    let mut corners: Vec<(f64, f64)> = Vec::new();
    for (index, value) in (0..).zip(values) {
        let time = f64::from(index) * width;
        let before = corners.last().map(|(_, before)| *before);
        let is_same = before.is_some_and(|before| before.total_cmp(&value).is_eq());
        if is_same && index < last {
            continue;
        }
        corners.extend(before.map(|before| (time, before)));
        corners.push((time, value));
    }
    corners
}

/// Allocations and requests are counted; what is between two whole numbers has no label.
fn whole(value: f64) -> String {
    match value.fract().abs() < 1e-9 {
        true => number(value),
        false => String::new(),
    }
}

/// Without a point if it needs none.
fn number(value: f64) -> String {
    ((value * 1000.0).round() / 1000.0).to_string()
}
