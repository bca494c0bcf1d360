//! Snapshots in the folder `snapshots/` at the top, one file each, named after the case.

/// Compares `text` with the snapshot `folder/name`.
#[track_caller]
pub(crate) fn assert(folder: &str, name: &str, text: impl std::fmt::Display) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("{}/snapshots/{folder}", env!("CARGO_MANIFEST_DIR")));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text.to_string()));
}
