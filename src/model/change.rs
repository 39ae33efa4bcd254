//! What differs between two listings.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Moves, Printed, Subprocessor, Suspicion, told_apart};

/// Everything that differs between two listings of one source. As changes of [`Printed`](super::Printed) rows
/// it is what is stored; as changes of [`Subprocessor`]s, what is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<Row = Subprocessor> {
    /// One item an event; a row with two changed fields gives two.
    pub changes: Vec<Change<Row>>,
    /// Columns that came or went for every row, said once instead of once a row.
    pub columns: Columns,
    /// Why the newer listing should not be believed yet. `changes` is then what would be reported if it were.
    pub suspect: Option<Suspicion>,
}

impl<Row> Default for Changes<Row> {
    fn default() -> Self {
        Self { changes: Vec::new(), columns: Columns::default(), suspect: None }
    }
}

impl<Row> Changes<Row> {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How many events there are, columns that came or went included.
    #[must_use]
    pub fn count(&self) -> usize {
        let Self { changes, columns: Columns { added, removed }, suspect: _ } = self;
        changes.len() + added.len() + removed.len()
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

/// One event, with the whole rows that it is about: what a change means depends on what stands beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change<Row = Subprocessor> {
    /// A row that was not there before.
    Added {
        /// The row.
        row: Arc<Row>,
        /// The older row that it is a part of, by its printed name, where one row became several.
        split_from: Option<String>,
        /// Rows of the same company that stood on the older list, a few of them: it is no new company.
        beside: Vec<Arc<Row>>,
    },
    /// A row that is gone.
    Removed {
        /// The row as it last stood.
        row: Arc<Row>,
        /// The newer row that took it up, by its printed name, where several rows became one.
        merged_into: Option<String>,
        /// Rows of the same company that stand on the newer list, a few of them: it has not left.
        beside: Vec<Arc<Row>>,
    },
    /// The same company under another printed name.
    Renamed {
        /// The row in the older listing.
        old: Arc<Row>,
        /// The row in the newer listing.
        row: Arc<Row>,
    },
    /// A field of a row that stayed.
    Changed {
        /// The row in the older listing.
        old: Arc<Row>,
        /// The row in the newer listing.
        row: Arc<Row>,
        /// A field name, or `extra:Header`.
        field: String,
        /// Its text before; none where it was empty.
        before: Option<String>,
        /// Its text now; none where it is empty.
        after: Option<String>,
        /// What the row's countries and regions gained and lost with it; only a text that says where has any.
        places: Moves,
    },
}

impl<Row> Change<Row> {
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

    /// The row it is about: in the newer listing, for a removal in the older.
    #[must_use]
    pub fn row(&self) -> &Arc<Row> {
        match self {
            Self::Added { row, .. }
            | Self::Removed { row, .. }
            | Self::Renamed { row, .. }
            | Self::Changed { row, .. } => row,
        }
    }

    /// The row in the older listing that stayed and is another now; none where a row came or went.
    #[must_use]
    pub fn old(&self) -> Option<&Arc<Row>> {
        match self {
            Self::Renamed { old, .. } | Self::Changed { old, .. } => Some(old),
            Self::Added { .. } | Self::Removed { .. } => None,
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
}

impl<Row> Change<Row> {
    /// Rows of the same company in the other list, where a row came or went and the company did not.
    #[must_use]
    pub fn beside(&self) -> &[Arc<Row>] {
        match self {
            Self::Added { beside, .. } | Self::Removed { beside, .. } => beside,
            Self::Renamed { .. } | Self::Changed { .. } => &[],
        }
    }
}

impl<Row: AsRef<Printed>> Change<Row> {
    /// What the row is for that came or went, told apart from the rows beside it.
    #[must_use]
    pub fn what(&self) -> String {
        let beside: Vec<&Printed> = self.beside().iter().map(|row| row.as_ref().as_ref()).collect();
        told_apart(self.row().as_ref().as_ref(), &beside)
    }

    /// What the rows beside it are for, each once: what the company of a row that went still does.
    #[must_use]
    pub fn still(&self) -> Vec<String> {
        let row = self.row().as_ref().as_ref();
        let mut still: Vec<String> = Vec::new();
        for other in self.beside() {
            let text = told_apart(other.as_ref().as_ref(), &[row]);
            if !still.contains(&text) {
                still.push(text);
            }
        }
        still
    }

    /// The printed name it is about: in the newer listing, for a removal in the older.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.row().as_ref().as_ref().name
    }

    /// The section the row stands in.
    #[must_use]
    pub fn section(&self) -> Option<&str> {
        self.row().as_ref().as_ref().section.as_deref()
    }
}

#[cfg(test)]
impl Change {
    /// A field of a row that says something else now, for tests.
    pub(crate) fn of_field(
        row: Subprocessor,
        field: &str,
        before: Option<&str>,
        after: Option<&str>,
    ) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let row = Arc::new(row);
        let (before, after) = (text(before), text(after));
        Self::Changed {
            old: row.clone(),
            row,
            field: field.to_owned(),
            before,
            after,
            places: Moves::default(),
        }
    }

    /// The same, with what the row's places gained and lost.
    #[must_use]
    pub(crate) fn moving(mut self, moves: Moves) -> Self {
        if let Self::Changed { places, .. } = &mut self {
            *places = moves;
        }
        self
    }

    /// A company under another name, for tests.
    pub(crate) fn of_name(before: &str, row: Subprocessor) -> Self {
        let old = Arc::new(row.clone().with(|printed, _| printed.name = before.to_owned()));
        Self::Renamed { old, row: Arc::new(row) }
    }
}

impl Change {
    /// What of it is printed: what is stored.
    #[must_use]
    pub fn printed(&self) -> Change<Printed> {
        let of = |row: &Arc<Subprocessor>| Arc::new(row.printed.clone());
        match self {
            Self::Added { row, split_from, beside } => Change::Added {
                row: of(row),
                split_from: split_from.clone(),
                beside: beside.iter().map(of).collect(),
            },
            Self::Removed { row, merged_into, beside } => Change::Removed {
                row: of(row),
                merged_into: merged_into.clone(),
                beside: beside.iter().map(of).collect(),
            },
            Self::Renamed { old, row } => Change::Renamed { old: of(old), row: of(row) },
            Self::Changed { old, row, field, before, after, places: _ } => Change::Changed {
                old: of(old),
                row: of(row),
                field: field.clone(),
                before: before.clone(),
                after: after.clone(),
                places: Moves::default(),
            },
        }
    }

    /// The company behind that name.
    #[must_use]
    pub fn entity(&self) -> &str {
        &self.row().derived.entity
    }
}

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
