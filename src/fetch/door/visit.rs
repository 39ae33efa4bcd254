//! All that is asked of the world for one source, tonight.

use std::time::Duration;

use url::Url;

use super::{
    guard::{self, Guard},
    host::{Again, Host},
    http::Wanted,
    retry,
    robots::Allowed,
    route::Route,
    rules,
    turn::Turn,
};
use crate::{
    fetch::{
        answer::{Answer, Reply},
        condition::Condition,
        error::FetchError,
    },
    model::{Clock, Header, Source},
};

/// What one source is fetched by: its host and the others that it leads to, under the guard of this source.
/// Neither can be changed or reached from outside the door.
#[derive(Debug)]
pub(in crate::fetch) struct Visit<'a> {
    host: &'a mut Host,
    source: &'a Source,
    guard: Guard,
    clock: &'a Clock,
}

impl<'a> Visit<'a> {
    pub(in crate::fetch) fn new(host: &'a mut Host, source: &'a Source, clock: &'a Clock) -> Self {
        let guard = host.line.guard(source.reach);
        Self { host, source, guard, clock }
    }

    /// Lets an address through, if the guard permits it and its robots.txt allows it: the page's own, one
    /// that it redirects to, or one that it needs besides.
    pub(in crate::fetch) async fn allow(&mut self, address: &Url) -> Result<Allowed, FetchError> {
        let permitted = guard::permit(address, self.guard)?;
        if self.source.ignore_robots.is_some() {
            return Ok(Allowed::unasked(permitted));
        }
        rules::allow(self.host, &permitted, self.clock).await
    }

    /// Waits until it may be asked.
    pub(in crate::fetch) async fn turn(&mut self, allowed: Allowed) -> Result<Turn, FetchError> {
        self.host.turn(allowed, self.clock).await
    }

    /// Sends the one request that a turn is good for, and takes note of how long the host then wants to be
    /// left alone. A redirect is given back as it is.
    pub(in crate::fetch) async fn send(
        &mut self,
        turn: Turn,
        condition: Condition,
    ) -> Result<Reply, FetchError> {
        self.host.send(turn, &Wanted::Page(condition), self.clock).await
    }

    /// The most bytes that a page may have.
    pub(in crate::fetch) fn max_body_bytes(&self) -> usize {
        self.host.line.settings.max_body_bytes
    }

    /// The time that a whole request may take.
    pub(in crate::fetch) fn longest_request(&self) -> Duration {
        self.host.line.settings.timeouts.total
    }

    /// The beginning of the way, if the guard permits it.
    pub(in crate::fetch) fn start(&self) -> Result<Route, FetchError> {
        Ok(Route::starting(guard::permit(&self.source.url, self.guard)?))
    }

    /// Goes where an answer points, and leaves the new host alone for as long as that answer asks.
    pub(in crate::fetch) fn follow(
        &mut self,
        route: &mut Route,
        status: u16,
        headers: &[Header],
        location: &[u8],
    ) -> Result<(), FetchError> {
        route.follow(status, location)?;
        let wait = retry::asked_wait(headers, self.clock.now()).unwrap_or_default();
        let longest = self.host.line.settings.longest_wait;
        self.host.slot(route.here().host()).push(wait.min(longest));
        Ok(())
    }

    /// Whether an answer is worth another try, and another may be made; the host is left alone until then.
    pub(in crate::fetch) fn again(&mut self, route: &Route, answer: &Answer, tries: u32) -> Again {
        self.host.again(route.here().host(), answer, tries, self.clock)
    }

    /// Leaves the host alone for a while after an attempt that failed, and tells whether to ask again.
    pub(in crate::fetch) fn back_off(&mut self, route: &Route, tries: u32) -> Again {
        if tries >= self.host.line.settings.tries {
            return Again::No;
        }
        self.host.back_off(route.here().host(), tries);
        Again::Yes
    }
}
