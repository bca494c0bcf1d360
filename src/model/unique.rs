//! Names and ids that only one thing of a kind can have.

/// Refuses a thing whose name another has already.
#[track_caller]
pub(crate) fn refuse_second(is_known: bool, kind: &str, name: &str) {
    assert!(
        !is_known,
        "another {kind} is called `{}` already; call this one otherwise, or leave one of the two out",
        name.escape_debug()
    );
}
