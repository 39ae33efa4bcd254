//! robots.txt, asked for and kept to (RFC 9309).

use std::time::{Duration, Instant};

use subwatch::{
    fetch::FetchError,
    model::{Cause, Pace, Settings, Source, Validators},
};

use super::{clock, get, host, next, one_try, settings, source};
use crate::vendor::Vendor;

const CLOSED: &str = "User-agent: *\nDisallow: /legal/\n";

async fn vendor() -> Vendor {
    let vendor = Vendor::start().await;
    vendor.publishes_as("/list", "text/html", "<p>list</p>");
    vendor.publishes_as("/legal/list", "text/html", "<p>list</p>");
    vendor
}

#[tokio::test]
async fn a_page_that_robots_may_not_ask_for_is_not_asked_for_and_the_rule_is_quoted() {
    let vendor = vendor().await;
    vendor.tells_robots(CLOSED);
    let error = get(&settings(), vendor.address("/legal/list")).await.unwrap_err();
    assert_eq!((error.cause(), vendor.requests().len()), (Cause::Robots, 0));
    let words = error.to_string();
    assert!(words.contains("says `Disallow: /legal/` to `subwatch-test`"), "{words}");
    assert_eq!(get(&settings(), vendor.address("/list")).await.unwrap().status, 200);
}

#[tokio::test]
async fn robots_txt_is_asked_for_once_a_host_and_night_as_ourselves() {
    let vendor = vendor().await;
    vendor.tells_robots(CLOSED);
    let mut host = host(&settings(), &vendor.address("/"));
    for _ in 0..3 {
        next(&mut host, vendor.address("/list")).await.unwrap();
    }
    let [asked] = &vendor.robots_requests()[..] else { panic!("{:?}", vendor.robots_requests()) };
    assert_eq!(asked.header("user-agent"), Some("subwatch-test (+mailto:owner@example.com)"));
}

#[tokio::test]
async fn a_missing_robots_txt_allows_and_a_broken_one_does_not() {
    for status in [400, 401, 403, 404, 410] {
        let vendor = vendor().await;
        vendor.answers_robots(status, &[], CLOSED);
        assert_eq!(get(&one_try(), vendor.address("/legal/list")).await.unwrap().status, 200, "{status}");
    }
    for status in [500, 503] {
        let vendor = vendor().await;
        vendor.answers_robots(status, &[], "");
        let error = get(&settings(), vendor.address("/list")).await.unwrap_err();
        assert!(matches!(error, FetchError::RobotsBroken { .. }), "{error}");
        assert_eq!(
            (error.cause(), vendor.requests().len(), vendor.robots_requests().len()),
            (Cause::Robots, 0, 3),
            "{status}"
        );
    }
}

#[tokio::test]
async fn redirects_of_robots_txt_are_followed_five_times() {
    let vendor = vendor().await;
    vendor.answers_robots(301, &[("location", "/rules/1")], "");
    for step in 1..5 {
        vendor.redirects(&format!("/rules/{step}"), &format!("/rules/{}", step + 1));
    }
    vendor.publishes_as("/rules/5", "text/plain", CLOSED);
    assert_eq!(get(&settings(), vendor.address("/legal/list")).await.unwrap_err().cause(), Cause::Robots);
    vendor.redirects("/rules/5", "/rules/6");
    vendor.publishes_as("/rules/6", "text/plain", CLOSED);
    assert_eq!(
        get(&settings(), vendor.address("/legal/list")).await.unwrap().status,
        200,
        "the sixth is not followed"
    );
    vendor.answers_robots(302, &[("location", "file:///etc/passwd")], "");
    assert_eq!(
        get(&settings(), vendor.address("/legal/list")).await.unwrap().status,
        200,
        "there is no file to be had"
    );
}

#[tokio::test]
async fn the_place_a_page_redirects_to_has_its_own_robots_txt() {
    let (here, there) = (vendor().await, vendor().await);
    here.redirects("/old", there.address("/legal/list").as_str());
    there.tells_robots(CLOSED);
    let error = get(&settings(), here.address("/old")).await.unwrap_err();
    assert_eq!((error.cause(), there.requests().len()), (Cause::Robots, 0));
}

#[tokio::test]
async fn robots_txt_is_passed_over_where_the_source_says_why() {
    let vendor = vendor().await;
    vendor.tells_robots("User-agent: *\nDisallow: /\n");
    let source =
        Source { ignore_robots: Some("Acme allowed it".to_owned()), ..source(vendor.address("/list")) };
    let mut host = host(&settings(), &source.url);
    assert_eq!(host.get(&source, &Validators::default(), &clock()).await.unwrap().status, 200);
    assert!(vendor.robots_requests().is_empty());
}

#[tokio::test]
async fn a_crawl_delay_slows_the_host_down_and_robots_txt_takes_a_turn_too() {
    let vendor = vendor().await;
    vendor.tells_robots("User-agent: *\nCrawl-delay: 0.2\n");
    let mut host = host(&settings(), &vendor.address("/"));
    let start = Instant::now();
    for _ in 0..2 {
        next(&mut host, vendor.address("/list")).await.unwrap();
    }
    assert!(start.elapsed() >= Duration::from_millis(390), "{:?}", start.elapsed());
    let [traffic] = &host.take_traffic()[..] else { panic!() };
    assert_eq!(
        (traffic.requests, traffic.robots, traffic.crawl_delay),
        (3, 1, Some(Duration::from_millis(200)))
    );
    vendor.tells_robots("");
    let paced = Settings { pace: Pace(Duration::from_millis(100)), ..settings() };
    let start = Instant::now();
    get(&paced, vendor.address("/list")).await.unwrap();
    assert!(start.elapsed() >= Duration::from_millis(95), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_robots_txt_without_end_is_read_up_to_its_limit() {
    let vendor = vendor().await;
    vendor.answers_robots(200, &[], &format!("{CLOSED}{}", "# more\n".repeat(300_000)));
    assert_eq!(get(&settings(), vendor.address("/list")).await.unwrap().status, 200);
    assert_eq!(get(&settings(), vendor.address("/legal/list")).await.unwrap_err().cause(), Cause::Robots);
}

#[tokio::test]
async fn what_a_host_was_asked_is_counted() {
    let vendor = vendor().await;
    vendor.tags_its_pages();
    let mut host = host(&settings(), &vendor.address("/"));
    let page = next(&mut host, vendor.address("/list")).await.unwrap();
    host.get(&source(vendor.address("/list")), &page.validators(), &clock()).await.unwrap();
    vendor.asks_to_wait(0);
    vendor.answers_once(429, &[("retry-after", "1")]);
    next(&mut host, vendor.address("/list")).await.unwrap();
    let [traffic] = &host.take_traffic()[..] else { panic!() };
    let told = (
        traffic.requests,
        traffic.robots,
        traffic.not_modified,
        traffic.refused,
        traffic.waits,
        traffic.waited,
    );
    assert_eq!(told, (5, 1, 1, 1, 1, Duration::from_secs(1)), "{traffic:?}");
    assert!(traffic.bytes >= 11 + 5, "{traffic:?}");
    assert!(host.take_traffic().is_empty());
}
