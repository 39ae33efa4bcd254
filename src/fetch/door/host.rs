//! One host, asked by one task, one request at a time, at its pace (invariant 6).

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use jiff::SignedDuration;

use super::{
    crowd,
    guard::Permitted,
    http::{self, Wanted},
    line::Line,
    retry,
    robots::{Allowed, Rules},
    slot::Slot,
    turn::Turn,
};
use crate::{
    fetch::{
        answer::{Answer, Reply},
        error::FetchError,
    },
    model::{Clock, HostKey, Pace, Settings, Traffic},
};

/// One host for one night. Owned by the one task that walks this host's sources.
///
/// A redirect may lead to other hosts. Each of them has its own slot in here, so that this task keeps their
/// pace too. Two tasks do not know of each other's visits: a host that many sources redirect to may see one
/// request of each task within its pace. Put such a list's own address in the catalogue and it is walked by
/// one task again.
#[derive(Debug)]
pub struct Host {
    pub(super) line: Arc<Line>,
    slots: BTreeMap<HostKey, Slot>,
    /// What the robots.txt of an origin says to us.
    pub(super) rules: BTreeMap<String, Rules>,
    traffic: BTreeMap<HostKey, Traffic>,
    /// The IP address that a host is counted at, looked up once a night.
    ips: BTreeMap<HostKey, Option<IpAddr>>,
}

/// Whether to ask once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fetch) enum Again {
    /// In the host's next turn.
    Yes,
    /// What came is all that will come tonight.
    No,
}

impl Host {
    pub(in crate::fetch) fn new(line: Arc<Line>, key: &HostKey) -> Self {
        let slots = BTreeMap::from([(key.clone(), Slot::new(pace(&line.settings, key)))]);
        Self { line, slots, rules: BTreeMap::new(), traffic: BTreeMap::new(), ips: BTreeMap::new() }
    }

    /// What was asked of which host since this was called last.
    pub fn take_traffic(&mut self) -> Vec<Traffic> {
        std::mem::take(&mut self.traffic).into_values().collect()
    }

    pub(super) fn traffic(&mut self, host: &HostKey) -> &mut Traffic {
        self.traffic.entry(host.clone()).or_insert_with(|| Traffic::none(host.clone()))
    }

    pub(super) fn slot(&mut self, host: &HostKey) -> &mut Slot {
        slot(&mut self.slots, &self.line.settings, host)
    }

    /// Waits for the turn at an address. None is waited for at a host that wants to be left alone for longer
    /// than we wait within a night.
    pub(super) async fn turn(&mut self, allowed: Allowed, clock: &Clock) -> Result<Turn, FetchError> {
        let permitted = allowed.permitted().clone();
        let Self { line, slots, ips, .. } = self;
        let slot = slot(slots, &line.settings, permitted.host());
        let rest = slot.rest();
        if rest > line.settings.longest_wait {
            let until = clock
                .now()
                .saturating_add(SignedDuration::try_from(rest).unwrap_or(SignedDuration::MAX))
                .unwrap_or_else(|_| clock.now());
            return Err(FetchError::AskedToWait { host: permitted.host().clone(), until });
        }
        let ip = ip(ips, &permitted, line.settings.timeouts.connect);
        Ok(Turn::wait(allowed, slot, &line.crowd, ip).await)
    }

    /// Sends the one request that a turn is good for, and takes note of how long the host then wants to be
    /// left alone.
    pub(super) async fn send(
        &mut self,
        turn: Turn,
        wanted: &Wanted,
        clock: &Clock,
    ) -> Result<Reply, FetchError> {
        let line = Arc::clone(&self.line);
        let host = turn.permitted().host().clone();
        let reply = http::send(&line.clients, turn, wanted, self.traffic(&host), clock).await?;
        if let Reply::Whole(answer) = &reply {
            self.heed(&host, answer, clock);
        }
        Ok(reply)
    }

    /// Pushes the host's next turn out as an answer asks.
    fn heed(&mut self, host: &HostKey, answer: &Answer, clock: &Clock) {
        let Some(wait) = retry::wait_of(answer, clock.now()) else { return };
        let traffic = self.traffic(host);
        traffic.waits += 1;
        traffic.waited = traffic.waited.saturating_add(wait);
        let longest = self.line.settings.longest_wait;
        // 429 speaks of us as a visitor, on every page of the host (RFC 6585). 503 may be one page's trouble,
        // and one source must not stop the others (invariant 5).
        self.slot(host).push(if answer.status == 429 { wait } else { wait.min(longest) });
    }

    /// Whether to ask again after an answer. Where it named no time, the host's next turn is pushed out.
    pub(super) fn again(&mut self, host: &HostKey, answer: &Answer, tries: u32, clock: &Clock) -> Again {
        let settings = &self.line.settings;
        let asked = retry::wait_of(answer, clock.now());
        let is_too_long = asked.is_some_and(|wait| wait > settings.longest_wait);
        if !retry::is_worth_another_try(answer.status) || is_too_long || tries >= settings.tries {
            return Again::No;
        }
        if asked.is_none() {
            self.back_off(host, tries);
        }
        Again::Yes
    }

    /// Pushes the host's next turn out, where it named no time itself; further with every try.
    pub(super) fn back_off(&mut self, host: &HostKey, tries: u32) {
        let wait = retry::backoff(tries, self.line.settings.longest_wait);
        self.slot(host).push(wait);
    }
}

fn slot<'a>(slots: &'a mut BTreeMap<HostKey, Slot>, settings: &Settings, host: &HostKey) -> &'a mut Slot {
    slots.entry(host.clone()).or_insert_with(|| Slot::new(pace(settings, host)))
}

fn pace(settings: &Settings, host: &HostKey) -> Pace {
    settings.hosts.get(host).copied().unwrap_or(settings.pace)
}

async fn ip(
    ips: &mut BTreeMap<HostKey, Option<IpAddr>>,
    permitted: &Permitted,
    limit: Duration,
) -> Option<IpAddr> {
    if let Some(ip) = ips.get(permitted.host()) {
        return *ip;
    }
    let ip = crowd::address_of(permitted.address(), limit).await;
    ips.insert(permitted.host().clone(), ip);
    ip
}
