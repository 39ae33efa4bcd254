//! One host, asked by one task, one request at a time, at its pace (invariant 6).

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use jiff::SignedDuration;
use reqwest::header::HeaderValue;

use super::{
    crowd,
    error::FetchError,
    exchange::{self, Answer, Condition, Line, Reply, Request, Wanted},
    guard::{self, Guard},
    redirect::Route,
    retry,
    robots::Rules,
    slot::Slot,
};
use crate::model::{Clock, HostKey, Origin, Page, Settings, Source, Traffic, Validators};

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
    /// The IP address that a host is counted at.
    addresses: BTreeMap<HostKey, Option<IpAddr>>,
}

impl Host {
    pub(super) fn new(line: Arc<Line>, key: &HostKey) -> Self {
        let slots = BTreeMap::from([(key.clone(), Slot::new(pace(&line.settings, key)))]);
        Self { line, slots, rules: BTreeMap::new(), traffic: BTreeMap::new(), addresses: BTreeMap::new() }
    }

    /// Fetches one source.
    ///
    /// **robots.txt** of the address, and of every address it redirects to, is read first and kept to, except
    /// where the source says why not: [`FetchError::Disallowed`] quotes the rule. It costs tries of its own.
    ///
    /// **Validators** are those of the capture we hold of this very source. They go to the address that gave
    /// them alone, be it the first or one that the first redirects to; `If-None-Match` wins over
    /// `If-Modified-Since`. What is no entity tag or no date is not sent.
    ///
    /// **Tries.** 429, 500, 502, 503, 504, a failed connection, a timeout and a transfer that broke off are
    /// tried again, up to `tries` requests; redirects do not count. Between them lies what `Retry-After` asks
    /// for, or a doubling wait. If it asks for more than `longest_wait`, the answer is given back at once.
    /// After the last try the last whole answer is given back, whatever its status: look at it with
    /// [`status_cause`](super::status_cause).
    ///
    /// **Other sources of the host** wait as well. After a 429 with a `Retry-After` beyond `longest_wait`
    /// they get
    /// [`FetchError::AskedToWait`] without a request; after a 503 with one they are asked `longest_wait` later.
    pub async fn get(
        &mut self,
        source: &Source,
        validators: &Validators,
        clock: &Clock,
    ) -> Result<Page, FetchError> {
        let guard = self.line.guard(source.reach);
        guard::check(&source.url, guard)?;
        self.permit(source, &source.url, clock).await?;
        let mut route = Route::starting(&source.url);
        let mut last_answer = None;
        let mut tries = 1;
        loop {
            let reply = self.ask(&route, Wanted::Page, condition(&route, validators), guard, clock).await;
            let again = match reply {
                Ok(Reply::Onward { status, headers, location }) => {
                    route.follow(status, &location, guard)?;
                    let wait = retry::asked_wait(&headers, clock.now()).unwrap_or_default();
                    let longest = self.line.settings.longest_wait;
                    self.slot(&key(&route)).push(wait.min(longest));
                    self.permit(source, route.address(), clock).await?;
                    continue;
                }
                Ok(Reply::Whole(answer)) => {
                    let again = self.heed(&route, &answer, tries, clock);
                    last_answer = Some(page(source, &route, answer));
                    again
                }
                Err(error @ FetchError::AskedToWait { .. }) => return last_answer.ok_or(error),
                Err(error) if error.is_transient() => {
                    if tries >= self.line.settings.tries {
                        return last_answer.ok_or(error);
                    }
                    tracing::debug!(address = %route.address(), %error, "trying again");
                    let wait = retry::backoff(tries, self.line.settings.longest_wait);
                    self.slot(&key(&route)).push(wait);
                    Again::Yes
                }
                Err(error) => return Err(error),
            };
            if let Some(page) = last_answer.take_if(|_| again == Again::No) {
                return Ok(page);
            }
            tries += 1;
        }
    }

    /// Waits for the turn at the route's address and asks there.
    pub(super) async fn ask(
        &mut self,
        route: &Route,
        wanted: Wanted,
        condition: Condition,
        guard: Guard,
        clock: &Clock,
    ) -> Result<Reply, FetchError> {
        let host = key(route);
        let longest_wait = self.line.settings.longest_wait;
        let slot = self.slot(&host);
        let rest = slot.rest();
        if rest > longest_wait {
            let until = clock
                .now()
                .saturating_add(SignedDuration::try_from(rest).unwrap_or(SignedDuration::MAX))
                .unwrap_or_else(|_| clock.now());
            return Err(FetchError::AskedToWait { host, until });
        }
        slot.turn().await;
        let address = self.address(&host, route).await;
        let place = self.line.crowd.enter(address).await;
        if place.had_to_wait {
            // The pace is counted from request to request, and this one is sent only now.
            self.slot(&host).restart();
        }
        let line = Arc::clone(&self.line);
        let request = Request { address: route.address(), host: &host, guard, wanted, condition };
        exchange::ask(&line, &request, self.traffic(&host), clock).await
    }

    /// The IP address of the route's host, looked up once a night.
    async fn address(&mut self, host: &HostKey, route: &Route) -> Option<IpAddr> {
        if let Some(known) = self.addresses.get(host) {
            return *known;
        }
        let address = crowd::address_of(route.address(), self.line.settings.timeouts.connect).await;
        self.addresses.insert(host.clone(), address);
        address
    }

    /// Pushes the host's next turn out as an answer asks, and tells whether to ask again.
    pub(super) fn heed(&mut self, route: &Route, answer: &Answer, tries: u32, clock: &Clock) -> Again {
        if !retry::is_worth_another_try(answer.status) {
            return Again::No;
        }
        let (longest, most) = (self.line.settings.longest_wait, self.line.settings.tries);
        let asked = retry::asked_wait(&answer.headers, clock.now());
        if let Some(wait) = asked.filter(|wait| !wait.is_zero()) {
            let traffic = self.traffic(&key(route));
            traffic.waits += 1;
            traffic.waited = traffic.waited.saturating_add(wait);
            let slot = self.slot(&key(route));
            // 429 speaks of us as a visitor, on every page of the host (RFC 6585). 503 may be one page's
            // trouble, and one source must not stop the others (invariant 5).
            slot.push(if answer.status == 429 { wait } else { wait.min(longest) });
            if wait > longest {
                return Again::No;
            }
        } else if tries < most {
            self.slot(&key(route)).push(retry::backoff(tries, longest));
        }
        if tries < most { Again::Yes } else { Again::No }
    }

    /// What was asked of which host since this was called last.
    pub fn take_traffic(&mut self) -> Vec<Traffic> {
        std::mem::take(&mut self.traffic).into_values().collect()
    }

    pub(super) fn traffic(&mut self, host: &HostKey) -> &mut Traffic {
        self.traffic.entry(host.clone()).or_insert_with(|| Traffic::none(host.clone()))
    }

    pub(super) fn slot(&mut self, host: &HostKey) -> &mut Slot {
        let settings = &self.line.settings;
        self.slots.entry(host.clone()).or_insert_with(|| Slot::new(pace(settings, host)))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Yes,
    No,
}

fn pace(settings: &Settings, host: &HostKey) -> crate::model::Pace {
    settings.hosts.get(host).copied().unwrap_or(settings.pace)
}

/// The host a route is at. `guard::check` has let no address without a host onto a route.
pub(super) fn key(route: &Route) -> HostKey {
    HostKey::of(route.address()).unwrap_or_else(|| HostKey::named(""))
}

fn page(source: &Source, route: &Route, answer: Answer) -> Page {
    let Answer { status, headers, body, requested_at, received_at } = answer;
    tracing::debug!(source = %source.slug, address = %route.address(), status, bytes = body.len(), "answered");
    Page {
        requested: source.url.clone(),
        address: route.address().clone(),
        redirects: route.steps().to_vec(),
        status,
        headers,
        body,
        requested_at,
        received_at,
        origin: Origin::Crawled,
    }
}

/// The condition to send to the route's address.
fn condition(route: &Route, validators: &Validators) -> Condition {
    let mut of = validators.of.clone();
    if let Some(of) = &mut of {
        of.set_fragment(None);
    }
    if of.as_ref() != Some(route.address()) {
        return Condition::None;
    }
    let value = |text: &String| HeaderValue::from_str(text).ok();
    if let Some(tag) = validators.etag.as_ref().filter(|tag| is_entity_tag(tag)).and_then(value) {
        return Condition::NoneMatch(tag);
    }
    let date =
        validators.last_modified.as_ref().filter(|date| retry::http_date(date).is_some()).and_then(value);
    date.map_or(Condition::None, Condition::ModifiedSince)
}

/// Whether a text is one entity tag (RFC 9110 section 8.8.3). `*` or a list would match pages we never saw.
fn is_entity_tag(text: &str) -> bool {
    let opaque =
        text.strip_prefix("W/").unwrap_or(text).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    opaque.is_some_and(|inner| inner.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'~')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is sent to `https://a.example/`, or where `steps` lead from there, against a capture of `/`.
    fn sent(etag: Option<&str>, last_modified: Option<&str>, steps: &[&str]) -> Condition {
        sent_of("https://a.example/", etag, last_modified, steps)
    }

    fn sent_of(of: &str, etag: Option<&str>, last_modified: Option<&str>, steps: &[&str]) -> Condition {
        let mut route = Route::starting(&"https://a.example/".parse().unwrap());
        for step in steps {
            route.follow(302, step.as_bytes(), Guard::PublicOnly).unwrap();
        }
        condition(
            &route,
            &Validators {
                etag: etag.map(str::to_owned),
                last_modified: last_modified.map(str::to_owned),
                of: of.parse().ok(),
            },
        )
    }

    const DATE: &str = "Fri, 01 May 2026 02:00:30 GMT";

    #[test]
    fn an_entity_tag_wins_over_a_date() {
        assert_eq!(
            sent(Some("W/\"1\""), Some(DATE), &[]),
            Condition::NoneMatch(HeaderValue::from_static("W/\"1\""))
        );
        assert_eq!(sent(None, Some(DATE), &[]), Condition::ModifiedSince(HeaderValue::from_static(DATE)));
        assert_eq!(sent(None, None, &[]), Condition::None);
    }

    #[test]
    fn what_is_no_entity_tag_or_no_date_is_not_sent() {
        for tag in ["*", "1", "\"a\", \"b\"", "\"", "w/\"1\"", "\"a b\"", "\"é\""] {
            assert_eq!(sent(Some(tag), None, &[]), Condition::None, "{tag}");
        }
        assert_eq!(sent(None, Some("yesterday"), &[]), Condition::None);
    }

    #[test]
    fn a_validator_goes_to_the_address_that_gave_it_alone() {
        for (etag, date) in [(Some("\"1\""), None), (None, Some(DATE))] {
            assert_eq!(sent(etag, date, &["/b"]), Condition::None);
            assert_eq!(sent(etag, date, &["https://b.example/"]), Condition::None);
            assert_eq!(sent_of("https://a.example/b", etag, date, &[]), Condition::None);
            assert_ne!(sent_of("https://a.example/b", etag, date, &["/b"]), Condition::None);
            assert_ne!(
                sent_of("https://b.example/#list", etag, date, &["https://b.example/"]),
                Condition::None
            );
        }
        let unknown = Validators { etag: Some("\"1\"".to_owned()), last_modified: None, of: None };
        assert_eq!(
            condition(&Route::starting(&"https://a.example/".parse().unwrap()), &unknown),
            Condition::None
        );
    }
}
