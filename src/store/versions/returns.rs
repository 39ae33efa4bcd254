//! Lists that went back to what they were.

use std::collections::{BTreeMap, HashMap};

use jiff::{SignedDuration, Timestamp};
use sqlx::Row;

use crate::{
    model::{Slug, VersionId},
    store::{Connection, StoreError, cells, moment},
};

/// A list that stood so within this time goes back and forth; what stood longer ago is a change like any
/// other, since what was in between was meant.
const RECENTLY: SignedDuration = SignedDuration::from_hours(31 * 24);

/// A version whose list is one that stood a short while before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    /// Up to when the list stood so.
    pub until: Timestamp,
    /// How often before it went back in that time, without another list between.
    pub before: usize,
}

/// The versions of a source that went back to an earlier list. What somebody brought never does: each page of
/// a history that a vendor published is its word.
pub async fn returns(
    conn: &mut Connection,
    source: &Slug,
) -> Result<BTreeMap<VersionId, Return>, StoreError> {
    let rows = sqlx::query(
        "select version.version_id, seen_at, coalesce(printed_digest.digest, version.digest) as print,
            origin, origin_detail,
            exists (select 1 from change where change.version_id = version.version_id and beside is not null)
            as is_by_company
        from version join capture using (capture_id) left join printed_digest using (version_id)
        where version.source_id = (select source_id from source where slug = ?)
        order by seen_at, version.version_id",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    let mut states: Vec<State> = Vec::with_capacity(rows.len());
    for row in &rows {
        let id: i64 = row.try_get("version_id")?;
        let place = format!("version {id}");
        let state = State {
            ids: vec![VersionId(id)],
            seen_at: moment::moment(row.try_get("seen_at")?, &place)?,
            print: row.try_get("print")?,
            // What was told before of an older database is not told otherwise now.
            is_plain: cells::origin(row, &place)?.is_imported()
                || !row.try_get::<bool, _>("is_by_company")?,
        };
        // Of several statements of one moment the last counts.
        match states.last_mut() {
            Some(last) if last.seen_at == state.seen_at => {
                let ids = last.ids.iter().chain(&state.ids).copied().collect();
                *last = State { ids, ..state };
            }
            _ => states.push(state),
        }
    }
    Ok(found(&states))
}

/// What stood from a moment on.
#[derive(Debug)]
struct State {
    ids: Vec<VersionId>,
    seen_at: Timestamp,
    print: String,
    /// Whether it is told change by change, whatever it goes back to.
    is_plain: bool,
}

fn found(states: &[State]) -> BTreeMap<VersionId, Return> {
    let mut found = BTreeMap::new();
    // Until when each list stood last.
    let mut left: HashMap<&str, Timestamp> = HashMap::new();
    let mut before = 0;
    for pair in states.windows(2) {
        let [old, new] = pair else { continue };
        if old.print == new.print {
            continue;
        }
        left.insert(&old.print, new.seen_at);
        let until = left.get(new.print.as_str()).copied();
        let recently = until.filter(|until| new.seen_at.duration_since(*until) <= RECENTLY);
        match recently.filter(|_| !new.is_plain) {
            Some(until) => {
                found.extend(new.ids.iter().map(|id| (*id, Return { until, before })));
                before += 1;
            }
            None => before = 0,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The returns among lists that are named by letters, one a night: night, night it stood until, and how
    /// often before.
    fn told(nights: &str) -> Vec<(i64, i64, usize)> {
        let night = |day: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * day);
        let states: Vec<State> = (0..)
            .zip(nights.chars())
            .map(|(day, letter)| State {
                ids: vec![VersionId(day)],
                seen_at: night(day),
                print: letter.to_string(),
                is_plain: letter.is_uppercase(),
            })
            .collect();
        let day = |at: Timestamp| at.as_second() / 86_400;
        found(&states).into_iter().map(|(id, back)| (id.0, day(back.until), back.before)).collect()
    }

    #[test]
    fn a_list_that_goes_back_says_until_when_it_stood_so_and_how_often_it_did() {
        assert_eq!(told("aab"), []);
        assert_eq!(told("aba"), [(2, 1, 0)]);
        assert_eq!(told("abab"), [(2, 1, 0), (3, 2, 1)]);
        assert_eq!(told("abca"), [(3, 1, 0)]);
        assert_eq!(told(&format!("a{}a", "b".repeat(40))), [], "what stood for weeks was meant");
        assert_eq!(told("ABA"), [], "a page that was brought is the word of its vendor");
    }
}
