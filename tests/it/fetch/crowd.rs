//! Many hosts at one IP address.

use std::time::Duration;

use subwatch::{
    fetch::{Fetcher, Guard, MOST_AT_ONE_ADDRESS},
    model::{HostKey, Validators},
};

use super::{clock, settings, source};
use crate::vendor::Vendor;

#[tokio::test(flavor = "multi_thread")]
async fn hosts_that_share_an_address_are_not_asked_all_at_once() {
    let mut vendors = Vec::new();
    for _ in 0..3 * MOST_AT_ONE_ADDRESS {
        let vendor = Vendor::start().await;
        vendor.hangs();
        vendors.push(vendor);
    }
    let fetcher = Fetcher::new(&settings(), Guard::AllowPrivate).unwrap();
    let visits: Vec<_> = vendors
        .iter()
        .map(|vendor| {
            let (fetcher, address) = (fetcher.clone(), vendor.address("/"));
            tokio::spawn(async move {
                let mut host = fetcher.host(&HostKey::of(&address).unwrap());
                drop(host.get(&source(address), &Validators::default(), &clock()).await);
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let under_way: usize = vendors.iter().map(|vendor| vendor.requests().len()).sum();
    assert_eq!(under_way, MOST_AT_ONE_ADDRESS);
    for visit in visits {
        visit.abort();
    }
}
