//! Why no whole answer was had.

mod words;

use std::{error::Error, time::Duration};

use jiff::Timestamp;
use thiserror::Error;

pub use words::{Detour, Fault, Measure, Phase, Refusal, Step};

use crate::model::{Cause, HostKey};

/// An error of another crate, kept as the source of ours.
pub type Underlying = Box<dyn Error + Send + Sync>;

/// Why no whole answer was had. An answer with a bad status is no error: it is a
/// [`Page`](crate::model::Page).
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The client could not be built: comes from [`Fetcher::new`](super::Fetcher::new) alone and ends the
    /// run.
    #[error(
        "the HTTP client could not be set up; look at `user_agent` in the settings and at this machine's \
         root certificates (package ca-certificates)"
    )]
    Setup {
        /// What the client says.
        source: reqwest::Error,
    },
    /// No answer began.
    #[error("`{host}` could not be reached: {step}")]
    Unreachable {
        /// The host and port that were asked.
        host: HostKey,
        /// How far it got.
        step: Step,
        /// What the network says.
        source: Underlying,
    },
    /// An answer did not come, or not to its end, in time.
    #[error("`{address}` took too long: {phase} within {limit:?}")]
    Timeout {
        /// The address that was asked.
        address: String,
        /// What did not happen.
        phase: Phase,
        /// The time it had.
        limit: Duration,
    },
    /// A limit on size was met. What had arrived is dropped.
    #[error("`{address}` is too large: {measure} over {limit} bytes")]
    TooLarge {
        /// The address that was asked.
        address: String,
        /// What was too large.
        measure: Measure,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The address may not be asked, as an address or by what its name resolves to.
    #[error("`{address}` may not be fetched: {why}; use a public http or https address")]
    Forbidden {
        /// The address, or only its scheme and host where it holds credentials.
        address: String,
        /// The rule it breaks.
        why: Refusal,
    },
    /// A redirect that may not be followed (RFC 9110 section 15.4).
    #[error(
        "`{from}` redirects to `{to}`, where it cannot be followed: {why}; put the list's own address in the \
         settings"
    )]
    Moved {
        /// The address that redirects.
        from: String,
        /// Where it points, as far as that can be shown: without credentials and control characters, 200
        /// characters at most.
        to: String,
        /// The rule the redirect breaks.
        why: Detour,
    },
    /// An answer came that is broken. Part of a page is never given out (invariant 3).
    #[error("the answer of `{address}` is broken: {fault}")]
    Unreadable {
        /// The address that was asked.
        address: String,
        /// What is wrong with it.
        fault: Fault,
        /// What the reader of it says, if there was one.
        source: Option<Underlying>,
    },
    /// The host's robots.txt disallows the address (RFC 9309). It was not asked.
    #[error("`{address}` may not be asked for by robots: `{place}` says `{rule}` to `{robot}`")]
    Disallowed {
        /// The address.
        address: String,
        /// Where the robots.txt is.
        place: String,
        /// The rule, as it stands there.
        rule: String,
        /// The product token we go by.
        robot: String,
    },
    /// The host's robots.txt is broken, which disallows everything (RFC 9309 section 2.3.1.4).
    #[error("`{place}` answered {status}; until it answers, robots are to stay away")]
    RobotsBroken {
        /// Where the robots.txt is.
        place: String,
        /// Its status: 5xx.
        status: u16,
    },
    /// The heartbeat address did not answer as it should.
    #[error("the heartbeat at `{host}` was answered with {status}; look at `heartbeat` in the settings")]
    Heartbeat {
        /// Its host. Its path may be a secret.
        host: HostKey,
        /// The answer.
        status: u16,
    },
    /// Nothing was asked, since the host had answered 429 and named a later time than we wait for within a
    /// night.
    #[error("`{host}` asked us to stay away until {until}; give it a slower pace")]
    AskedToWait {
        /// The host that said so.
        host: HostKey,
        /// The end of that time.
        until: Timestamp,
    },
}

impl FetchError {
    /// The cause to store with the night's outcome.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::Setup { .. } | Self::Unreachable { step: Step::Connection, .. } => Cause::Connect,
            Self::Unreachable { step: Step::Name, .. } => Cause::Dns,
            Self::Unreachable { step: Step::Handshake, .. } => Cause::Tls,
            Self::Timeout { .. } => Cause::Timeout,
            Self::TooLarge { .. } => Cause::TooLarge,
            Self::Forbidden { .. } => Cause::Forbidden,
            Self::Moved { .. } => Cause::Moved,
            Self::Unreadable { .. } => Cause::Unreadable,
            Self::AskedToWait { .. } => Cause::RateLimited,
            Self::Disallowed { .. } | Self::RobotsBroken { .. } => Cause::Robots,
            Self::Heartbeat { .. } => Cause::ServerError,
        }
    }

    /// Whether the same request may well go right a little later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { step, .. } => *step != Step::Handshake,
            Self::Timeout { .. } | Self::Unreadable { fault: Fault::Cut, .. } => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_handshake_is_final_and_a_dropped_connection_is_not() {
        let at =
            |step| FetchError::Unreachable { host: HostKey::named("a.example"), step, source: "x".into() };
        assert!(at(Step::Connection).is_transient() && at(Step::Name).is_transient());
        assert!(!at(Step::Handshake).is_transient());
        assert_eq!(
            [Step::Name, Step::Connection, Step::Handshake].map(|step| at(step).cause()),
            [Cause::Dns, Cause::Connect, Cause::Tls]
        );
    }

    #[test]
    fn a_message_has_no_full_stop_and_names_the_thing() {
        let error = FetchError::Moved {
            from: "https://a.example/".to_owned(),
            to: "/".to_owned(),
            why: Detour::Loop,
        };
        let text = error.to_string();
        assert!(
            text.contains("`https://a.example/`") && text.contains("circle") && !text.ends_with('.'),
            "{text}"
        );
    }
}
