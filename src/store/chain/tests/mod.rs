//! Tests of the chain.

mod seals;

use std::sync::Arc;

use super::*;
use crate::{
    model::{Cause, Change, Changes, HostKey, Outcome, Traffic, Unchanged, VersionCause},
    store::{
        Write, captures, politeness, prune, runs,
        trial::{Trial, at, listing, page, slug},
    },
};

/// Two sources and three nights with every kind of row: a first list, a change, a night that failed and one
/// that changed nothing, a ruling and a reading.
async fn lived() -> Trial {
    let trial = Trial::of(&["acme", "beta"]).await;
    for (slug, day) in [("acme", 1), ("beta", 1), ("acme", 2)] {
        let night = format!("2026-05-0{day}T02:00:00Z");
        let capture = trial.keeps(slug, &night, &format!("{slug} {day} {}", "x".repeat(300))).await;
        let list = listing(if day == 1 { &["A", "B"] } else { &["A", "B", "C"] });
        let row = |at: usize| Arc::new(list.entries[at].clone());
        let changes = if day == 1 {
            Vec::new()
        } else {
            vec![
                Change::Added { row: row(2), split_from: None, beside: Vec::new() },
                Change::Removed { row: row(1), merged_into: None, beside: Vec::new() },
            ]
        };
        trial
            .records(
                slug,
                capture,
                &night,
                VersionCause::Vendor,
                &list,
                &Changes { changes, ..Changes::default() },
            )
            .await;
        let outcome = if day == 1 { Outcome::First(2) } else { Outcome::Changed(1) };
        trial.looks(slug, &night, outcome, Some(capture), Some(&["A", "B"])).await;
    }
    let (third, fourth) = ("2026-05-03T02:00:00Z", "2026-05-04T02:00:00Z");
    let bad = trial.keeps("acme", third, "busy").await;
    let failed = Outcome::Failed(Cause::ServerError, "503".to_owned());
    trial.looks("acme", third, failed, Some(bad), None).await;
    let same = trial.keeps("acme", fourth, "repainted").await;
    trial.looks("acme", fourth, Outcome::Unchanged(Unchanged::SameListing), Some(same), Some(&["A"])).await;
    let mut write = trial.store.write().await.unwrap();
    let traffic = |host| Traffic { requests: 1, ..Traffic::none(HostKey::named(host)) };
    let (acme, asked) = (slug("acme"), [traffic("a.example"), traffic("b.example")]);
    politeness::record(&mut write, &[(&acme, &asked[0]), (&acme, &asked[1])]).await.unwrap();
    for statement in [
        "insert into ruling (source_id, at, ruling, capture_id, digest) values (1, '2026-05-04T09:00:00Z',
            'rejected', 4, printf('%064d', 1))",
        "insert into ruling (source_id, at, ruling, capture_id, digest) values (2, '2026-05-04T09:00:00Z',
            'accepted', 2, printf('%064d', 1))",
        "insert into reading (capture_id, extractor, recipe, digest) values (1, 2, printf('%064d', 1), null)",
        "insert into reading (capture_id, extractor, recipe, digest) values (2, 2, printf('%064d', 1),
            printf('%064d', 2))",
    ] {
        sqlx::query(statement).execute(&mut *write).await.unwrap();
    }
    runs::begin(&mut write, at("2026-05-05T02:00:00Z"), "0.1.0", crate::model::Extractor(1)).await.unwrap();
    write.commit().await.unwrap();
    trial
}

/// What is found by whoever looks.
pub(super) async fn found(conn: &mut Connection) -> Found {
    verify(conn, None, |_| {}).await.unwrap()
}

/// What is told first, after these statements were run by somebody who drops the triggers. Nothing of it
/// stays.
pub(super) async fn told_after(trial: &Trial, statements: &[&str]) -> Option<String> {
    let mut write = open_to_all(trial).await;
    for statement in statements {
        sqlx::raw_sql(sqlx::AssertSqlSafe((*statement).to_owned())).execute(&mut *write).await.unwrap();
    }
    found(&mut write).await.fault.map(|fault| fault.to_string())
}

async fn open_to_all(trial: &Trial) -> Write {
    let mut write = trial.store.write().await.unwrap();
    let triggers: Vec<String> = sqlx::query_scalar("select name from sqlite_schema where type = 'trigger'")
        .fetch_all(&mut *write)
        .await
        .unwrap();
    for trigger in triggers {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop trigger \"{trigger}\"")))
            .execute(&mut *write)
            .await
            .unwrap();
    }
    sqlx::raw_sql("pragma defer_foreign_keys = on; pragma ignore_check_constraints = on")
        .execute(&mut *write)
        .await
        .unwrap();
    write
}

#[tokio::test]
async fn what_was_stored_and_left_alone_is_sound() {
    let trial = lived().await;
    let mut read = trial.store.read().await.unwrap();
    let mut steps = Vec::new();
    let found = verify(&mut read, None, |step| steps.push(step)).await.unwrap();
    assert_eq!(found.fault, None);
    assert_eq!((found.bodies, found.given_up, found.versions), (5, 0, 3));
    let counted: i64 = sqlx::query_scalar("select count(*) from seal").fetch_one(&mut *read).await.unwrap();
    assert_eq!(found.seals, counted.unsigned_abs());
    let last = steps.last().unwrap();
    assert_eq!((last.done, last.total), (found.rows + 5 + 3, found.rows + 5 + 3));
    let head: String = sqlx::query_scalar("select digest from seal order by seal_id desc limit 1")
        .fetch_one(&mut *read)
        .await
        .unwrap();
    assert_eq!(found.head, Some(head));
}

#[tokio::test]
async fn an_empty_database_has_no_seal_and_a_write_that_adds_no_row_makes_none() {
    let trial = Trial::new().await;
    assert_eq!(found(&mut trial.store.read().await.unwrap()).await, Found::default());
    let trial = lived().await;
    let before = found(&mut trial.store.read().await.unwrap()).await;
    let mut write = trial.store.write().await.unwrap();
    runs::finish(&mut write, runs::RunId(1), at("2026-05-05T03:00:00Z")).await.unwrap();
    write.commit().await.unwrap();
    assert_eq!(found(&mut trial.store.read().await.unwrap()).await, before);
}

/// Tables that are not sealed: lists of codes, and what is made again from what is sealed.
const OPEN: [&str; 12] = [
    "archive_read",
    "change_kind",
    "decision",
    "derivation",
    "derived",
    "derived_country",
    "derived_region",
    "last_document",
    "origin",
    "outcome",
    "printed_digest",
    "version_cause",
];

#[tokio::test]
async fn every_column_of_every_table_that_is_only_added_to_is_sealed() {
    let trial = Trial::new().await;
    let mut read = trial.store.read().await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from pragma_table_list where type = 'table' and schema = 'main' and strict
            and name not in ('source', 'body', 'seal') order by name",
    )
    .fetch_all(&mut *read)
    .await
    .unwrap();
    let (open, sealed): (Vec<&str>, Vec<&str>) =
        tables.iter().map(String::as_str).partition(|table| OPEN.contains(table));
    assert_eq!(sealed, TABLES.map(|table| table.name));
    assert_eq!(open, OPEN);
    for table in &TABLES {
        let columns: Vec<String> =
            sqlx::query_scalar("select name from pragma_table_info(?) where name <> ?")
                .bind(table.name)
                .bind(table.key)
                .fetch_all(&mut *read)
                .await
                .unwrap();
        let mut sealed = table.columns.to_vec();
        if table.name == "run" {
            sealed.insert(1, "finished_at");
        }
        assert_eq!(columns, sealed, "{}", table.name);
    }
}

#[tokio::test]
async fn a_cell_that_is_edited_by_hand_is_named_by_its_row() {
    let trial = lived().await;
    for table in &TABLES {
        for column in table.columns {
            let kind: String = {
                let mut read = trial.store.read().await.unwrap();
                sqlx::query_scalar("select type from pragma_table_info(?) where name = ?")
                    .bind(table.name)
                    .bind(column)
                    .fetch_one(&mut *read)
                    .await
                    .unwrap()
            };
            let other = match (kind.as_str(), *column) {
                ("INTEGER", "source_id" | "body_id") => {
                    format!("(select 3 - {column} from {} where {} = 2)", table.name, table.key)
                }
                ("INTEGER", column) => format!("coalesce(\"{column}\", 0) + 1000"),
                (_, column) => format!("coalesce(\"{column}\", '') || 'x'"),
            };
            let edit =
                format!("update \"{}\" set \"{column}\" = {other} where {} = 2", table.name, table.key);
            let told = told_after(&trial, &[&edit]).await.unwrap_or_default();
            let start = format!("{} 2", table.name);
            let rest = told.strip_prefix(&start).unwrap_or_else(|| panic!("{edit}: {told}"));
            assert!(rest.starts_with(": altered") || rest.starts_with(" of `"), "{edit}: {told}");
            assert!(rest.contains(": altered since it was sealed on 2026-05-0"), "{edit}: {told}");
        }
    }
    let told = told_after(&trial, &["update change set after = 'Ireland' where change_id = 1"]).await;
    assert_eq!(told.as_deref(), Some("change 1 of `acme`: altered since it was sealed on 2026-05-02"));
}

#[tokio::test]
async fn of_two_rows_that_were_edited_the_one_that_was_stored_first_is_named() {
    let trial = lived().await;
    let told = told_after(
        &trial,
        &[
            "update look set elapsed_ms = 5 where look_id = 3",
            "update version set rows = 7 where version_id = 2",
        ],
    )
    .await;
    assert_eq!(told.as_deref(), Some("version 2 of `beta`: altered since it was sealed on 2026-05-01"));
}

#[tokio::test]
async fn a_row_that_is_deleted_or_slipped_in_is_named() {
    let trial = lived().await;
    for (statement, told) in [
        ("delete from traffic where traffic_id = 1", "traffic 1: missing; it was sealed on 2026-05-05"),
        ("delete from look where look_id = 2", "look 2: missing; it was sealed on 2026-05-01"),
        ("delete from run where run_id = 2", "run 2: missing; it was sealed on 2026-05-04"),
        ("delete from ruling", "ruling 1: missing; it was sealed on 2026-05-05"),
        (
            "insert into change (version_id, position, kind, name, entity, row) values (1, 0, 'added', 'N',
                'N', '{}')",
            "change 3 of `acme`: no seal covers it; it was slipped in, or its seal was taken away",
        ),
        (
            "insert into run values (-1, '2026-05-01T00:00:00Z', null, '0.1.0', 1)",
            "run -1: no seal covers it; it was slipped in, or its seal was taken away",
        ),
        (
            "update source set slug = 'acne' where source_id = 1",
            "capture 1 of `acne`: altered since it was sealed on 2026-05-01",
        ),
        (
            "insert into body (sha256, size, coding, bytes) values (printf('%064d', 1), 1, 'zstd', x'00')",
            "body 6: no capture holds it; it was slipped in",
        ),
    ] {
        assert_eq!(told_after(&trial, &[statement]).await.as_deref(), Some(told), "{statement}");
    }
}

#[tokio::test]
async fn a_row_that_was_slipped_in_is_not_sealed_by_the_next_write() {
    let trial = lived().await;
    let mut write = trial.store.write().await.unwrap();
    sqlx::query("insert into run values (3, '2026-05-06T00:00:00Z', null, '0.1.0', 1)")
        .execute(&mut *write)
        .await
        .unwrap();
    write.transaction.commit().await.unwrap();
    trial.keeps("acme", "2026-05-07T02:00:00Z", "next").await;
    let mut write = trial.store.write().await.unwrap();
    runs::begin(&mut write, at("2026-05-07T02:00:00Z"), "0.1.0", crate::model::Extractor(1)).await.unwrap();
    write.commit().await.unwrap();
    let told = found(&mut trial.store.read().await.unwrap()).await.fault.unwrap().to_string();
    assert!(told.starts_with("run 3: no seal covers it"), "{told}");
}

#[tokio::test]
async fn keys_that_are_given_anew_after_the_last_rows_were_deleted_do_not_hide_it() {
    let trial = lived().await;
    let mut write = open_to_all(&trial).await;
    sqlx::raw_sql("delete from traffic where traffic_id = 2").execute(&mut *write).await.unwrap();
    write.transaction.commit().await.unwrap();
    let mut write = trial.store.write().await.unwrap();
    politeness::record(&mut write, &[(&slug("acme"), &Traffic::none(HostKey::named("b.example")))])
        .await
        .unwrap();
    write.commit().await.unwrap();
    let told = found(&mut trial.store.read().await.unwrap()).await.fault.unwrap().to_string();
    assert!(told.starts_with("traffic 2 of `acme`: altered"), "{told}");
}
