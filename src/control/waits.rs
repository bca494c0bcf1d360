//! Waiting on behalf of clients, so that they need not ask again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::StatusCode;

use super::call::Call;
use super::parameters::Parameter;
use super::problem::Problem;
use crate::time::Span;

/// How many requests may wait at once.
const MOST: usize = 1024;

/// How long a request waits unless it says so.
const USUAL: Duration = Duration::from_secs(5);

/// How long a request may wait.
const LONGEST: Duration = Duration::from_secs(60);

/// The requests that wait.
#[derive(Debug, Default)]
pub(super) struct Waits(Arc<AtomicUsize>);

/// The place of a request that waits. It is given back when this is dropped, which also happens
/// when the client hangs up.
#[must_use]
#[derive(Debug)]
pub(super) struct Place(Arc<AtomicUsize>);

impl Waits {
    pub(super) fn enter(&self) -> Result<Place, Problem> {
        let place = Place(Arc::clone(&self.0));
        match self.0.fetch_add(1, Ordering::Relaxed) < MOST {
            true => Ok(place),
            false => Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                format!("{MOST} requests wait already"),
            )),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Call<'_> {
    /// A parameter that says how long to wait.
    pub(super) fn time(&self, parameter: Parameter) -> Result<Option<Duration>, Problem> {
        self.parameters.get_by(parameter, |text| {
            let Span(time) = Span::parse(text)?;
            match time <= LONGEST {
                true => Ok(time),
                false => Err(format!("the longest time to wait is {LONGEST:?}")),
            }
        })
    }

    /// The same, where something is to be waited for in any case.
    pub(super) fn time_or_usual(&self, parameter: Parameter) -> Result<Duration, Problem> {
        Ok(self.time(parameter)?.unwrap_or(USUAL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_given_back() {
        let waits = Waits::default();
        let places: Vec<_> = (0..MOST).map(|_| waits.enter().unwrap()).collect();
        assert_eq!(waits.enter().unwrap_err().status, 429);
        assert_eq!(waits.enter().unwrap_err().status, 429);
        drop(places);
        assert_eq!(waits.0.load(Ordering::Relaxed), 0);
        assert!(waits.enter().is_ok());
    }
}
