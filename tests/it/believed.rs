//! Night by night: what is believed, what is not, and what is told of it.

use subwatch::{
    answers::{self, Detail, changes::Ask, deadline::Contracts},
    crawl::rulings,
    model::{Cause, Outcome, Unchanged},
    report::{Format, Look, render},
};

use super::{
    crawl::{FIVE, House, moment, page},
    vendor::Vendor,
};

/// Thirty days after the night on which a list came back.
const MOST: &str = "2026-06-02";

/// A vendor whose list of five was read on the first of May.
async fn watched() -> (Vendor, House) {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    publish(&vendor, &promising(&FIVE));
    assert_eq!(house.night("2026-05-01").await, Outcome::First(5));
    (vendor, house)
}

fn publish(vendor: &Vendor, html: &str) {
    vendor.publishes_as("/acme", "text/html", html);
}

fn promising(rows: &[(&str, &str, &str)]) -> String {
    format!("{}<p>We will notify customers of new sub-processors 30 days in advance.</p>", page(rows))
}

/// The change feed as CSV, without its mark and head.
async fn fed(house: &House) -> Vec<String> {
    let contracts = Contracts::default();
    let ask =
        Ask { since: moment("2026-05-01"), until: None, vendor: None, at_least: None, contracts: &contracts };
    let told = answers::changes(&house.store, &ask, "2026-06-01".parse().unwrap()).await.unwrap();
    let bytes = render(&answers::changes::feed(&told), Format::Csv, &Look::default()).unwrap();
    String::from_utf8(bytes).unwrap().lines().skip(1).map(str::to_owned).collect()
}

/// What `status` says, as a terminal shows it.
async fn status(house: &House) -> String {
    let sources = answers::status(&house.store, None).await.unwrap();
    let bytes = render(&answers::status::sheet(&sources, Detail::Screen), Format::Text, &Look::default());
    String::from_utf8(bytes.unwrap()).unwrap()
}

fn failed(outcome: &Outcome, cause: Cause) -> bool {
    matches!(outcome, Outcome::Failed(found, _) if *found == cause)
}

fn suspect(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Suspect(_))
}

#[tokio::test]
async fn a_list_that_is_gone_is_never_believed_by_waiting() {
    let (vendor, house) = watched().await;
    vendor.publishes_as("/", "text/html", "<title>Acme</title><h1>Acme</h1><p>We make anvils.</p>");
    vendor.redirects("/acme", "/");
    for day in ["2026-05-02", "2026-05-03", "2026-05-04"] {
        let outcome = house.night(day).await;
        assert!(failed(&outcome, Cause::ListGone), "{outcome:?}");
        let told = status(&house).await;
        assert!(!told.contains("1 well") && told.contains("the list is gone"), "{told}");
    }
    assert_eq!((house.names("acme").await.len(), fed(&house).await.len()), (5, 0));
}

#[tokio::test]
async fn a_list_that_has_moved_proposes_where_to_and_is_told_once_as_back() {
    let (vendor, house) = watched().await;
    publish(
        &vendor,
        "<h1>Sub-processors</h1><p>Please see our <a href=\"https://trust.acme.example/\">Trust Center</a>.</p>",
    );
    for day in ["2026-05-02", "2026-05-03"] {
        let outcome = house.night(day).await;
        assert!(failed(&outcome, Cause::ListMoved), "{outcome:?}");
    }
    assert!(status(&house).await.contains("`https://trust.acme.example/`"), "{}", status(&house).await);
    publish(&vendor, &promising(&FIVE).replace("<td>", "<td class=\"b\">"));
    let night = house.try_night("2026-05-04").await.unwrap();
    assert_eq!(night.visits[0].outcome, Outcome::Unchanged(Unchanged::SameListing));
    let told = answers::night(&house.store, night.run).await.unwrap();
    let warnings = answers::night::warnings(&told);
    assert_eq!(warnings, ["note: acme: back, after no list since 2026-05-02"]);
    assert!(fed(&house).await.is_empty(), "nothing was added");
}

#[tokio::test]
async fn a_person_takes_a_page_without_a_list_for_an_empty_one_and_it_stays_so() {
    let (vendor, house) = watched().await;
    let gone = "<h1>Sub-processors</h1><p>This page is being rewritten.</p>";
    publish(&vendor, gone);
    assert!(failed(&house.night("2026-05-02").await, Cause::ListGone));
    let source = &house.catalogue.sources[0];
    let accepted = rulings::accept(&house.store, source, moment("2026-05-03")).await.unwrap();
    assert_eq!((accepted.rows, accepted.changes.count()), (0, 5));
    assert!(status(&house).await.contains("1 well"));
    publish(&vendor, &gone.replace("rewritten", "written anew"));
    assert_eq!(house.night("2026-05-04").await, Outcome::Unchanged(Unchanged::SameListing));
    // And a list that comes back as it was is no list of new companies.
    publish(&vendor, &promising(&FIVE).replace("<td>", "<td class=\"b\">"));
    assert_eq!(house.night("2026-05-05").await, Outcome::Changed(5));
    let back = fed(&house).await.remove(0);
    assert!(back.contains(",back,") && back.contains("as it stood until 2026-05-02"), "{back}");
}

#[tokio::test]
async fn a_page_that_says_in_words_that_there_are_none_is_believed_when_it_is_repeated() {
    let (vendor, house) = watched().await;
    publish(&vendor, "<h1>Sub-processors</h1><p>We do not currently engage any sub-processors.</p>");
    assert!(suspect(&house.night("2026-05-02").await));
    assert_eq!(house.night("2026-05-03").await, Outcome::Changed(5));
    assert!(house.names("acme").await.is_empty());
    let new = House::watching(&vendor, &["acme"]).await;
    assert_eq!(new.night("2026-05-04").await, Outcome::First(0), "the first list may be one of nobody");
}

#[tokio::test]
async fn a_real_cut_is_believed_though_other_cells_move() {
    let (vendor, house) = watched().await;
    let cut = |night: u32| promising(&[FIVE[0], ("Stripe, Inc.", &format!("Payments, {night}"), "Ireland")]);
    publish(&vendor, &cut(2));
    assert!(suspect(&house.night("2026-05-02").await));
    publish(&vendor, &cut(3));
    let outcome = house.night("2026-05-03").await;
    assert!(matches!(outcome, Outcome::Changed(_)), "{outcome:?}");
    assert_eq!(house.names("acme").await.len(), 2);
}

#[tokio::test]
async fn a_part_of_a_list_is_told_as_one_and_never_believed_to_be_all() {
    let (vendor, house) = watched().await;
    let part = format!("{}<p>1-3 of 5</p>", promising(&FIVE[..3]));
    publish(&vendor, &part);
    for day in ["2026-05-02", "2026-05-03", "2026-05-04"] {
        assert!(failed(&house.night(day).await, Cause::ListCut));
    }
    assert_eq!(house.names("acme").await.len(), 5);
    let new = House::watching(&vendor, &["acme"]).await;
    assert_eq!(new.night("2026-05-04").await, Outcome::First(3));
    let told = status(&new).await;
    assert!(told.contains("the page shows a part of its list: `1-3 of 5`"), "{told}");
}

#[tokio::test]
async fn rows_that_are_no_companies_are_no_list_however_often_they_are_repeated() {
    let (vendor, house) = watched().await;
    let odd = [("href", "Hosting", "Ireland"), ("#1", "Payments", "Ireland"), ("dpa.pdf", "Mail", "Ireland")];
    publish(&vendor, &promising(&odd));
    for day in ["2026-05-02", "2026-05-03"] {
        let outcome = house.night(day).await;
        let is_none =
            [Cause::Unlikely, Cause::ListGone, Cause::ListMoved].iter().any(|cause| failed(&outcome, *cause));
        assert!(is_none, "{outcome:?}");
    }
    assert_eq!(house.names("acme").await.len(), 5);
}

#[tokio::test]
async fn a_known_company_on_more_rows_is_no_new_one_and_one_that_stays_has_not_left() {
    let (vendor, house) = watched().await;
    let mut rows = FIVE.to_vec();
    rows.push(("Amazon Web Services", "Backups", "Ireland"));
    rows.push(("Amazon Web Services", "E-mail delivery", "Ireland"));
    rows.push(("Twilio Inc.", "Messages", "Ireland"));
    publish(&vendor, &promising(&rows));
    house.night("2026-05-02").await;
    let added = fed(&house).await;
    for work in ["Backups", "E-mail delivery"] {
        let words = format!("a known company, now also for {work}");
        let of = added.iter().find(|record| record.contains(&words));
        assert!(of.is_some_and(|record| record.contains(",added,medium,")), "{added:#?}");
    }
    let new = added.iter().find(|record| record.contains("Twilio")).unwrap();
    assert!(new.contains(",high,") && new.contains("new to all our vendors"), "{new}");
    rows.remove(5);
    publish(&vendor, &promising(&rows));
    house.night("2026-05-03").await;
    let gone = fed(&house).await.remove(0);
    assert!(gone.contains("no longer for Backups, still for"), "{gone}");
}

#[tokio::test]
async fn a_company_is_new_to_one_vendor_or_to_all_and_leaves_one_or_the_last() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme", "beta"]).await;
    let both = |acme: &[(&str, &str, &str)], beta: &[(&str, &str, &str)]| {
        vendor.publishes_as("/acme", "text/html", promising(acme));
        vendor.publishes_as("/beta", "text/html", promising(beta));
    };
    let reasons = async || {
        let records = fed(&house).await;
        records.into_iter().map(|record| record.replace('"', "")).collect::<Vec<_>>().join("\n")
    };
    both(&FIVE[..4], &FIVE);
    house.night("2026-05-01").await;
    both(&FIVE, &FIVE);
    house.night("2026-05-02").await;
    let told = reasons().await;
    assert!(told.contains("new to this vendor, known to 1 other"), "{told}");
    both(&FIVE[1..], &FIVE);
    house.night("2026-05-03").await;
    let told = reasons().await;
    assert!(told.contains("it left this vendor, and is still at 1 other"), "{told}");
    both(&FIVE[1..], &FIVE[1..]);
    house.night("2026-05-04").await;
    let told = reasons().await;
    assert!(told.contains("it left the last of our vendors"), "{told}");
}

#[tokio::test]
async fn a_list_that_goes_back_to_what_it_was_is_told_once() {
    let (vendor, house) = watched().await;
    publish(&vendor, &promising(&FIVE[..3]));
    assert_eq!(house.night("2026-05-02").await, Outcome::Changed(2));
    publish(&vendor, &promising(&FIVE).replace("<td>", "<td class=\"b\">"));
    assert_eq!(house.night("2026-05-03").await, Outcome::Changed(2));
    let told = fed(&house).await;
    assert_eq!(told.len(), 3, "{told:#?}");
    let back = &told[0];
    assert!(back.contains(",back,low,") && back.contains("as it stood until 2026-05-02"), "{back}");
    assert!(!back.contains(MOST), "nobody has to object to what was there: {back}");
    publish(&vendor, &promising(&FIVE[..3]).replace("<td>", "<td class=\"c\">"));
    house.night("2026-05-04").await;
    let again = fed(&house).await.remove(0);
    assert!(again.contains(",back,informational,") && again.contains("back and forth 2 times"), "{again}");
}

/// What a restructured page comes to at worst.
#[tokio::test]
async fn a_page_that_is_put_together_anew_is_no_wall_of_new_companies() {
    let (vendor, house) = watched().await;
    let part = |heading: &str| {
        let whole = page(&FIVE);
        format!("<h2>{heading}</h2>{}", &whole[whole.find("<table>").unwrap()..])
    };
    publish(
        &vendor,
        &format!(
            "<title>Sub-processors</title><h1>Sub-processors</h1>{}{}",
            part("Hosted service"),
            part("Mobile app")
        ),
    );
    let outcome = house.night("2026-05-02").await;
    assert!(outcome.is_success(), "{outcome:?}");
    let told = fed(&house).await;
    assert!(
        told.iter().all(|record| !record.contains(",high,") && !record.contains(",critical,")),
        "{told:#?}"
    );
}
