//! JSON with places: where a value stands, and entries of lists that are too long for memory.

mod entries;
mod error;
mod literal;
mod locate;
mod tokens;
mod tracked;

pub(super) use entries::{Entry, List, each_entry};
pub(super) use error::describe;
pub(super) use literal::offset_in_literal;
pub(super) use locate::{locate, locate_spot, members};
pub(super) use tokens::Tokens;
