//! Ingest pipelines, as far as they keep models from being stopped and deleted.

/// A pipeline with inference processors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IngestPipeline {
    pub(crate) id: String,
    /// The model, alias or deployment that it uses.
    pub(crate) target: String,
}

impl IngestPipeline {
    pub(crate) fn uses(&self, name: &str) -> bool {
        self.target == name
    }
}
