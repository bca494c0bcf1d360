//! Coverage as data, and for people.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Coverage, Item, Part, Selection, percent};
use crate::endpoints::Endpoint;

/// What was exercised of some items of the contract, to be shown or serialised.
#[derive(Debug, Clone, Copy)]
pub struct Report<'c> {
    coverage: &'c Coverage,
    selection: &'c Selection,
}

#[derive(Serialize)]
struct Count {
    percent: f64,
    covered: usize,
    all: usize,
}

#[derive(Serialize)]
struct Row {
    part: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<&'static str>,
    place: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    what: &'static str,
    covered: bool,
}

impl<'c> Report<'c> {
    pub(super) fn of(coverage: &'c Coverage, selection: &'c Selection) -> Self {
        Self {
            coverage,
            selection,
        }
    }

    fn items(&self) -> impl Iterator<Item = (&'static Item, bool)> {
        let is_counted = |(item, _): &(&Item, bool)| self.selection.has(item);
        self.coverage.items().filter(is_counted)
    }
}

impl Count {
    fn of(coverage: &Coverage, selection: &Selection) -> Self {
        let (covered, all) = coverage.count(selection);
        Self {
            percent: percent(covered, all),
            covered,
            all,
        }
    }
}

impl Row {
    fn of((item, covered): (&'static Item, bool)) -> Self {
        Self {
            part: item.part().name(),
            endpoint: item.endpoint().map(Endpoint::name),
            place: item.place(),
            what: item.what(),
            covered,
        }
    }
}

/// `{"percent":…,"covered":…,"all":…,"parts":{"members":{…},…},"items":[…]}`
impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of_part = |part: &Part| {
            let selection = self.selection.clone().parts([*part]);
            (part.name(), Count::of(self.coverage, &selection))
        };
        let parts = self.selection.part_list().iter();
        let parts: BTreeMap<_, _> = parts.map(of_part).collect();
        let whole = Count::of(self.coverage, self.selection);
        let mut report = serializer.serialize_struct("Report", 5)?;
        report.serialize_field("percent", &whole.percent)?;
        report.serialize_field("covered", &whole.covered)?;
        report.serialize_field("all", &whole.all)?;
        report.serialize_field("parts", &parts)?;
        report.serialize_field("items", &self.items().map(Row::of).collect::<Vec<_>>())?;
        report.end()
    }
}

/// What is missing, part by part, and how much was exercised.
impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &part in self.selection.part_list() {
            let missing = self
                .items()
                .filter(|(item, covered)| item.part() == part && !covered);
            let mut missing = missing.peekable();
            if missing.peek().is_some() {
                let selection = self.selection.clone().parts([part]);
                let (covered, all) = self.coverage.count(&selection);
                writeln!(f, "{part}: {covered} of {all}; missing are")?;
            }
            for (item, _) in missing {
                writeln!(f, "  {item}")?;
            }
        }
        let (covered, all) = self.coverage.count(self.selection);
        let percent = Floored(self.coverage.percent_of(self.selection));
        write!(
            f,
            "covered {covered} of {all} items of the contract, {percent} %"
        )
    }
}

/// With one decimal. Only all is 100.
struct Floored(f64);

impl fmt::Display for Floored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", (self.0 * 10.0).floor() / 10.0)
    }
}
