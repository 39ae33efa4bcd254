//! Whole nights against a vendor on loopback: what each came to, and what is kept.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use subwatch::{
    crawl::{self, Choice, CrawlError, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Cause, Change, Clock, Outcome, Pace, Slug, Unchanged, VersionCause},
    sources,
    store::{Store, StoreError, captures, changes, looks, versions},
};
use tempfile::TempDir;

use super::vendor::Vendor;

/// A list as a page, a row `(name, purpose, location)`.
pub(crate) fn page(rows: &[(&str, &str, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(name, purpose, place)| format!("<tr><td>{name}</td><td>{purpose}</td><td>{place}</td></tr>"))
        .collect();
    format!(
        "<!doctype html><title>Sub-processors</title><h1>Sub-processors</h1>\
         <table><tr><th>Sub-processor</th><th>Purpose</th><th>Location</th></tr>{rows}</table>"
    )
}

pub(crate) const FIVE: [(&str, &str, &str); 5] = [
    ("Amazon Web Services", "Hosting", "Ireland"),
    ("Stripe, Inc.", "Payments", "United States"),
    ("Datadog, Inc.", "Monitoring", "United States"),
    ("Mailgun", "E-mail delivery", "Germany"),
    ("Zendesk", "Customer support", "United States"),
];

/// A database, and a catalogue of some sources at one vendor.
pub(crate) struct House {
    pub(crate) folder: TempDir,
    pub(crate) catalogue: Catalogue,
    pub(crate) store: Store,
}

impl House {
    pub(crate) async fn watching(vendor: &Vendor, slugs: &[&str]) -> Self {
        let text: String = slugs
            .iter()
            .map(|slug| {
                format!(
                    "[[source]]\nslug = \"{slug}\"\nvendor = \"Vendor {slug}\"\nurl = \"{}\"\n",
                    vendor.address(&format!("/{slug}"))
                )
            })
            .collect();
        let mut catalogue = sources::load(&text).unwrap();
        catalogue.settings.pace = Pace(Duration::ZERO);
        catalogue.settings.tries = 1;
        let folder = TempDir::new().unwrap();
        let store = Store::open(&folder.path().join("subwatch.db")).await.unwrap();
        Self { folder, catalogue, store }
    }

    pub(crate) async fn try_night(&self, day: &str) -> Result<Night, CrawlError> {
        let fetcher = Fetcher::new(&self.catalogue.settings, Guard::AllowPrivate).unwrap();
        let tools = Tools { store: &self.store, fetcher: &fetcher };
        let clock = Clock::starting(moment(day));
        crawl::run(&self.catalogue, Choice::Due, &tools, clock, std::future::pending(), |_| {}).await
    }

    /// What the only source, or the first, came to.
    pub(crate) async fn night(&self, day: &str) -> Outcome {
        self.try_night(day).await.unwrap().visits[0].outcome.clone()
    }

    pub(crate) async fn names(&self, slug: &str) -> Vec<String> {
        let version = versions::latest(&mut self.store.read().await.unwrap(), &slug_of(slug)).await.unwrap();
        version
            .map(|version| version.listing.entries.into_iter().map(|row| row.name).collect())
            .unwrap_or_default()
    }
}

pub(crate) fn moment(day: &str) -> Timestamp {
    format!("{day}T02:10:00Z").parse().unwrap()
}

pub(crate) fn slug_of(text: &str) -> Slug {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_change_of_the_list_is_a_version_and_its_events() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    assert_eq!(house.night("2026-05-01").await, Outcome::First(5));
    let mut next = FIVE.to_vec();
    next[0].2 = "Germany";
    next.remove(4);
    vendor.publishes_as("/acme", "text/html", page(&next));
    assert_eq!(house.night("2026-05-02").await, Outcome::Changed(2));
    let events =
        changes::since(&mut house.store.read().await.unwrap(), moment("2026-05-01"), None).await.unwrap();
    let told: Vec<(&str, &str)> =
        events[0].changes.changes.iter().map(|change| (change.kind(), change.name())).collect();
    assert_eq!(told, [("changed", "Amazon Web Services"), ("removed", "Zendesk")]);
    assert!(matches!(&events[0].changes.changes[0], Change::Changed { field, .. } if field == "location"));
}

#[tokio::test]
async fn a_night_without_change_is_told_by_304_by_the_body_or_by_the_list() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.tags_its_pages();
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    assert_eq!(house.night("2026-05-02").await, Outcome::Unchanged(Unchanged::NotModified));
    let untagged = Vendor::start().await;
    let house = House::watching(&untagged, &["acme"]).await;
    untagged.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    assert_eq!(house.night("2026-05-02").await, Outcome::Unchanged(Unchanged::SameBody));
    let mut shuffled = FIVE;
    shuffled.reverse();
    untagged.publishes_as("/acme", "text/html", page(&shuffled).replace("<td>", "<td class=\"p-2\">"));
    assert_eq!(house.night("2026-05-03").await, Outcome::Unchanged(Unchanged::SameListing));
    let history = versions::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap();
    assert_eq!(history.len(), 1, "a repaint makes no version");
}

#[tokio::test]
async fn a_page_that_was_only_painted_anew_is_known_and_a_change_under_new_paint_is_not_missed() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    let paints = |rows: &[(&str, &str, &str)], class: &str| {
        let painted = page(rows).replace("<td>", &format!("<td class=\"{class}\">"));
        vendor.publishes_as("/acme", "text/html", painted);
    };
    let mut next = FIVE;
    next[0].2 = "Germany";
    for (day, rows, class, expected) in [
        ("2026-05-01", FIVE, "p-1", Outcome::First(5)),
        ("2026-05-02", FIVE, "p-2", Outcome::Unchanged(Unchanged::SameListing)),
        ("2026-05-03", FIVE, "p-3", Outcome::Unchanged(Unchanged::SameListing)),
        ("2026-05-04", next, "p-4", Outcome::Changed(1)),
        ("2026-05-05", next, "p-5", Outcome::Unchanged(Unchanged::SameListing)),
        ("2026-05-06", FIVE, "p-1", Outcome::Changed(1)),
    ] {
        paints(&rows, class);
        assert_eq!(house.night(day).await, expected, "{day}");
    }
    let looks = looks::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap();
    assert!(looks.iter().all(|look| look.outcome.code() == "changed" || look.rows == Some(5)), "{looks:?}");
    let history = versions::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap();
    assert_eq!(history.len(), 3);
}

/// Invariant 2.
#[tokio::test]
async fn what_came_over_the_wire_is_kept_before_anything_is_read_from_it() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    let garbage = b"PK\x03\x04 this is no workbook".to_vec();
    vendor.publishes_as(
        "/acme",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        &garbage,
    );
    let outcome = house.night("2026-05-01").await;
    assert!(matches!(outcome, Outcome::Failed(..)), "{outcome:?}");
    vendor.refuses(503);
    house.night("2026-05-02").await;
    let mut read = house.store.read().await.unwrap();
    let looks = looks::of(&mut read, &slug_of("acme")).await.unwrap();
    let [refused, unreadable] = looks.as_slice() else { panic!("{looks:?}") };
    let kept = captures::load(&mut read, unreadable.capture.unwrap()).await.unwrap();
    assert_eq!((kept.status, kept.body), (200, garbage));
    assert_eq!(captures::load(&mut read, refused.capture.unwrap()).await.unwrap().status, 503);
}

/// Invariant 3.
#[tokio::test]
async fn a_refused_page_is_not_a_removal() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    for (day, status, cause) in
        [("02", 503, Cause::ServerError), ("03", 403, Cause::Refused), ("04", 404, Cause::Gone)]
    {
        vendor.refuses(status);
        let outcome = house.night(&format!("2026-05-{day}")).await;
        assert!(matches!(&outcome, Outcome::Failed(why, _) if *why == cause), "{outcome:?}");
        assert_eq!(house.names("acme").await.len(), 5);
    }
    vendor.resets();
    assert!(matches!(
        house.night("2026-05-05").await,
        Outcome::Failed(Cause::Connect | Cause::Unreadable, _)
    ));
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    assert!(house.night("2026-05-06").await.is_success());
}

/// Invariant 3.
#[tokio::test]
async fn a_collapsed_list_is_suspect_until_a_later_night_repeats_it_and_an_empty_page_is_no_list() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    vendor.publishes_as(
        "/acme",
        "text/html",
        "<h1>Sub-processors</h1><p>Our list has moved to another place.</p>",
    );
    assert!(matches!(house.night("2026-05-02").await, Outcome::Failed(Cause::ListGone, _)));
    assert_eq!(house.names("acme").await.len(), 5, "a page without a list is not believed");
    vendor.publishes_as("/acme", "text/html", page(&FIVE[..2]));
    let outcome = house.night("2026-05-03").await;
    assert!(matches!(&outcome, Outcome::Suspect(why) if why.contains("5 rows before, 2 now")), "{outcome:?}");
    let again = house.night("2026-05-03").await;
    assert!(matches!(again, Outcome::Suspect(_)), "the same night does not count twice: {again:?}");
    assert_eq!(house.names("acme").await.len(), 5);
    assert_eq!(house.night("2026-05-04").await, Outcome::Changed(3));
    assert_eq!(house.names("acme").await.len(), 2);
}

/// Invariant 3.
#[tokio::test]
async fn a_challenge_page_is_never_believed() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    let wall = "<!doctype html><title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>\
                <script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script>\
                <p>Verify you are human by completing the action below.</p>";
    vendor.publishes_as("/acme", "text/html", wall);
    for day in ["2026-05-02", "2026-05-03", "2026-05-04"] {
        let outcome = house.night(day).await;
        assert!(matches!(outcome, Outcome::Failed(Cause::Challenge, _)), "{outcome:?}");
    }
    assert_eq!(house.names("acme").await.len(), 5);
}

/// Invariant 4.
#[tokio::test]
async fn a_version_is_stored_only_if_it_differs_and_a_better_reading_is_ours() {
    let vendor = Vendor::start().await;
    let mut house = House::watching(&vendor, &["acme"]).await;
    // The dictionary does not know this header: the column goes to the other columns.
    let odd = page(&FIVE).replace("<th>Purpose</th>", "<th>Zwrk</th>");
    vendor.publishes_as("/acme", "text/html", &odd);
    house.night("2026-05-01").await;
    house.night("2026-05-02").await;
    let count = async |house: &House| {
        versions::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap()
    };
    assert_eq!(count(&house).await.len(), 1);
    // A recipe that knows it is a better way of reading, and on the same night the vendor takes a row away.
    house.catalogue.sources[0].recipe.columns.insert("Zwrk".to_owned(), subwatch::model::Field::Notes);
    let mut next = FIVE.to_vec();
    next.remove(4);
    vendor.publishes_as("/acme", "text/html", page(&next).replace("<th>Purpose</th>", "<th>Zwrk</th>"));
    assert_eq!(house.night("2026-05-03").await, Outcome::Changed(1));
    let causes: Vec<VersionCause> = count(&house).await.iter().map(|version| version.cause).collect();
    assert_eq!(causes, [VersionCause::Vendor, VersionCause::Ours, VersionCause::Vendor]);
    let events =
        changes::since(&mut house.store.read().await.unwrap(), moment("2026-05-01"), None).await.unwrap();
    let told: Vec<(&str, &str)> = events
        .iter()
        .flat_map(|event| &event.changes.changes)
        .map(|change| (change.kind(), change.name()))
        .collect();
    assert_eq!(told, [("removed", "Zendesk")], "what only we read otherwise is never told");
}

/// Invariant 5.
#[tokio::test]
async fn one_failing_source_never_stops_another_and_its_outcome_is_stored() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["bad", "good", "worse"]).await;
    vendor.publishes_as("/good", "text/html", page(&FIVE));
    vendor.redirects("/worse", "file:///etc/passwd");
    let night = house.try_night("2026-05-01").await.unwrap();
    let codes: Vec<(&str, &str)> =
        night.visits.iter().map(|visit| (visit.slug.as_str(), visit.outcome.code())).collect();
    assert_eq!(codes, [("bad", "failed"), ("good", "first"), ("worse", "failed")]);
    let health = looks::status(&mut house.store.read().await.unwrap()).await.unwrap();
    assert_eq!(health.iter().filter(|source| source.failing_since.is_some()).count(), 2);
}

/// Invariant 6.
#[tokio::test]
async fn one_host_is_asked_one_request_at_a_time_at_its_pace() {
    const PACE: Duration = Duration::from_millis(120);
    /// Timers may fire a little early on a busy machine.
    const TOLERANCE: Duration = Duration::from_millis(15);
    let vendor = Vendor::start().await;
    let mut house = House::watching(&vendor, &["a", "b", "c", "d"]).await;
    house.catalogue.settings.pace = Pace(PACE);
    for slug in ["/a", "/b", "/c", "/d"] {
        vendor.publishes_as(slug, "text/html", page(&FIVE));
    }
    house.try_night("2026-05-01").await.unwrap();
    let arrivals: Vec<std::time::Instant> = vendor.requests().iter().map(|request| request.arrived).collect();
    assert_eq!(arrivals.len(), 4);
    for pair in arrivals.windows(2) {
        assert!(pair[1] - pair[0] >= PACE.saturating_sub(TOLERANCE), "{:?}", pair[1] - pair[0]);
    }
}

/// Invariant 7.
#[tokio::test]
async fn now_is_an_argument() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2031-01-01").await;
    let looks = looks::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap();
    let day = looks[0].at.to_string();
    assert!(day.starts_with("2031-01-01T02:1"), "{day}");
}

#[tokio::test]
async fn a_second_crawl_on_the_same_database_is_told_so() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    let held = house.store.lock_for_crawl().unwrap();
    let error = house.try_night("2026-05-01").await.unwrap_err();
    assert!(matches!(error, CrawlError::Store { source: StoreError::Busy { .. } }), "{error}");
    drop(held);
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    assert_eq!(house.night("2026-05-01").await, Outcome::First(5));
}

#[tokio::test]
async fn asked_to_stop_it_ends_the_source_in_hand_and_leaves_the_rest() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["a", "b", "c"]).await;
    vendor.publishes_as("/a", "text/html", page(&FIVE));
    let fetcher = Fetcher::new(&house.catalogue.settings, Guard::AllowPrivate).unwrap();
    let tools = Tools { store: &house.store, fetcher: &fetcher };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut stop = Some(stop);
    let mut only = house.catalogue.clone();
    only.settings.pace = Pace(Duration::from_millis(300));
    let fetcher_with_pace = Fetcher::new(&only.settings, Guard::AllowPrivate).unwrap();
    let tools = Tools { fetcher: &fetcher_with_pace, ..tools };
    let night = crawl::run(
        &only,
        Choice::Due,
        &tools,
        Clock::starting(moment("2026-05-01")),
        async { drop(stopped.await) },
        |_| {
            stop.take();
        },
    )
    .await
    .unwrap();
    assert_eq!(night.visits[0].outcome, Outcome::First(5));
    assert_eq!(night.left, [slug_of("c")], "b was in hand: it waited for its turn");
}

#[tokio::test]
async fn a_list_as_it_stood_on_a_day_between_two_nights_is_the_earlier_one() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    house.night("2026-05-01").await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE[..4]));
    house.night("2026-05-09").await;
    let at = async |day: &str| {
        versions::at(&mut house.store.read().await.unwrap(), &slug_of("acme"), moment(day)).await.unwrap()
    };
    assert!(at("2026-04-30").await.is_none());
    assert_eq!(at("2026-05-05").await.unwrap().listing.entries.len(), 5);
    assert_eq!(at("2026-05-10").await.unwrap().listing.entries.len(), 4);
    assert!(Path::new(house.store.path()).starts_with(house.folder.path()));
}
