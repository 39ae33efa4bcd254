//! What somebody should hear of a source tonight: nothing dies silently, and nothing cries every night.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::{answers::days::day, model::Outcome, store::nights::Before};

/// How often a source that goes on failing is spoken of again.
const REMINDER: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What somebody should hear of a source tonight. Of a source that does as it did last night there is none,
/// but for a reminder a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alert {
    /// It came to no believed list, for the first time.
    Begins {
        /// When its list was last read and believed, or known to be as before. None if never.
        last_success: Option<Timestamp>,
    },
    /// It has come to no believed list for another week.
    GoesOn {
        /// Since when.
        since: Timestamp,
        /// When its list was last had.
        last_success: Option<Timestamp>,
    },
    /// It came to a believed list again.
    Recovered {
        /// Since when it had not.
        since: Timestamp,
    },
}

impl Alert {
    /// Its code: `begins`, `goes-on` or `recovered`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Begins { .. } => "begins",
            Self::GoesOn { .. } => "goes-on",
            Self::Recovered { .. } => "recovered",
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = |at: &Option<Timestamp>| {
            at.map_or("never had".to_owned(), |at| format!("last had on {}", day(at)))
        };
        match self {
            Self::Begins { last_success: None } => write!(f, "no list yet"),
            Self::Begins { last_success } => write!(f, "no list since tonight ({})", last(last_success)),
            Self::GoesOn { since, last_success } => {
                write!(f, "still no list, since {} ({})", day(*since), last(last_success))
            }
            Self::Recovered { since } => write!(f, "back, after no list since {}", day(*since)),
        }
    }
}

/// What is to be heard of a source that came to `outcome` at `at`, and stood so before.
pub(super) fn due(outcome: &Outcome, at: Timestamp, before: &Before) -> Option<Alert> {
    let Before { last, last_success, failing_since } = before;
    let (last_success, failing_since) = (*last_success, *failing_since);
    match (outcome.is_success(), last.as_ref().map(|(at, outcome)| (*at, outcome.is_success()))) {
        (false, None | Some((_, true))) => Some(Alert::Begins { last_success }),
        (false, Some((last, false))) => {
            let since = failing_since?;
            let weeks =
                |until: Timestamp| until.duration_since(since).as_secs().div_euclid(REMINDER.as_secs());
            (weeks(at) > weeks(last)).then_some(Alert::GoesOn { since, last_success })
        }
        (true, Some((last, false))) => Some(Alert::Recovered { since: failing_since.unwrap_or(last) }),
        (true, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cause, Unchanged};

    fn night(day: i64) -> Timestamp {
        "2026-05-01T02:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(24 * day)
    }

    /// What is heard on each of these nights; `x` is a night that fails, `.` one that does not.
    fn heard(nights: &str) -> Vec<(i64, &'static str)> {
        let (mut before, mut heard) = (Before::default(), Vec::new());
        for (day, letter) in (0..).zip(nights.chars()) {
            let now = match letter {
                '.' => Outcome::Unchanged(Unchanged::SameBody),
                _ => Outcome::Failed(Cause::Timeout, String::new()),
            };
            heard.extend(due(&now, night(day), &before).map(|alert| (day, alert.code())));
            if now.is_success() {
                before = Before { last_success: Some(night(day)), ..Before::default() };
            } else {
                before.failing_since = before.failing_since.or(Some(night(day)));
            }
            before.last = Some((night(day), now));
        }
        heard
    }

    #[test]
    fn a_failure_is_heard_when_it_begins_once_a_week_and_when_it_ends() {
        assert_eq!(heard("..."), []);
        assert_eq!(heard("..x..x."), [(2, "begins"), (3, "recovered"), (5, "begins"), (6, "recovered")]);
        assert_eq!(
            heard(".xxxxxxxxxxxxxxxx."),
            [(1, "begins"), (8, "goes-on"), (15, "goes-on"), (17, "recovered")]
        );
        assert_eq!(heard("x"), [(0, "begins")], "a new source that does not work is heard of");
    }

    #[test]
    fn an_alert_tells_since_when() {
        let begins = Alert::Begins { last_success: Some(night(0)) };
        assert_eq!(begins.to_string(), "no list since tonight (last had on 2026-05-01)");
        assert_eq!(Alert::Begins { last_success: None }.to_string(), "no list yet");
        let goes_on = Alert::GoesOn { since: night(1), last_success: None };
        assert_eq!(goes_on.to_string(), "still no list, since 2026-05-02 (never had)");
        assert_eq!(Alert::Recovered { since: night(1) }.to_string(), "back, after no list since 2026-05-02");
    }
}
