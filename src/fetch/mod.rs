//! Pages over HTTP, politely.
//!
//! A [`Fetcher`] holds what all hosts share: one client and the limits. [`Fetcher::host`] gives the one task
//! that walks a host's sources its [`Host`], and [`Host::get`] fetches one source: in its turn, over checked
//! redirects, within limits on time and size, and whole or not at all.
//!
//! **One door.** Every request goes through `door`: the guard, robots.txt (RFC 9309), the host's pace, and
//! the limits on bytes and time. What brings a page is a `carrier`; it is let through for one address at a
//! time and asks at the same door for whatever it needs besides.
//!
//! **Polite.** A host is asked by one task, one request at a time, at its pace, after its robots.txt was read
//! and kept to, and never again before it said so. Hosts that share an IP address, as on a platform, are a
//! task and a pace each, but no more than [`MOST_AT_ONE_ADDRESS`] requests are under way to one address. What
//! each host was asked is counted ([`Host::take_traffic`]).
//!
//! Nothing here reads a page: an answer with any status is a [`Page`](crate::model::Page), which says how it
//! was come by, and `crawl` keeps it before it looks at it. [`status_cause`] says what a status means for the
//! source.

mod answer;
mod carrier;
mod condition;
mod date;
mod door;
mod error;
mod get;
mod status;

use std::sync::Arc;

use url::Url;

pub use door::{Guard, Host, LONGEST_CRAWL_DELAY, MOST_AT_ONE_ADDRESS};
pub use error::{Detour, Fault, FetchError, Measure, Phase, Refusal, Step, Underlying};
pub use status::status_cause;

use crate::model::{Clock, HostKey, Settings};

/// What all hosts share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    line: Arc<door::Line>,
}

impl Fetcher {
    /// A client with these settings that keeps to this guard.
    ///
    /// Under [`Guard::PublicOnly`] a source whose `reach` is private is fetched by a second client, with
    /// connections and name lookups of its own, so that nothing it was let through to is at hand for another
    /// source.
    ///
    /// Proxies of the environment are not used: the proxy would resolve names itself, unguarded. Where
    /// private addresses are allowed, a machine without root certificates will do, and https alone fails
    /// there.
    ///
    /// # Errors
    /// [`FetchError::Setup`] if `user_agent` is no header value, or this machine has no root certificates.
    pub fn new(settings: &Settings, guard: Guard) -> Result<Self, FetchError> {
        Ok(Self { line: Arc::new(door::Line::new(settings, guard)?) })
    }

    /// A host to fetch from. Make one a night for each host, and walk its sources with it one after the
    /// other.
    #[must_use]
    pub fn host(&self, key: &HostKey) -> Host {
        Host::new(Arc::clone(&self.line), key)
    }

    /// Asks for an address of our own choosing, such as a heartbeat's, and looks at nothing but whether it
    /// answers 2xx.
    ///
    /// It may be a private one: whoever runs the crawler named it. Three tries, a second apart.
    ///
    /// # Errors
    /// [`FetchError::Heartbeat`] for another status; any other if no answer came.
    pub async fn ping(&self, address: &Url, clock: &Clock) -> Result<(), FetchError> {
        door::ping(&self.line, address, clock).await
    }
}
