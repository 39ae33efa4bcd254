//! What changed in one list between two moments.

use jiff::{SignedDuration, Timestamp};

use super::{
    days::day,
    draft::Detail,
    error::AnswerError,
    events::{self, Weighed},
    source,
    words::mark,
};
use crate::{
    diff::{self, severity},
    model::{Change, Slug, Version, VersionCause},
    normalise::derive,
    report::{self, Sheet},
    store::{Connection, Store, versions},
};

/// Between which moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// The older; none: just before the vendor's last change.
    pub from: Option<Timestamp>,
    /// The newer; none: now, or the last moment that the database knows.
    pub to: Option<Timestamp>,
    /// The time it is.
    pub now: Timestamp,
}

/// What changed in one list between two moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Between {
    /// The source.
    pub slug: Slug,
    /// The list that stood at the older moment.
    pub before: Version,
    /// The list that stood at the newer.
    pub after: Version,
    /// What differs. Both lists were believed when they were stored: it is never suspect.
    pub changed: Weighed,
}

/// What changed in the list of a source between two moments.
///
/// # Errors
/// [`AnswerError::Backwards`] where the older moment is the later one, [`AnswerError::Earlier`] and
/// [`AnswerError::NeverRead`] where no list stood at one of them.
pub async fn diff(store: &Store, slug: &Slug, ask: &Ask) -> Result<Between, AnswerError> {
    let mut read = store.read().await?;
    let to = match ask.to {
        Some(to) => to,
        None => source::latest(&mut read, ask.now).await?,
    };
    let from = match ask.from {
        Some(from) => from,
        None => before_last_change(&mut read, slug, to).await?,
    };
    if from > to {
        return Err(AnswerError::Backwards { from: day(from), to: day(to) });
    }
    let (before, after) = (stood(&mut read, slug, from).await?, stood(&mut read, slug, to).await?);
    let mut changes = diff::changes(&before.listing, &after.listing);
    changes.suspect = None;
    let changed = Weighed::of(changes, &[], day(after.seen_at));
    Ok(Between { slug: slug.clone(), before, after, changed })
}

async fn stood(read: &mut Connection, slug: &Slug, at: Timestamp) -> Result<Version, AnswerError> {
    match versions::at(read, slug, at).await? {
        Some(version) => Ok(derive::version(version)),
        None => Err(source::none_stood(read, slug, at).await?),
    }
}

/// The moment before the vendor's last change, or that of the first version where there was none.
async fn before_last_change(
    read: &mut Connection,
    slug: &Slug,
    to: Timestamp,
) -> Result<Timestamp, AnswerError> {
    let versions = versions::of(read, slug).await?;
    let stood = || versions.iter().filter(|version| version.seen_at <= to);
    let Some(first) = stood().next_back() else {
        return Err(source::none_stood(read, slug, to).await?);
    };
    let last =
        stood().find(|version| version.cause == VersionCause::Vendor && version.seen_at > first.seen_at);
    let just_before = |at: Timestamp| at.checked_sub(SignedDuration::from_secs(1)).unwrap_or(at);
    Ok(last.map_or(first.seen_at, |version| just_before(version.seen_at)))
}

/// What changed, a row an event.
#[must_use]
pub fn sheet(Between { slug, before, after, changed }: &Between, detail: Detail) -> Sheet {
    let list = |version: &Version| format!("{}{}", day(version.seen_at), mark(&version.origin));
    let title = format!("{slug}: from the list of {} to that of {}", list(before), list(after));
    events::sheet(&title, changed, detail)
}

/// The same as the stable answer for programs: `subwatch/changes-1`.
#[must_use]
pub fn json(Between { slug: _, before, after, changed }: &Between) -> Vec<u8> {
    let weigh = |change: &Change| severity::weigh(change, changed.day);
    let columns = changed.columns_weight.clone();
    report::changes_between_json(&changed.changes(), [before, after], weigh, columns)
}
