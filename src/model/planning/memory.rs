//! How much memory the server expects a deployment to take
//! (server-behaviour: Update: distribution of allocations).

const MEBIBYTE: u64 = 1024 * 1024;
/// What any model takes besides its definition.
const OVERHEAD: u64 = 240 * MEBIBYTE;
/// What ELSER takes, whatever is said of it.
const ELSER: u64 = 2004 * MEBIBYTE;
const ELSER_IDS: [&str; 2] = [".elser_model_1", ".elser_model_2"];

/// What the estimate is made from. Sizes are in bytes; zero is "not set".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ModelSize<'a> {
    pub(crate) model_id: &'a str,
    pub(crate) model: u64,
    pub(crate) cache: u64,
    pub(crate) per_deployment: u64,
    pub(crate) per_allocation: u64,
}

/// The memory that allocations of a deployment take on one node, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Memory {
    at_least: u64,
    /// Together with what each allocation takes.
    fixed: u64,
    per_allocation: u64,
}

impl Memory {
    pub(crate) fn of(size: ModelSize<'_>) -> Self {
        // The larger of cache and model is what counts: the estimate has the model in it already.
        let more_cache = size.cache.saturating_sub(size.model);
        let is_elser = ELSER_IDS.iter().any(|id| size.model_id.starts_with(id));
        if is_elser {
            return Self::constant(ELSER.saturating_add(more_cache));
        }
        let by_size = OVERHEAD.saturating_add(size.model.saturating_mul(2));
        let constant = Self::constant(by_size.saturating_add(more_cache));
        if size.per_deployment == 0 && size.per_allocation == 0 {
            return constant;
        }
        Self {
            fixed: size
                .per_deployment
                .saturating_add(size.model)
                .saturating_add(more_cache),
            per_allocation: size.per_allocation,
            ..constant
        }
    }

    fn constant(bytes: u64) -> Self {
        Self {
            at_least: bytes,
            ..Self::default()
        }
    }

    /// What that many allocations take.
    pub(crate) fn estimate(self, allocations: u64) -> u64 {
        let each = self.per_allocation.saturating_mul(allocations);
        self.at_least.max(self.fixed.saturating_add(each))
    }

    /// How many allocations fit into that many bytes: at least one or none, and no end of them if
    /// it is all the same.
    pub(crate) fn fitting_into(self, bytes: u64) -> u64 {
        if self.estimate(1) > bytes {
            return 0;
        }
        let left = bytes - self.fixed;
        left.checked_div(self.per_allocation).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// In mebibytes (server-behaviour: Update: distribution of allocations).
    #[test]
    fn the_estimate_is_that_of_the_reference() {
        let size = |model_id, [model, cache, per_deployment, per_allocation]: [u64; 4]| ModelSize {
            model_id,
            model: model * MEBIBYTE,
            cache: cache * MEBIBYTE,
            per_deployment: per_deployment * MEBIBYTE,
            per_allocation: per_allocation * MEBIBYTE,
        };
        for (model_id, sizes, estimates) in [
            ("m", [100, 100, 0, 0], [440, 440]),
            ("m", [100, 0, 0, 0], [440, 440]),
            ("m", [100, 130, 0, 0], [470, 470]),
            ("m", [100, 100, 50, 10], [440, 440]),
            ("m", [100, 100, 500, 10], [610, 630]),
            ("m", [100, 130, 500, 10], [640, 660]),
            ("m", [100, 100, 0, 300], [440, 1000]),
            ("m", [100, 100, 500, 0], [600, 600]),
            (".elser_model_1", [400, 400, 0, 0], [2004, 2004]),
            (
                ".elser_model_2_linux-x86_64",
                [400, 400, 9000, 9],
                [2004, 2004],
            ),
            (".elser_model_2", [400, 500, 0, 0], [2104, 2104]),
            (".elser_model_3", [400, 400, 0, 0], [1040, 1040]),
        ] {
            let memory = Memory::of(size(model_id, sizes));
            let estimate = [memory.estimate(1), memory.estimate(3)];
            assert_eq!(
                estimate,
                estimates.map(|it| it * MEBIBYTE),
                "{model_id} {sizes:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn as_many_fit_as_the_estimate_allows(
            model in 0u64..1 << 40, cache: u64, per_deployment in 0u64..1 << 40, per_allocation in 0u64..1 << 40, bytes: u64,
        ) {
            let memory = Memory::of(ModelSize { model_id: "m", model, cache, per_deployment, per_allocation });
            let fitting = memory.fitting_into(bytes);
            prop_assert!(fitting == 0 || memory.estimate(fitting) <= bytes);
            prop_assert!(fitting == u64::MAX || memory.estimate(fitting + 1) > bytes);
        }
    }
}
