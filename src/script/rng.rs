//! Random numbers that can be had again.

use std::f64::consts::TAU;
use std::hash::{BuildHasher, RandomState};

/// A generator of random numbers: SplitMix64, which is small, and good enough for delays.
#[derive(Debug, Clone)]
pub(crate) struct Rng(u64);

impl Rng {
    /// By this environment variable a run can be repeated.
    pub(crate) const VARIABLE: &'static str = "ES_ML_FAKE_SEED";

    pub(crate) fn from_seed(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed unlike the last one.
    pub(crate) fn any_seed() -> u64 {
        // The standard library's hashers are keyed anew each time.
        RandomState::new().hash_one(0)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 up to 1.
    #[allow(clippy::cast_precision_loss, reason = "these are the 53 bits that fit")]
    pub(crate) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Of the standard normal distribution, by the method of Box and Muller.
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.fraction()).ln()).sqrt();
        radius * (TAU * self.fraction()).cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of the generator's published test vector for the seed 1234567.
    #[test]
    fn is_the_generator_that_it_says_it_is() {
        let mut rng = Rng::from_seed(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    /// The chance of one in 2^64 that this fails is negligible.
    #[test]
    fn seeds_differ_from_one_to_the_next() {
        assert!(Rng::any_seed() != Rng::any_seed());
    }

    #[test]
    fn normal_numbers_are_about_zero() {
        let mut rng = Rng::from_seed(1);
        let sum: f64 = (0..10_000).map(|_| rng.normal()).sum();
        assert!(sum.abs() < 300.0, "{sum}");
    }
}
