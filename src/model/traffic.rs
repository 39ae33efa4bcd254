//! What a crawl cost a host.

use std::time::Duration;

use super::HostKey;

/// What was asked of one host for one source: for the account of politeness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// The host.
    pub host: HostKey,
    /// Requests that were sent: repeats, redirects and those for robots.txt included.
    pub requests: u32,
    /// Those of them for robots.txt.
    pub robots: u32,
    /// Bytes of bodies, as they came over the wire.
    pub bytes: u64,
    /// Answers with 304.
    pub not_modified: u32,
    /// Answers that sent us away: 401, 403, 407, 429, 451.
    pub refused: u32,
    /// Pages that were not asked for since robots.txt disallows them.
    pub disallowed: u32,
    /// Waits that the host asked for (`Retry-After`) and that were kept.
    pub waits: u32,
    /// Their length together. A wait beyond the longest that is waited for counts whole: the host was left
    /// alone.
    pub waited: Duration,
    /// The `Crawl-delay` that the host asks for in its robots.txt.
    pub crawl_delay: Option<Duration>,
}

impl Traffic {
    /// None yet.
    #[must_use]
    pub fn none(host: HostKey) -> Self {
        Self {
            host,
            requests: 0,
            robots: 0,
            bytes: 0,
            not_modified: 0,
            refused: 0,
            disallowed: 0,
            waits: 0,
            waited: Duration::ZERO,
            crawl_delay: None,
        }
    }
}
