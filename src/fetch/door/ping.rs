//! A request to an address of our own.

use std::{future, time::Duration};

use url::Url;

use super::{
    guard::{self, Guard},
    http::{self, Wanted},
    line::Line,
    robots::Allowed,
    slot::Slot,
    turn::Turn,
};
use crate::{
    fetch::{answer::Reply, error::FetchError},
    model::{Clock, Pace, Traffic},
};

/// How often a heartbeat is tried.
const TRIES: u32 = 3;

/// The wait between two tries.
const WAIT: Duration = Duration::from_secs(1);

/// Asks an address that whoever runs this program named, and looks at nothing but whether it answers 2xx.
pub(in crate::fetch) async fn ping(line: &Line, address: &Url, clock: &Clock) -> Result<(), FetchError> {
    let permitted = guard::permit(address, Guard::AllowPrivate)?;
    let host = permitted.host();
    let mut tries = 0;
    loop {
        // No pace is kept: the tries are few, and their waits are set here.
        let (allowed, mut slot) = (Allowed::unasked(permitted.clone()), Slot::new(Pace(Duration::ZERO)));
        let turn = Turn::wait(allowed, &mut slot, &line.crowd, future::ready(None)).await;
        let mut traffic = Traffic::none(host.clone());
        let reply = http::send(&line.clients, turn, &Wanted::Rules, &mut traffic, clock).await;
        let failure = match reply {
            Ok(Reply::Whole(answer)) if (200..300).contains(&answer.status) => return Ok(()),
            Ok(Reply::Whole(answer)) => FetchError::Heartbeat { host: host.clone(), status: answer.status },
            Ok(Reply::Onward { status, .. }) => FetchError::Heartbeat { host: host.clone(), status },
            Err(error) => error,
        };
        tries += 1;
        if tries == TRIES {
            return Err(failure);
        }
        tokio::time::sleep(WAIT).await;
    }
}
