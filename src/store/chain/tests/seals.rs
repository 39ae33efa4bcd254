//! Bodies, seals and what was kept elsewhere.

use super::*;

#[tokio::test]
async fn a_body_that_was_replaced_or_given_up_against_the_rule_is_named() {
    let trial = lived().await;
    let lost = zstd::bulk::compress(b"lost", 3).unwrap();
    let hexed = hex(&lost);
    for (edit, words) in [
        (format!("bytes = x'{hexed}'"), "its bytes are not those that were received"),
        ("bytes = x'00'".to_owned(), "its bytes cannot be unpacked"),
        ("size = size + 1".to_owned(), "its bytes are not those that were received"),
        (
            "bytes = x'', pruned_at = '2026-05-05T02:00:00Z'".to_owned(),
            "its bytes were given up, though they are needed",
        ),
    ] {
        let told = told_after(&trial, &[&format!("update body set {edit} where body_id = 2")]).await;
        assert_eq!(told, Some(format!("body 2 (capture 2) of `beta`: {words}")), "{edit}");
    }
    // With another digest the capture is another.
    let digest = crate::store::digest::sha256(b"lost");
    let told = told_after(
        &trial,
        &[&format!("update body set bytes = x'{hexed}', size = 4, sha256 = '{digest}' where body_id = 2")],
    )
    .await;
    assert_eq!(told.as_deref(), Some("capture 2 of `beta`: altered since it was sealed on 2026-05-01"));
}

#[tokio::test]
async fn a_seal_that_is_edited_or_taken_away_is_named() {
    let trial = lived().await;
    let last = found(&mut trial.store.read().await.unwrap()).await.seals;
    for (statement, told) in [
        (
            "update seal set leaves = zeroblob(length(leaves)) where seal_id = 3".to_owned(),
            "seal 3: altered since it was made",
        ),
        ("update seal set covers = '{}' where seal_id = 3".to_owned(), "seal 3: altered since it was made"),
        (
            "update seal set digest = printf('%064d', 5) where seal_id = 3".to_owned(),
            "seal 3: altered since it was made",
        ),
        ("delete from seal where seal_id = 3".to_owned(), "seal 4: the seal before it is missing or another"),
        ("delete from seal where seal_id = 1".to_owned(), "seal 2: the seal before it is missing or another"),
        (
            format!("delete from seal where seal_id = {last}"),
            "reading 1 of `acme`: no seal covers it; it was slipped in, or its seal was taken away",
        ),
        (
            "delete from seal".to_owned(),
            "capture 1 of `acme`: no seal covers it; it was slipped in, or its seal was taken away",
        ),
    ] {
        assert_eq!(told_after(&trial, &[&statement]).await.as_deref(), Some(told), "{statement}");
    }
}

#[tokio::test]
async fn a_seal_that_was_made_anew_breaks_the_chain_after_it() {
    let trial = lived().await;
    let mut write = open_to_all(&trial).await;
    sqlx::raw_sql("update look set elapsed_ms = 5 where look_id = 1").execute(&mut *write).await.unwrap();
    // The seal over that look, made again over what now stands there.
    let (id, previous, covers): (i64, String, String) =
        sqlx::query_as("select seal_id, previous, covers from seal where covers like '%\"look\":[1,1]%'")
            .fetch_one(&mut *write)
            .await
            .unwrap();
    let text = TABLES.iter().find(|table| table.name == "look").unwrap().all();
    let bytes: Vec<u8> = sqlx::query_as::<_, (i64, Vec<u8>)>(sqlx::AssertSqlSafe(text))
        .fetch_all(&mut *write)
        .await
        .unwrap()
        .swap_remove(0)
        .1;
    let leaves = leaf(&bytes).to_vec();
    sqlx::query("update seal set leaves = ?, digest = ? where seal_id = ?")
        .bind(&leaves)
        .bind(digest(&previous, &covers, &leaves))
        .bind(id)
        .execute(&mut *write)
        .await
        .unwrap();
    let told = found(&mut write).await.fault.unwrap().to_string();
    assert_eq!(told, format!("seal {}: the seal before it is missing or another", id + 1));
}

#[tokio::test]
async fn a_digest_that_was_kept_elsewhere_finds_what_was_cut_off_or_rewritten() {
    let trial = lived().await;
    let mut read = trial.store.read().await.unwrap();
    let before = found(&mut read).await;
    drop(read);
    let kept = before.head.unwrap();
    trial.keeps("acme", "2026-05-07T02:00:00Z", "next").await;
    let mut read = trial.store.read().await.unwrap();
    let sound = verify(&mut read, Some(&kept), |_| {}).await.unwrap();
    assert_eq!((sound.fault, sound.expected.unwrap().since), (None, 1));
    drop(read);
    // The last seals go with their rows: nothing else tells.
    let mut write = open_to_all(&trial).await;
    for statement in [
        "delete from seal where seal_id >= (select max(seal_id) - 1 from seal)",
        "delete from capture where received_at = '2026-05-07T02:00:00Z'",
        "delete from body where body_id = 6",
        "delete from traffic; delete from ruling; delete from reading; delete from run where run_id = 2",
    ] {
        sqlx::raw_sql(statement).execute(&mut *write).await.unwrap();
    }
    assert_eq!(found(&mut write).await.fault, None);
    let told = verify(&mut write, Some(&kept), |_| {}).await.unwrap().fault.unwrap().to_string();
    assert_eq!(
        told,
        format!(
            "seal with the digest {kept}: not in the chain; what it sealed was rewritten, or cut off at the \
            end"
        )
    );
    // A chain that was made anew over everything has another head.
    sqlx::raw_sql("delete from seal; update look set detail = 'x' where look_id = 4")
        .execute(&mut *write)
        .await
        .unwrap();
    let marks = marks(&mut write).await.unwrap();
    seal(&mut write, &marks).await.unwrap();
    assert_eq!(found(&mut write).await.fault, None);
    assert!(verify(&mut write, Some(&kept), |_| {}).await.unwrap().fault.is_some());
}

#[tokio::test]
async fn pruning_shrinking_and_a_copy_leave_it_sound() {
    let trial = lived().await;
    // A repaint later, the page of the fourth night is needed no more; nor is the busy one.
    let capture = trial.keeps("acme", "2026-05-08T02:00:00Z", "repainted again").await;
    trial
        .looks(
            "acme",
            "2026-05-08T02:00:00Z",
            Outcome::Unchanged(Unchanged::SameListing),
            Some(capture),
            Some(&["A"]),
        )
        .await;
    let before = found(&mut trial.store.read().await.unwrap()).await;
    let mut write = trial.store.write().await.unwrap();
    let spare =
        prune::give_up(&mut write, at("2027-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")).await.unwrap();
    write.commit().await.unwrap();
    trial.store.shrink().await.unwrap();
    let after = found(&mut trial.store.read().await.unwrap()).await;
    assert_eq!(
        (after.fault, after.given_up, after.bodies),
        (None, spare.bodies, before.bodies - spare.bodies)
    );
    assert!(spare.bodies > 0 && after.head == before.head);
    // What was given up comes again.
    let mut write = trial.store.write().await.unwrap();
    captures::keep(&mut write, &slug("acme"), &page("2026-05-09T02:00:00Z", "repainted")).await.unwrap();
    write.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    trial.store.back_up(&copy).await.unwrap();
    let copy = crate::store::Store::open_existing(&copy).await.unwrap();
    let copied = found(&mut copy.read().await.unwrap()).await;
    assert_eq!((copied.fault, copied.given_up), (None, spare.bodies - 1));
    assert_eq!(copied.head, found(&mut trial.store.read().await.unwrap()).await.head);
}

#[tokio::test]
async fn rows_of_an_older_subwatch_are_sealed_by_the_first_write() {
    let trial = lived().await;
    let mut write = open_to_all(&trial).await;
    sqlx::raw_sql("delete from seal").execute(&mut *write).await.unwrap();
    write.transaction.commit().await.unwrap();
    trial.keeps("acme", "2026-05-07T02:00:00Z", "next").await;
    let after = found(&mut trial.store.read().await.unwrap()).await;
    assert_eq!((after.fault, after.seals), (None, 1));
}

#[tokio::test]
async fn two_rows_are_never_the_same_bytes_whatever_their_texts_hold() {
    let trial = lived().await;
    let mut write = open_to_all(&trial).await;
    let text = TABLES.iter().find(|table| table.name == "look").unwrap().all();
    let mut seen = std::collections::BTreeSet::new();
    for (detail, remark) in [
        ("'a'", "'b'"),
        ("'a6:remark,1:b,'", "null"),
        ("null", "'a'"),
        ("'a'", "null"),
        ("''", "null"),
        ("null", "null"),
        ("'a' || char(0) || 'b'", "null"),
        ("'a' || char(0)", "null"),
        ("'é'", "null"),
        ("cast(x'ff' as text)", "null"),
    ] {
        let edit = format!("update look set detail = {detail}, remark = {remark} where look_id = 1");
        sqlx::raw_sql(sqlx::AssertSqlSafe(edit.clone())).execute(&mut *write).await.unwrap();
        let rows: Vec<(i64, Vec<u8>)> =
            sqlx::query_as(sqlx::AssertSqlSafe(text.clone())).fetch_all(&mut *write).await.unwrap();
        assert!(seen.insert(rows[0].1.clone()), "{edit}");
    }
    let mut row = String::from_utf8(seen.pop_first().unwrap()).unwrap();
    row.truncate(60);
    assert_eq!(row, "4:look,1:1,6:run_id,1:1,6:source,4:acme,2:at,20:2026-05-01T0");
    assert_eq!(
        digest(NONE_BEFORE, "{}", b""),
        crate::store::digest::sha256(format!("64:{NONE_BEFORE},2:{{}},0:,").as_bytes())
    );
}

/// An editor of the file may write what is no text.
#[tokio::test]
async fn bytes_that_are_no_text_are_an_altered_row_and_no_error() {
    let trial = lived().await;
    let told = told_after(
        &trial,
        &["update subprocessor set purpose = cast(x'ff00fe' as text) where subprocessor_id = 3"],
    )
    .await;
    assert_eq!(told.as_deref(), Some("subprocessor 3 of `beta`: altered since it was sealed on 2026-05-01"));
    let told = told_after(&trial, &["update seal set covers = cast(x'ff' as text) where seal_id = 2"]).await;
    assert_eq!(told.as_deref(), Some("seal 2: altered since it was made"));
}
