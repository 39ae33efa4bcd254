//! Which vendors rely on whom, whatever the table of derived rows has come to.

use jiff::Timestamp;
use subwatch::{
    answers::register::{Ask, Register, register},
    crawl::DICTIONARIES,
    model::{Country, Dictionaries},
    store::derived,
};

use super::*;

const NIGHTS: [&str; 4] = ["2026-04-30", "2026-05-01", "2026-05-02", "2026-05-03"];

fn ask(at: Timestamp) -> Ask<'static> {
    Ask { at, entity: None, country: None, dictionaries: DICTIONARIES }
}

async fn asked(house: &House, ask: Ask<'_>) -> Register {
    register(&house.store, &ask).await.unwrap()
}

/// Source and company of each row.
fn rows(register: &Register) -> Vec<String> {
    register.rows.iter().map(|row| format!("{} {}", row.slug, row.derived.entity)).collect()
}

#[tokio::test]
async fn the_register_tells_who_relied_on_a_company_or_a_country_on_a_day() {
    let house = two_lists().await;
    let twilio = |at: &str| Ask { entity: Some("Twilio"), ..ask(moment(at)) };
    assert_eq!(rows(&asked(&house, twilio("2026-05-01")).await), [""; 0]);
    assert_eq!(rows(&asked(&house, twilio("2026-05-02")).await), ["acme Twilio"]);
    assert_eq!(rows(&asked(&house, twilio("2026-05-03")).await), ["acme Twilio", "beta Twilio"]);
    let germany: Country = "DE".parse().unwrap();
    let there = Ask { country: Some(germany), ..ask(moment("2026-05-03")) };
    assert_eq!(rows(&asked(&house, there).await), ["acme Mailgun"]);
    assert_eq!(asked(&house, ask(moment("2026-05-03"))).await.rows.len(), 11);
    assert_eq!(asked(&house, ask(moment("2026-04-30"))).await.rows, []);
}

#[tokio::test]
async fn the_register_says_the_same_where_the_derived_rows_are_behind_or_gone() {
    let house = two_lists().await;
    let germany: Country = "DE".parse().unwrap();
    let asks: Vec<Ask<'_>> = NIGHTS
        .iter()
        .flat_map(|night| {
            let all = ask(moment(night));
            [all, Ask { entity: Some("Twilio"), ..all }, Ask { country: Some(germany), ..all }]
        })
        .collect();
    let mut fresh = Vec::new();
    for ask in &asks {
        let found = asked(&house, *ask).await;
        assert_eq!(found.read_anew, []);
        fresh.push(found.rows);
    }
    // Other dictionaries: each source is read from its versions.
    let other = Dictionaries(DICTIONARIES.0.wrapping_add(1));
    for (ask, fresh) in asks.iter().zip(&fresh) {
        let found = asked(&house, Ask { dictionaries: other, ..*ask }).await;
        assert_eq!((&found.rows, found.read_anew.len()), (fresh, 2));
    }
    let mut write = house.store.write().await.unwrap();
    derived::forget(&mut write).await.unwrap();
    write.commit().await.unwrap();
    for (ask, fresh) in asks.iter().zip(&fresh) {
        assert_eq!(&asked(&house, *ask).await.rows, fresh);
    }
}
