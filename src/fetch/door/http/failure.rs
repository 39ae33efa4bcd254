//! What an attempt that got no answer came to.

use std::{error::Error, io, time::Duration};

use url::Url;

use super::{
    fields::MAX_HEADER_BYTES,
    resolver::{NotPublic, Unresolved},
};
use crate::{
    fetch::error::{Fault, FetchError, Measure, Phase, Refusal, Step},
    model::HostKey,
};

/// What an attempt that got no header fields came to, told from the types of its error and of all errors
/// below it.
pub(super) fn before_answer(
    error: reqwest::Error,
    address: &Url,
    host: &HostKey,
    connect: Duration,
) -> FetchError {
    let address = address.to_string();
    match trouble(&error) {
        Trouble::NotPublic => FetchError::Forbidden { address, why: Refusal::Resolved },
        Trouble::Headers => {
            FetchError::TooLarge { address, measure: Measure::Headers, limit: MAX_HEADER_BYTES }
        }
        Trouble::Head => FetchError::Unreadable { address, fault: Fault::Head, source: Some(error.into()) },
        Trouble::At(Step::Connection) if error.is_timeout() => {
            FetchError::Timeout { address, phase: Phase::Connect, limit: connect }
        }
        Trouble::At(step) => FetchError::Unreachable { host: host.clone(), step, source: error.into() },
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
}
