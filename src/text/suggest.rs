//! "did you mean": which known names are close to one that is not known.

/// The known names whose Levenshtein similarity to `name` is greater than one half, the most
/// similar first.
///
/// Similarity is 1 − edit distance ÷ longer length; equally similar names come in alphabetical
/// order (server-behaviour: Update: unknown fields).
pub(crate) fn similar<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .filter(|candidate| is_of_comparable_length(name, candidate))
        .map(|candidate| (strsim::normalized_levenshtein(name, candidate), candidate))
        .filter(|&(score, _)| score > 0.5)
        .collect();
    scored.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.cmp(right)));
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

/// A difference in length alone rules most names out, and keeps a hostile name of megabytes from
/// being measured.
fn is_of_comparable_length(name: &str, candidate: &str) -> bool {
    let (name, candidate) = (name.chars().count(), candidate.chars().count());
    name.min(candidate) * 2 > name.max(candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: [&str; 5] = [
        "model_id",
        "number_of_allocations",
        "model_threads",
        "adaptive_allocations",
        "timeout",
    ];
    const NESTED: [&str; 3] = [
        "enabled",
        "min_number_of_allocations",
        "max_number_of_allocations",
    ];

    /// The worked values (server-behaviour: Update: unknown fields).
    #[test]
    fn agrees_with_the_worked_values() {
        for (name, expected) in [
            ("number_of_allocation", &["number_of_allocations"][..]),
            (
                "num_allocations",
                &["number_of_allocations", "adaptive_allocations"],
            ),
            (
                "allocations",
                &["adaptive_allocations", "number_of_allocations"],
            ),
            (
                "min_number_of_allocations",
                &["number_of_allocations", "adaptive_allocations"],
            ),
            ("threads_per_allocation", &["adaptive_allocations"]),
            ("priority", &[]),
            ("deployment_id", &[]),
            ("foo", &[]),
            ("", &[]),
        ] {
            assert_eq!(similar(name, TOP), expected, "{name}");
        }
        for (name, expected) in [
            (
                "number_of_allocations",
                &["max_number_of_allocations", "min_number_of_allocations"][..],
            ),
            ("enable", &["enabled"]),
        ] {
            assert_eq!(similar(name, NESTED), expected, "{name}");
        }
    }
}
