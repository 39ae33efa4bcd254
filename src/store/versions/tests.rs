use std::sync::Arc;

use super::*;
use crate::{
    model::{Change, Changes, Country, Dictionaries, PageFacts, Status, Subprocessor, Warning},
    store::trial::{Trial, at as time, listing as list, names, page, slug},
};

const NIGHT_1: &str = "2026-05-01T02:00:00Z";
const NIGHT_2: &str = "2026-05-02T02:00:00Z";
const NIGHT_3: &str = "2026-05-03T02:00:00Z";

/// The names that stood at a moment.
async fn stood(trial: &Trial, moment: &str) -> Vec<String> {
    let mut read = trial.store.read().await.unwrap();
    let version = at(&mut read, &slug("acme"), time(moment)).await.unwrap();
    version
        .map(|version| names(&version.listing).into_iter().map(str::to_owned).collect())
        .unwrap_or_default()
}

fn full_row() -> Subprocessor {
    let text = |text: &str| Some(text.to_owned());
    Subprocessor::named("Datadog, Inc.\u{0}").with(|printed, derived| {
        printed.section = text("Ünder \"quotes\"");
        printed.purpose = text("");
        printed.category = text("Monitoring");
        printed.data = text("IP addresses; 'names'");
        printed.location = text("EU");
        printed.entity_location = text("USA");
        printed.transfer = text("SCC");
        printed.status = text("Planned");
        printed.effective = text("1 June 2026");
        printed.applies_to = text("Pro");
        printed.notes = text("née 🦀");
        printed.url = text("https://datadog.example/");
        printed.extra = [("Spalte, \"A\"".to_owned(), "x\ny".to_owned())].into();
        derived.countries = ["US", "DE"].map(|code| code.parse::<Country>().unwrap()).into();
        derived.status = Status::Upcoming;
    })
}

/// A list as it is stored.
fn printed(listing: Listing) -> Listing<Printed> {
    listing.map(|row| row.printed)
}

#[tokio::test]
async fn every_field_of_a_listing_is_read_back() {
    let trial = Trial::of(&["acme"]).await;
    let kept = Listing {
        page: PageFacts { title: Some("T".to_owned()), notice_days: Some(30), ..PageFacts::default() },
        entries: vec![full_row(), Subprocessor::named("B"), Subprocessor::named("B")],
        warnings: vec![Warning("odd".to_owned())],
    };
    let capture = trial.keeps("acme", NIGHT_1, "x").await;
    let id =
        trial.records("acme", capture, NIGHT_1, VersionCause::Vendor, &kept, &Changes::default()).await.id();
    let mut read = trial.store.read().await.unwrap();
    let (cause, extractor) = (VersionCause::Vendor, Extractor(1));
    let version = Version {
        id,
        capture,
        seen_at: time(NIGHT_1),
        cause,
        extractor,
        origin: Origin::Crawled,
        listing: printed(kept.clone()),
    };
    assert_eq!(latest(&mut read, &slug("acme")).await.unwrap().as_ref(), Some(&version));
    assert_eq!(listing(&mut read, id).await.unwrap(), Some(printed(kept)));
    let all = at_all(&mut read, time(NIGHT_3)).await.unwrap();
    assert_eq!(all, [AsOf { slug: slug("acme"), vendor: "acme".to_owned(), version }]);
}

#[tokio::test]
async fn a_listing_longer_than_a_statement_keeps_its_order() {
    let trial = Trial::of(&["acme"]).await;
    let many: Vec<String> = (0..1000).rev().map(|number| format!("name {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    trial.reads("acme", NIGHT_1, VersionCause::Vendor, &many).await;
    assert_eq!(stood(&trial, NIGHT_1).await, many);
}

#[tokio::test]
async fn a_version_is_stored_only_if_the_list_differs() {
    let trial = Trial::of(&["acme"]).await;
    let first = trial.reads("acme", NIGHT_1, VersionCause::Vendor, &["A", "B"]).await;
    assert_eq!(
        trial.reads("acme", NIGHT_2, VersionCause::Vendor, &["B", "A"]).await,
        Recorded::Same(first.id())
    );
    assert!(matches!(trial.reads("acme", NIGHT_3, VersionCause::Vendor, &["A"]).await, Recorded::Stored(_)));
    let mut read = trial.store.read().await.unwrap();
    let history = of(&mut read, &slug("acme")).await.unwrap();
    assert_eq!(
        history.iter().map(|version| (version.seen_at, version.rows)).collect::<Vec<_>>(),
        [(time(NIGHT_3), 1), (time(NIGHT_1), 2)]
    );
}

#[tokio::test]
async fn of_versions_stored_together_each_is_the_one_of_its_source() {
    let trial = Trial::of(&["acme", "beta", "cord"]).await;
    let stood = trial.reads("beta", NIGHT_1, VersionCause::Vendor, &["B"]).await.id();
    let lists = [("cord", list(&["C", "D"])), ("beta", list(&["B"])), ("acme", list(&["A"]))];
    let mut captures = Vec::new();
    for (source, _) in &lists {
        captures.push(trial.keeps(source, NIGHT_2, source).await);
    }
    let (recipe, none) = (crate::store::trial::recipe(), Changes::default());
    let slugs: Vec<Slug> = lists.iter().map(|(source, _)| slug(source)).collect();
    let digests: Vec<String> = lists.iter().map(|(_, listing)| digest(listing)).collect();
    let new = |at: usize| {
        let (source, capture, cause) = (&slugs[at], captures[at], VersionCause::Vendor);
        let listing = &lists[at].1;
        let new = New {
            source,
            capture,
            seen_at: time(NIGHT_2),
            cause,
            extractor: Extractor(1),
            dictionaries: Dictionaries(1),
            recipe: &recipe,
            listing,
            changes: &none,
        };
        (new, digests[at].as_str())
    };
    let mut write = trial.store.write().await.unwrap();
    let recorded = record_all(&mut write, &[new(0), new(1), new(2)]).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(recorded[1], Recorded::Same(stood));
    let mut read = trial.store.read().await.unwrap();
    for (recorded, (source, kept)) in recorded.iter().zip(&lists) {
        let stored = listing(&mut read, recorded.id()).await.unwrap();
        assert_eq!(stored, Some(printed(kept.clone())), "{source}");
        assert_eq!(
            latest(&mut read, &slug(source)).await.unwrap().map(|version| version.id),
            Some(recorded.id()),
            "{source}"
        );
    }
    assert!(record_all(&mut trial.store.write().await.unwrap(), &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_empty_list_that_is_believed_is_a_version_too() {
    let trial = Trial::of(&["acme"]).await;
    trial.reads("acme", NIGHT_1, VersionCause::Vendor, &["A"]).await;
    let mut write = trial.store.write().await.unwrap();
    let capture =
        crate::store::captures::keep(&mut write, &slug("acme"), &page(NIGHT_2, "none")).await.unwrap();
    write.commit().await.unwrap();
    trial
        .records("acme", capture, NIGHT_2, VersionCause::Vendor, &Listing::default(), &Changes::default())
        .await;
    let mut read = trial.store.read().await.unwrap();
    let all = at_all(&mut read, time(NIGHT_3)).await.unwrap();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].version.listing, Listing::default());
}

#[tokio::test]
async fn a_list_stands_until_the_next_one_is_seen() {
    let trial = Trial::of(&["acme"]).await;
    trial.reads("acme", NIGHT_1, VersionCause::Vendor, &["A"]).await;
    trial.reads("acme", NIGHT_2, VersionCause::Vendor, &["A", "B"]).await;
    assert_eq!(stood(&trial, "2026-05-01T01:59:59Z").await, [""; 0]);
    assert_eq!(stood(&trial, NIGHT_1).await, ["A"]);
    assert_eq!(stood(&trial, "2026-05-02T01:59:59.999Z").await, ["A"]);
    assert_eq!(stood(&trial, NIGHT_2).await, ["A", "B"]);
    assert_eq!(stood(&trial, "9999-01-01T00:00:00Z").await, ["A", "B"]);
}

#[tokio::test]
async fn a_better_reading_stands_where_the_old_one_stood_and_not_before_later_nights() {
    let trial = Trial::of(&["acme"]).await;
    let old = trial.keeps("acme", NIGHT_1, "x").await;
    let none = Changes::default();
    trial.records("acme", old, NIGHT_1, VersionCause::Vendor, &list(&["A"]), &none).await;
    trial.reads("acme", NIGHT_2, VersionCause::Vendor, &["C"]).await;
    let better = trial.records("acme", old, NIGHT_1, VersionCause::Ours, &list(&["A", "B"]), &none).await;
    assert!(matches!(better, Recorded::Stored(_)));
    assert_eq!(stood(&trial, NIGHT_1).await, ["A", "B"]);
    assert_eq!(stood(&trial, NIGHT_2).await, ["C"]);
    let again = trial.records("acme", old, NIGHT_1, VersionCause::Ours, &list(&["A", "B"]), &none).await;
    assert_eq!(again, Recorded::Same(better.id()));
    let mut read = trial.store.read().await.unwrap();
    let newest = latest(&mut read, &slug("acme")).await.unwrap().unwrap();
    assert_eq!(names(&newest.listing), ["C"]);
    let of_view: i64 =
        sqlx::query_scalar("select version_id from latest_version").fetch_one(&mut *read).await.unwrap();
    assert_eq!(VersionId(of_view), newest.id);
}

#[tokio::test]
async fn all_lists_of_a_moment_come_in_one_answer() {
    let trial = Trial::of(&["acme", "beta", "gamma"]).await;
    trial.reads("beta", NIGHT_1, VersionCause::Vendor, &["X", "Y"]).await;
    trial.reads("acme", NIGHT_1, VersionCause::Vendor, &["A"]).await;
    trial.reads("acme", NIGHT_2, VersionCause::Vendor, &["A", "B"]).await;
    trial.reads("gamma", NIGHT_3, VersionCause::Vendor, &["Z"]).await;
    let mut read = trial.store.read().await.unwrap();
    let all = at_all(&mut read, time(NIGHT_2)).await.unwrap();
    let shown: Vec<_> = all.iter().map(|list| (list.slug.as_str(), names(&list.version.listing))).collect();
    assert_eq!(shown, [("acme", vec!["A", "B"]), ("beta", vec!["X", "Y"])]);
}

#[tokio::test]
async fn as_of_over_all_vendors_goes_by_its_indexes() {
    let trial = Trial::new().await;
    let mut read = trial.store.read().await.unwrap();
    let plan: Vec<String> = sqlx::query(sqlx::AssertSqlSafe(format!("explain query plan {AT_ALL}")))
        .bind(NIGHT_1)
        .fetch_all(&mut *read)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get("detail"))
        .collect();
    let has = |part: &str| plan.iter().any(|line| line.contains(part));
    assert!(has("version_as_of (source_id=? AND seen_at<?)"), "{plan:?}");
    assert!(
        has("SEARCH subprocessor USING INDEX sqlite_autoindex_subprocessor_1 (version_id=?)"),
        "{plan:?}"
    );
    assert!(!has("SCAN version") && !has("SCAN subprocessor"), "{plan:?}");
}

#[tokio::test]
async fn a_row_that_makes_no_sense_is_named_and_stops_nothing_else() {
    let trial = Trial::of(&["acme"]).await;
    let id = trial.reads("acme", NIGHT_1, VersionCause::Vendor, &["A"]).await.id();
    let mut write = trial.store.write().await.unwrap();
    sqlx::query("drop trigger subprocessor_is_never_changed").execute(&mut *write).await.unwrap();
    sqlx::query(r#"update subprocessor set extra = '{"a": 1}'"#).execute(&mut *write).await.unwrap();
    let refused = latest(&mut write, &slug("acme")).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!(
            "the database is damaged: invalid type: integer `1`, expected a string at line 1 column 72 at \
            version {id}; restore it from a copy"
        )
    );
    assert_eq!(of(&mut write, &slug("acme")).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_kept_cannot_be_changed_or_deleted() {
    let trial = Trial::of(&["acme"]).await;
    let capture = trial.keeps("acme", NIGHT_1, "x").await;
    let row = Arc::new(Subprocessor::named("A"));
    let changes = Changes {
        changes: vec![Change::Added { row, split_from: None, beside: Vec::new() }],
        ..Changes::default()
    };
    trial.records("acme", capture, NIGHT_1, VersionCause::Vendor, &list(&["A"]), &changes).await;
    let mut write = trial.store.write().await.unwrap();
    for statement in [
        "delete from source",
        "update source set slug = 'beta'",
        "delete from run",
        "update run set program = 'x'",
        "delete from body",
        "update body set size = 9",
        "delete from capture",
        "update capture set status = 404",
        "delete from version",
        "update version set rows = 9",
        "delete from subprocessor",
        "update subprocessor set name = 'B'",
        "delete from change",
        "update change set name = 'B'",
    ] {
        let refused = sqlx::query(statement).execute(&mut *write).await.unwrap_err();
        let said = refused.to_string();
        assert!(
            ["is never", "keeps its slug", "finished once"].iter().any(|words| said.contains(words)),
            "{statement}: {said}"
        );
    }
}

#[tokio::test]
async fn a_source_that_is_not_known_has_no_versions_and_gets_none() {
    let trial = Trial::of(&["acme"]).await;
    let capture = trial.keeps("acme", NIGHT_1, "x").await;
    let mut write = trial.store.write().await.unwrap();
    assert_eq!(latest(&mut write, &slug("beta")).await.unwrap(), None);
    assert_eq!(listing(&mut write, VersionId(9)).await.unwrap(), None);
    let (source, recipe, none) = (slug("beta"), crate::store::trial::recipe(), Changes::default());
    let (cause, extractor, kept) = (VersionCause::Vendor, Extractor(1), list(&["A"]));
    let new = New {
        source: &source,
        capture,
        seen_at: time(NIGHT_1),
        cause,
        extractor,
        dictionaries: Dictionaries(1),
        recipe: &recipe,
        listing: &kept,
        changes: &none,
    };
    assert!(matches!(record(&mut write, new).await, Err(StoreError::UnknownSource { .. })));
}
