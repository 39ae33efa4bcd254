//! What our own house says of a supplier, in a `[[vendor]]` for all of its pages or in a `[[source]]` for
//! one of them.

use toml::de::DeTable;

use super::{problem::Log, toml_tree};
use crate::model::{Criticality, Vendor};

/// What one block says; none where it does not say anything.
#[derive(Default)]
pub(super) struct Said {
    tags: Option<Vec<String>>,
    /// Empty, if the block says that nobody is.
    owner: Option<String>,
    criticality: Option<Criticality>,
    objection_days: Option<u16>,
}

/// What holds for a supplier.
pub(super) struct Terms {
    pub(super) tags: Vec<String>,
    pub(super) owner: Option<String>,
    pub(super) criticality: Option<Criticality>,
    pub(super) objection_days: Option<u16>,
}

/// Reads `tags`, `owner`, `criticality` and `objection_days` of a block.
pub(super) fn read(table: &DeTable<'_>, log: &mut Log<'_>) -> Said {
    let degrees = Criticality::ALL.map(|degree| (degree.name(), degree));
    Said {
        owner: toml_tree::any_text(table, "owner", log).map(|owner| owner.value.to_owned()),
        objection_days: toml_tree::whole(table, "objection_days", &(1..=365), log),
        criticality: toml_tree::word(table, "criticality", &degrees, log),
        tags: tags(table, log),
    }
}

impl Said {
    /// What holds where the vendor's block is asked for what is not said here. An empty text or list is said:
    /// it holds instead of the vendor's.
    pub(super) fn or_those_of(self, vendor: Option<&Vendor>) -> Terms {
        let Self { tags, owner, criticality, objection_days } = self;
        Terms {
            tags: tags.or_else(|| vendor.map(|vendor| vendor.tags.clone())).unwrap_or_default(),
            owner: owner
                .or_else(|| vendor.and_then(|vendor| vendor.owner.clone()))
                .filter(|owner| !owner.is_empty()),
            criticality: criticality.or_else(|| vendor.and_then(|vendor| vendor.criticality)),
            objection_days: objection_days.or_else(|| vendor.and_then(|vendor| vendor.objection_days)),
        }
    }
}

fn tags(table: &DeTable<'_>, log: &mut Log<'_>) -> Option<Vec<String>> {
    let value = table.get("tags")?;
    let Some(list) = value.get_ref().as_array() else {
        toml_tree::wrong_kind("tags", value, "a list of texts, such as `[\"hosting\", \"eu\"]`", log);
        return None;
    };
    let mut tags = Vec::new();
    for (position, item) in list.iter().enumerate() {
        let Some(tag) = toml_tree::text_of(item, &format!("tags[{position}]"), log) else { continue };
        if tag.value.is_empty() {
            log.add(tag.at, "a tag is empty; fill it in or take it out");
        }
        tags.push(tag.value.to_owned());
    }
    Some(tags)
}
