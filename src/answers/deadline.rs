//! Until when a change can be objected to.

use std::{collections::BTreeMap, sync::Arc};

use jiff::{ToSpan, civil::Date};

use crate::model::{Change, Slug, Status, Subprocessor};

/// Days to object by our own contracts, by source.
pub type Contracts = BTreeMap<Slug, u16>;

/// The last day to object, and what gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub day: Date,
    /// So many days after the change was seen.
    pub days: u16,
    /// What says how many.
    pub rule: Rule,
    /// Days that are left today; below zero where the day has passed.
    pub days_left: i32,
}

/// What says how many days there are, the first before the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Our own contract.
    Contract,
    /// The page, which prints days to object.
    Objection,
    /// The notice that the page promises: it prints no days to object.
    Notice,
}

/// How many days there are to object to what a vendor changes, and what says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Periods {
    /// Days by our own contract.
    pub contract: Option<u16>,
    /// Days to object that the page prints.
    pub objection: Option<u16>,
    /// Days of advance notice that the page promises.
    pub notice: Option<u16>,
}

impl Periods {
    /// The days that count: our contract's, else those the page prints for it, else the notice it promises.
    #[must_use]
    pub fn days(&self) -> Option<(Rule, u16)> {
        let rules =
            [(Rule::Contract, self.contract), (Rule::Objection, self.objection), (Rule::Notice, self.notice)];
        rules.into_iter().find_map(|(rule, days)| Some((rule, days?)))
    }
}

/// The last day to object to a change that was seen on a day.
///
/// GDPR Art. 28(2) gives the right to object to additions and replacements. A new name of a company may stand
/// for another legal person and counts as one; a removal, and other words about a company that stays, do not,
/// nor does one more row of a company that stands on the list under that very name.
#[must_use]
pub fn deadline(change: &Change, seen: Date, periods: Periods, today: Date) -> Option<Deadline> {
    match change {
        Change::Added { row, beside, .. }
            if row.derived.status != Status::Removed && is_another_person(row, beside) => {}
        Change::Renamed { .. } => {}
        Change::Added { .. } | Change::Removed { .. } | Change::Changed { .. } => return None,
    }
    let (rule, days) = periods.days()?;
    let day = seen.checked_add(i64::from(days).days()).ok()?;
    Some(Deadline { day, days, rule, days_left: today.until(day).ok()?.get_days() })
}

/// Whether no row of the company bore that name.
fn is_another_person(row: &Subprocessor, beside: &[Arc<Subprocessor>]) -> bool {
    beside.iter().all(|other| !other.printed.name.eq_ignore_ascii_case(&row.printed.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Date = jiff::civil::date(2026, 5, 3);

    fn added() -> Change {
        Change::Added { row: Arc::new(Subprocessor::named("New Ltd")), split_from: None, beside: Vec::new() }
    }

    fn by(contract: Option<u16>, objection: Option<u16>, notice: Option<u16>) -> Option<Deadline> {
        deadline(&added(), SEEN, Periods { contract, objection, notice }, jiff::civil::date(2026, 5, 14))
    }

    #[test]
    fn our_contract_wins_over_the_page_and_objection_over_notice() {
        let day = |found: Option<Deadline>| found.map(|found| (found.day.to_string(), found.rule));
        let expected = |day: &str, rule| Some((day.to_owned(), rule));
        assert_eq!(day(by(Some(10), Some(14), Some(30))), expected("2026-05-13", Rule::Contract));
        assert_eq!(day(by(None, Some(14), Some(30))), expected("2026-05-17", Rule::Objection));
        assert_eq!(day(by(None, None, Some(30))), expected("2026-06-02", Rule::Notice));
        assert_eq!(by(None, None, None), None);
    }

    #[test]
    fn a_deadline_tells_how_many_days_are_left() {
        assert_eq!(by(Some(10), None, None).map(|found| (found.days, found.days_left)), Some((10, -1)));
        assert_eq!(by(None, None, Some(30)).map(|found| (found.days, found.days_left)), Some((30, 19)));
    }

    #[test]
    fn only_additions_and_replacements_can_be_objected_to() {
        let named = Subprocessor::named;
        let can = |change: &Change| {
            deadline(change, SEEN, Periods { objection: Some(14), ..Periods::default() }, SEEN).is_some()
        };
        assert!(can(&Change::of_name("A Inc", named("A LLC"))));
        let changed = Change::of_field(named("A"), "purpose", None, Some("hosting"));
        let gone = named("Old").with(|_, derived| derived.status = Status::Removed);
        let removed = Change::Removed { row: Arc::new(gone.clone()), merged_into: None, beside: Vec::new() };
        for change in
            [changed, removed, Change::Added { row: Arc::new(gone), split_from: None, beside: Vec::new() }]
        {
            assert!(!can(&change), "{change:?}");
        }
    }
}
