//! When a host may be asked next.

use std::time::Duration;

use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    state::{InMemoryState, NotKeyed},
};
use tokio::time::Instant;

use crate::model::Pace;

/// The longest pace that makes sense within a night; a longer one is taken for this.
const SLOWEST: Duration = Duration::from_hours(24);

/// As good as never, within a night.
const FAR: Duration = Duration::from_hours(24 * 365);

/// Tokio's time for `governor`, whose own clock goes on while a test has stopped time.
#[derive(Debug, Clone)]
struct TokioTime(Instant);

impl Clock for TokioTime {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, TokioTime, NoOpMiddleware<<TokioTime as Clock>::Instant>>;

/// When one host may be asked next: not before its pace allows, nor before the time it named itself.
#[derive(Debug)]
pub(super) struct Slot {
    time: TokioTime,
    pace: Pace,
    limiter: Option<Limiter>,
    not_before: Instant,
}

impl Slot {
    /// A host that was not asked yet tonight. No pace means no limit.
    pub(super) fn new(pace: Pace) -> Self {
        let now = Instant::now();
        let time = TokioTime(now);
        Self { limiter: limiter(pace, &time), time, pace, not_before: now }
    }

    /// Takes that pace from now on, if it is slower. A turn is taken to have been now.
    pub(super) fn slow_to(&mut self, pace: Pace) {
        if pace > self.pace {
            self.pace = pace;
            self.restart();
        }
    }

    /// Counts the pace from now on: the turn that was had was taken only now.
    pub(super) fn restart(&mut self) {
        self.limiter = limiter(self.pace, &self.time);
        // The first turn of a fresh limiter is at once: it is the one that was had.
        let _ = self.limiter.as_ref().map(Limiter::check);
    }

    /// How long the host itself wants to be left alone from now.
    pub(super) fn rest(&self) -> Duration {
        self.not_before.saturating_duration_since(Instant::now())
    }

    /// Leaves the host alone for that long from now, at least.
    pub(super) fn push(&mut self, wait: Duration) {
        let until = Instant::now() + wait.min(FAR);
        self.not_before = self.not_before.max(until);
    }

    /// Waits for the next turn and takes it.
    pub(super) async fn turn(&mut self) {
        tokio::time::sleep_until(self.not_before).await;
        let Some(limiter) = &self.limiter else { return };
        while let Err(early) = limiter.check() {
            let wait: Duration = early.earliest_possible().duration_since(self.time.now()).into();
            tokio::time::sleep(wait).await;
        }
    }
}

fn limiter(pace: Pace, time: &TokioTime) -> Option<Limiter> {
    // A quota is none for a pace of zero. Burst 1: else the first requests would go out at once.
    let quota = Quota::with_period(pace.0.min(SLOWEST))?.allow_burst(std::num::NonZeroU32::MIN);
    Some(RateLimiter::direct_with_clock(quota, time.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn turns(slot: &mut Slot, count: usize) -> Vec<u128> {
        let start = Instant::now();
        let mut at = Vec::new();
        for _ in 0..count {
            slot.turn().await;
            at.push(start.elapsed().as_millis());
        }
        at
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_a_pace_apart_and_the_first_is_at_once() {
        let mut slot = Slot::new(Pace(Duration::from_secs(2)));
        assert_eq!(turns(&mut slot, 4).await, [0, 2000, 4000, 6000]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_turn_is_saved_up() {
        let mut slot = Slot::new(Pace(Duration::from_secs(2)));
        slot.turn().await;
        tokio::time::sleep(Duration::from_mins(1)).await;
        assert_eq!(turns(&mut slot, 3).await, [0, 2000, 4000]);
    }

    #[tokio::test(start_paused = true)]
    async fn no_pace_is_no_limit() {
        assert_eq!(turns(&mut Slot::new(Pace(Duration::ZERO)), 3).await, [0, 0, 0]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_the_host_named_pushes_the_next_turn_out_and_a_shorter_one_does_not_pull_it_in() {
        let mut slot = Slot::new(Pace(Duration::from_secs(1)));
        slot.turn().await;
        slot.push(Duration::from_secs(30));
        slot.push(Duration::from_secs(3));
        assert_eq!(slot.rest(), Duration::from_secs(30));
        assert_eq!(turns(&mut slot, 2).await, [30_000, 31_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slower_pace_holds_from_the_turn_before_it_and_a_quicker_one_is_not_taken() {
        let mut slot = Slot::new(Pace(Duration::from_secs(2)));
        slot.turn().await;
        slot.slow_to(Pace(Duration::from_secs(10)));
        slot.slow_to(Pace(Duration::from_secs(1)));
        assert_eq!(turns(&mut slot, 3).await, [10_000, 20_000, 30_000]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_longest_numbers_do_not_overflow() {
        let mut slot = Slot::new(Pace(Duration::MAX));
        slot.turn().await;
        slot.push(Duration::MAX);
        assert_eq!(slot.rest(), FAR);
    }
}
