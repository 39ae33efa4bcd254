//! Whether a host's robots.txt lets us ask for an address, and how it comes to be known.

use jiff::Timestamp;
use url::Url;

use super::{
    error::FetchError,
    exchange::{Condition, Reply, Wanted},
    guard::Guard,
    host::{Again, Host, key},
    redirect::Route,
    retry,
    robots::{self, Disallowed, LONGEST_CRAWL_DELAY, Rules},
};
use crate::model::{Clock, HostKey, Pace, Source};

impl Host {
    /// Whether an address may be asked for. Its origin's robots.txt is read when it is needed first, in the
    /// host's turn and at its pace, and then for a day at most.
    pub(super) async fn permit(
        &mut self,
        source: &Source,
        address: &Url,
        clock: &Clock,
    ) -> Result<(), FetchError> {
        if source.ignore_robots.is_some() {
            return Ok(());
        }
        let origin = address.origin().ascii_serialization();
        if !self.rules.get(&origin).is_some_and(|rules| rules.is_fresh(clock.now())) {
            let rules = self.read_rules(address, self.line.guard(source.reach), clock).await?;
            self.slow_down(address, &rules);
            self.rules.insert(origin.clone(), rules);
        }
        let Some(why) = self.rules.get(&origin).and_then(|rules| rules.disallowed(address)) else {
            return Ok(());
        };
        if let Some(host) = HostKey::of(address) {
            self.traffic(&host).disallowed += 1;
        }
        let place = robots::place(address).to_string();
        Err(match why {
            Disallowed::Rule(rule) => {
                let robot = robots::product(&self.line.settings.user_agent).to_owned();
                FetchError::Disallowed { place, rule, robot, address: address.to_string() }
            }
            Disallowed::Broken(status) => FetchError::RobotsBroken { place, status },
        })
    }

    async fn read_rules(&mut self, address: &Url, guard: Guard, clock: &Clock) -> Result<Rules, FetchError> {
        let mut route = Route::starting(&robots::place(address));
        let most = self.line.settings.tries;
        let mut tries = 1;
        loop {
            match self.ask(&route, Wanted::Rules, Condition::None, guard, clock).await {
                Ok(Reply::Onward { status, location, .. }) => {
                    // Whatever stands in the way of a redirect, the file cannot be had: RFC 9309 section
                    // 2.3.1.2.
                    if route.steps().len() >= robots::MOST_STEPS
                        || route.follow(status, &location, guard).is_err()
                    {
                        return Ok(Rules::none(clock.now()));
                    }
                    continue;
                }
                Ok(Reply::Whole(answer)) => {
                    if self.heed(&route, &answer, tries, clock) == Again::No {
                        return Ok(self.rules_of(answer.status, &answer.body, clock.now()));
                    }
                }
                Err(error) if error.is_transient() && tries < most => {
                    let wait = retry::backoff(tries, self.line.settings.longest_wait);
                    self.slot(&key(&route)).push(wait);
                }
                Err(error) => return Err(error),
            }
            tries += 1;
        }
    }

    fn rules_of(&self, status: u16, body: &[u8], now: Timestamp) -> Rules {
        Rules::of(status, body, &self.line.settings.user_agent, now)
    }

    /// Takes a `Crawl-delay` for the host's pace, where that is quicker.
    fn slow_down(&mut self, address: &Url, rules: &Rules) {
        let (Some(host), Some(delay)) = (HostKey::of(address), rules.crawl_delay()) else { return };
        self.traffic(&host).crawl_delay = Some(delay);
        if delay > LONGEST_CRAWL_DELAY {
            tracing::info!(%host, ?delay, honoured = ?LONGEST_CRAWL_DELAY, "the host's robots.txt asks for a very slow pace");
        }
        self.slot(&host).slow_to(Pace(delay.min(LONGEST_CRAWL_DELAY)));
    }
}
