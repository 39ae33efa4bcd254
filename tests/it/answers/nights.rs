//! What is told of a night after its commits, by the program that lived through it or by another one later.

use jiff::Timestamp;
use subwatch::{
    answers::{
        self, Detail,
        night::{Night, Shown, sheets, summary, warnings},
    },
    crawl::{self, Choice, Told, Tools, rulings},
    fetch::{Fetcher, Guard},
    model::{Clock, Outcome},
    report::{Format, Look, Report, render_report},
    store::{Store, runs::RunId},
};

use super::*;

/// All that can be said of a night, for every kind of reader.
fn text(night: &Night) -> String {
    let mut text = format!("{}\n{}\n", summary(night), warnings(night).join("\n"));
    for (detail, format) in
        [(Detail::Screen, Format::Text), (Detail::Page, Format::Md), (Detail::Record, Format::Json)]
    {
        let report = sheets(night, Shown::All, detail).into_iter().fold(Report::new("Night"), Report::sheet);
        let bytes = render_report(&report, format, &Look::default()).unwrap();
        text.push_str(&String::from_utf8(bytes).unwrap());
    }
    text
}

impl House {
    /// Lives through a night and tells it as the program does that lived through it.
    async fn lives(&self, at: Timestamp) -> (RunId, Night) {
        let fetcher = Fetcher::new(&self.catalogue.settings, Guard::AllowPrivate).unwrap();
        let tools = Tools { store: &self.store, fetcher: &fetcher };
        let (clock, never) = (Clock::starting(at), std::future::pending());
        let lived = crawl::run(&self.catalogue, Choice::Due, &tools, clock, never, |_| {}).await.unwrap();
        let run = lived.run;
        let night = answers::night(&self.store, run).await.unwrap().in_order_of(&self.catalogue);
        let with = |night: Night, visit: crawl::Visit| night.suspecting(&visit.slug, visit.suspected);
        (run, lived.visits.into_iter().fold(night, with))
    }
}

fn at(day: u32) -> Timestamp {
    moment(&format!("2026-05-{day:02}"))
}

/// A night that was told while it was lived.
struct Lived {
    run: RunId,
    outcome: Outcome,
    warnings: Vec<String>,
    text: String,
}

/// Eleven nights: changes, a list that is not believed and one that is accepted, failures, and what follows.
async fn lived(house: &House, vendor: &Vendor) -> Vec<Lived> {
    let mut nights = Vec::new();
    for day in 1..=11 {
        let mut rows = FIVE.to_vec();
        match day {
            1 | 6 => {}
            2 => rows.push(("Twilio Inc.", "Messages", "Germany")),
            3 | 9 => rows.truncate(1),
            4 => rows[0].2 = "Germany",
            5 | 10 => rows.truncate(2),
            _ => rows[1].1 = "Card payments",
        }
        vendor.publishes_as("/beta", "text/html", page(&FIVE));
        match day {
            7 | 8 => vendor.withdraws("/acme"),
            _ => vendor.publishes_as("/acme", "text/html", page(&rows)),
        }
        let (run, night) = house.lives(at(day)).await;
        let (outcome, warnings) = (night.visits[0].outcome.clone(), warnings(&night));
        nights.push(Lived { run, outcome, warnings, text: text(&night) });
        if day == 5 {
            let noon = "2026-05-05T12:00:00Z".parse().unwrap();
            let acme = &house.catalogue.sources[0];
            rulings::accept(&house.store, acme, noon).await.unwrap();
        }
    }
    nights
}

#[tokio::test]
async fn a_night_is_told_from_its_record_alone_in_the_words_in_which_it_was_told_at_once() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme", "beta"]).await;
    let nights = lived(&house, &vendor).await;
    let codes: Vec<&str> = nights.iter().map(|night| night.outcome.code()).collect();
    let expected = [
        "first", "changed", "suspect", "changed", "suspect", "changed", "failed", "failed", "suspect",
        "suspect", "changed",
    ];
    assert_eq!(codes, expected);
    let heard: Vec<(usize, &str)> = (1..)
        .zip(&nights)
        .flat_map(|(day, night)| night.warnings.iter().map(move |line| (day, line.as_str())))
        .map(|(day, line)| (day, line.split(": ").nth(2).unwrap_or(line)))
        .collect();
    let expected = [
        (3, "no list since tonight (last had on 2026-05-02)"),
        (4, "back, after no list since 2026-05-03"),
        (5, "no list since tonight (last had on 2026-05-04)"),
        (6, "back, after no list since 2026-05-05"),
        (7, "no list since tonight (last had on 2026-05-06)"),
        (11, "back, after no list since 2026-05-07"),
    ];
    assert_eq!(heard, expected);

    // The process that lived through the nights is gone.
    let House { folder, catalogue: _, store } = house;
    store.close().await;
    let store = Store::open_existing(&folder.path().join("subwatch.db")).await.unwrap();
    for night in &nights {
        let told = text(&answers::night(&store, night.run).await.unwrap());
        match &night.outcome {
            Outcome::Suspect(reason) => {
                assert!(told.contains(reason.as_str()) && !told.contains("what changed"), "{told}");
                assert!(night.text.contains("what changed"), "{}", night.text);
            }
            _ => assert_eq!(told, night.text, "night {}", night.run.0),
        }
    }
}

#[tokio::test]
async fn a_night_whose_program_was_killed_is_told_as_far_as_it_came() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    let fetcher = Fetcher::new(&house.catalogue.settings, Guard::AllowPrivate).unwrap();
    let tools = Tools { store: &house.store, fetcher: &fetcher };
    let (clock, never) = (Clock::starting(at(1)), std::future::pending());
    let recorded = tokio::sync::Notify::new();
    let told = |told: Told<'_>| {
        if matches!(told, Told::Visit(_)) {
            recorded.notify_one();
        }
    };
    tokio::select! {
        biased;
        () = recorded.notified() => {}
        _ = crawl::run(&house.catalogue, Choice::Due, &tools, clock, never, told) => {
            panic!("it came to its end")
        }
    }
    let night = answers::night(&house.store, RunId(1)).await.unwrap();
    assert_eq!((night.finished, summary(&night).as_str()), (None, "1 source: 1 read for the first time"));
    let none = answers::night(&house.store, RunId(2)).await.unwrap_err();
    assert_eq!(none.to_string(), "the database knows no run 2");
}
