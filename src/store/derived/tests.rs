//! Tests of `derived`.

use super::*;
use crate::{
    model::{CaptureId, Changes, Country, Listing, Printed, VersionCause},
    store::trial::{Trial, at, slug},
};

const NIGHT: [&str; 4] =
    ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z", "2026-05-03T02:00:00Z", "2026-05-04T02:00:00Z"];

/// A row whose company and country its name tells: `AWS@DE`.
fn row(name: &str) -> Subprocessor {
    Subprocessor::named(name).with(|printed, derived| *derived = of(printed))
}

/// What these tests' dictionary makes of a row.
fn of(printed: &Printed) -> crate::model::Derived {
    let (entity, country) = printed.name.split_once('@').unwrap_or((&printed.name, ""));
    let countries = country.parse::<Country>().into_iter().collect();
    crate::model::Derived { countries, ..crate::model::Derived::unknown(entity) }
}

async fn reads(trial: &Trial, source: &str, night: &str, names: &[&str]) -> CaptureId {
    let capture = trial.keeps(source, night, &names.join(",")).await;
    again(trial, source, capture, night, VersionCause::Vendor, names).await;
    capture
}

async fn again(
    trial: &Trial,
    source: &str,
    capture: CaptureId,
    night: &str,
    cause: VersionCause,
    names: &[&str],
) {
    let listing = Listing { entries: names.iter().map(|name| row(name)).collect(), ..Listing::default() };
    trial.records(source, capture, night, cause, &listing, &Changes::default()).await;
}

/// Everything in the table: name, from and until by the number of the night.
async fn kept(conn: &mut Connection) -> Vec<String> {
    let rows: Vec<(String, String, String, Option<String>)> = sqlx::query_as(
        "select slug, name, from_at, until_at from derived join subprocessor using (subprocessor_id)
        join source using (source_id) order by slug, subprocessor_id",
    )
    .fetch_all(conn)
    .await
    .unwrap();
    let night = |at: &str| NIGHT.iter().position(|night| *night == at).map_or(0, |night| night + 1);
    rows.iter()
        .map(|(slug, name, from, until)| {
            format!("{slug} {name} {}-{}", night(from), until.as_deref().map_or(0, night))
        })
        .collect()
}

async fn asked(
    conn: &mut Connection,
    night: &str,
    entity: Option<&str>,
    country: Option<&str>,
) -> Vec<String> {
    let country = country.map(|code| code.parse().unwrap());
    let found = relying(conn, &Ask { at: at(night), entity, country }).await.unwrap();
    found.iter().map(|found| format!("{} {}", found.slug, found.printed.name)).collect()
}

/// Derives all that is stale again.
async fn refresh(trial: &Trial, dictionaries: Dictionaries) -> usize {
    let mut write = trial.store.write().await.unwrap();
    let sources = stale(&mut write, dictionaries).await.unwrap();
    for source in &sources {
        let history = history(&mut write, source).await.unwrap();
        let spans = spans(&history, of);
        replace(&mut write, source, &history, &spans, dictionaries).await.unwrap();
    }
    write.commit().await.unwrap();
    sources.len()
}

#[tokio::test]
async fn a_row_stands_once_for_as_long_as_it_is_printed_so() {
    let trial = Trial::of(&["acme"]).await;
    reads(&trial, "acme", NIGHT[0], &["AWS@DE", "Stripe@US", "Stripe@US"]).await;
    reads(&trial, "acme", NIGHT[1], &["AWS@DE", "Stripe@US"]).await;
    reads(&trial, "acme", NIGHT[2], &["AWS@US"]).await;
    reads(&trial, "acme", NIGHT[3], &["AWS@DE"]).await;
    let mut read = trial.store.read().await.unwrap();
    let expected =
        ["acme AWS@DE 1-3", "acme Stripe@US 1-3", "acme Stripe@US 1-2", "acme AWS@US 3-4", "acme AWS@DE 4-0"];
    assert_eq!(kept(&mut read).await, expected);
    assert!(stale(&mut read, Dictionaries(1)).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_relies_on_a_company_and_where_is_found_for_any_day() {
    let trial = Trial::of(&["acme", "beta"]).await;
    reads(&trial, "acme", NIGHT[0], &["AWS@DE", "Stripe@US"]).await;
    reads(&trial, "beta", NIGHT[1], &["AWS@US"]).await;
    reads(&trial, "acme", NIGHT[2], &["Stripe@US"]).await;
    let mut read = trial.store.read().await.unwrap();
    assert_eq!(asked(&mut read, NIGHT[0], Some("AWS"), None).await, ["acme AWS@DE"]);
    assert_eq!(asked(&mut read, NIGHT[1], Some("AWS"), None).await, ["acme AWS@DE", "beta AWS@US"]);
    assert_eq!(asked(&mut read, NIGHT[2], Some("AWS"), None).await, ["beta AWS@US"]);
    assert_eq!(asked(&mut read, NIGHT[3], None, Some("US")).await, ["acme Stripe@US", "beta AWS@US"]);
    assert_eq!(asked(&mut read, NIGHT[1], Some("AWS"), Some("DE")).await, ["acme AWS@DE"]);
    assert_eq!(asked(&mut read, "2026-04-30T00:00:00Z", None, None).await, [""; 0]);
}

#[tokio::test]
async fn all_of_it_can_be_thrown_away_and_made_again() {
    let trial = Trial::of(&["acme", "beta"]).await;
    reads(&trial, "acme", NIGHT[0], &["AWS@DE", "Stripe@US", "Stripe@US"]).await;
    reads(&trial, "acme", NIGHT[1], &["Stripe@US", "AWS@US"]).await;
    reads(&trial, "beta", NIGHT[1], &["AWS@US"]).await;
    reads(&trial, "acme", NIGHT[2], &["Stripe@US"]).await;
    let before = kept(&mut trial.store.read().await.unwrap()).await;
    let mut write = trial.store.write().await.unwrap();
    forget(&mut write).await.unwrap();
    assert!(kept(&mut write).await.is_empty());
    write.commit().await.unwrap();
    assert_eq!(refresh(&trial, Dictionaries(1)).await, 2);
    assert_eq!(kept(&mut trial.store.read().await.unwrap()).await, before);
    assert_eq!(refresh(&trial, Dictionaries(1)).await, 0, "nothing is stale any more");
    assert_eq!(refresh(&trial, Dictionaries(2)).await, 2, "other dictionaries may say otherwise");
}

#[tokio::test]
async fn a_version_that_comes_out_of_turn_makes_its_source_stale_until_it_is_derived_again() {
    let trial = Trial::of(&["acme"]).await;
    let first = reads(&trial, "acme", NIGHT[0], &["AWS@DE"]).await;
    reads(&trial, "acme", NIGHT[2], &["AWS@US"]).await;
    // A better reading of the first page, and a page that somebody brought for the night between.
    again(&trial, "acme", first, NIGHT[0], VersionCause::Ours, &["AWS@DE", "Stripe@US"]).await;
    reads(&trial, "acme", NIGHT[1], &["Stripe@US"]).await;
    let found = stale(&mut trial.store.read().await.unwrap(), Dictionaries(1)).await.unwrap();
    assert_eq!(found.iter().map(|stale| &stale.slug).collect::<Vec<_>>(), [&slug("acme")]);
    assert_eq!(refresh(&trial, Dictionaries(1)).await, 1);
    let mut read = trial.store.read().await.unwrap();
    assert_eq!(kept(&mut read).await, ["acme AWS@US 3-0", "acme AWS@DE 1-2", "acme Stripe@US 1-3"]);
}
