//! One request and its answer.

use reqwest::{Response, header::LOCATION};
use tokio::time::timeout;

use super::{
    body::{self, Expected, Limits},
    client::Clients,
    failure::before_answer,
    fields,
    wanted::Wanted,
};
use crate::{
    fetch::{
        answer::{Answer, Reply},
        condition::Condition,
        door::turn::Turn,
        error::{Fault, FetchError, Phase},
    },
    model::{Clock, Header, Timeouts, Traffic},
};

/// Asks the address of a turn once.
pub(in crate::fetch::door) async fn send(
    clients: &Clients,
    turn: Turn,
    wanted: &Wanted,
    traffic: &mut Traffic,
    clock: &Clock,
) -> Result<Reply, FetchError> {
    let address = turn.address();
    traffic.requests += 1;
    traffic.robots += u32::from(*wanted == Wanted::Rules);
    let requested_at = clock.now();
    let limit = clients.timeouts.total;
    let received = timeout(limit, receive(clients, &turn, wanted, traffic)).await;
    let received = received.unwrap_or_else(|_| {
        Err(FetchError::Timeout { address: address.to_string(), phase: Phase::Total, limit })
    })?;
    let received_at = clock.now();
    match received {
        Received::Onward { status, headers, location } => Ok(Reply::Onward { status, headers, location }),
        Received::Wire { status, headers, wire, expected } => {
            let body = body::plain(wire, expected, &headers, address, clients.max_body_bytes).await?;
            Ok(Reply::Whole(Answer { status, headers, body, requested_at, received_at }))
        }
    }
}

enum Received {
    Onward { status: u16, headers: Vec<Header>, location: Vec<u8> },
    Wire { status: u16, headers: Vec<Header>, wire: Vec<u8>, expected: Expected },
}

async fn receive(
    clients: &Clients,
    turn: &Turn,
    wanted: &Wanted,
    traffic: &mut Traffic,
) -> Result<Received, FetchError> {
    let address = turn.address();
    let mut response = answered(clients, turn, wanted).await?;
    let status = response.status().as_u16();
    let headers = fields::kept(response.headers(), address)?;
    match response.headers().get(LOCATION) {
        Some(location) if is_redirect(status) => {
            return Ok(Received::Onward { status, headers, location: location.as_bytes().to_vec() });
        }
        _ => {}
    }
    traffic.refused += u32::from(matches!(status, 401 | 403 | 407 | 429 | 451));
    if status == 304 {
        traffic.not_modified += 1;
        return match wanted {
            Wanted::Rules | Wanted::Page(Condition::None) => Err(FetchError::Unreadable {
                address: address.to_string(),
                fault: Fault::NotModified,
                source: None,
            }),
            Wanted::Page(_) => {
                Ok(Received::Wire { status, headers, wire: Vec::new(), expected: Expected::Nothing })
            }
        };
    }
    let expected = if response.content_length() == Some(0) { Expected::Nothing } else { Expected::Body };
    let limits = Limits::of(wanted, clients.timeouts.read, clients.max_body_bytes);
    let wire = body::read(&mut response, address, limits, &mut traffic.bytes).await?;
    Ok(Received::Wire { status, headers, wire, expected })
}

/// The head of the answer.
async fn answered(clients: &Clients, turn: &Turn, wanted: &Wanted) -> Result<Response, FetchError> {
    let (address, permitted) = (turn.address(), turn.permitted());
    let Timeouts { connect, read, .. } = clients.timeouts;
    let client = clients.client(permitted.guard());
    let sending = client.get(address.clone()).headers(fields::sent(wanted)).send();
    let late = |_| FetchError::Timeout { address: address.to_string(), phase: Phase::Read, limit: read };
    // The client keeps the time of the connection itself. A connection may be at hand or not: what is left is
    // for reading.
    let response = timeout(connect.saturating_add(read), sending).await.map_err(late)?;
    response.map_err(|error| before_answer(error, address, permitted.host(), connect))
}

/// Whether a status sends us on (RFC 9110 section 15.4). 300, 304, 305 and 306 do not.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}
