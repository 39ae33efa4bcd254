//! A source's page: asked for, tried again, and followed where it leads.

use super::{
    answer::{Answer, Reply},
    carrier::{self, Carrier, Http},
    condition::Condition,
    door::{Again, Host, Route, Visit},
    error::FetchError,
};
use crate::model::{Clock, Origin, Page, Source, Validators};

impl Host {
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
    /// they get [`FetchError::AskedToWait`] without a request; after a 503 with one they are asked
    /// `longest_wait` later.
    pub async fn get(
        &mut self,
        source: &Source,
        validators: &Validators,
        clock: &Clock,
    ) -> Result<Page, FetchError> {
        self.get_by(&Http, source, validators, clock).await
    }

    /// The same, brought by that carrier.
    async fn get_by(
        &mut self,
        carrier: &impl Carrier,
        source: &Source,
        validators: &Validators,
        clock: &Clock,
    ) -> Result<Page, FetchError> {
        let mut visit = Visit::new(self, source, clock);
        let mut route = visit.start()?;
        let mut last_answer = None;
        let mut tries = 1;
        loop {
            let allowed = visit.allow(route.address()).await?;
            let condition = Condition::at(route.address(), validators);
            let again = match carrier::bring(carrier, allowed, condition, &mut visit).await {
                Ok(Reply::Onward { status, headers, location }) => {
                    visit.follow(&mut route, status, &headers, &location)?;
                    continue;
                }
                Ok(Reply::Whole(answer)) => {
                    let again = visit.again(&route, &answer, tries);
                    last_answer = Some(page(source, &route, answer, carrier.origin()));
                    again
                }
                Err(error @ FetchError::AskedToWait { .. }) => return last_answer.ok_or(error),
                Err(error) if error.is_transient() => {
                    if visit.back_off(&route, tries) == Again::No {
                        return last_answer.ok_or(error);
                    }
                    tracing::debug!(address = %route.address(), %error, "trying again");
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
}

fn page(source: &Source, route: &Route, answer: Answer, origin: Origin) -> Page {
    let Answer { status, headers, body, requested_at, received_at } = answer;
    let (address, bytes) = (route.address().clone(), body.len());
    tracing::debug!(source = %source.slug, %address, status, bytes, "answered");
    Page {
        requested: source.url.clone(),
        address,
        redirects: route.steps().to_vec(),
        status,
        headers,
        body,
        requested_at,
        received_at,
        origin,
    }
}

#[cfg(test)]
mod tests;
