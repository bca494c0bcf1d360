//! The keyword `x-at-most-items`: an array has no more elements than a number beside it says.
//!
//! It maps JSON Pointers of arrays to those of numbers, both within the object that it stands at.
//! Validators that do not know the keyword ignore it.

use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

pub(crate) const NAME: &str = "x-at-most-items";

/// Pairs of pointers, each as (array, number).
struct AtMostItems(Vec<(String, String)>);

pub(crate) fn compile<'a>(
    _parent: &'a Map<String, Value>,
    value: &'a Value,
    _path: Location,
) -> Result<Box<dyn for<'i> Keyword<'i>>, ValidationError<'a>> {
    let pairs = value.as_object().map(|pairs| {
        let pair =
            |(array, number): (&String, &Value)| Some((array.clone(), number.as_str()?.to_owned()));
        pairs.iter().map(pair).collect::<Option<_>>()
    });
    let malformed = || ValidationError::schema("`x-at-most-items` maps pointers to pointers");
    Ok(Box::new(AtMostItems(
        pairs.flatten().ok_or_else(malformed)?,
    )))
}

impl AtMostItems {
    fn complaint(&self, instance: &Value) -> Option<String> {
        self.0.iter().find_map(|(array, number)| {
            let items = instance.pointer(array)?.as_array()?.len();
            let most = instance.pointer(number)?.as_u64()?;
            (items as u64 > most).then(|| {
                format!(
                    "`{array}` has {items} elements, but `{number}` is {most}: leave out the rest"
                )
            })
        })
    }
}

impl<'i> Keyword<'i> for AtMostItems {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        let complaint = self.complaint(instance);
        complaint.map_or(Ok(()), |complaint| Err(ValidationError::custom(complaint)))
    }

    fn is_valid(&self, instance: &'i Value) -> bool {
        self.complaint(instance).is_none()
    }
}
