//! Whether a host's robots.txt lets us ask for an address, and how it comes to be known.

use super::{
    guard::{self, Permitted},
    host::{Again, Host},
    http::Wanted,
    robots::{self, Allowed, Disallowed, LONGEST_CRAWL_DELAY, Rules},
    route::Route,
};
use crate::{
    fetch::{answer::Reply, error::FetchError},
    model::{Clock, Pace},
};

/// Lets an address through that may be asked for. Its origin's robots.txt is read when it is needed first, in
/// the host's turn and at its pace, and then for a day at most.
pub(super) async fn allow(
    host: &mut Host,
    permitted: &Permitted,
    clock: &Clock,
) -> Result<Allowed, FetchError> {
    let address = permitted.address();
    let origin = address.origin().ascii_serialization();
    let held = host.rules.remove(&origin).filter(|rules| rules.is_fresh(clock.now()));
    let rules = if let Some(rules) = held {
        rules
    } else {
        let rules = read(host, permitted, clock).await?;
        slow_down(host, permitted, &rules);
        rules
    };
    let verdict = rules.allow(permitted);
    host.rules.insert(origin, rules);
    let place = robots::place(address).to_string();
    verdict.map_err(|why| {
        host.traffic(permitted.host()).disallowed += 1;
        match why {
            Disallowed::Rule(rule) => {
                let robot = robots::product(&host.line.settings.user_agent).to_owned();
                FetchError::Disallowed { place, rule, robot, address: address.to_string() }
            }
            Disallowed::Broken(status) => FetchError::RobotsBroken { place, status },
        }
    })
}

/// Reads the rules of an address's origin. To read them no rules are asked, but the guard and the pace are.
async fn read(host: &mut Host, permitted: &Permitted, clock: &Clock) -> Result<Rules, FetchError> {
    let place = robots::place(permitted.address());
    let mut route = Route::starting(guard::permit(&place, permitted.guard())?);
    let most = host.line.settings.tries;
    let mut tries = 1;
    loop {
        let turn = host.turn(Allowed::unasked(route.here().clone()), clock).await?;
        match host.send(turn, &Wanted::Rules, clock).await {
            Ok(Reply::Onward { status, location, .. }) => {
                // Whatever stands in the way of a redirect, the file cannot be had: RFC 9309 section
                // 2.3.1.2.
                if route.steps().len() >= robots::MOST_STEPS || route.follow(status, &location).is_err() {
                    return Ok(Rules::none(clock.now()));
                }
                continue;
            }
            Ok(Reply::Whole(answer)) => {
                if host.again(route.here().host(), &answer, tries, clock) == Again::No {
                    let user_agent = &host.line.settings.user_agent;
                    return Ok(Rules::of(answer.status, &answer.body, user_agent, clock.now()));
                }
            }
            Err(error) if error.is_transient() && tries < most => {
                host.back_off(route.here().host(), tries);
            }
            Err(error) => return Err(error),
        }
        tries += 1;
    }
}

/// Takes a `Crawl-delay` for the host's pace, where that is slower.
fn slow_down(host: &mut Host, permitted: &Permitted, rules: &Rules) {
    let Some(delay) = rules.crawl_delay() else { return };
    let key = permitted.host();
    host.traffic(key).crawl_delay = Some(delay);
    if delay > LONGEST_CRAWL_DELAY {
        tracing::info!(
            host = %key,
            ?delay,
            honoured = ?LONGEST_CRAWL_DELAY,
            "the host's robots.txt asks for a very slow pace"
        );
    }
    host.slot(key).slow_to(Pace(delay.min(LONGEST_CRAWL_DELAY)));
}
