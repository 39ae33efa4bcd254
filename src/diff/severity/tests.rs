//! Tests of `severity`.

use std::sync::Arc;

use jiff::civil::date;

use super::*;

const DAY: Date = date(2026, 5, 1);

fn row(name: &str, purpose: &str, countries: &[&str]) -> Subprocessor {
    let countries = countries.iter().map(|code| code.parse().unwrap()).collect();
    Subprocessor::named(name).with(|printed, derived| {
        printed.purpose = Some(purpose.to_owned());
        derived.countries = countries;
    })
}

fn added(row: Subprocessor) -> Change {
    Change::Added { row: Arc::new(row), split_from: None, beside: Vec::new() }
}

fn changed(field: &str, before: &'static str, after: &'static str) -> Change {
    let text = |text: &'static str| (!text.is_empty()).then_some(text);
    Change::of_field(Subprocessor::named("A"), field, text(before), text(after))
}

fn moved(before: &[&str], after: &[&str], safeguard: Option<&str>) -> Change {
    let (old, new) = (
        row("A", "", before),
        row("A", "", after).with(|printed, _| printed.transfer = safeguard.map(str::to_owned)),
    );
    changed("location", "x", "y").moving(Moves::between(&old, &new))
}

#[track_caller]
fn weighs(change: &Change, severity: Severity, reason: &str) {
    assert_eq!(weigh(change, DAY), Weight { severity, reason: reason.to_owned() }, "{change:?}");
}

#[test]
fn a_new_company_is_high_and_one_of_ai_outside_critical() {
    weighs(&added(row("Hetzner", "Hosting", &["DE"])), High, "a new company");
    weighs(&added(row("Zoho", "CRM", &["IN"])), High, "a new company, and data may go to IN");
    weighs(&added(row("Mistral", "Inference", &["FR"])), High, "a new company");
    weighs(
        &added(row("Mistral", "Inference", &["FR"]).with(|_, derived| derived.category = Category::Ai)),
        High,
        "a new AI company",
    );
    weighs(
        &added(row("OpenAI", "AI assistant", &["US"])),
        Critical,
        "a new AI company, and data may go to US",
    );
    weighs(
        &added(row("CDN", "Cache", &[]).with(|_, derived| derived.regions = [Region::Global].into())),
        High,
        "a new company, and data may go to GLOBAL",
    );
    let gone = row("OpenAI", "AI", &["US"]).with(|_, derived| derived.status = Status::Removed);
    weighs(&added(gone), Low, "the page prints it as one that was let go");
    let part = Change::Added {
        row: Arc::new(row("AWS S3", "Storage", &["US"])),
        split_from: Some("AWS".to_owned()),
        beside: Vec::new(),
    };
    weighs(&part, Medium, "a row that was part of another one");
}

#[test]
fn the_united_states_are_outside_without_the_name_of_the_framework() {
    let covered =
        row("Stripe", "Payments", &["US"]).with(|printed, _| printed.transfer = Some("EU-US DPF".to_owned()));
    weighs(&added(covered), High, "a new company");
    weighs(&moved(&["IE"], &["IE", "US"], None), High, "data may now go to US");
    weighs(
        &moved(&["IE"], &["IE", "US"], Some("Data Privacy Framework")),
        Low,
        "other places, all in the EEA or adequate",
    );
}

#[test]
fn a_place_outside_is_high_and_any_other_low() {
    weighs(&moved(&["US"], &["DE", "JP"], None), Low, "other places, all in the EEA or adequate");
    weighs(&moved(&["DE", "US"], &["DE"], None), Low, "data no longer go to some places");
    weighs(&moved(&["DE"], &["BR", "IN"], None), High, "data may now go to IN");
    weighs(&changed("location", "Germany", ""), Medium, "it no longer says where");
    weighs(
        &changed("location", "Frankfurt, Germany", "Germany (Frankfurt am Main)"),
        Informational,
        "wording alone",
    );
}

#[test]
fn a_purpose_that_grows_matters_more_than_one_that_shrinks_or_is_reworded() {
    weighs(&changed("purpose", "Hosting", "Hosting and backups"), Medium, "it takes in more than before");
    weighs(&changed("data", "", "Health records"), Medium, "it takes in more than before");
    weighs(&changed("purpose", "Hosting", "Hosting and AI features"), High, "it now speaks of AI");
    weighs(
        &changed("purpose", "AI answers", "AI answers and search"),
        Medium,
        "it takes in more than before",
    );
    weighs(&changed("purpose", "Hosting and backups", "Hosting"), Low, "it takes in less than before");
    weighs(
        &changed("purpose", "Sending mail for our users", "Mail delivery for our users"),
        Informational,
        "wording alone",
    );
    weighs(&changed("purpose", "Sending mail", "Recording calls"), Medium, "it is another text");
}

#[test]
fn transfer_status_and_the_rest_have_their_rules() {
    weighs(&changed("transfer", "SCCs", ""), High, "it no longer says what secures the transfer");
    weighs(&changed("transfer", "SCCs", "DPF"), Medium, "the transfer stands on something else");
    weighs(&changed("status", "upcoming", "current"), Medium, "it applies from another day, or now");
    weighs(&changed("status", "current", "removed"), Low, "it was let go");
    weighs(&changed("effective", "2026-05-01", "2026-06-01"), Medium, "it applies from another day, or now");
    weighs(&changed("section", "Cloud", "Support"), Low, "it stands under another heading");
    weighs(&changed("notes", "", "May also receive order numbers"), Low, "a remark says something else");
    weighs(&changed("notes", "Receives order numbers", "Uses an LLM"), High, "it now speaks of AI");
    weighs(&changed("notes", "See the annex below", "See below, the annex"), Informational, "wording alone");
    weighs(
        &changed("url", "https://a.example", "https://b.example"),
        Informational,
        "a link leads elsewhere",
    );
    weighs(&changed("extra:DPA", "signed", "pending"), Low, "a column of the page's own says something else");
    weighs(
        &Change::Removed { row: Arc::new(row("A", "AI", &["US"])), merged_into: None, beside: Vec::new() },
        Low,
        "a company that gets no more data",
    );
    let renamed = Change::of_name("A Inc", Subprocessor::named("A LLC"));
    weighs(&renamed, Medium, "another name may be another legal person");
}

#[test]
fn an_event_is_weighed_by_the_law_of_its_day() {
    assert_eq!(weigh(&moved(&["DE"], &["BR"], None), date(2026, 1, 25)).severity, High);
    assert_eq!(weigh(&moved(&["DE"], &["BR"], None), date(2026, 1, 26)).severity, Low);
}

#[test]
fn the_worst_of_some_events_is_the_gravest() {
    let changes =
        Changes { changes: vec![changed("notes", "", "x"), added(row("A", "", &[]))], ..Changes::default() };
    assert_eq!(worst(&changes, DAY), Some(High));
    assert_eq!(worst(&Changes::default(), DAY), None);
}

#[test]
fn a_column_that_goes_matters_by_what_it_said() {
    let weight = |added: &[&str], removed: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        weigh_columns(&Columns { added: owned(added), removed: owned(removed) })
            .map(|weight| (weight.severity, weight.reason))
    };
    assert_eq!(weight(&[], &[]), None);
    assert_eq!(weight(&["data"], &[]), Some((Informational, "the page says more of every row".to_owned())));
    assert_eq!(
        weight(&["data"], &["extra:Logo"]),
        Some((Informational, "the page says less of every row".to_owned()))
    );
    assert_eq!(
        weight(&[], &["url", "data"]),
        Some((Medium, "the page no longer says with which data".to_owned()))
    );
    assert_eq!(weight(&[], &["entity_location"]).map(|(severity, _)| severity), Some(Low));
    let gone = Columns { added: vec![], removed: vec!["transfer".to_owned()] };
    assert_eq!(worst(&Changes { columns: gone, ..Changes::default() }, DAY), Some(Medium));
}

#[test]
fn ai_is_read_as_it_is_printed() {
    for text in [
        "AI",
        "uses an LLM.",
        "KI-Funktionen",
        "GPT-4",
        "Machine learning",
        "modèle d'intelligence artificielle",
    ] {
        assert!(speaks_of_ai(text), "{text}");
    }
    for text in ["E-mail ai clienti", "Thai", "maintenance", "j'ai", ""] {
        assert!(!speaks_of_ai(text), "{text}");
    }
}
