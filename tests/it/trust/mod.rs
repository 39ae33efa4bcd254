//! A change means a change: rulings, readings again, and a history of twelve nights.

mod decided;

use jiff::Timestamp;
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use subwatch::{
    answers,
    crawl::{
        self, Choice, Reread, Told, Tools,
        rulings::{self, RuleError},
    },
    fetch::{Fetcher, Guard},
    model::{Cause, Clock, Outcome, Unchanged, VersionCause},
    store::{StoreError, chain, changes, digest, versions},
};

use super::{
    crawl::{House, page, slug_of},
    vendor::Vendor,
};

type Rows<'a> = Vec<(&'a str, &'a str, &'a str)>;

fn six() -> Rows<'static> {
    vec![
        ("Amazon Web Services", "Hosting", "Ireland"),
        ("Stripe, Inc.", "Payments", "United States"),
        ("Datadog, Inc.", "Monitoring", "United States"),
        ("Mailgun", "E-mail delivery", "Germany"),
        ("Zendesk", "Customer support", "United States"),
        ("Cloudflare", "Content delivery", "United States"),
    ]
}

/// A page with a list, and a second one that the older reader does not see.
fn two_lists(seen: &Rows<'_>, unseen: &Rows<'_>) -> String {
    let first = page(seen).replace("<table>", "<table id=\"a\">");
    let second = page(unseen);
    format!("{first}<h2>Affiliates</h2>{}", &second[second.find("<table>").unwrap()..])
}

fn publish(vendor: &Vendor, slug: &str, html: &str) {
    vendor.publishes_as(&format!("/{slug}"), "text/html; charset=utf-8", html);
}

fn at(day: u32, hour: u32) -> Timestamp {
    format!("2026-05-{day:02}T{hour:02}:00:00Z").parse().unwrap()
}

impl House {
    /// What the sources came to on a night of May, in the order of the catalogue.
    async fn on(&self, day: u32) -> Vec<Outcome> {
        let night = self.try_night(&format!("2026-05-{day:02}")).await.unwrap();
        night.visits.into_iter().map(|visit| visit.outcome).collect()
    }

    /// Every event so far, the oldest first: day, source, kind and name.
    async fn events(&self) -> Vec<String> {
        let mut read = self.store.read().await.unwrap();
        let mut events = changes::since(&mut read, at(1, 0), None).await.unwrap();
        events.sort_by_key(|event| (event.seen_at, event.slug.clone()));
        let told = events.iter().flat_map(|event| {
            let day = event.seen_at.strftime("%d").to_string();
            event
                .changes
                .changes
                .iter()
                .map(move |change| format!("{day} {} {} {}", event.slug, change.kind(), change.name()))
        });
        let mut told: Vec<String> = told.collect();
        told.sort();
        told
    }

    async fn accept(&self, slug: &str, now: Timestamp) -> Result<rulings::Accepted, RuleError> {
        let source = self.catalogue.sources.iter().find(|source| source.slug.as_str() == slug).unwrap();
        rulings::accept(&self.store, source, now).await
    }

    /// Cause, day and rows of each version, the oldest first.
    async fn versions(&self, slug: &str) -> Vec<(VersionCause, String, usize)> {
        let mut found = versions::of(&mut self.store.read().await.unwrap(), &slug_of(slug)).await.unwrap();
        found.reverse();
        found
            .into_iter()
            .map(|version| (version.cause, version.seen_at.strftime("%d").to_string(), version.rows))
            .collect()
    }

    async fn verified(&self) -> chain::Found {
        chain::verify(&mut self.store.read().await.unwrap(), None, |_| {}).await.unwrap()
    }

    /// Makes the database one that an older reader wrote, which saw the first of two lists only: what was
    /// crawled so far with `#a` for the list's element was read by it in the ordinary way.
    async fn grow_older(&mut self) {
        for source in &mut self.catalogue.sources {
            source.recipe.list = None;
        }
        let recipe = digest::recipe(&self.catalogue.sources[0]);
        let options = SqliteConnectOptions::new().filename(self.store.path());
        let mut raw = SqliteConnection::connect_with(&options).await.unwrap();
        let triggers: Vec<(String, String)> =
            sqlx::query_as("select name, sql from sqlite_schema where type = 'trigger'")
                .fetch_all(&mut raw)
                .await
                .unwrap();
        for (name, _) in &triggers {
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop trigger {name}")))
                .execute(&mut raw)
                .await
                .unwrap();
        }
        for table in ["look", "version", "reading"] {
            let text = format!("update {table} set extractor = 1, recipe = '{recipe}'");
            sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&mut raw).await.unwrap();
        }
        // The older program knew no seals: all is sealed by the first transaction of the newer one.
        sqlx::raw_sql("update run set extractor = 1; delete from archive_read; delete from seal")
            .execute(&mut raw)
            .await
            .unwrap();
        for (_, text) in triggers {
            sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&mut raw).await.unwrap();
        }
        raw.close().await.unwrap();
    }

    /// The reader that sees the first of two lists only.
    async fn reading_the_first_list(vendor: &Vendor, slugs: &[&str]) -> Self {
        let mut house = Self::watching(vendor, slugs).await;
        for source in &mut house.catalogue.sources {
            source.recipe.list = Some("#a".to_owned());
        }
        house
    }
}

const CHALLENGE: &str = "<!doctype html><title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>\
    <script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script>\
    <p>Verify you are human by completing the action below.</p>";

fn is_suspect(outcome: &Outcome, words: &str) -> bool {
    matches!(outcome, Outcome::Suspect(reason) if reason.contains(words))
}

fn failed(outcome: &Outcome, cause: Cause) -> bool {
    matches!(outcome, Outcome::Failed(why, _) if *why == cause)
}

/// Failures, repaints, a collapse that is rejected and one that is believed, one that is accepted, and
/// another reader in the middle of it: what comes out are the changes of the vendors, and those alone.
#[tokio::test]
async fn of_twelve_nights_the_events_are_exactly_the_vendors() {
    const SAME: Outcome = Outcome::Unchanged(Unchanged::SameListing);
    const SAME_304: Outcome = Outcome::Unchanged(Unchanged::NotModified);
    let vendor = Vendor::start().await;
    vendor.tags_its_pages();
    let mut house = House::reading_the_first_list(&vendor, &["acme", "beta"]).await;
    let mut list = six();
    let mut affiliates =
        vec![("Acme Limited", "Support", "United Kingdom"), ("Acme GmbH", "Sales", "Germany")];
    publish(&vendor, "acme", &two_lists(&list, &affiliates));
    publish(&vendor, "beta", &two_lists(&six(), &affiliates));
    assert_eq!(house.on(1).await, [Outcome::First(6), Outcome::First(6)]);
    assert_eq!(house.on(2).await, [SAME_304, SAME_304]);

    // A busy server; and the list of beta collapses, which somebody accepts.
    publish(&vendor, "beta", &two_lists(&vec![six()[0], six()[1]], &affiliates));
    vendor.refuses_once(503);
    let night = house.on(3).await;
    assert!(
        failed(&night[0], Cause::ServerError) && is_suspect(&night[1], "6 rows before, 2 now"),
        "{night:?}"
    );
    let accepted = house.accept("beta", at(3, 9)).await.unwrap();
    assert_eq!((accepted.rows, accepted.changes.changes.len()), (2, 4));

    // A repaint in another order, under which the vendor adds an affiliate: the older reader does not see it.
    affiliates.push(("Acme S.A.", "Sales", "France"));
    list.reverse();
    publish(&vendor, "acme", &two_lists(&list, &affiliates).replace("<td>", "<td class=\"p-2\">"));
    assert_eq!(house.on(4).await, [SAME, SAME_304], "the accepted page is the one that a 304 confirms");

    // A new sub-processor; and beta is back as it was, byte for byte.
    list.push(("Twilio Inc.", "Text messages", "United States"));
    publish(&vendor, "acme", &two_lists(&list, &affiliates));
    publish(&vendor, "beta", &two_lists(&six(), &affiliates[..2].to_vec()));
    assert_eq!(house.on(5).await, [Outcome::Changed(1), Outcome::Changed(4)]);

    vendor.answers_all(200, &[("content-type", "text/html")], CHALLENGE);
    assert!(house.on(6).await.iter().all(|outcome| failed(outcome, Cause::Challenge)));

    // A collapse that somebody rejects.
    let collapsed = two_lists(&vec![list[0]], &affiliates);
    publish(&vendor, "acme", &collapsed);
    let night = house.on(7).await;
    assert!(is_suspect(&night[0], "7 rows before, 1 now"), "{night:?}");
    rulings::reject(&house.store, &slug_of("acme"), at(7, 9)).await.unwrap();

    // Another reader from here on. It reads again what tonight is held against, the rejected page too, then the rest.
    house.grow_older().await;
    publish(&vendor, "acme", &collapsed.replace("<td>", "<td class=\"p-4\">"));
    let night = house.try_night("2026-05-08").await.unwrap();
    assert_eq!((night.reread.read, night.reread.versions, night.reread.left), (4, 4, 0));
    assert_eq!(night.visits[1].outcome, SAME_304);
    let eighth = &night.visits[0].outcome;
    assert!(
        is_suspect(eighth, "10 rows before, 4 now") && is_suspect(eighth, "rejected on 2026-05-07"),
        "{eighth:?}"
    );

    list.retain(|(name, ..)| *name != "Zendesk");
    publish(&vendor, "acme", &two_lists(&list, &affiliates));
    assert_eq!(house.on(9).await[0], Outcome::Changed(1));

    vendor.resets();
    assert!(house.on(10).await.iter().all(|outcome| matches!(outcome, Outcome::Failed(..))));

    // A collapse that the next night repeats.
    publish(&vendor, "acme", &page(&list[..2]));
    assert!(is_suspect(&house.on(11).await[0], "9 rows before, 2 now"));
    assert_eq!(house.on(12).await[0], Outcome::Changed(7));

    let told = house.events().await;
    let expected = [
        "03 beta removed Cloudflare",
        "03 beta removed Datadog, Inc.",
        "03 beta removed Mailgun",
        "03 beta removed Zendesk",
        "05 acme added Twilio Inc.",
        "05 beta added Cloudflare",
        "05 beta added Datadog, Inc.",
        "05 beta added Mailgun",
        "05 beta added Zendesk",
        "09 acme removed Zendesk",
        "12 acme removed Acme GmbH",
        "12 acme removed Acme Limited",
        "12 acme removed Acme S.A.",
        "12 acme removed Amazon Web Services",
        "12 acme removed Datadog, Inc.",
        "12 acme removed Stripe, Inc.",
        "12 acme removed Twilio Inc.",
    ];
    assert_eq!(told, expected);
    let found = house.verified().await;
    assert_eq!(found.fault.map(|fault| fault.to_string()), None);
    assert!(found.seals > 5 && found.bodies > 5);
}

/// Six nights, each with another list at `acme` and `beta`, read by the older reader.
async fn six_nights(vendor: &Vendor) -> House {
    let mut house = House::reading_the_first_list(vendor, &["acme", "beta"]).await;
    let list = six();
    for day in 1..=6 {
        // On the odd nights only what the older reader does not see is another.
        let affiliates: Rows<'_> =
            [("Acme Limited", "Support", "Ireland"), ("Acme GmbH", "Sales", "Germany")][..=day % 2].to_vec();
        let rows = list[..3 + day.div_ceil(2)].to_vec();
        for slug in ["acme", "beta"] {
            publish(vendor, slug, &two_lists(&rows, &affiliates));
        }
        house.on(u32::try_from(day).unwrap()).await;
    }
    house.grow_older().await;
    house
}

#[tokio::test]
async fn a_reading_again_that_is_broken_off_goes_on_and_comes_to_the_same_end() {
    let vendor = Vendor::start().await;
    let (whole, broken) = (six_nights(&vendor).await, six_nights(&vendor).await);
    let told = whole.events().await;
    let all =
        crawl::reread(&whole.store, &whole.catalogue, &[], std::future::pending(), |_| {}).await.unwrap();
    assert_eq!(all, Reread { read: 12, versions: 12, left: 0 });
    let (mut calls, mut sum) = (0, Reread::default());
    loop {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let mut stop = Some(stop);
        let part =
            crawl::reread(&broken.store, &broken.catalogue, &[], async { drop(stopped.await) }, |_| {
                drop(stop.take());
            })
            .await
            .unwrap();
        (calls, sum.read, sum.versions) = (calls + 1, sum.read + part.read, sum.versions + part.versions);
        if part.left == 0 {
            break;
        }
    }
    assert!(calls > 2, "{calls}");
    assert_eq!((sum.read, sum.versions), (12, 12));
    for slug in ["acme", "beta"] {
        let versions = whole.versions(slug).await;
        assert_eq!(versions, broken.versions(slug).await);
        let ours: Vec<(&str, usize)> = versions
            .iter()
            .filter(|(cause, ..)| *cause == VersionCause::Ours)
            .map(|(_, day, rows)| (day.as_str(), *rows))
            .collect();
        assert_eq!(
            ours,
            [("01", 6), ("02", 5), ("03", 7), ("04", 6), ("05", 8), ("06", 7)],
            "what was missed has its own day"
        );
    }
    for house in [&whole, &broken] {
        assert_eq!(house.events().await, told, "nothing of it is the vendors'");
        assert_eq!(house.verified().await.fault, None);
        let more =
            crawl::reread(&house.store, &house.catalogue, &[], std::future::pending(), |_| {}).await.unwrap();
        assert_eq!(more, Reread::default());
    }
}

#[tokio::test]
async fn what_the_vendor_changed_between_two_readings_again_is_told_once_with_its_own_date() {
    let vendor = Vendor::start().await;
    let mut house = six_nights(&vendor).await;
    let before = house.events().await;
    assert_eq!(before.len(), 4, "{before:?}");
    publish(&vendor, "acme", &two_lists(&six()[1..].to_vec(), &vec![("Acme Limited", "Support", "Ireland")]));
    let seventh = house.try_night("2026-05-07").await.unwrap();
    assert_eq!((seventh.reread.read, seventh.reread.versions), (8, 8));
    assert_eq!(seventh.visits[0].outcome, Outcome::Changed(1));
    let told = house.events().await;
    assert_eq!(told.last().map(String::as_str), Some("07 acme removed Amazon Web Services"));
    let versions = house.versions("acme").await;
    // Yet another reader, which reads as the last one did.
    house.grow_older().await;
    let eighth = house.try_night("2026-05-08").await.unwrap();
    assert_eq!((eighth.reread.read, eighth.reread.versions), (11, 0));
    assert_eq!(eighth.visits[0].outcome, Outcome::Unchanged(Unchanged::SameBody));
    assert_eq!((house.events().await, house.versions("acme").await), (told, versions));
    let ninth = house.try_night("2026-05-09").await.unwrap();
    assert_eq!(ninth.reread, Reread::default(), "only once a reader");
}

/// The rest of the archive is read after the last look: a night whose time is up by then has looked at every
/// source all the same.
#[tokio::test]
async fn a_night_after_an_upgrade_looks_at_every_source_before_it_reads_the_archive_again() {
    let vendor = Vendor::start().await;
    let house = six_nights(&vendor).await;
    let fetcher = Fetcher::new(&house.catalogue.settings, Guard::AllowPrivate).unwrap();
    let tools = Tools { store: &house.store, fetcher: &fetcher };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (mut stop, mut told_of) = (Some(stop), Vec::new());
    let clock = Clock::starting(at(7, 2));
    let night =
        crawl::run(&house.catalogue, Choice::Due, &tools, clock, async { drop(stopped.await) }, |told| {
            match told {
                Told::Visit(visit) => told_of.push(visit.slug.to_string()),
                Told::Reread(step) => {
                    told_of.push(format!("again {}", step.total));
                    stop.take();
                }
            }
        })
        .await
        .unwrap();
    assert_eq!((night.visits.len(), night.left.len()), (2, 0));
    assert!(told_of[..2].iter().all(|told| !told.starts_with("again")), "{told_of:?}");
    // The lists that stood were read again when their sources came up: eight of the twelve pages are left.
    assert_eq!(told_of[2], "again 8");
    assert!(night.reread.read > 0 && night.reread.left > 0, "{:?}", night.reread);
    let next = house.try_night("2026-05-08").await.unwrap();
    assert_eq!((next.reread.read + night.reread.read, next.reread.left, next.visits.len()), (8, 0, 2));
    let ninth = house.try_night("2026-05-09").await.unwrap();
    assert_eq!(ninth.reread, Reread::default(), "only once a reader");
}

/// A night that has no time at all after an upgrade leaves everything for the next one, and loses nothing.
#[tokio::test]
async fn what_is_left_to_read_again_is_never_told_as_the_vendors() {
    let vendor = Vendor::start().await;
    let house = six_nights(&vendor).await;
    let before = house.events().await;
    let fetcher = Fetcher::new(&house.catalogue.settings, Guard::AllowPrivate).unwrap();
    let tools = Tools { store: &house.store, fetcher: &fetcher };
    for day in 7..9 {
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (mut stop, mut visits) = (Some(stop), 0);
        let night = crawl::run(
            &house.catalogue,
            Choice::Due,
            &tools,
            Clock::starting(at(day, 2)),
            async { drop(stopped.await) },
            |_| {
                visits += 1;
                if visits == 2 {
                    stop.take();
                }
            },
        )
        .await
        .unwrap();
        assert_eq!((night.visits.len(), night.reread.read), (2, 0));
        assert!(night.reread.left > 0);
    }
    assert_eq!(house.events().await, before);
    assert_eq!(house.verified().await.fault, None);
}

#[tokio::test]
async fn a_reading_again_that_finds_nothing_where_there_was_a_list_is_left() {
    let vendor = Vendor::start().await;
    let mut house = House::watching(&vendor, &["acme"]).await;
    publish(&vendor, "acme", &page(&six()).replace("<h1>", "<p id=\"none\">Nothing here.</p><h1>"));
    house.on(1).await;
    for (list, digests) in [("#none", 1), ("#nowhere", 0)] {
        house.catalogue.sources[0].recipe.list = Some(list.to_owned());
        let again =
            crawl::reread(&house.store, &house.catalogue, &[slug_of("acme")], std::future::pending(), |_| {})
                .await
                .unwrap();
        assert_eq!(again, Reread { read: 1, versions: 0, left: 0 }, "{list}");
        let mut read = house.store.read().await.unwrap();
        let recipe = digest::recipe(&house.catalogue.sources[0]);
        let known: i64 =
            sqlx::query_scalar("select count(*) from reading where recipe = ? and digest is not null")
                .bind(recipe)
                .fetch_one(&mut *read)
                .await
                .unwrap();
        assert_eq!(known, digests, "{list}");
    }
    assert_eq!(house.versions("acme").await, [(VersionCause::Vendor, "01".to_owned(), 6)]);
    let unknown =
        crawl::reread(&house.store, &house.catalogue, &[slug_of("nobody")], std::future::pending(), |_| {})
            .await
            .unwrap_err();
    assert_eq!(unknown.to_string(), "no source `nobody` in the catalogue; `subwatch status` lists them");
}

#[tokio::test]
async fn a_source_that_has_left_the_catalogue_is_read_again_too_unless_its_recipe_went_with_it() {
    let vendor = Vendor::start().await;
    let mut house = six_nights(&vendor).await;
    house.catalogue.sources.retain(|source| source.slug == slug_of("acme"));
    let again = async |house: &House, only: &[subwatch::model::Slug]| {
        crawl::reread(&house.store, &house.catalogue, only, std::future::pending(), |_| {}).await
    };
    assert_eq!(again(&house, &[slug_of("beta")]).await.unwrap(), Reread { read: 6, versions: 6, left: 0 });
    assert_eq!(again(&house, &[]).await.unwrap(), Reread { read: 6, versions: 6, left: 0 });
    assert_eq!(house.versions("beta").await, house.versions("acme").await);
    let mut house = House::reading_the_first_list(&vendor, &["acme", "beta"]).await;
    house.on(1).await;
    house.catalogue.sources.clear();
    assert_eq!(again(&house, &[]).await.unwrap(), Reread::default());
    assert!(matches!(again(&house, &[slug_of("beta")]).await, Err(crawl::CrawlError::Unknown { .. })));
}

#[tokio::test]
async fn a_promise_of_notice_that_changes_is_a_remark_and_no_event() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    let promising = |days: u32| {
        format!(
            "{}<p>We will notify customers of new sub-processors {days} days in advance.</p>",
            page(&six())
        )
    };
    publish(&vendor, "acme", &promising(30));
    house.on(1).await;
    publish(&vendor, "acme", &promising(14));
    let night = house.try_night("2026-05-02").await.unwrap();
    assert_eq!(night.visits[0].outcome, Outcome::Unchanged(Unchanged::SameListing));
    let told = answers::night(&house.store, night.run).await.unwrap();
    assert_eq!(told.visits[0].remark.as_deref(), Some("notice period: 30 -> 14 days"));
    assert_eq!((house.events().await, house.versions("acme").await.len()), (Vec::new(), 1));
}
