//! `[[vendor]]`: a vendor above its sources.

use std::collections::HashMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    problem::Log,
    terms,
    toml_tree::{self, Missing, shown},
};
use crate::model::{BadDomain, Domain, Vendor};

/// What may stand in a `[[vendor]]`, in the order in which it is documented and written.
pub(super) const KEYS: [&str; 6] = ["name", "domain", "tags", "owner", "criticality", "objection_days"];

/// The vendors that have a block of their own, in the order of the file.
#[derive(Default)]
pub(super) struct Vendors {
    blocks: Vec<Vendor>,
    /// Where each is in `blocks`, by [`Vendor::key`].
    places: HashMap<String, usize>,
}

impl Vendors {
    /// The block of a name, in any case.
    pub(super) fn named(&self, name: &str) -> Option<&Vendor> {
        self.places.get(&Vendor::key(name)).and_then(|&place| self.blocks.get(place))
    }

    /// The blocks, in the order of the file.
    pub(super) fn into_blocks(self) -> Vec<Vendor> {
        self.blocks
    }
}

/// Reads every vendor that can be read; what cannot is in the log.
pub(super) fn read_all(tree: &DeTable<'_>, log: &mut Log<'_>) -> Vendors {
    let mut vendors = Vendors::default();
    let Some(value) = tree.get("vendor") else { return vendors };
    let Some(list) = value.get_ref().as_array() else {
        log.add(
            value.span().start,
            "`vendor` is no list; write `[[vendor]]`, with two brackets, above each vendor",
        );
        return vendors;
    };
    let mut first_lines = HashMap::new();
    for value in list {
        let Some((at, vendor)) = read(value, log) else { continue };
        let key = Vendor::key(&vendor.name);
        if let Some(first) = first_lines.get(&key) {
            let name = shown(&vendor.name);
            let message = format!(
                "duplicate vendor `{name}` (first at line {first}, case does not count); keep one of them"
            );
            log.add(at, message);
            continue;
        }
        first_lines.insert(key.clone(), log.line(at));
        vendors.places.insert(key, vendors.blocks.len());
        vendors.blocks.push(vendor);
    }
    vendors
}

/// A vendor, and where its name stands.
fn read(value: &Spanned<DeValue<'_>>, log: &mut Log<'_>) -> Option<(usize, Vendor)> {
    let Some(table) = value.get_ref().as_table() else {
        toml_tree::wrong_kind("vendor", value, "a table: write `[[vendor]]` above its keys", log);
        return None;
    };
    toml_tree::known_keys(table, "a vendor", &KEYS, log);
    let missing = Missing { block: "vendor", at: value.span().start, example: "Acme" };
    let name = toml_tree::required(table, "name", &missing, log);
    let domain = domain(table, log);
    let terms = terms::read(table, log).or_those_of(None);
    let name = name?;
    let vendor = Vendor {
        name: name.value.to_owned(),
        domain,
        owner: terms.owner,
        criticality: terms.criticality,
        tags: terms.tags,
        objection_days: terms.objection_days,
    };
    Some((name.at, vendor))
}

fn domain(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<Domain> {
    let text = toml_tree::text(table, "domain", log)?;
    let domain = text.value.parse::<Domain>();
    if domain.is_err() {
        log.add(text.at, BadDomain { text: shown(text.value) }.to_string());
    }
    domain.ok()
}
