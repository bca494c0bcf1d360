//! The series of numbers that charts show.

use super::course::Course;

/// A series of a course: a number for each moment.
pub(super) type Series = fn(&Course) -> Vec<f64>;

pub(super) fn requests_per_second(course: &Course) -> Vec<f64> {
    let moments = course.moments.iter();
    moments.map(|moment| moment.requests_per_second).collect()
}

/// Those that are wanted.
pub(super) fn allocations(course: &Course) -> Vec<f64> {
    let moments = course.moments.iter();
    moments.map(|moment| moment.allocations.into()).collect()
}

/// Those that work.
pub(super) fn working(course: &Course) -> Vec<f64> {
    let moments = course.moments.iter();
    moments.map(|moment| moment.working.into()).collect()
}

/// Requests that wait.
pub(super) fn pending(course: &Course) -> Vec<f64> {
    let moments = course.moments.iter();
    moments.map(|moment| float(moment.totals.pending)).collect()
}

/// Requests that were given up since the moment before, of whatever kind.
pub(super) fn given_up(course: &Course) -> Vec<f64> {
    let lost = |moment: &es_ml_fake::model::Moment| {
        let totals = moment.totals;
        totals.rejected + totals.timed_out + totals.unserved
    };
    let lost = course.moments.iter().map(lost);
    let before = std::iter::once(0).chain(lost.clone());
    let pairs = lost.zip(before);
    pairs
        .map(|(now, before)| float(now.saturating_sub(before)))
        .collect()
}

/// As many columns as there is room for, each with the highest of its values.
pub(super) fn columns(values: &[f64], most: usize) -> Vec<f64> {
    let width = most.min(values.len());
    let columns = (0..width).map(|column| {
        let part = values.len() * column / width..values.len() * (column + 1) / width;
        highest(&values[part])
    });
    columns.collect()
}

pub(super) fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

#[allow(clippy::cast_precision_loss, reason = "it is shown in a chart")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_show_the_highest_of_their_values() {
        assert_eq!(columns(&[1.0, 5.0, 2.0, 2.0, 9.0], 2), [5.0, 9.0]);
        assert_eq!(columns(&[1.0, 5.0], 60), [1.0, 5.0]);
        assert_eq!(columns(&[], 60), [0.0; 0]);
    }
}
