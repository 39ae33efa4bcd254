//! Fetching from a vendor that is honest, slow, broken or hostile.

#![allow(clippy::unwrap_used, reason = "this is a test")]

mod bodies;
mod crowd;
mod politeness;
mod reach;
mod redirects;
mod replayed;
mod robots;

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;
use subwatch::{
    fetch::{FetchError, Fetcher, Guard, Host},
    model::{Clock, HostKey, Pace, Page, Settings, Source, Timeouts, Validators},
};
use url::Url;

/// Settings for a quick test: no pace, short waits, three tries.
fn settings() -> Settings {
    Settings {
        user_agent: "subwatch-test (+mailto:owner@example.com)".to_owned(),
        pace: Pace(Duration::ZERO),
        hosts: BTreeMap::new(),
        hosts_at_once: 1,
        timeouts: Timeouts {
            connect: Duration::from_secs(2),
            read: Duration::from_secs(2),
            total: Duration::from_secs(5),
        },
        max_body_bytes: 1 << 20,
        tries: 3,
        longest_wait: Duration::from_millis(40),
        heartbeat: None,
    }
}

/// Settings under which one request is all.
fn one_try() -> Settings {
    Settings { tries: 1, ..settings() }
}

fn source(url: Url) -> Source {
    Source::bare("acme".parse().unwrap(), "Acme".to_owned(), url)
}

fn clock() -> Clock {
    Clock::starting("2026-05-01T02:00:00Z".parse::<Timestamp>().unwrap())
}

/// The host of an address, under these settings, where loopback is allowed.
fn host(settings: &Settings, address: &Url) -> Host {
    Fetcher::new(settings, Guard::AllowPrivate).unwrap().host(&HostKey::of(address).unwrap())
}

/// One more page of a host.
async fn next(host: &mut Host, address: Url) -> Result<Page, FetchError> {
    host.get(&source(address), &Validators::default(), &clock()).await
}

/// One page of a fresh host.
async fn get(settings: &Settings, address: Url) -> Result<Page, FetchError> {
    next(&mut host(settings, &address), address).await
}
