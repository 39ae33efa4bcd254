use super::*;
use crate::{
    model::{Cause, Unchanged, VersionCause},
    store::trial::{Trial, at, recipe, slug},
};

const NIGHT: [&str; 5] = [
    "2026-05-01T02:00:00Z",
    "2026-05-02T02:00:00Z",
    "2026-05-03T02:00:00Z",
    "2026-05-04T02:00:00Z",
    "2026-05-05T02:00:00Z",
];

fn outcomes() -> [Outcome; 7] {
    [
        Outcome::First(2),
        Outcome::Changed(3),
        Outcome::Unchanged(Unchanged::NotModified),
        Outcome::Unchanged(Unchanged::SameBody),
        Outcome::Unchanged(Unchanged::SameListing),
        Outcome::Suspect("12 of 14 rows are gone".to_owned()),
        Outcome::Failed(Cause::RateLimited, "429".to_owned()),
    ]
}

#[tokio::test]
async fn every_outcome_is_read_back() {
    let trial = Trial::of(&["acme"]).await;
    let capture = trial.keeps("acme", NIGHT[0], "x").await;
    for outcome in outcomes() {
        trial.looks("acme", NIGHT[0], outcome, Some(capture), Some(&["A", "B"])).await;
    }
    let mut read = trial.store.read().await.unwrap();
    let looks = of(&mut read, &slug("acme")).await.unwrap();
    let mut found: Vec<Outcome> = looks.iter().map(|look| look.outcome.clone()).collect();
    found.reverse();
    assert_eq!(found, outcomes());
    let expected = Look {
        run: RunId(1),
        at: at(NIGHT[0]),
        outcome: Outcome::Failed(Cause::RateLimited, "429".to_owned()),
        capture: Some(capture),
        rows: Some(2),
        extractor: Extractor(1),
        requests: 1,
        elapsed: Duration::from_millis(20),
        remark: None,
    };
    assert_eq!(looks[0], expected);
}

#[tokio::test]
async fn a_look_at_an_unknown_source_names_it() {
    let trial = Trial::of(&["acme"]).await;
    let mut write = trial.store.write().await.unwrap();
    let outcome = Outcome::Failed(Cause::Dns, String::new());
    let (known, other, recipe) = (slug("acme"), slug("beta"), recipe());
    let one = |source| New {
        run: RunId(1),
        source,
        at: at(NIGHT[0]),
        outcome: &outcome,
        capture: None,
        listing: None,
        extractor: Extractor(1),
        recipe: &recipe,
        requests: 1,
        elapsed: Duration::ZERO,
        remark: None,
    };
    let refused = record(&mut write, &[one(&known), one(&other)]).await.unwrap_err();
    assert!(refused.to_string().starts_with("the database knows no source `beta`"), "{refused}");
    record(&mut write, &[]).await.unwrap();
}

#[tokio::test]
async fn a_believed_list_always_names_its_capture() {
    let trial = Trial::of(&["acme"]).await;
    let mut write = trial.store.write().await.unwrap();
    let (outcome, source, recipe) = (Outcome::First(1), slug("acme"), recipe());
    let (at, extractor, elapsed) = (at(NIGHT[0]), Extractor(1), Duration::ZERO);
    let new = New {
        run: RunId(1),
        source: &source,
        at,
        outcome: &outcome,
        capture: None,
        listing: None,
        extractor,
        recipe: &recipe,
        requests: 1,
        elapsed,
        remark: None,
    };
    record(&mut write, &[new]).await.unwrap_err();
}

#[tokio::test]
async fn a_source_fails_since_the_first_night_after_its_last_success() {
    let trial = Trial::of(&["acme", "beta", "gamma"]).await;
    let capture = trial.keeps("acme", NIGHT[0], "x").await;
    trial.reads("acme", NIGHT[0], VersionCause::Vendor, &["A", "B"]).await;
    let failed = || Outcome::Failed(Cause::Timeout, "30 s".to_owned());
    trial.looks("acme", NIGHT[0], Outcome::Changed(1), Some(capture), Some(&["A"])).await;
    trial.looks("acme", NIGHT[1], Outcome::Unchanged(Unchanged::SameBody), Some(capture), Some(&["A"])).await;
    trial.looks("acme", NIGHT[2], failed(), None, None).await;
    trial.looks("acme", NIGHT[3], Outcome::Suspect("empty".to_owned()), Some(capture), Some(&[])).await;
    trial.looks("acme", NIGHT[4], failed(), None, None).await;
    trial.looks("beta", NIGHT[4], failed(), None, None).await;
    let mut read = trial.store.read().await.unwrap();
    let status = status(&mut read).await.unwrap();
    let health = |slug: &str, last: Option<Outcome>| Health {
        slug: self::slug(slug),
        vendor: slug.to_owned(),
        url: format!("https://{slug}.example/list"),
        last: last.map(|outcome| (at(NIGHT[4]), outcome)),
        last_success: None,
        last_change: None,
        failing_since: None,
        origin: None,
        rows: None,
        remark: None,
        ruling: None,
    };
    let acme = Health {
        last_success: Some(at(NIGHT[1])),
        last_change: Some(at(NIGHT[0])),
        failing_since: Some(at(NIGHT[2])),
        rows: Some(2),
        origin: Some(crate::model::Origin::Crawled),
        ..health("acme", Some(failed()))
    };
    let beta = Health { failing_since: Some(at(NIGHT[4])), ..health("beta", Some(failed())) };
    assert_eq!(status, [acme, beta, health("gamma", None)]);
}

#[tokio::test]
async fn a_look_is_never_changed() {
    let trial = Trial::of(&["acme"]).await;
    trial.looks("acme", NIGHT[0], Outcome::Failed(Cause::Dns, String::new()), None, None).await;
    let mut write = trial.store.write().await.unwrap();
    for statement in ["update look set detail = ''", "delete from look"] {
        let refused = sqlx::query(statement).execute(&mut *write).await.unwrap_err();
        assert!(refused.to_string().contains("a look is never"), "{refused}");
    }
    let newest: i64 =
        sqlx::query_scalar("select count(*) from latest_look").fetch_one(&mut *write).await.unwrap();
    assert_eq!(newest, 1);
}
