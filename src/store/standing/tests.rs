//! Tests of how sources stand.

use super::*;
use crate::{
    model::{Cause, Changes, Media, Unchanged, VersionCause},
    store::{
        digest,
        trial::{Trial, at, listing, recipe, slug, source},
    },
};

const NIGHT: [&str; 5] = [
    "2026-05-01T02:00:00Z",
    "2026-05-02T02:00:00Z",
    "2026-05-03T02:00:00Z",
    "2026-05-04T02:00:00Z",
    "2026-05-05T02:00:00Z",
];

async fn of(trial: &Trial, name: &str) -> Standing {
    let mut read = trial.store.read().await.unwrap();
    standing(&mut read).await.unwrap().remove(&slug(name)).unwrap()
}

fn failed() -> Outcome {
    Outcome::Failed(Cause::Timeout, "30 s".to_owned())
}

fn suspect() -> Outcome {
    Outcome::Suspect("collapsed".to_owned())
}

#[tokio::test]
async fn a_source_that_was_never_looked_at_stands_empty() {
    let trial = Trial::of(&["acme"]).await;
    assert_eq!(of(&trial, "acme").await, Standing::default());
}

#[tokio::test]
async fn a_source_stands_by_its_last_believed_capture_and_not_by_what_came_since() {
    let trial = Trial::of(&["acme", "beta"]).await;
    let good = trial.keeps("acme", NIGHT[0], "good").await;
    let two = listing(&["A", "B"]);
    let version =
        trial.records("acme", good, NIGHT[0], VersionCause::Vendor, &two, &Changes::default()).await.id();
    trial.looks("acme", NIGHT[0], Outcome::First(2), Some(good), Some(&["A", "B"])).await;
    trial
        .looks("acme", NIGHT[1], Outcome::Unchanged(Unchanged::NotModified), Some(good), Some(&["A", "B"]))
        .await;
    let bad = trial.keeps("acme", NIGHT[2], "bad").await;
    trial.looks("acme", NIGHT[2], suspect(), Some(bad), Some(&[])).await;
    trial.looks("acme", NIGHT[3], failed(), None, None).await;
    let found = of(&trial, "acme").await;
    let validators = Validators {
        etag: Some("\"good\"".to_owned()),
        last_modified: None,
        of: Some("https://acme.example/list".parse().unwrap()),
    };
    let expected = Standing {
        last: Some((at(NIGHT[3]), failed())),
        believed: Some(Believed {
            capture: good,
            requested: "https://acme.example/list".parse().unwrap(),
            body_sha256: Some(digest::sha256(b"good")),
            content_type: None,
            extractor: Extractor(1),
            recipe: recipe(),
            validators: validators.clone(),
            readings: Vec::new(),
        }),
        version: Some(LastVersion {
            id: version,
            digest: digest::listing(&listing(&["A", "B"])),
            extractor: Extractor(1),
            recipe: recipe(),
            rows: 2,
            capture: good,
            seen_at: at(NIGHT[0]),
        }),
        document: None,
        suspicion: Some(OpenSuspicion {
            reason: "collapsed".to_owned(),
            digest: Some(digest::listing(&listing(&[]))),
            companies: None,
            since: at(NIGHT[2]),
            capture: Some(bad),
            extractor: Extractor(1),
        }),
        rejected: BTreeMap::new(),
    };
    assert_eq!(found, expected);
    assert_eq!(found.believed.unwrap().validators(&source("acme")), validators);
}

#[tokio::test]
async fn what_a_page_held_is_known_for_as_long_as_its_list_is_the_latest_version() {
    let trial = Trial::of(&["acme", "beta"]).await;
    trial.reads("acme", NIGHT[0], VersionCause::Vendor, &["A"]).await;
    let digests = ["0".repeat(32), "1".repeat(32)];
    for digest in &digests {
        let mut write = trial.store.write().await.unwrap();
        note_documents(&mut write, &[("acme", digest), ("beta", digest)]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(of(&trial, "acme").await.document.as_ref(), Some(digest));
    }
    assert_eq!(of(&trial, "beta").await.document, None);
    trial.reads("acme", NIGHT[1], VersionCause::Ours, &["A", "B"]).await;
    assert_eq!(of(&trial, "acme").await.document, None);
}

#[tokio::test]
async fn no_validators_go_out_for_another_address_or_another_recipe() {
    let trial = Trial::of(&["acme"]).await;
    let good = trial.keeps("acme", NIGHT[0], "good").await;
    trial.looks("acme", NIGHT[0], Outcome::First(1), Some(good), Some(&["A"])).await;
    let believed = of(&trial, "acme").await.believed.unwrap();
    let plain = source("acme");
    assert_ne!(believed.validators(&plain), Validators::default());
    let mut moved = plain.clone();
    moved.url = "https://acme.example/new".parse().unwrap();
    let mut narrowed = plain.clone();
    narrowed.recipe.list = Some("main".to_owned());
    let retyped = Source { media: Some(Media::Markdown), ..plain };
    for changed in [moved, narrowed, retyped] {
        assert_eq!(believed.validators(&changed), Validators::default());
    }
}

#[tokio::test]
async fn a_suspicion_stands_since_the_first_night_that_read_the_same_list() {
    let trial = Trial::of(&["acme"]).await;
    let page = trial.keeps("acme", NIGHT[0], "x").await;
    trial.looks("acme", NIGHT[0], Outcome::First(2), Some(page), Some(&["A", "B"])).await;
    trial.looks("acme", NIGHT[1], suspect(), Some(page), Some(&["A"])).await;
    trial.looks("acme", NIGHT[2], failed(), None, None).await;
    trial.looks("acme", NIGHT[3], suspect(), Some(page), Some(&["A"])).await;
    assert_eq!(of(&trial, "acme").await.suspicion.unwrap().since, at(NIGHT[1]));
    trial.looks("acme", NIGHT[4], suspect(), Some(page), Some(&[])).await;
    assert_eq!(of(&trial, "acme").await.suspicion.unwrap().since, at(NIGHT[4]));
}

#[tokio::test]
async fn a_list_that_is_believed_again_clears_the_suspicion() {
    let trial = Trial::of(&["acme"]).await;
    let page = trial.keeps("acme", NIGHT[0], "x").await;
    trial.looks("acme", NIGHT[0], suspect(), Some(page), Some(&["A"])).await;
    trial
        .looks("acme", NIGHT[1], Outcome::Unchanged(Unchanged::SameListing), Some(page), Some(&["A", "B"]))
        .await;
    assert_eq!(of(&trial, "acme").await.suspicion, None);
    trial.looks("acme", NIGHT[2], suspect(), Some(page), Some(&["A"])).await;
    assert_eq!(of(&trial, "acme").await.suspicion.unwrap().since, at(NIGHT[2]));
}

#[tokio::test]
async fn a_suspicion_in_the_second_of_the_last_belief_stands_too() {
    let trial = Trial::of(&["acme"]).await;
    let page = trial.keeps("acme", NIGHT[0], "x").await;
    trial.looks("acme", NIGHT[0], Outcome::First(2), Some(page), Some(&["A", "B"])).await;
    trial.looks("acme", NIGHT[0], suspect(), Some(page), Some(&["A"])).await;
    assert_eq!(of(&trial, "acme").await.suspicion.unwrap().since, at(NIGHT[0]));
}

#[tokio::test]
async fn how_all_sources_stand_is_found_by_indexes() {
    let trial = Trial::new().await;
    let mut read = trial.store.read().await.unwrap();
    let plan: Vec<String> = sqlx::query(sqlx::AssertSqlSafe(format!("explain query plan {STANDING}")))
        .fetch_all(&mut *read)
        .await
        .unwrap()
        .iter()
        .map(|row| row.get("detail"))
        .collect();
    assert!(plan.iter().all(|line| !line.starts_with("SCAN") || line.starts_with("SCAN source")), "{plan:?}");
    for index in ["look_of_source", "look_believed", "look_judged", "version_as_of"] {
        assert!(plan.iter().any(|line| line.contains(index)), "{index}: {plan:?}");
    }
}
