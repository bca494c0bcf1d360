//! Who may ask, and for what: users, API keys, service accounts and roles.
//!
//! Security is off until there is one of them; from then on every request needs credentials.

pub use crate::model::{ApiKey, Role, ServiceAccount, User};
