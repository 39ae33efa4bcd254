//! Countries and regions as sets that gain and lose.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Country, Region, Subprocessor};

/// What a set gained and lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved<T: Ord> {
    /// Now in it, and not before.
    pub added: BTreeSet<T>,
    /// In it before, and not now.
    pub removed: BTreeSet<T>,
}

/// What the places of a row gained and lost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moves {
    /// Its countries.
    #[serde(default, skip_serializing_if = "Moved::is_empty")]
    pub countries: Moved<Country>,
    /// Its regions.
    #[serde(default, skip_serializing_if = "Moved::is_empty")]
    pub regions: Moved<Region>,
    /// What the row prints now of the transfer, where a country came: it decides what that country means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safeguard: Option<String>,
}

impl<T: Ord> Default for Moved<T> {
    fn default() -> Self {
        Self { added: BTreeSet::new(), removed: BTreeSet::new() }
    }
}

impl<T: Ord + Copy> Moved<T> {
    /// From one set to another.
    #[must_use]
    pub fn between(before: &BTreeSet<T>, after: &BTreeSet<T>) -> Self {
        Self {
            added: after.difference(before).copied().collect(),
            removed: before.difference(after).copied().collect(),
        }
    }
}

impl<T: Ord> Moved<T> {
    /// Whether the set stayed as it was.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

impl Moves {
    /// From one row to what it became.
    #[must_use]
    pub fn between(before: &Subprocessor, after: &Subprocessor) -> Self {
        let countries = Moved::between(&before.derived.countries, &after.derived.countries);
        let regions = Moved::between(&before.derived.regions, &after.derived.regions);
        let safeguard = if countries.added.is_empty() { None } else { after.printed.transfer.clone() };
        Self { countries, regions, safeguard }
    }

    /// Whether no place came or went.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.countries.is_empty() && self.regions.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_what_went_is_told_and_what_stayed_is_not() {
        let row = |codes: &[&str], regions: &[Region]| {
            Subprocessor::named("A").with(|printed, derived| {
                derived.countries = codes.iter().map(|code| code.parse().unwrap()).collect();
                derived.regions = regions.iter().copied().collect();
                printed.transfer = Some("SCCs".to_owned());
            })
        };
        let moves = Moves::between(&row(&["IE", "US"], &[]), &row(&["DE", "IE"], &[Region::Eu]));
        assert_eq!(
            serde_json::to_string(&moves).unwrap(),
            r#"{"countries":{"added":["DE"],"removed":["US"]},"regions":{"added":["EU"],"removed":[]},"safeguard":"SCCs"}"#
        );
        let lost = Moves::between(&row(&["IE", "US"], &[]), &row(&["IE"], &[]));
        assert_eq!(serde_json::to_string(&lost).unwrap(), r#"{"countries":{"added":[],"removed":["US"]}}"#);
        assert!(Moves::between(&row(&["IE"], &[]), &row(&["IE"], &[])).is_empty());
    }
}
