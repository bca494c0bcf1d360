//! What a panic said.

use std::any::Any;

/// The message of a panic that was caught, unless its payload is not text.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> Option<&str> {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied())
}
