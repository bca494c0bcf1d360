//! Who may ask, and for what: users, API keys, service accounts and roles.
//!
//! Security is off until there is one of them; from then on every request needs credentials. And
//! [`redact`], which keeps credentials out of what is shown.

pub use crate::model::{ApiKey, Role, ServiceAccount, User};
pub use crate::text::{is_credential, redact};
