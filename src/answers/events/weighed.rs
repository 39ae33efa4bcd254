//! What changed, each event with how much it matters.

use jiff::civil::Date;

use super::{back::Back, reached::Reach};
use crate::{
    answers::deadline::Deadline,
    diff::severity,
    model::{Change, ChangeId, Changes, Columns, Severity, Weight},
    store::versions::Return,
};

/// What changed between two lists, weighed by the law of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    /// The day on which the newer list was seen.
    pub day: Date,
    /// The events, in the order of the differ.
    pub events: Vec<Event>,
    /// Columns that came or went for every row.
    pub columns: Columns,
    /// How much that matters; none where no column did.
    pub columns_weight: Option<Weight>,
    /// Where the list went back to what it was: it is told once, without the events.
    pub back: Option<Back>,
    /// Why the newer list is not believed yet. The events are then what would be told if it were.
    pub suspect: Option<String>,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its key, by which `evidence` finds it; none where it is not stored, or not asked for by its key.
    pub id: Option<ChangeId>,
    /// What changed.
    pub change: Change,
    /// How much it matters, and by which rule.
    pub weight: Weight,
    /// Until when it can be objected to, and by which rule. None where it cannot be objected to, where no
    /// notice is known, and where no vendor is told of (two files, two moments of one list).
    pub object_by: Option<Deadline>,
    /// Where a company came or went: whether other vendors rely on it. None where that was not asked.
    pub reach: Option<Reach>,
}

impl Weighed {
    /// Weighs changes by the law of a day. `ids` are their keys in their order; none where they have none.
    #[must_use]
    pub fn of(changes: Changes, ids: &[ChangeId], day: Date) -> Self {
        let Changes { changes, columns, suspect } = changes;
        let event = |(at, change): (usize, Change)| Event {
            id: ids.get(at).copied(),
            weight: severity::weigh(&change, day),
            change,
            object_by: None,
            reach: None,
        };
        Self {
            day,
            events: changes.into_iter().enumerate().map(event).collect(),
            columns_weight: severity::weigh_columns(&columns),
            columns,
            back: None,
            suspect: suspect.map(|suspicion| suspicion.to_string()),
        }
    }

    /// The same of a list that went back to what it was.
    #[must_use]
    pub fn returning(self, found: Option<Return>) -> Self {
        Self { back: found.map(Back::of), ..self }
    }

    /// How many events there are, columns that came or went included; one where the list went back.
    #[must_use]
    pub fn count(&self) -> usize {
        if self.back.is_some() {
            return 1;
        }
        self.events.len() + self.columns.added.len() + self.columns.removed.len()
    }

    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count() == 0
    }

    /// How much the gravest of the events matters; none where nothing changed.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        if let Some(back) = &self.back {
            return Some(back.weight.severity);
        }
        let of_columns = self.columns_weight.iter().map(|weight| weight.severity);
        self.events.iter().map(|event| event.weight.severity).chain(of_columns).max()
    }

    /// Leaves what matters at least so much.
    pub fn keep_from(&mut self, least: Severity) {
        if let Some(back) = &self.back {
            if back.weight.severity < least {
                *self = Self::of(Changes::default(), &[], self.day);
            }
            return;
        }
        self.events.retain(|event| event.weight.severity >= least);
        if self.columns_weight.as_ref().is_some_and(|weight| weight.severity < least) {
            self.columns = Columns::default();
            self.columns_weight = None;
        }
    }

    /// That the list went back to what it was, and who came and went with it; none where it did not.
    #[must_use]
    pub fn back_in_words(&self) -> Option<String> {
        let changes: Vec<&Change> = self.events.iter().map(|event| &event.change).collect();
        self.back.as_ref().map(|back| back.words(&changes))
    }

    /// What changed without what is thought of it, or of the list.
    #[must_use]
    pub fn changes(&self) -> Changes {
        Changes {
            changes: self.events.iter().map(|event| event.change.clone()).collect(),
            columns: self.columns.clone(),
            suspect: None,
        }
    }
}
