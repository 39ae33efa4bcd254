//! What differs between two listings.

use serde::{Deserialize, Serialize};

use super::{Moves, Subprocessor};

/// Everything that differs between two listings of one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// One item an event; a row with two changed fields gives two.
    pub changes: Vec<Change>,
    /// Columns that came or went for every row, said once instead of once a row.
    pub columns: Columns,
    /// Why the newer listing should not be believed yet. `changes` is then what would be reported if it were.
    pub suspect: Option<Suspicion>,
}

impl Changes {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { changes, columns: Columns { added, removed }, suspect: _ } = self;
        changes.is_empty() && added.is_empty() && removed.is_empty()
    }
}

/// Columns that came or went as a whole, by field name or `extra:Header`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Columns that the older listing did not have.
    pub added: Vec<String>,
    /// Columns that the newer listing does not have.
    pub removed: Vec<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Change {
    /// A row that was not there before.
    Added {
        /// The row.
        row: Box<Subprocessor>,
        /// The older row that it is a part of, by its printed name, where one row became several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split_from: Option<String>,
    },
    /// A row that is gone.
    Removed {
        /// The row as it last stood.
        row: Box<Subprocessor>,
        /// The newer row that took it up, by its printed name, where several rows became one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged_into: Option<String>,
    },
    /// The same company under another printed name.
    Renamed {
        /// Name in the older listing.
        before_name: String,
        /// Name in the newer listing.
        name: String,
        /// The company behind it.
        entity: String,
        /// Section in the newer listing.
        section: Option<String>,
    },
    /// A field of a row that stayed.
    Changed {
        /// Name in the newer listing.
        name: String,
        /// The company behind it.
        entity: String,
        /// Section in the newer listing.
        section: Option<String>,
        /// A field name, or `extra:Header`.
        field: String,
        /// Its text before; none where it was empty.
        before: Option<String>,
        /// Its text now; none where it is empty.
        after: Option<String>,
        /// What the row's countries and regions gained and lost with it; only a text that says where has any.
        #[serde(default, skip_serializing_if = "Moves::is_empty")]
        places: Moves,
    },
}

impl Change {
    /// Its kind, as in the machine-readable answer.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Added { .. } => "added",
            Self::Removed { .. } => "removed",
            Self::Renamed { .. } => "renamed",
            Self::Changed { .. } => "changed",
        }
    }

    /// The printed name it is about: in the newer listing, for a removal in the older.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Added { row, .. } | Self::Removed { row, .. } => &row.name,
            Self::Renamed { name, .. } | Self::Changed { name, .. } => name,
        }
    }

    /// The company behind that name.
    #[must_use]
    pub fn entity(&self) -> &str {
        match self {
            Self::Added { row, .. } | Self::Removed { row, .. } => &row.entity,
            Self::Renamed { entity, .. } | Self::Changed { entity, .. } => entity,
        }
    }

    /// The other row of a merge or a split, by its printed name.
    #[must_use]
    pub fn related(&self) -> Option<&str> {
        match self {
            Self::Added { split_from: related, .. } | Self::Removed { merged_into: related, .. } => {
                related.as_deref()
            }
            Self::Renamed { .. } | Self::Changed { .. } => None,
        }
    }

    /// The section the row stands in.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        match self {
            Self::Added { row, .. } | Self::Removed { row, .. } => row.section.as_deref(),
            Self::Renamed { section, .. } | Self::Changed { section, .. } => section.as_deref(),
        }
    }
}

/// Why a listing should not be believed until a later night repeats it (invariant 3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Suspicion(pub String);

/// One run of words of a text that changed, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordEdit {
    /// In both texts.
    Kept(String),
    /// Only in the older text.
    Deleted(String),
    /// Only in the newer text.
    Inserted(String),
}
