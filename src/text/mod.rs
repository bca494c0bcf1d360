//! Small helpers for text and for the memory that holds it. They know nothing of the rest.

mod as_text;
pub(crate) mod byte_size;
mod bytes_arena;
mod credentials;
mod one_line;
mod panic_text;
mod random_word;
mod secret;
pub(crate) mod suggest;
pub(crate) mod timestamp;
mod unknown_name;

pub(crate) use as_text::serde_as_text;
pub use byte_size::ByteSize;
pub(crate) use bytes_arena::BytesArena;
pub(crate) use credentials::is_scheme;
pub use credentials::{is_credential, redact};
pub(crate) use one_line::OneLine;
pub(crate) use panic_text::panic_text;
pub(crate) use random_word::random_word;
pub(crate) use secret::Secret;
pub use unknown_name::UnknownName;
