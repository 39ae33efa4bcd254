//! What the product says, asked of the library as the command line and the web ask it.

mod nights;
mod register;

use subwatch::{
    answers::{
        self, AnswerError,
        changes::Ask,
        days::day,
        deadline::{Contracts, Rule},
    },
    model::Severity,
};

use super::{
    crawl::{FIVE, House, moment, page, slug_of},
    vendor::Vendor,
};

/// A list that promises thirty days of notice.
fn promising(rows: &[(&str, &str, &str)]) -> String {
    format!("{}<p>We will notify customers of new sub-processors 30 days in advance.</p>", page(rows))
}

/// A vendor with two lists that came to other rows on the second and on the third of May.
async fn two_lists() -> House {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme", "beta"]).await;
    let publish = |slug: &str, rows: &[(&str, &str, &str)]| {
        vendor.publishes_as(&format!("/{slug}"), "text/html", promising(rows));
    };
    publish("acme", &FIVE);
    publish("beta", &FIVE);
    house.try_night("2026-05-01").await.unwrap();
    let mut more = FIVE.to_vec();
    more.push(("Twilio Inc.", "Messages", "United States"));
    publish("acme", &more);
    house.try_night("2026-05-02").await.unwrap();
    more.retain(|(name, ..)| *name != "Mailgun");
    publish("beta", &more);
    house.try_night("2026-05-03").await.unwrap();
    house
}

#[tokio::test]
async fn changes_come_with_the_rule_that_gave_their_deadline_and_the_days_that_are_left() {
    let house = two_lists().await;
    let contracts = Contracts::from([(slug_of("acme"), 10)]);
    let ask =
        Ask { since: moment("2026-05-01"), until: None, vendor: None, at_least: None, contracts: &contracts };
    let told = answers::changes(&house.store, &ask, day(moment("2026-05-10"))).await.unwrap();
    let deadlines: Vec<_> = told
        .events
        .iter()
        .flat_map(|vendor| vendor.changed.events.iter().map(|event| (vendor.slug.as_str(), event)))
        .map(|(slug, event)| {
            let by = event.object_by.map(|by| (by.day.to_string(), by.rule, by.days_left));
            (slug, event.change.name(), by)
        })
        .collect();
    let by = |day: &str, rule, left| Some((day.to_owned(), rule, left));
    let expected = [
        ("beta", "Mailgun", None),
        ("beta", "Twilio Inc.", by("2026-06-02", Rule::Notice, 23)),
        ("acme", "Twilio Inc.", by("2026-05-12", Rule::Contract, 2)),
    ];
    let mut deadlines = deadlines;
    deadlines.sort_by_key(|(slug, name, _)| (std::cmp::Reverse(*slug), *name));
    assert_eq!(deadlines, expected);
}

#[tokio::test]
async fn changes_are_asked_for_between_moments_of_one_vendor_and_from_a_severity_on() {
    let house = two_lists().await;
    let contracts = Contracts::new();
    let all =
        Ask { since: moment("2026-05-01"), until: None, vendor: None, at_least: None, contracts: &contracts };
    let slugs = async |ask: Ask<'_>| {
        let told = answers::changes(&house.store, &ask, day(moment("2026-05-10"))).await?;
        Ok::<_, AnswerError>(told.events.iter().map(|event| event.slug.to_string()).collect::<Vec<_>>())
    };
    assert_eq!(slugs(all).await.unwrap(), ["beta", "acme"]);
    assert_eq!(slugs(Ask { until: Some(moment("2026-05-02")), ..all }).await.unwrap(), ["acme"]);
    assert_eq!(slugs(Ask { since: moment("2026-05-03"), ..all }).await.unwrap(), ["beta"]);
    assert_eq!(slugs(Ask { vendor: Some("vendor ACME"), ..all }).await.unwrap(), ["acme"]);
    assert_eq!(slugs(Ask { at_least: Some(Severity::Critical), ..all }).await.unwrap(), [""; 0]);
    let unknown = slugs(Ask { vendor: Some("vendor acne"), ..all }).await.unwrap_err().to_string();
    assert!(unknown.contains("no vendor `vendor acne`; near it: `Vendor acme`"), "{unknown}");
}

#[tokio::test]
async fn a_list_is_told_as_it_stood_and_why_none_did() {
    let house = two_lists().await;
    let slug = answers::named(&house.store, "Vendor beta").await.unwrap();
    assert_eq!(slug, slug_of("beta"));
    let rows = async |at| {
        let stood = answers::list(&house.store, &slug, at, moment("2026-05-10")).await?;
        Ok::<_, AnswerError>(stood.version.listing.entries.len())
    };
    assert_eq!(rows(Some(moment("2026-05-02"))).await.unwrap(), 5);
    assert_eq!(rows(None).await.unwrap(), 5);
    let early = rows(Some(moment("2026-04-01"))).await.unwrap_err();
    assert!(matches!(early, AnswerError::Earlier { first, .. } if first == moment("2026-05-01")), "{early}");
    let nobody = answers::named(&house.store, "nobody").await.unwrap_err();
    assert!(matches!(nobody, AnswerError::NoSource { .. }), "{nobody}");
}
