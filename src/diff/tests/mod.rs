//! What makes an event, what does not, and the laws that hold for any two lists.

mod laws;
mod size;

use super::*;
use crate::model::{Doubt, Moves, PageFacts, Presence, Printed, Subprocessor};

fn row(name: &str, purpose: &str, location: &str) -> Subprocessor {
    Subprocessor::named(name).with(|printed, _| {
        printed.purpose = Some(purpose.to_owned());
        printed.location = Some(location.to_owned());
    })
}

fn list(entries: &[Subprocessor]) -> Listing {
    Listing { entries: entries.to_vec(), ..Listing::default() }
}

fn three() -> Vec<Subprocessor> {
    vec![
        row("Alpha", "Hosting", "Ireland"),
        row("Beta", "E-mail", "United States"),
        row("Gamma", "Payments", "EU"),
    ]
}

fn kinds(changes: &Changes) -> Vec<(&str, &str)> {
    changes.changes.iter().map(|change| (change.kind(), change.name())).collect()
}

#[test]
fn a_list_does_not_differ_from_itself_in_any_order() {
    let mut shuffled = three();
    shuffled.rotate_left(1);
    assert!(changes(&list(&three()), &list(&shuffled)).is_empty());
}

#[test]
fn a_field_that_changed_is_one_event_with_both_texts() {
    let mut new = three();
    new[0].printed.location = Some("Germany".to_owned());
    let found = changes(&list(&three()), &list(&new));
    assert_eq!(
        found.changes,
        [Change::Changed {
            old: Arc::new(three()[0].clone()),
            row: Arc::new(new[0].clone()),
            field: "location".to_owned(),
            before: Some("Ireland".to_owned()),
            after: Some("Germany".to_owned()),
            places: Moves::default(),
        }]
    );
}

#[test]
fn rows_that_came_and_went_are_told_with_their_whole_row() {
    let mut new = three();
    new.remove(1);
    new.push(row("Delta", "Search", "France"));
    let found = changes(&list(&three()), &list(&new));
    assert_eq!(kinds(&found), [("added", "Delta"), ("removed", "Beta")]);
}

#[test]
fn a_column_that_appears_for_every_row_is_said_once() {
    let mut new = three();
    for row in &mut new {
        row.printed.data = Some(format!("Data of {}", row.printed.name));
    }
    let found = changes(&list(&three()), &list(&new));
    assert_eq!((found.changes.len(), found.columns.added.as_slice()), (0, ["data".to_owned()].as_slice()));
    let back = changes(&list(&new), &list(&three()));
    assert_eq!((back.changes.len(), back.columns.removed.as_slice()), (0, ["data".to_owned()].as_slice()));
}

#[test]
fn a_reworded_heading_moves_no_row_and_another_heading_does() {
    let under = |headings: [&str; 3]| {
        let mut rows = three();
        for (row, heading) in rows.iter_mut().zip(headings) {
            row.printed.section = Some(heading.to_owned());
        }
        list(&rows)
    };
    let before = under(["Cloud", "Cloud", "Money"]);
    assert!(changes(&before, &under(["Infrastructure", "Infrastructure", "Money"])).is_empty());
    let moved = changes(&before, &under(["Cloud", "Money", "Money"]));
    assert_eq!(kinds(&moved), [("changed", "Beta")]);
}

#[test]
fn a_list_that_is_gone_or_collapsed_is_suspect() {
    let nine: Vec<Subprocessor> = (0..9).map(|n| row(&format!("Company {n}"), "Hosting", "EU")).collect();
    let without = |presence| {
        let page = PageFacts { presence, ..PageFacts::default() };
        changes(&list(&nine), &Listing { page, ..Listing::default() }).suspect.unwrap()
    };
    let gone = without(Presence::Absent("intro but no list".to_owned()));
    assert_eq!(gone.to_string(), "the list is gone: 9 rows before, none now: intro but no list");
    let moved = without(Presence::Elsewhere("https://a.example/".to_owned()));
    assert_eq!(
        moved.to_string(),
        "the list has moved: 9 rows before, none now: the page points to `https://a.example/`"
    );
    let none = without(Presence::SaidNone("We use none.".to_owned()));
    assert_eq!((none.doubt, none.doubt.cause()), (Doubt::SaidNone, None));
    assert!(changes(&list(&nine), &list(&nine[..4])).suspect.is_some());
    assert!(changes(&list(&nine), &list(&nine[..5])).suspect.is_none());
    assert!(changes(&Listing::default(), &list(&nine)).suspect.is_none());
    let roles: Vec<Subprocessor> = (0..9)
        .map(|n| row(&format!("{} provider", ["Hosting", "Payment", "Mail"][n % 3]), "Hosting", "EU"))
        .collect();
    let suspicion = changes(&list(&nine), &list(&roles)).suspect.unwrap();
    assert_eq!(
        suspicion.to_string(),
        "the list was replaced: 9 rows before, 9 now, 0 of 9 companies are the same (believed at once \
         from 50 %)"
    );
    let half = [&nine[..5], &roles[..4]].concat();
    assert!(changes(&list(&nine), &list(&half)).suspect.is_none());
}

#[test]
fn countries_and_regions_are_told_with_the_text_that_named_them_and_never_by_themselves() {
    let placed = |location: &str, countries: &[&str]| {
        row("Alpha", "Hosting", location).with(|printed, derived| {
            derived.countries = countries.iter().map(|code| code.parse().unwrap()).collect();
            printed.transfer = Some("SCCs".to_owned());
        })
    };
    let found = changes(
        &list(&[placed("Ireland, US", &["IE", "US"])]),
        &list(&[placed("Ireland and Germany", &["DE", "IE"])]),
    );
    let [Change::Changed { field, places, .. }] = found.changes.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (field.as_str(), serde_json::to_value(places).unwrap()),
        (
            "location",
            serde_json::json!({
                "countries": { "added": ["DE"], "removed": ["US"] }, "safeguard": "SCCs"
            })
        )
    );
    // The extractor's view of the same text is no change of the vendor's.
    assert!(changes(&list(&[placed("Ireland", &["IE"])]), &list(&[placed("Ireland", &[])])).is_empty());
}

#[test]
fn places_of_two_texts_are_told_once() {
    let placed = |location: &str, seat: &str, code: &str| {
        row("Alpha", "Hosting", location).with(|printed, derived| {
            printed.entity_location = Some(seat.to_owned());
            derived.countries = [code.parse().unwrap()].into();
        })
    };
    let found =
        changes(&list(&[placed("Ireland", "Dublin", "IE")]), &list(&[placed("Germany", "Berlin", "DE")]));
    let told: Vec<(&str, bool)> = found
        .changes
        .iter()
        .filter_map(|change| match change {
            Change::Changed { field, places, .. } => Some((field.as_str(), places.is_empty())),
            _ => None,
        })
        .collect();
    assert_eq!(told, [("location", false), ("entity_location", true)]);
}

#[test]
fn a_merge_and_a_split_name_the_other_row() {
    let one = |name: &str, entity: &str, purpose: &str| {
        row(name, purpose, "US").with(|_, derived| derived.entity = entity.to_owned())
    };
    let two = list(&[
        one("Twilio", "Twilio", "SMS"),
        one("SendGrid", "SendGrid", "E-mail"),
        one("Stripe", "Stripe", "Payments"),
    ]);
    let merged =
        list(&[one("Twilio (SendGrid)", "Twilio", "SMS and e-mail"), one("Stripe", "Stripe", "Payments")]);
    let related = |changes: &Changes| {
        changes
            .changes
            .iter()
            .find_map(|change| change.related().map(|other| (change.kind(), other.to_owned())))
    };
    assert_eq!(related(&changes(&two, &merged)), Some(("removed", "Twilio (SendGrid)".to_owned())));
    assert_eq!(related(&changes(&merged, &two)), Some(("added", "Twilio (SendGrid)".to_owned())));
    let gone = list(&[one("Twilio", "Twilio", "SMS"), one("Stripe", "Stripe", "Payments")]);
    assert_eq!(related(&changes(&two, &gone)), None);
}

/// A list in which every field is filled.
fn full() -> Listing {
    let mut rows = three();
    for (at, row) in rows.iter_mut().enumerate() {
        row.printed.section = Some("Cloud – “Core” services".to_owned());
        row.printed.data = Some("Names; e-mail addresses".to_owned());
        row.printed.transfer = Some("SCC's (Module 2)".to_owned());
        row.printed.notes = Some("Reviewed on 1 May 2026".to_owned());
        row.printed.url = Some(format!("https://www.example.com/{at}/"));
        row.printed.extra.insert("Last updated".to_owned(), "2026-05-01".to_owned());
        row.derived.effective = Some("2026-05-01".parse().unwrap());
    }
    list(&rows)
}

/// What becomes of the full list when each of its texts is painted over.
fn painted(paint: impl Fn(&str) -> String) -> Changes {
    let mut new = full();
    for row in &mut new.entries {
        row.printed.name = paint(&row.printed.name);
        row.printed.extra.values_mut().for_each(|text| *text = paint(text));
        let Printed { section, purpose, data, location, transfer, notes, .. } = &mut row.printed;
        for text in [section, purpose, data, location, transfer, notes].into_iter().flatten() {
            *text = paint(text);
        }
    }
    changes(&full(), &new)
}

#[test]
fn white_space_punctuation_case_quotes_and_dashes_are_silent() {
    for paint in [
        |text: &str| text.to_uppercase(),
        |text: &str| text.replace(' ', "\u{a0} "),
        |text: &str| format!("{text}."),
        |text: &str| text.replace(['“', '”'], "\"").replace('\'', "’"),
        |text: &str| text.replace('–', "-").replace("e-mail", "e‑mail"),
        |text: &str| text.replace("; ", ", "),
    ] {
        let found = painted(paint);
        assert!(found.is_empty(), "{:?}", found.changes);
    }
    assert!(!painted(|text| text.replace("Hosting", "Hosting and backup")).is_empty());
}

#[test]
fn a_date_alone_is_silent_but_for_the_day_a_row_takes_effect() {
    let mut new = full();
    for row in &mut new.entries {
        row.printed.notes = Some("Reviewed on 12 June 2026".to_owned());
        row.printed.extra.insert("Last updated".to_owned(), "12/06/2026".to_owned());
    }
    assert!(changes(&full(), &new).is_empty());
    new.page.last_updated = Some("2026-06-12".parse().unwrap());
    assert!(changes(&full(), &new).is_empty());
    new.entries[1].derived.effective = Some("2026-07-01".parse().unwrap());
    let found = changes(&full(), &new);
    assert!(
        matches!(found.changes.as_slice(), [Change::Changed { field, .. }] if field == "effective"),
        "{found:?}"
    );
}

#[test]
fn a_link_that_leads_to_the_same_place_is_silent() {
    let mut new = full();
    for row in &mut new.entries {
        let path = row.printed.url.take().unwrap_or_default().replace("https://www.", "http://");
        row.printed.url = Some(format!("{}?utm_source=list#top", path.trim_end_matches('/')));
    }
    assert!(changes(&full(), &new).is_empty());
    new.entries[0].printed.url = Some("https://example.com/other".to_owned());
    assert_eq!(kinds(&changes(&full(), &new)), [("changed", "Alpha")]);
}

#[test]
fn a_name_that_is_linked_now_is_silent() {
    let linked = |url: Option<&str>| {
        let mut rows = three();
        rows[1].printed.url = url.map(str::to_owned);
        list(&rows)
    };
    assert!(changes(&linked(None), &linked(Some("https://beta.example/dpa"))).is_empty());
    assert!(changes(&linked(Some("https://beta.example/dpa")), &linked(None)).is_empty());
    let elsewhere =
        changes(&linked(Some("https://beta.example/dpa")), &linked(Some("https://beta.example/terms")));
    assert_eq!(kinds(&elsewhere), [("changed", "Beta")]);
}

#[test]
fn a_list_of_those_that_were_let_go_is_history() {
    let with = |former: &[&str]| {
        let former = former
            .iter()
            .map(|name| Subprocessor::named(name).with(|_, derived| derived.status = Status::Removed));
        list(&three().into_iter().chain(former).collect::<Vec<_>>())
    };
    assert!(changes(&with(&[]), &with(&["Old One", "Old Two"])).is_empty());
    assert!(changes(&with(&["Old One", "Old Two"]), &with(&[])).is_empty());
    let many: Vec<String> = (1..=9).map(|number| format!("Old {number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (before, after) in [(&many[..], &[][..]), (&[], &many)] {
        let found = changes(&with(before), &with(after));
        assert!(found.is_empty() && found.suspect.is_none(), "{found:?}");
    }
    // One that is used again has come.
    let again = list(&[three(), vec![Subprocessor::named("Old One")]].concat());
    assert_eq!(kinds(&changes(&with(&["Old One"]), &again)).len(), 1);
}

#[test]
fn a_tick_that_becomes_a_cross_is_loud() {
    let with = |sign: &str| {
        let mut rows = three();
        for (at, row) in rows.iter_mut().enumerate() {
            row.printed.extra.insert("Pro".to_owned(), if at == 0 { sign } else { "✓" }.to_owned());
        }
        list(&rows)
    };
    assert!(changes(&with("✓"), &with("✔")).is_empty());
    assert_eq!(kinds(&changes(&with("✓"), &with("✗"))), [("changed", "Alpha")]);
}

#[test]
fn a_list_is_judged_by_its_companies_not_by_its_rows() {
    let parts = ["EU", "US", "Mail", "Logs", "Files"];
    let of = |name: &str, part: &str| row(name, part, "EU");
    let many: Vec<Subprocessor> =
        ["Acme", "Bolt"].iter().flat_map(|name| parts.iter().map(|part| of(name, part))).collect();
    let few = [of("Acme", "EU"), of("Bolt", "EU")];
    assert_eq!(changes(&list(&many), &list(&few)).suspect, None, "both are still there");
    let one = changes(&list(&many), &list(&few[..1]));
    assert_eq!(one.suspect, None, "one of two is half of them");
    let still = one.changes.iter().filter(|change| !change.beside().is_empty()).count();
    assert_eq!((still, one.changes.len()), (4, 9), "{one:?}");
}

#[test]
fn a_part_of_a_list_is_suspect_only_where_companies_are_missing() {
    let nine: Vec<Subprocessor> = (0..9).map(|n| row(&format!("Company {n}"), "Hosting", "EU")).collect();
    let part = |rows: &[Subprocessor]| {
        let presence = Presence::Cut("1-8 of 9".to_owned());
        let page = PageFacts { presence, ..PageFacts::default() };
        let suspect = changes(&list(&nine), &Listing { page, ..list(rows) }).suspect;
        suspect.map(|suspicion| suspicion.doubt)
    };
    assert_eq!((part(&nine), part(&nine[..8])), (None, Some(Doubt::Cut)));
}
