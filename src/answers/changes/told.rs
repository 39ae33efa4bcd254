//! What changed at all vendors, as a value.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    answers::{
        days::day,
        deadline::{Contracts, Periods, deadline},
        error::AnswerError,
        events::Weighed,
        reach, source,
    },
    model::{Origin, Printed, Severity, Slug, VersionId},
    normalise::derive,
    store::{
        Store, changes as stored,
        versions::{self, Return},
    },
};

/// Which changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// Those that were seen at this moment or later.
    pub since: Timestamp,
    /// And at this moment or earlier; none: to this day.
    pub until: Option<Timestamp>,
    /// Those of one vendor, by its name in any case or by the slug of a source; none: of all.
    pub vendor: Option<&'a str>,
    /// Those that matter at least so much; none: all.
    pub at_least: Option<Severity>,
    /// Days to object by our own contracts.
    pub contracts: &'a Contracts,
}

/// What changed at all vendors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Since when.
    pub since: Timestamp,
    /// Until when; none: to this day.
    pub until: Option<Timestamp>,
    /// What each vendor changed from one list to the next, the newest first.
    pub events: Vec<VendorChange>,
}

/// What a vendor changed from one list to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VendorChange {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// The version that came of it.
    pub version: VersionId,
    /// When the new list was seen.
    pub seen_at: Timestamp,
    /// How the page with the new list came to us.
    pub origin: Origin,
    /// When the old one was last believed: the vendor changed the page between the two. None only where looks
    /// are missing.
    pub last_seen_before: Option<Timestamp>,
    /// How many days there are to object, and what says so.
    pub periods: Periods,
    /// What changed, with keys and deadlines.
    pub changed: Weighed,
}

/// What the vendors changed. What only we read otherwise is never in it (invariant 4), nor is the first list
/// of a source.
///
/// # Errors
/// [`AnswerError::NoVendor`] where no source is of the vendor that is asked for.
pub async fn changes(store: &Store, ask: &Ask<'_>, today: Date) -> Result<Told, AnswerError> {
    let Ask { since, until, vendor, at_least, contracts } = *ask;
    let mut read = store.read().await?;
    if let Some(vendor) = vendor {
        source::require_vendor(&mut read, vendor).await?;
    }
    let found = stored::since(&mut read, since, vendor).await?;
    let in_time = found.into_iter().filter(|event| until.is_none_or(|until| event.seen_at <= until));
    let mut events: Vec<VendorChange> = Vec::new();
    let mut returns: BTreeMap<Slug, BTreeMap<VersionId, Return>> = BTreeMap::new();
    for event in in_time {
        if !returns.contains_key(&event.slug) {
            returns.insert(event.slug.clone(), versions::returns(&mut read, &event.slug).await?);
        }
        let back = returns.get(&event.slug).and_then(|found| found.get(&event.version)).copied();
        let mut told = weighed(event, back, contracts, today);
        if back.is_none() {
            let before = told.seen_at.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(told.seen_at);
            let of = (&told.slug, told.vendor.as_str(), told.version);
            reach::told(&mut read, of, before, &mut told.changed).await?;
        }
        events.push(told);
    }
    if let Some(least) = at_least {
        keep_from(&mut events, least);
    }
    Ok(Told { since, until, events })
}

/// Leaves what matters at least so much, and of vendors that changed something else nothing.
pub(super) fn keep_from(events: &mut Vec<VendorChange>, least: Severity) {
    for event in events.iter_mut() {
        event.changed.keep_from(least);
    }
    events.retain(|event| !event.changed.is_empty());
}

/// A stored event with what is made of it.
fn weighed(
    event: stored::Event<Printed>,
    back: Option<Return>,
    contracts: &Contracts,
    today: Date,
) -> VendorChange {
    let stored::Event {
        slug,
        vendor,
        version,
        seen_at,
        origin,
        last_seen_before,
        notice_days,
        objection_days,
        changes,
        ids,
    } = event;
    let periods =
        Periods { contract: contracts.get(&slug).copied(), objection: objection_days, notice: notice_days };
    let seen = day(seen_at);
    let mut changed = Weighed::of(derive::changes(changes), &ids, seen).returning(back);
    for event in changed.events.iter_mut().filter(|_| back.is_none()) {
        event.object_by = deadline(&event.change, seen, periods, today);
    }
    VendorChange { slug, vendor, version, seen_at, origin, last_seen_before, periods, changed }
}
