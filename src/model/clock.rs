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
}
