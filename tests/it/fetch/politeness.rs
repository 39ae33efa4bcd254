//! Pace, conditions, tries and waits.

use std::time::{Duration, Instant};

use subwatch::{
    fetch::{FetchError, Fetcher, Guard, Phase, Step},
    model::{Cause, HostKey, Pace, Settings, Timeouts, Validators},
};

use super::{clock, get, host, next, one_try, settings, source};
use crate::vendor::{Request, Vendor};

/// How much less than the pace may lie between two arrivals: the first request of two makes a connection, the
/// second finds it made, so that the second has a shorter way.
const TOLERANCE: Duration = Duration::from_millis(25);

fn gaps(requests: &[Request]) -> Vec<Duration> {
    requests.windows(2).map(|pair| pair[1].arrived - pair[0].arrived).collect()
}

#[tokio::test]
async fn requests_to_one_host_are_a_pace_apart() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let pace = Duration::from_millis(100);
    let mut host = host(&Settings { pace: Pace(pace), ..settings() }, &vendor.address("/"));
    for _ in 0..4 {
        next(&mut host, vendor.address("/")).await.unwrap();
    }
    let gaps = gaps(&vendor.requests());
    assert_eq!(gaps.len(), 3);
    assert!(gaps.iter().all(|&gap| gap + TOLERANCE >= pace), "{gaps:?}");
}

#[tokio::test]
async fn a_host_with_a_pace_of_its_own_is_asked_at_that() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let mut settings = Settings { pace: Pace(Duration::from_hours(1)), ..settings() };
    settings.hosts.insert(HostKey::of(&vendor.address("/")).unwrap(), Pace(Duration::from_millis(60)));
    let start = Instant::now();
    let mut host = host(&settings, &vendor.address("/"));
    for _ in 0..3 {
        next(&mut host, vendor.address("/")).await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(120), "{:?}", start.elapsed());
}

#[tokio::test]
async fn tries_and_redirects_keep_the_pace_too() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.redirects("/old", "/");
    vendor.refuses_once(503);
    let pace = Duration::from_millis(100);
    let settings = Settings { pace: Pace(pace), ..settings() };
    assert_eq!(get(&settings, vendor.address("/old")).await.unwrap().status, 200);
    let gaps = gaps(&vendor.requests());
    assert_eq!(gaps.len(), 2);
    assert!(gaps.iter().all(|&gap| gap + TOLERANCE >= pace), "{gaps:?}");
}

#[tokio::test]
async fn a_host_that_others_redirect_to_is_asked_at_its_pace() {
    let (here, there) = (Vendor::start().await, Vendor::start().await);
    there.publishes("<p>list</p>");
    here.redirects("/a", there.address("/").as_str());
    let pace = Duration::from_millis(100);
    let mut settings = settings();
    settings.hosts.insert(HostKey::of(&there.address("/")).unwrap(), Pace(pace));
    let mut host = host(&settings, &here.address("/"));
    for _ in 0..3 {
        next(&mut host, here.address("/a")).await.unwrap();
    }
    let gaps = gaps(&there.requests());
    assert_eq!(gaps.len(), 2);
    assert!(gaps.iter().all(|&gap| gap + TOLERANCE >= pace), "{gaps:?}");
}

#[tokio::test]
async fn a_request_says_who_asks_and_what_it_can_read() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    get(&settings(), vendor.address("/")).await.unwrap();
    let request = &vendor.requests()[0];
    assert_eq!(request.header("user-agent"), Some("subwatch-test (+mailto:owner@example.com)"));
    assert_eq!(request.header("accept-encoding"), Some("gzip, br, zstd"));
    assert!(request.header("accept").unwrap().starts_with("text/html"));
    for absent in ["cookie", "referer", "authorization", "if-none-match", "if-modified-since"] {
        assert_eq!(request.header(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn a_page_we_hold_is_not_sent_again() {
    let vendor = Vendor::start().await;
    vendor.tags_its_pages();
    vendor.publishes_with("/", &[("last-modified", "Fri, 01 May 2026 00:00:00 GMT")], "<p>list</p>");
    let mut host = host(&settings(), &vendor.address("/"));
    let first = next(&mut host, vendor.address("/")).await.unwrap();
    let again = host.get(&source(vendor.address("/")), &first.validators(), &clock()).await.unwrap();
    assert_eq!((first.status, again.status, again.body.len()), (200, 304, 0));
    let request = &vendor.requests()[1];
    assert_eq!(request.header("if-none-match"), first.header("etag"));
    assert_eq!(request.header("if-modified-since"), None, "the entity tag wins");
}

#[tokio::test]
async fn a_page_without_a_tag_is_asked_for_by_its_date() {
    let vendor = Vendor::start().await;
    vendor.answers_once(304, &[]);
    let date = "Fri, 01 May 2026 00:00:00 GMT".to_owned();
    let address = vendor.address("/");
    let validators = Validators { etag: None, last_modified: Some(date.clone()), of: Some(address.clone()) };
    let page = host(&settings(), &address).get(&source(address), &validators, &clock()).await.unwrap();
    assert_eq!(page.status, 304);
    assert_eq!(vendor.requests()[0].header("if-modified-since"), Some(date.as_str()));
}

#[tokio::test]
async fn a_condition_does_not_follow_to_another_host() {
    let (here, there) = (Vendor::start().await, Vendor::start().await);
    there.publishes("<p>list</p>");
    here.redirects("/", there.address("/").as_str());
    let address = here.address("/");
    let validators =
        Validators { etag: Some("\"1\"".to_owned()), last_modified: None, of: Some(address.clone()) };
    host(&settings(), &address).get(&source(address), &validators, &clock()).await.unwrap();
    assert_eq!(here.requests()[0].header("if-none-match"), Some("\"1\""));
    assert_eq!(there.requests()[0].header("if-none-match"), None);
}

#[tokio::test]
async fn not_modified_to_a_request_without_a_condition_is_an_error() {
    let vendor = Vendor::start().await;
    vendor.answers_once(304, &[]);
    let error = get(&settings(), vendor.address("/")).await.unwrap_err();
    assert_eq!(error.cause(), Cause::Unreadable, "{error}");
}

#[tokio::test]
async fn a_server_in_trouble_is_asked_again() {
    for status in [429, 500, 502, 503, 504] {
        let vendor = Vendor::start().await;
        vendor.publishes("<p>list</p>");
        vendor.refuses_once(status);
        let page = get(&settings(), vendor.address("/")).await.unwrap();
        assert_eq!(
            (page.status, page.body.as_slice(), vendor.requests().len()),
            (200, b"<p>list</p>".as_slice(), 2),
            "{status}"
        );
    }
}

#[tokio::test]
async fn after_the_last_try_the_answer_is_given_back_with_its_body() {
    let vendor = Vendor::start().await;
    vendor.refuses(503);
    let page = get(&settings(), vendor.address("/")).await.unwrap();
    assert_eq!(
        (page.status, page.body.as_slice(), vendor.requests().len()),
        (503, b"<h1>503</h1>".as_slice(), 3)
    );
}

#[tokio::test]
async fn a_final_answer_is_not_asked_for_again() {
    for status in [400, 401, 403, 404, 410, 451, 501] {
        let vendor = Vendor::start().await;
        vendor.refuses(status);
        let page = get(&settings(), vendor.address("/")).await.unwrap();
        assert_eq!((page.status, vendor.requests().len()), (status, 1));
    }
}

#[tokio::test]
async fn an_answer_is_not_lost_when_the_next_try_fails() {
    let vendor = Vendor::start().await;
    vendor.resets();
    vendor.refuses_once(503);
    let page = get(&settings(), vendor.address("/")).await.unwrap();
    assert_eq!((page.status, vendor.requests().len()), (503, 3));
}

#[tokio::test]
async fn a_wait_in_seconds_is_kept() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.asks_to_wait(1);
    let page = get(&Settings { longest_wait: Duration::from_secs(2), ..settings() }, vendor.address("/"))
        .await
        .unwrap();
    assert_eq!(page.status, 200);
    let gaps = gaps(&vendor.requests());
    assert!(gaps[0] + TOLERANCE >= Duration::from_secs(1), "{gaps:?}");
}

#[tokio::test]
async fn a_wait_until_a_date_is_kept_by_the_clock_of_the_server() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let skewed =
        [("date", "Tue, 01 Jan 2030 00:00:00 GMT"), ("retry-after", "Tue, 01 Jan 2030 00:00:01 GMT")];
    vendor.answers_once(503, &skewed);
    let page = get(&Settings { longest_wait: Duration::from_secs(2), ..settings() }, vendor.address("/"))
        .await
        .unwrap();
    assert_eq!(page.status, 200);
    let gaps = gaps(&vendor.requests());
    assert!(gaps[0] + TOLERANCE >= Duration::from_secs(1), "{gaps:?}");
}

#[tokio::test]
async fn a_wait_beyond_the_longest_gives_the_answer_back_at_once() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.asks_to_wait(3600);
    let start = Instant::now();
    let mut host = host(&settings(), &vendor.address("/"));
    let page = next(&mut host, vendor.address("/")).await.unwrap();
    assert_eq!((page.status, vendor.requests().len()), (503, 1));
    assert_eq!(
        next(&mut host, vendor.address("/")).await.unwrap().status,
        200,
        "one source's trouble is not the other's"
    );
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_host_that_sent_us_away_is_not_asked_for_its_other_pages() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.answers_once(429, &[("retry-after", "3600")]);
    let mut host = host(&settings(), &vendor.address("/"));
    assert_eq!(next(&mut host, vendor.address("/")).await.unwrap().status, 429);
    let error = next(&mut host, vendor.address("/")).await.unwrap_err();
    assert!(
        matches!(&error, FetchError::AskedToWait { until, .. } if until.to_string().starts_with("2026-05-01T0")),
        "{error}"
    );
    assert_eq!((error.cause(), vendor.requests().len()), (Cause::RateLimited, 1));
}

#[tokio::test]
async fn a_silent_server_is_given_up_and_asked_again() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.hangs_once();
    let quick = Timeouts {
        connect: Duration::from_millis(100),
        read: Duration::from_millis(100),
        total: Duration::from_secs(5),
    };
    let settings = Settings { timeouts: quick, ..settings() };
    assert_eq!(get(&settings, vendor.address("/")).await.unwrap().status, 200);
    vendor.hangs();
    let error = get(&settings, vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Read, .. }), "{error}");
    assert_eq!((error.cause(), vendor.requests().len()), (Cause::Timeout, 2 + 3));
}

#[tokio::test]
async fn a_reset_connection_is_tried_again() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    vendor.resets_once();
    assert_eq!(get(&settings(), vendor.address("/")).await.unwrap().status, 200);
    vendor.resets();
    let error = get(&settings(), vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { step: Step::Connection, .. }), "{error}");
    assert_eq!((error.cause(), vendor.requests().len()), (Cause::Connect, 2 + 3));
}

#[tokio::test]
async fn a_closed_port_is_a_failed_connection() {
    let address = Vendor::start().await.address("/");
    let error = get(&one_try(), address).await.unwrap_err();
    assert_eq!(error.cause(), Cause::Connect, "{error}");
}

#[tokio::test]
async fn a_name_that_cannot_be_is_a_failed_lookup() {
    // A label of 64 letters is no name (RFC 1035): the lookup fails on this machine, and no name server is
    // asked.
    let error =
        get(&one_try(), format!("http://{}.invalid/", "a".repeat(64)).parse().unwrap()).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { step: Step::Name, .. }), "{error:?}");
    assert_eq!(error.cause(), Cause::Dns);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_a_failed_handshake_and_not_asked_again() {
    let vendor = Vendor::start().await;
    vendor.serves_raw("HTTP/1.1 400 Bad Request\r\n\r\n");
    let address = vendor.address("/").as_str().replace("http:", "https:").parse().unwrap();
    let error = get(&settings(), address).await.unwrap_err();
    assert!(matches!(error, FetchError::Unreachable { step: Step::Handshake, .. }), "{error:?}");
    assert_eq!(error.cause(), Cause::Tls);
}

#[tokio::test]
async fn a_handshake_that_is_never_answered_is_given_up() {
    let vendor = Vendor::start().await;
    vendor.hangs();
    let quick = Timeouts { connect: Duration::from_millis(150), ..settings().timeouts };
    let address = vendor.address("/").as_str().replace("http:", "https:").parse().unwrap();
    let error = get(&Settings { timeouts: quick, ..one_try() }, address).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Connect, .. }), "{error:?}");
}

#[tokio::test]
async fn no_private_address_is_asked_by_a_guarded_fetcher() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let port = vendor.address("/").port().unwrap();
    let fetcher = Fetcher::new(&settings(), Guard::PublicOnly).unwrap();
    for name in
        ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"]
    {
        let address = format!("http://{name}:{port}/").parse().unwrap();
        let mut host = fetcher.host(&HostKey::of(&address).unwrap());
        let error = next(&mut host, address).await.unwrap_err();
        assert_eq!(error.cause(), Cause::Forbidden, "{name}: {error}");
    }
    assert!(vendor.requests().is_empty());
}

#[tokio::test]
async fn a_user_agent_that_is_no_header_value_is_told_at_once() {
    let settings = Settings { user_agent: "sub\nwatch".to_owned(), ..settings() };
    assert!(matches!(Fetcher::new(&settings, Guard::AllowPrivate), Err(FetchError::Setup { .. })));
}
