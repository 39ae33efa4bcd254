//! The ways in which a page may be brought.
//!
//! There is one today, [`Http`]: the page is what the server answers. A second one, such as a browser that
//! builds the page first, fits behind the same [door](super::door) and is no way round it:
//!
//! - It is a type that implements [`Carrier`], in a file or folder of its own beside this one (not inside
//!   `door`), and [`Host::get`](super::Host::get) chooses it by what the source says.
//! - It is given a [`Turn`], which is good for one request to one address. [`Visit::send`] takes it and gives
//!   the server's answer; there is nothing else that a turn can be used for, and none that can be made up.
//! - If that answer leads elsewhere, give it back as it is: the caller follows it through the guard and
//!   robots.txt, and comes again with a turn for the new address.
//! - Whatever the page needs besides (scripts, frames, data, a place it goes to by script) takes the same
//!   three steps, one request after the other: [`Visit::allow`], [`Visit::turn`], [`Visit::send`]. So let the
//!   browser have no network of its own: intercept every request that it makes, answer it with what came of
//!   the three, and fail it where one of them gives an error. Refuse what they cannot do: other methods than
//!   GET, sockets, downloads.
//! - What it gives back is held to the same limit on bytes as any body, and [`bring`] ends it when its time
//!   is over. It has to clean up when it is dropped in the middle, since that is how it is ended.
//! - Its [`origin`](Carrier::origin) says in each [`Page`](crate::model::Page) how that was come by.

use std::time::Duration;

use tokio::time::timeout;

use super::{
    answer::Reply,
    condition::Condition,
    door::{Allowed, Turn, Visit},
    error::{FetchError, Measure, Phase},
};
use crate::model::Origin;

/// The time that a carrier has besides that of one whole request: to undo a compression, or to build a page.
const OWN_WORK: Duration = Duration::from_mins(1);

/// A way in which a page is brought.
pub(super) trait Carrier: Sync {
    /// How a page that was brought in this way was come by.
    fn origin(&self) -> Origin;

    /// Brings what stands at the address of a turn, under a condition where the page is held already.
    fn bring(
        &self,
        turn: Turn,
        condition: Condition,
        visit: &mut Visit<'_>,
    ) -> impl Future<Output = Result<Reply, FetchError>> + Send;
}

/// One request, and what the server answers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Http;

impl Carrier for Http {
    fn origin(&self) -> Origin {
        Origin::Crawled
    }

    async fn bring(
        &self,
        turn: Turn,
        condition: Condition,
        visit: &mut Visit<'_>,
    ) -> Result<Reply, FetchError> {
        visit.send(turn, condition).await
    }
}

/// Waits for the turn of an address that may be asked, and has a carrier bring what stands there, within the
/// limits on bytes and time that hold for every carrier.
pub(super) async fn bring(
    carrier: &impl Carrier,
    allowed: Allowed,
    condition: Condition,
    visit: &mut Visit<'_>,
) -> Result<Reply, FetchError> {
    let turn = visit.turn(allowed).await?;
    let address = turn.address().to_string();
    let limit = visit.longest_request().saturating_add(OWN_WORK);
    let Ok(brought) = timeout(limit, carrier.bring(turn, condition, visit)).await else {
        return Err(FetchError::Timeout { address, phase: Phase::Total, limit });
    };
    let limit = visit.max_body_bytes();
    match brought? {
        Reply::Whole(answer) if answer.body.len() > limit => {
            Err(FetchError::TooLarge { address, measure: Measure::Decoded, limit })
        }
        reply => Ok(reply),
    }
}
