//! Why no whole answer was had.

use std::{error::Error, fmt, io, time::Duration};

use jiff::Timestamp;
use thiserror::Error;
use url::Url;

use super::{
    exchange::MAX_HEADER_BYTES,
    guard::{NotPublic, Unresolved},
};
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
        "the HTTP client could not be set up; look at `user_agent` in the settings and at this machine's root certificates (package ca-certificates)"
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
        "`{from}` redirects to `{to}`, where it cannot be followed: {why}; put the list's own address in the settings"
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

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$variant => $text,)* })
            }
        }
    };
}

words! {
    /// How far an attempt got.
    Step {
        /// No address for the name.
        Name "its name could not be resolved",
        /// No connection, or one that was closed before an answer began.
        Connection "it refused or dropped the connection",
        /// TLS handshake or certificate.
        Handshake "the TLS handshake failed",
    }
}

words! {
    /// What did not happen in time.
    Phase {
        /// No connection (TLS included).
        Connect "no connection",
        /// No next bytes.
        Read "no next bytes",
        /// Bytes came, but not the last.
        Total "no end",
    }
}

words! {
    /// What was too large.
    Measure {
        /// Bytes of the body on the wire.
        Wire "its body on the wire is",
        /// Bytes of the body, any of its content codings undone.
        Decoded "its body is, decompressed,",
        /// Bytes or number of the header fields.
        Headers "its header fields are",
    }
}

words! {
    /// Why an address may not be fetched.
    Refusal {
        /// Another scheme than http and https.
        Scheme "its scheme is neither http nor https",
        /// It has no host.
        Host "it has no host",
        /// User name or password in it (RFC 9110 section 4.2.4).
        Credentials "it holds a user name or password",
        /// A literal address that is not public.
        Literal "its host is not a public address",
        /// A name that has an address that is not public.
        Resolved "its name resolves to an address that is not public",
    }
}

words! {
    /// Why a redirect is not followed.
    Detour {
        /// Not an address at all.
        Garbage "the new address cannot be read",
        /// Another scheme than http and https.
        Scheme "the new scheme is neither http nor https",
        /// User name or password in it.
        Credentials "the new address holds a user name or password",
        /// https to http.
        Downgrade "it leads from https to http",
        /// An address it has been at before.
        Loop "it goes round in a circle",
        /// More than the limit of steps.
        TooLong "it takes more than 10 steps",
    }
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not HTTP.
    Head,
    /// Ended or broke off before its announced end.
    Cut,
    /// Its content coding could not be undone, or ends too soon.
    Coding,
    /// A content or transfer coding that nobody asked for.
    UnknownCoding(String),
    /// More content codings than are undone.
    TooManyCodings,
    /// 304 to a request without a condition (RFC 9110 section 15.4.5).
    NotModified,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("it is not HTTP"),
            Self::Cut => f.write_str("it broke off before its end"),
            Self::Coding => f.write_str("its compression is damaged or ends too soon"),
            Self::UnknownCoding(name) => write!(f, "it has the coding `{name}`, which was not asked for"),
            Self::TooManyCodings => f.write_str("it is compressed more than three times over"),
            Self::NotModified => {
                f.write_str("it says `not modified`, though nothing to compare with was sent")
            }
        }
    }
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

    /// What an attempt that got no header fields came to, told from the types of its error and of all errors
    /// below it.
    pub(super) fn before_answer(
        error: reqwest::Error,
        address: &Url,
        host: &HostKey,
        connect: Duration,
    ) -> Self {
        let address = address.to_string();
        match trouble(&error) {
            Trouble::NotPublic => Self::Forbidden { address, why: Refusal::Resolved },
            Trouble::Headers => {
                Self::TooLarge { address, measure: Measure::Headers, limit: MAX_HEADER_BYTES }
            }
            Trouble::Head => Self::Unreadable { address, fault: Fault::Head, source: Some(error.into()) },
            Trouble::At(Step::Connection) if error.is_timeout() => {
                Self::Timeout { address, phase: Phase::Connect, limit: connect }
            }
            Trouble::At(step) => Self::Unreachable { host: host.clone(), step, source: error.into() },
        }
    }
}

/// What an error is about.
enum Trouble {
    NotPublic,
    Headers,
    Head,
    At(Step),
}

fn trouble(error: &reqwest::Error) -> Trouble {
    let mut below: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = below {
        match cause.downcast_ref::<hyper::Error>() {
            Some(http) if http.is_parse_too_large() => return Trouble::Headers,
            Some(http) if http.is_parse() => return Trouble::Head,
            _ if cause.is::<NotPublic>() => return Trouble::NotPublic,
            _ if cause.is::<Unresolved>() => return Trouble::At(Step::Name),
            _ if cause.is::<rustls::Error>() => return Trouble::At(Step::Handshake),
            _ => below = beneath(cause),
        }
    }
    Trouble::At(Step::Connection)
}

/// The error below an error. `io::Error` hides the one it wraps from `source()`, so it is opened by hand.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_wrapped_in_io_errors_is_still_found() {
        let error = io::Error::other(io::Error::other(rustls::Error::HandshakeNotComplete));
        assert!(beneath(&error).and_then(beneath).is_some_and(<dyn Error>::is::<rustls::Error>));
    }

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
