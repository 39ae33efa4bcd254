//! The time of a run, handed in from outside.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A clock that was set once, by whoever started the run, and has ticked since.
///
/// Only `cli` asks the machine for the time (invariant 7). Everything below is given a `Clock`, so a
/// test or the demo can live through a year of nights in a second.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    start: Timestamp,
    origin: Instant,
}

impl Clock {
    /// A clock that shows `start` now and goes on from there at the speed of real time.
    #[must_use]
    pub fn starting(start: Timestamp) -> Self {
        Self { start, origin: Instant::now() }
    }

    /// The same clock, or one that shows `least` now where this one is behind it.
    #[must_use]
    pub fn at_least(self, least: Timestamp) -> Self {
        if self.now() < least { Self::starting(least) } else { self }
    }

    /// The time it shows now, in UTC.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let elapsed = SignedDuration::try_from(self.origin.elapsed()).unwrap_or(SignedDuration::ZERO);
        self.start.checked_add(elapsed).unwrap_or(self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_goes_on_from_the_time_it_was_set_to() {
        let start: Timestamp = "2026-05-01T02:00:00Z".parse().unwrap();
        let clock = Clock::starting(start);
        let now = clock.now();
        assert!(now >= start && now < start + SignedDuration::from_mins(5));
    }

    #[test]
    fn a_clock_that_is_behind_is_set_forward_and_one_that_is_not_goes_on() {
        let [early, late]: [Timestamp; 2] =
            ["2026-05-01T02:00:00Z", "2026-05-03T02:00:00Z"].map(|text| text.parse().unwrap());
        assert!(Clock::starting(early).at_least(late).now() >= late);
        let kept = Clock::starting(late).at_least(early).now();
        assert!(kept >= late && kept < late + SignedDuration::from_mins(5));
    }
}
