//! What models are for.

use std::fmt;
use std::str::FromStr;

use crate::text::{UnknownName, serde_as_text};

/// What a model is for, which decides what its inferences are like
/// (server-behaviour: Infer: results).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Task {
    /// Finds persons, places and the like in texts.
    Ner,
    /// Says which of its classes a text is of.
    TextClassification,
    /// Says which of any classes a text is of.
    ZeroShotClassification,
    /// Finds the word that is left out.
    FillMask,
    /// Finds the answer to a question in a text.
    QuestionAnswering,
    /// Makes a dense vector of a text.
    TextEmbedding,
    /// Makes a sparse vector of a text.
    TextExpansion,
    /// Says how similar two texts are.
    TextSimilarity,
    /// Gives the output as it is.
    PassThrough,
    /// Predicts a number.
    Regression,
    /// Predicts a class.
    Classification,
}

impl Task {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Ner,
        Self::TextClassification,
        Self::ZeroShotClassification,
        Self::FillMask,
        Self::QuestionAnswering,
        Self::TextEmbedding,
        Self::TextExpansion,
        Self::TextSimilarity,
        Self::PassThrough,
        Self::Regression,
        Self::Classification,
    ];

    /// The name in configurations.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ner => "ner",
            Self::TextClassification => "text_classification",
            Self::ZeroShotClassification => "zero_shot_classification",
            Self::FillMask => "fill_mask",
            Self::QuestionAnswering => "question_answering",
            Self::TextEmbedding => "text_embedding",
            Self::TextExpansion => "text_expansion",
            Self::TextSimilarity => "text_similarity",
            Self::PassThrough => "pass_through",
            Self::Regression => "regression",
            Self::Classification => "classification",
        }
    }

    /// Whether models for it are made with PyTorch, and have to be deployed.
    #[must_use]
    pub fn is_of_pytorch(self) -> bool {
        !matches!(self, Self::Regression | Self::Classification)
    }
}

impl FromStr for Task {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let task = Self::ALL.into_iter().find(|task| task.name() == name);
        task.ok_or_else(|| UnknownName::new("task", name, Self::ALL))
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

serde_as_text!(Task);
