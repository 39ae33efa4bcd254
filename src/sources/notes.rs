//! What is right in the file, and still hardly meant.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::{
    problem::{Log, Problem},
    toml_tree::{Placed, shown},
};
use crate::model::Vendor;

/// The vendors that a text names somewhere, each at the place of its first naming, by [`Vendor::key`].
type Named<'t> = BTreeMap<String, Placed<&'t str>>;

/// Notes on a tree that has no problem.
pub(super) fn of<'t>(tree: &'t DeTable<'_>, log: Log<'t>) -> Vec<Problem> {
    let mut log = log;
    let (blocks, sources) = (named(tree, "vendor", "name"), named(tree, "source", "vendor"));
    let mut meant = BTreeSet::new();
    for (key, source) in sources.iter().filter(|(key, _)| !blocks.contains_key(*key)) {
        let Some((near, block)) = blocks.iter().find(|(block, _)| is_slip(key, block)) else { continue };
        meant.insert(near);
        let (given, near) = (shown(source.value), shown(block.value));
        log.add(source.at, format!("no `[[vendor]]` is named `{given}`; did you mean `{near}`?"));
    }
    for (key, block) in &blocks {
        if !sources.contains_key(key) && !meant.contains(key) {
            let name = shown(block.value);
            let message = format!("no source is of the vendor `{name}`; add one with `vendor = \"{name}\"`");
            log.add(block.at, message);
        }
    }
    log.into_problems()
}

/// Whether a name is another with a slip of the pen: one letter of eight differs, or one of a shorter name.
/// Names that share a beginning are different companies more often than not.
fn is_slip(name: &str, other: &str) -> bool {
    const LONGEST: usize = 64;
    let length = name.chars().count();
    (4..=LONGEST).contains(&length) && strsim::osa_distance(name, other) <= (length / 8).max(1)
}

/// What stands under a key of each block of a list.
fn named<'t>(tree: &'t DeTable<'_>, list: &str, key: &str) -> Named<'t> {
    let mut named = Named::new();
    let blocks = tree.get(list).and_then(|value| value.get_ref().as_array());
    for table in blocks.into_iter().flatten().filter_map(|value| value.get_ref().as_table()) {
        let Some(value) = table.get(key) else { continue };
        let Some(name) = value.get_ref().as_str() else { continue };
        named.entry(Vendor::key(name)).or_insert(Placed { value: name.trim(), at: value.span().start });
    }
    named
}
