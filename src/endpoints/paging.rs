//! Which of many models a request is about: by names, and by pages
//! (server-behaviour: Statistics: request).

use super::{Call, failures};
use crate::contract::{Parameter, ParameterKind};
use crate::http::ErrorResponse;
use crate::model::{Model, Models, Names};
use crate::xcontent::Exception;

/// The parameters of a selection.
pub(super) const ALLOW_NO_MATCH: Parameter =
    Parameter::new("allow_no_match", ParameterKind::Boolean);
pub(super) const FROM: Parameter = Parameter::new("from", ParameterKind::Integer { minimum: 0 });
pub(super) const SIZE: Parameter = Parameter::new("size", ParameterKind::Integer { minimum: 0 });

/// How many models are on a page, if it is not said.
const PAGE: usize = 100;

/// The models that a request is about.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    pub(super) names: Names,
    allow_no_match: bool,
    from: usize,
    size: usize,
}

impl Selection {
    /// What path and query say.
    pub(super) fn of(call: &Call<'_>) -> Result<Self, ErrorResponse> {
        let page = |parameter: Parameter, default: usize| {
            let number = call.integer_parameter(parameter.name)?;
            let count = number.map_or(Ok(default), usize::try_from);
            count.map_err(|_| {
                let name = parameter.name;
                Exception::illegal_argument(format!("Parameter [{name}] cannot be < 0"))
            })
        };
        Ok(Self {
            names: Names::parse(call.route.name("model_id")),
            allow_no_match: call.flag(ALLOW_NO_MATCH.name, true)?,
            from: page(FROM, 0)?,
            size: page(SIZE, PAGE)?,
        })
    }

    /// Those of these names, a hundred at most.
    pub(super) fn named(names: &str, allow_no_match: bool) -> Self {
        Self {
            names: Names::parse(Some(names)),
            allow_no_match,
            from: 0,
            size: PAGE,
        }
    }

    /// Whether a model is named, by its id or by an alias.
    pub(super) fn names_model(&self, model: &Model) -> bool {
        self.names.has(model.id()) || model.aliases().any(|alias| self.names.has(alias))
    }

    /// How many models there are of those that `is_wanted`, and those on the page.
    ///
    /// # Errors
    ///
    /// If a name is not there, or not on the page. `is_known` tells of what a model is not, but may
    /// be named all the same.
    pub(super) fn find<'m>(
        &self,
        models: &'m Models,
        is_wanted: impl Fn(&Model) -> bool,
        is_known: impl Fn(&dyn Fn(&str) -> bool) -> bool,
    ) -> Result<(u64, Vec<&'m Model>), ErrorResponse> {
        let found: Vec<_> = models.iter().filter(|model| is_wanted(model)).collect();
        let count = found.len() as u64;
        let page: Vec<_> = found.into_iter().skip(self.from).take(self.size).collect();
        let unmatched = self.names.unmatched(self.allow_no_match, |is_of| {
            let has = |model: &&Model| is_of(model.id()) || model.aliases().any(is_of);
            page.iter().any(has) || is_known(is_of)
        });
        match unmatched.is_empty() {
            true => Ok((count, page)),
            false => Err(failures::no_model(&unmatched.join(","))),
        }
    }
}
