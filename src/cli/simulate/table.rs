//! The numbers of simulations, as CSV.

use std::fmt::Write as _;

use super::course::Course;

const HEAD: &str = "case,seconds,requests_per_second,min,max,allocations,working,\
                    arrived,done,pending,rejected,timed_out,unserved\n";

/// A line for each moment. Cases are counted from 1; counts of requests are those since the
/// beginning.
pub(super) fn csv(courses: &[Course]) -> String {
    let mut text = HEAD.to_owned();
    for (case, course) in (1..).zip(courses) {
        let (min, max) = course.bounds();
        for moment in &course.moments {
            let totals = moment.totals;
            let _ = writeln!(
                text,
                "{case},{},{},{min},{max},{},{},{},{},{},{},{},{}",
                moment.elapsed.as_secs(),
                moment.requests_per_second,
                moment.allocations,
                moment.working,
                totals.arrived,
                totals.done,
                totals.pending,
                totals.rejected,
                totals.timed_out,
                totals.unserved,
            );
        }
    }
    text
}
