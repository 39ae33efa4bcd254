//! Redirects that are followed and redirects that are not.

use subwatch::{
    fetch::{Detour, FetchError},
    model::{Cause, Redirect},
};

use super::{get, settings};
use crate::vendor::Vendor;

async fn detour(location: &str) -> (FetchError, usize) {
    let vendor = Vendor::start().await;
    vendor.redirects("/", location);
    let error = get(&settings(), vendor.address("/")).await.unwrap_err();
    (error, vendor.requests().len())
}

#[tokio::test]
async fn every_step_of_the_way_is_recorded() {
    let vendor = Vendor::start().await;
    vendor.redirects("/a", "/b?x=1");
    vendor.redirects("/b?x=1", vendor.address("/c").as_str());
    vendor.publishes_as("/c", "text/html", "<p>list</p>");
    let page = get(&settings(), vendor.address("/a")).await.unwrap();
    let step = |from, to| Redirect { status: 302, from: vendor.address(from), to: vendor.address(to) };
    assert_eq!(
        (page.status, page.requested, page.address),
        (200, vendor.address("/a"), vendor.address("/c"))
    );
    assert_eq!(page.redirects, [step("/a", "/b?x=1"), step("/b?x=1", "/c")]);
    assert_eq!(page.body, b"<p>list</p>");
}

#[tokio::test]
async fn a_circle_is_left_when_it_closes() {
    let vendor = Vendor::start().await;
    vendor.redirects("/a", "/b");
    vendor.redirects("/b", "/a");
    let error = get(&settings(), vendor.address("/a")).await.unwrap_err();
    assert!(matches!(error, FetchError::Moved { why: Detour::Loop, .. }), "{error}");
    assert_eq!((error.cause(), vendor.requests().len()), (Cause::Moved, 2));
}

#[tokio::test]
async fn a_way_without_end_is_left_after_ten_steps() {
    let vendor = Vendor::start().await;
    for step in 0..20 {
        vendor.redirects(&format!("/{step}"), &format!("/{}", step + 1));
    }
    let error = get(&settings(), vendor.address("/0")).await.unwrap_err();
    assert!(matches!(error, FetchError::Moved { why: Detour::TooLong, .. }), "{error}");
    assert_eq!(vendor.requests().len(), 11);
}

#[tokio::test]
async fn a_redirect_to_a_file_or_with_a_password_is_not_followed() {
    for location in
        ["file:///etc/passwd", "ftp://127.0.0.1/", "data:text/html,x", "http://me:secret@127.0.0.1/"]
    {
        let (error, requests) = detour(location).await;
        assert_eq!((error.cause(), requests), (Cause::Moved, 1), "{location}: {error}");
        assert!(!error.to_string().contains("secret"));
    }
}

#[tokio::test]
async fn a_redirect_to_a_metadata_service_is_forbidden_even_where_private_is_allowed() {
    for location in
        ["http://169.254.169.254/latest/meta-data/", "//0xa9fea9fe/", "http://[::ffff:169.254.169.254]/"]
    {
        let (error, requests) = detour(location).await;
        assert_eq!((error.cause(), requests), (Cause::Forbidden, 1), "{location}: {error}");
    }
}

#[tokio::test]
async fn a_redirect_that_names_no_place_is_an_answer() {
    let vendor = Vendor::start().await;
    vendor.answers_once(302, &[]);
    let page = get(&settings(), vendor.address("/")).await.unwrap();
    assert_eq!(
        (page.status, page.redirects.len(), subwatch::fetch::status_cause(302)),
        (302, 0, Some(Cause::Moved))
    );
}

#[tokio::test]
async fn a_try_begins_where_the_last_one_failed_and_redirects_cost_no_try() {
    let vendor = Vendor::start().await;
    vendor.redirects("/a", "/b");
    vendor.redirects("/b", "/c");
    vendor.redirects("/c", "/d");
    vendor.publishes_as("/d", "text/html", "<p>list</p>");
    vendor.refuses_once(503);
    vendor.refuses_once(503);
    let page = get(&settings(), vendor.address("/a")).await.unwrap();
    let paths: Vec<_> = vendor.requests().into_iter().map(|request| request.path).collect();
    assert_eq!((page.status, paths), (200, ["/a", "/a", "/a", "/b", "/c", "/d"].map(str::to_owned).to_vec()));
}
