//! The clients, one for each guard.

use std::time::Duration;

use reqwest::{Client, ClientBuilder, redirect::Policy};

use super::{
    fields::{MAX_HEADER_BYTES, MAX_HEADERS},
    resolver::Resolver,
};
use crate::{
    fetch::{door::guard::Guard, error::FetchError},
    model::{Settings, Timeouts},
};

/// A client for each guard, and the limits that hold for every request.
#[derive(Debug)]
pub(in crate::fetch::door) struct Clients {
    /// Connects to public addresses alone, except under [`Guard::AllowPrivate`], where it is `private` again.
    public: Client,
    private: Client,
    pub(super) timeouts: Timeouts,
    pub(super) max_body_bytes: usize,
}

impl Clients {
    /// Clients with these settings. What a source under the stricter guard may reach is decided by `guard`.
    pub(in crate::fetch::door) fn new(settings: &Settings, guard: Guard) -> Result<Self, FetchError> {
        // An error means that the process has a provider already, which will do as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let private = built(settings, Guard::AllowPrivate)?;
        let public = match guard {
            Guard::PublicOnly => built(settings, guard)?,
            Guard::AllowPrivate => private.clone(),
        };
        let (timeouts, max_body_bytes) = (settings.timeouts, settings.max_body_bytes);
        Ok(Self { public, private, timeouts, max_body_bytes })
    }

    /// The client that keeps to a guard. Clients share no connection, so none that was opened under the laxer
    /// guard is ever used under the stricter.
    pub(super) fn client(&self, guard: Guard) -> &Client {
        match guard {
            Guard::PublicOnly => &self.public,
            Guard::AllowPrivate => &self.private,
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

fn client(settings: &Settings, guard: Guard) -> ClientBuilder {
    Client::builder()
        .user_agent(settings.user_agent.as_str())
        .no_proxy()
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .dns_resolver(Resolver::new(guard))
        .connect_timeout(settings.timeouts.connect)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(15))
        .http1_max_headers(MAX_HEADERS)
        .http2_max_header_list_size(u32::try_from(MAX_HEADER_BYTES).unwrap_or(u32::MAX))
}
