//! Amounts of requests, parts of requests included.

use std::ops::{Add, AddAssign, Sub};
use std::time::Duration;

const NANOS_PER_SECOND: u128 = 1_000_000_000;

/// An amount of requests, counted in what a rate of a billionth of a request per second brings in a
/// nanosecond. Sums are exact, so that no request is lost between two counters; those of more than
/// any test lives to see stay at the largest amount there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Requests(u128);

/// Requests per second, in billionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Rate(u64);

impl Requests {
    pub(super) const NONE: Self = Self(0);
    const ONE: u128 = NANOS_PER_SECOND * NANOS_PER_SECOND;

    pub(super) fn of(count: u64) -> Self {
        Self(u128::from(count) * Self::ONE)
    }

    /// As many as something can do in a time if each takes `each`, with a part of one if there is
    /// time for that.
    pub(super) fn done_in(time: Duration, each: Duration) -> Self {
        let each = each.as_nanos().max(1);
        let (whole, rest) = (time.as_nanos() / each, time.as_nanos() % each);
        // Rounded up, so that whole ones do not fall short of themselves when a time is cut in two.
        let rest = rest.saturating_mul(Self::ONE).div_ceil(each);
        Self(whole.saturating_mul(Self::ONE).saturating_add(rest))
    }

    /// Those that are whole.
    pub(super) fn whole(self) -> u64 {
        u64::try_from(self.0 / Self::ONE).unwrap_or(u64::MAX)
    }

    /// What is missing to the next whole one.
    pub(super) fn until_next(self) -> Self {
        Self(Self::ONE - self.0 % Self::ONE)
    }

    pub(super) fn times(self, number: u32) -> Self {
        Self(self.0.saturating_mul(u128::from(number)))
    }

    /// That part of them.
    pub(super) fn share(self, part: u64, of: u64) -> Self {
        let (part, of) = (u128::from(part), u128::from(of.max(1)));
        Self(self.0 / of * part + self.0 % of * part / of)
    }
}

impl Rate {
    /// The highest is a billion requests per second.
    pub(super) const HIGHEST: f64 = 1e9;

    /// None if there is no such rate.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is between zero and the highest"
    )]
    pub(super) fn per_second(number: f64) -> Option<Self> {
        let is_rate = (0.0..=Self::HIGHEST).contains(&number);
        is_rate.then(|| Self((number * 1e9).round() as u64))
    }

    /// A part of all, from 0 to 1.
    pub(super) fn part(part: f64) -> Result<Self, String> {
        let rate = Self::per_second(part).filter(|_| part <= 1.0);
        rate.ok_or_else(|| format!("{part} is no part: it is from 0 to 1"))
    }

    #[allow(clippy::cast_precision_loss, reason = "it is shown, not computed with")]
    pub(super) fn as_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    pub(super) fn over(self, time: Duration) -> Requests {
        Requests(u128::from(self.0).saturating_mul(time.as_nanos()))
    }

    /// Of so many things, if the rate says which part of them: how many, and what is left over of
    /// the next one, to be told the next time.
    pub(super) fn part_of(self, count: u64, left_over: u64) -> (u64, u64) {
        let part = u128::from(self.0) * u128::from(count) + u128::from(left_over);
        let narrow = |number: u128| u64::try_from(number).unwrap_or(u64::MAX);
        (
            narrow(part / NANOS_PER_SECOND),
            narrow(part % NANOS_PER_SECOND),
        )
    }

    /// The shortest time that brings as many, if any does.
    pub(super) fn time_for(self, requests: Requests) -> Option<Duration> {
        let nanos = match self.0 {
            0 => return None,
            rate => requests.0.div_ceil(u128::from(rate)),
        };
        u64::try_from(nanos).ok().map(Duration::from_nanos)
    }
}

impl Add for Requests {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Requests {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// No amount is less than none.
impl Sub for Requests {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl std::iter::Sum for Requests {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::NONE, Add::add)
    }
}
