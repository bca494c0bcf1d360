//! The keyword `x-at-least`: one member of an object is not smaller than another.
//!
//! JSON Schema cannot compare two members, so this rule of the documentation is an extension.
//! Validators that do not know the keyword ignore it.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

pub(crate) const NAME: &str = "x-at-least";

/// Pairs of member names, each as (larger, smaller).
struct AtLeast(Vec<(String, String)>);

pub(crate) fn compile<'a>(
    _parent: &'a Map<String, Value>,
    value: &'a Value,
    _path: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let malformed = || ValidationError::schema("`x-at-least` maps member names to member names");
    let pairs = value
        .as_object()
        .ok_or_else(malformed)?
        .iter()
        .map(|(larger, smaller)| Some((larger.clone(), smaller.as_str()?.to_owned())))
        .collect::<Option<_>>()
        .ok_or_else(malformed)?;
    Ok(Box::new(AtLeast(pairs)))
}

impl AtLeast {
    fn broken_pair(&self, instance: &Value) -> Option<&(String, String)> {
        let members = instance.as_object()?;
        self.0.iter().find(|(larger, smaller)| {
            let bounds = (members.get(larger), members.get(smaller));
            let (Some(larger), Some(smaller)) = bounds else {
                return false;
            };
            match (larger.as_i64(), smaller.as_i64()) {
                (Some(larger), Some(smaller)) => larger < smaller,
                _ => larger
                    .as_f64()
                    .zip(smaller.as_f64())
                    .is_some_and(|(l, s)| l < s),
            }
        })
    }
}

impl<'i> Keyword<'i> for AtLeast {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        let Some((larger, smaller)) = self.broken_pair(instance) else {
            return Ok(());
        };
        Err(ValidationError::custom(format!(
            "`{larger}` must be at least `{smaller}`, but {} is less than {}",
            instance[larger], instance[smaller]
        )))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.broken_pair(instance).is_none()
    }
}
