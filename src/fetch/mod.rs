//! Pages over HTTP, politely.
//!
//! A [`Fetcher`] holds what all hosts share: one client and the limits. [`Fetcher::host`] gives the one task
//! that walks a host's sources its [`Host`], and [`Host::get`] fetches one source: in its turn, over checked
//! redirects, within limits on time and size, and whole or not at all.
//!
//! **Polite.** A host is asked by one task, one request at a time, at its pace (`slot`), after its robots.txt
//! was read and kept to (`robots`, `permit`; RFC 9309), and never again before it said so (`retry`). Hosts
//! that share an IP address, as on a platform, are a task and a pace each, but no more than
//! [`MOST_AT_ONE_ADDRESS`] requests are under way to one address (`crowd`). What each host was asked is
//! counted ([`Host::take_traffic`]).
//!
//! Nothing here reads a page: an answer with any status is a [`Page`](crate::model::Page), and `crawl` keeps
//! it before it looks at it. [`status_cause`] says what a status means for the source.

mod coding;
mod crowd;
mod error;
mod exchange;
mod guard;
mod host;
mod permit;
mod redirect;
mod retry;
mod robots;
mod slot;

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect::Policy};
use url::Url;

pub use crowd::MOST_AT_ONE_ADDRESS;
pub use error::{Detour, Fault, FetchError, Measure, Phase, Refusal, Step, Underlying};
pub use guard::Guard;
pub use host::Host;
pub use robots::LONGEST_CRAWL_DELAY;

use crate::model::{Cause, Clock, HostKey, Settings, Traffic};
use crowd::Crowd;
use exchange::{Condition, Line, Reply, Request, Wanted};

/// What all hosts share. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    line: Arc<Line>,
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
        // An error means that the process has a provider already, which will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let private = built(settings, Guard::AllowPrivate)?;
        let public = match guard {
            Guard::PublicOnly => built(settings, guard)?,
            Guard::AllowPrivate => private.clone(),
        };
        Ok(Self {
            line: Arc::new(Line {
                public,
                private,
                settings: settings.clone(),
                guard,
                crowd: Crowd::default(),
            }),
        })
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
        guard::check(address, Guard::AllowPrivate)?;
        let host = HostKey::of(address).unwrap_or_else(|| HostKey::named(""));
        let mut tries = 0;
        loop {
            let condition = Condition::None;
            let request = Request {
                address,
                host: &host,
                guard: Guard::AllowPrivate,
                wanted: Wanted::Rules,
                condition,
            };
            let answered = match exchange::ask(&self.line, &request, &mut Traffic::none(host.clone()), clock)
                .await
            {
                Ok(Reply::Whole(answer)) if (200..300).contains(&answer.status) => return Ok(()),
                Ok(Reply::Whole(answer)) => {
                    Err(FetchError::Heartbeat { host: host.clone(), status: answer.status })
                }
                Ok(Reply::Onward { status, .. }) => Err(FetchError::Heartbeat { host: host.clone(), status }),
                Err(error) => Err(error),
            };
            tries += 1;
            if tries == 3 {
                return answered;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

fn built(settings: &Settings, guard: Guard) -> Result<Client, FetchError> {
    let built = match (client(settings, guard).build(), guard) {
        (Err(_), Guard::AllowPrivate) => client(settings, guard).tls_certs_only([]).build(),
        (built, _) => built,
    };
    built.map_err(|source| FetchError::Setup { source })
}

fn client(settings: &Settings, guard: Guard) -> reqwest::ClientBuilder {
    Client::builder()
        .user_agent(settings.user_agent.as_str())
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .dns_resolver(guard::Resolver::new(guard))
        .connect_timeout(settings.timeouts.connect)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(15))
        .http1_max_headers(exchange::MAX_HEADERS)
        .http2_max_header_list_size(u32::try_from(exchange::MAX_HEADER_BYTES).unwrap_or(u32::MAX))
}

/// Why an answer with this status holds no list; none for 200 and for 304, which stands for the page we hold.
///
/// 206 is not among the good ones: nobody asked for a part of a page.
#[must_use]
pub fn status_cause(status: u16) -> Option<Cause> {
    match status {
        200 | 304 => None,
        401 | 403 | 407 | 451 => Some(Cause::Refused),
        404 | 410 => Some(Cause::Gone),
        429 => Some(Cause::RateLimited),
        300..=399 => Some(Cause::Moved),
        _ => Some(Cause::ServerError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_why_there_is_no_list() {
        for (status, cause) in [
            (200, None),
            (304, None),
            (206, Some(Cause::ServerError)),
            (204, Some(Cause::ServerError)),
            (302, Some(Cause::Moved)),
            (400, Some(Cause::ServerError)),
            (401, Some(Cause::Refused)),
            (403, Some(Cause::Refused)),
            (404, Some(Cause::Gone)),
            (410, Some(Cause::Gone)),
            (429, Some(Cause::RateLimited)),
            (451, Some(Cause::Refused)),
            (500, Some(Cause::ServerError)),
            (503, Some(Cause::ServerError)),
            (999, Some(Cause::ServerError)),
        ] {
            assert_eq!(status_cause(status), cause, "{status}");
        }
    }
}
