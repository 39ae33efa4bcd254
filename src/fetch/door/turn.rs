//! The right to send one request.

use std::net::IpAddr;

use url::Url;

use super::{
    crowd::{Crowd, Place},
    guard::Permitted,
    robots::Allowed,
    slot::Slot,
};

/// The right to send one request now, to an address that the guard permitted and robots.txt allowed, whose
/// host's pace was waited for. Sending the request uses it up: the next one needs a turn of its own.
#[derive(Debug)]
pub(in crate::fetch) struct Turn {
    allowed: Allowed,
    /// Given back to others when the request has been answered.
    _place: Place,
}

impl Turn {
    /// Waits until the host may be asked, and until there is a place at its IP address. That address is
    /// looked up in the host's turn, and not before.
    pub(super) async fn wait(
        allowed: Allowed,
        slot: &mut Slot,
        crowd: &Crowd,
        ip: impl Future<Output = Option<IpAddr>>,
    ) -> Self {
        slot.turn().await;
        let place = crowd.enter(ip.await).await;
        if place.had_to_wait {
            // The pace is counted from request to request, and this one is sent only now.
            slot.restart();
        }
        Self { allowed, _place: place }
    }

    /// The address that may be asked.
    pub(in crate::fetch) fn address(&self) -> &Url {
        self.permitted().address()
    }

    /// The same, with its host and its guard.
    pub(super) fn permitted(&self) -> &Permitted {
        self.allowed.permitted()
    }
}
