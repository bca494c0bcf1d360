//! "did you mean": which known names are close to one that is not known.

/// The known names whose Levenshtein similarity to `name` is greater than one half, the most similar first.
///
/// Similarity is 1 − edit distance ÷ longer length; equally similar names come in alphabetical order (reference, section 1.3).
pub(crate) fn similar<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name: Vec<char> = name.chars().collect();
    let mut scored: Vec<(f64, &str)> = known
        .into_iter()
        .map(|candidate| (similarity(&name, candidate), candidate))
        .filter(|&(score, _)| score > 0.5)
        .collect();
    scored.sort_by(|(a, left), (b, right)| b.total_cmp(a).then_with(|| left.cmp(right)));
    scored.into_iter().map(|(_, candidate)| candidate).collect()
}

#[allow(clippy::cast_precision_loss)] // Names are short: both lengths are exact as floating-point numbers.
fn similarity(name: &[char], candidate: &str) -> f64 {
    let candidate: Vec<char> = candidate.chars().collect();
    let (shorter, longer) = (
        name.len().min(candidate.len()),
        name.len().max(candidate.len()),
    );
    // A difference in length alone rules most names out, and keeps a hostile name of megabytes from being measured.
    if longer == 0 || shorter * 2 <= longer {
        return 0.0;
    }
    1.0 - distance(name, &candidate) as f64 / longer as f64
}

fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, l) in left.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, r) in right.iter().enumerate() {
            let substituted = diagonal + usize::from(l != r);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
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

    /// The worked values of the reference, section 1.3.
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
