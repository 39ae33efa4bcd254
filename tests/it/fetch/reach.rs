//! Sources of our own network beside sources of the public internet.

use subwatch::{
    fetch::{FetchError, Fetcher, Guard, Host, Refusal},
    model::{Cause, HostKey, Page, Reach, Source, Validators},
};
use url::Url;

use super::{clock, one_try, source};
use crate::vendor::Vendor;

/// A host of a real run: private addresses are refused where the source does not say otherwise.
fn host(address: &Url) -> Host {
    Fetcher::new(&one_try(), Guard::PublicOnly).unwrap().host(&HostKey::of(address).unwrap())
}

async fn get(host: &mut Host, address: Url, reach: Reach) -> Result<Page, FetchError> {
    host.get(&Source { reach, ..source(address) }, &Validators::default(), &clock()).await
}

/// The same place by a name, which a resolver has to answer for.
fn by_name(address: &Url) -> Url {
    let mut named = address.clone();
    named.set_host(Some("localhost")).unwrap();
    named
}

#[tokio::test]
async fn a_private_address_is_asked_only_for_a_source_that_says_so() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let address = vendor.address("/");
    let mut host = host(&address);
    assert_eq!(get(&mut host, address.clone(), Reach::Private).await.unwrap().status, 200);
    let error = get(&mut host, address, Reach::Public).await.unwrap_err();
    assert!(matches!(error, FetchError::Forbidden { why: Refusal::Literal, .. }), "{error}");
    assert_eq!(error.cause(), Cause::Forbidden);
}

#[tokio::test]
async fn a_public_source_never_uses_the_open_connection_of_a_private_one() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let address = by_name(&vendor.address("/"));
    let mut host = host(&address);
    assert_eq!(get(&mut host, address.clone(), Reach::Private).await.unwrap().status, 200);
    let before = vendor.requests().len();
    let error = get(&mut host, address, Reach::Public).await.unwrap_err();
    assert!(matches!(error, FetchError::Forbidden { why: Refusal::Resolved, .. }), "{error}");
    assert_eq!(vendor.requests().len(), before);
}

#[tokio::test]
async fn a_private_source_may_be_sent_on_within_the_house_but_not_to_a_metadata_service() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.redirects("/old", by_name(&vendor.address("/")).as_str());
    vendor.redirects("/trap", "http://169.254.169.254/latest/meta-data/");
    let mut host = host(&vendor.address("/"));
    assert_eq!(get(&mut host, vendor.address("/old"), Reach::Private).await.unwrap().status, 200);
    let error = get(&mut host, vendor.address("/trap"), Reach::Private).await.unwrap_err();
    assert!(matches!(error, FetchError::Forbidden { why: Refusal::Literal, .. }), "{error}");
}
