//! How a request came to the cluster.

use crate::api::Answer;

/// What a request passed on its way.
#[derive(Debug, Default)]
pub(crate) struct Via {
    /// The number of the node that took it, from 0 on, if there are several.
    pub(crate) node: Option<usize>,
    /// The answer of something in between, past which the request does not get.
    pub(crate) turned_back: Option<Box<Answer>>,
}
