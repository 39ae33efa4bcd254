//! What somebody decided on a suspect list.

use super::*;

#[tokio::test]
async fn a_rejected_list_is_not_believed_however_often_it_is_repeated_and_another_one_is_judged_anew() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    publish(&vendor, "acme", &page(&six()));
    house.on(1).await;
    publish(&vendor, "acme", &page(&six()[..2]));
    assert!(is_suspect(&house.on(2).await[0], "believed if a later night repeats it"));
    let rejected = rulings::reject(&house.store, &slug_of("acme"), at(2, 9)).await.unwrap();
    assert!(rejected.reason.contains("6 rows before, 2 now"), "{}", rejected.reason);
    for day in 3..6 {
        publish(&vendor, "acme", &page(&six()[..2]).replace("<td>", &format!("<td class=\"p-{day}\">")));
        assert!(is_suspect(
            &house.on(day).await[0],
            "rejected on 2026-05-02, `subwatch accept acme` takes it after all"
        ));
    }
    let again = rulings::reject(&house.store, &slug_of("acme"), at(5, 9)).await.unwrap_err();
    assert_eq!(
        again.to_string(),
        "the list of `acme` was rejected on 2026-05-02 already; `subwatch accept acme` takes it after all"
    );
    publish(&vendor, "acme", &page(&six()[..1]));
    assert!(is_suspect(&house.on(6).await[0], "6 rows before, 1 now"));
    assert_eq!(house.on(7).await, [Outcome::Changed(5)], "nobody rejected this one");
    let kept =
        subwatch::store::rulings::of(&mut house.store.read().await.unwrap(), &slug_of("acme")).await.unwrap();
    assert_eq!(kept.len(), 1);
}

#[tokio::test]
async fn a_rejected_list_can_be_accepted_after_all_and_stands_from_when_it_was_seen() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    publish(&vendor, "acme", &page(&six()));
    house.on(1).await;
    publish(&vendor, "acme", &page(&six()[..2]));
    house.on(2).await;
    rulings::reject(&house.store, &slug_of("acme"), at(2, 9)).await.unwrap();
    house.on(3).await;
    let accepted = house.accept("acme", at(3, 9)).await.unwrap();
    assert_eq!((accepted.rows, accepted.changes.changes.len()), (2, 4));
    assert_eq!(accepted.seen_at.strftime("%d").to_string(), "03");
    publish(&vendor, "acme", &page(&six()[..2]).replace("<td>", "<td class=\"new\">"));
    assert_eq!(house.on(4).await, [Outcome::Unchanged(Unchanged::SameListing)]);
    assert_eq!(house.events().await.len(), 4);
    assert_eq!(house.verified().await.fault, None);
}

#[tokio::test]
async fn without_a_suspect_list_or_beside_a_crawl_nothing_is_decided() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    let nobody = rulings::reject(&house.store, &slug_of("nobody"), at(1, 9)).await.unwrap_err();
    assert_eq!(nobody.to_string(), "the database knows no source `nobody`; `subwatch status` lists all");
    publish(&vendor, "acme", &page(&six()));
    house.on(1).await;
    let settled = "no list of `acme` waits to be believed; `subwatch status` says how it stands";
    assert_eq!(house.accept("acme", at(1, 9)).await.unwrap_err().to_string(), settled);
    assert_eq!(
        rulings::reject(&house.store, &slug_of("acme"), at(1, 9)).await.unwrap_err().to_string(),
        settled
    );
    publish(&vendor, "acme", &page(&six()[..1]));
    house.on(2).await;
    let lock = house.store.lock_for_crawl().unwrap();
    for refused in [
        house.accept("acme", at(2, 9)).await.unwrap_err(),
        rulings::reject(&house.store, &slug_of("acme"), at(2, 9)).await.unwrap_err(),
    ] {
        assert!(matches!(refused, RuleError::Store(StoreError::Busy { .. })), "{refused}");
    }
    drop(lock);
    house.accept("acme", at(2, 9)).await.unwrap();
    assert_eq!(house.accept("acme", at(2, 9)).await.unwrap_err().to_string(), settled, "it is decided");
}
