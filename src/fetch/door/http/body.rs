//! The body of an answer: read within limits, and brought back to its plain form.

use std::time::Duration;

use reqwest::Response;
use tokio::time::timeout;
use url::Url;

use super::{coding, wanted::Wanted};
use crate::{
    fetch::{
        door::robots,
        error::{Fault, FetchError, Measure, Phase},
    },
    model::Header,
};

/// Whether a body was announced at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// It was, or nothing was said.
    Body,
    /// It was said that there is none.
    Nothing,
}

/// How long to wait for the next bytes of a body, and how many to take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    read: Duration,
    bytes: usize,
    beyond: Beyond,
}

impl Limits {
    /// The limits of a body that is wanted for this.
    pub(super) fn of(wanted: &Wanted, read: Duration, max_body_bytes: usize) -> Self {
        match wanted {
            Wanted::Page(_) => Self { read, bytes: wire_limit(max_body_bytes), beyond: Beyond::Error },
            Wanted::Rules => Self { read, bytes: robots::MOST_BYTES + 1, beyond: Beyond::Cut },
        }
    }
}

/// What a body beyond the limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beyond {
    /// Too large.
    Error,
    /// Left where the limit is.
    Cut,
}

/// Reads a body to its end. The client has an error for every end that comes too soon: fewer bytes than
/// announced, a chunked body without its last chunk, a stream that was reset.
pub(super) async fn read(
    response: &mut Response,
    address: &Url,
    limits: Limits,
    counted: &mut u64,
) -> Result<Vec<u8>, FetchError> {
    let Limits { read, bytes: limit, beyond } = limits;
    let too_large = || FetchError::TooLarge { address: address.to_string(), measure: Measure::Wire, limit };
    let announced =
        response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > limit && beyond == Beyond::Error {
        return Err(too_large());
    }
    // What is announced may be a lie: reserve little of it.
    let mut wire = Vec::with_capacity(announced.min(256 << 10));
    loop {
        let chunk = timeout(read, response.chunk()).await;
        let chunk = chunk.map_err(|_| FetchError::Timeout {
            address: address.to_string(),
            phase: Phase::Read,
            limit: read,
        })?;
        match chunk {
            Ok(Some(chunk)) => {
                *counted = counted.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                let room = limit.saturating_sub(wire.len());
                match beyond {
                    _ if chunk.len() <= room => wire.extend_from_slice(&chunk),
                    Beyond::Error => return Err(too_large()),
                    Beyond::Cut => {
                        wire.extend(chunk.iter().take(room));
                        return Ok(wire);
                    }
                }
            }
            Ok(None) => return Ok(wire),
            Err(error) => {
                return Err(FetchError::Unreadable {
                    address: address.to_string(),
                    fault: Fault::Cut,
                    source: Some(error.into()),
                });
            }
        }
    }
}

/// A body of random bytes grows a little when it is compressed.
fn wire_limit(max_body_bytes: usize) -> usize {
    max_body_bytes.saturating_add(max_body_bytes / 1000).saturating_add(1024)
}

/// Undoes the content codings on a thread of its own, since it is work for the processor, and so that a
/// decoder that panics costs this page alone.
pub(super) async fn plain(
    wire: Vec<u8>,
    expected: Expected,
    headers: &[Header],
    address: &Url,
    limit: usize,
) -> Result<Vec<u8>, FetchError> {
    let unreadable = |fault, source| FetchError::Unreadable { address: address.to_string(), fault, source };
    if expected == Expected::Nothing && wire.is_empty() {
        return Ok(wire);
    }
    let layers = coding::named(headers).map_err(|fault| unreadable(fault, None))?;
    if layers.is_empty() {
        let measure = Measure::Wire;
        return if wire.len() > limit {
            Err(FetchError::TooLarge { address: address.to_string(), measure, limit })
        } else {
            Ok(wire)
        };
    }
    let work = tokio::task::spawn_blocking(move || coding::undone(wire, &layers, limit));
    match work.await {
        Ok(result) => result.map_err(|error| error.at(address, limit)),
        Err(panicked) => Err(unreadable(Fault::Coding, Some(panicked.into()))),
    }
}
