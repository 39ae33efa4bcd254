//! How many requests may be under way to one IP address.
//!
//! A platform serves many vendors, each by a host name of its own, from a few addresses. Every host is walked
//! by its own task, at its own pace; without a further bound, as many of them could meet at one address as
//! hosts are visited at once.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    net::lookup_host,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};
use url::{Host, Url};

/// How many requests may be under way to one IP address. Each has a connection of its own; one that has done
/// its work is closed after a few seconds.
pub const MOST_AT_ONE_ADDRESS: usize = 4;

/// Everybody who is at an address now.
#[derive(Debug, Default)]
pub(super) struct Crowd {
    rooms: Mutex<HashMap<IpAddr, Arc<Semaphore>>>,
}

/// A place at an address, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    _permit: Option<OwnedSemaphorePermit>,
    /// Whether somebody else had to leave first.
    pub(super) had_to_wait: bool,
}

impl Crowd {
    /// Waits for a place at an address. Where the address is not known there is no bound: the request will
    /// say why.
    pub(super) async fn enter(&self, address: Option<IpAddr>) -> Place {
        let Some(address) = address else { return Place { _permit: None, had_to_wait: false } };
        let room = {
            let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(rooms.entry(address).or_insert_with(|| Arc::new(Semaphore::new(MOST_AT_ONE_ADDRESS))))
        };
        match Arc::clone(&room).try_acquire_owned() {
            Ok(permit) => Place { _permit: Some(permit), had_to_wait: false },
            // A room is never closed, so there is no error to come.
            Err(_) => Place { _permit: room.acquire_owned().await.ok(), had_to_wait: true },
        }
    }
}

/// The address by which hosts are counted together: the least of those the name has, since they come in any
/// order. The connection itself goes where the guarded resolver says.
pub(super) async fn address_of(url: &Url, limit: Duration) -> Option<IpAddr> {
    match url.host()? {
        Host::Ipv4(ip) => Some(IpAddr::V4(ip)),
        Host::Ipv6(ip) => Some(IpAddr::V6(ip).to_canonical()),
        Host::Domain(name) => {
            timeout(limit, lookup_host((name, 0))).await.ok()?.ok()?.map(|address| address.ip()).min()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_more_than_so_many_are_at_one_address_and_another_is_free() {
        let crowd = Crowd::default();
        let [here, there]: [Option<IpAddr>; 2] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().ok());
        let mut inside = Vec::new();
        for _ in 0..MOST_AT_ONE_ADDRESS {
            inside.push(crowd.enter(here).await);
        }
        assert!(inside.iter().all(|place| !place.had_to_wait));
        let second = Duration::from_secs(1);
        assert!(timeout(second, crowd.enter(here)).await.is_err());
        assert!(timeout(second, crowd.enter(there)).await.is_ok());
        assert!(timeout(second, crowd.enter(None)).await.is_ok());
        let waiting = async { timeout(second, crowd.enter(here)).await.unwrap().had_to_wait };
        let leaving = async { drop(inside.pop()) };
        assert_eq!(tokio::join!(waiting, leaving), (true, ()));
    }

    #[tokio::test]
    async fn a_host_is_counted_by_its_least_address() {
        let of = async |text: &str| {
            address_of(&text.parse().unwrap(), Duration::from_secs(2)).await.map(|ip| ip.to_string())
        };
        assert_eq!(of("https://192.0.2.7:8443/x").await.as_deref(), Some("192.0.2.7"));
        assert_eq!(of("https://[::ffff:192.0.2.7]/").await.as_deref(), Some("192.0.2.7"));
        assert_eq!(of("http://localhost/").await.as_deref(), Some("127.0.0.1"));
    }
}
