//! Laws that hold for any two lists, however nasty.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, option, prelude::*, sample::select};

use super::super::{Step, pairs, steps};
use super::*;
use crate::model::{Category, Country, Derived, Printed, Status};

/// Few names, so that many rows share one, nearly share one, or extend one.
const NAMES: [&str; 16] = [
    "AWS",
    "AWS (S3)",
    "Amazon Web Services",
    "Amazon Web Services, Inc.",
    "amazon web services inc",
    "Twilio",
    "Twilio (SendGrid)",
    "SendGrid",
    "Cloudflare",
    "Cloudfare",
    "Postmark",
    "Postman",
    "GitHub",
    "GitHub / GitHub Actions",
    "—",
    "",
];
const ENTITIES: [&str; 6] = ["Amazon Web Services", "Twilio", "GitHub", "Cloudflare", "SendGrid", ""];
const TEXTS: [&str; 9] = [
    "Hosting",
    "Hosting and backups",
    "hosting.",
    "E-mail for SendGrid",
    "E-mail",
    "AI features of Twilio",
    "since 2026-05-01",
    "–",
    "",
];
const PLACES: [&str; 7] = ["Ireland", "Germany", "Ireland; Germany", "United States", "🇩🇪", "🇺🇸", ""];
const SECTIONS: [&str; 5] = ["Infrastructure", "Infrastructure providers", "Support", "Support tools", ""];
const CELLS: [&str; 6] = ["✓", "✗", "", "Pro plan", "2026-05-01", "2026-06-01"];

fn countries(location: &str) -> BTreeSet<Country> {
    let known = [("Ireland", "IE"), ("Germany", "DE"), ("🇩🇪", "DE"), ("United States", "US"), ("🇺🇸", "US")];
    known.iter().filter(|(name, _)| location.contains(name)).map(|(_, code)| code.parse().unwrap()).collect()
}

fn text(texts: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    option::weighted(0.8, select(texts).prop_map(str::to_owned))
}

fn entry() -> impl Strategy<Value = Subprocessor> {
    let whose = (
        select(&NAMES[..]),
        select(&ENTITIES[..]),
        text(&SECTIONS),
        select(vec![Category::Hosting, Category::Affiliate]),
    );
    let what = (text(&TEXTS), text(&TEXTS), text(&PLACES), text(&TEXTS), text(&TEXTS));
    let rest = (
        option::of(0_i8..3),
        text(&["https://a.example", "http://www.a.example/", "https://b.example"]),
        vec(option::of(select(&CELLS[..])), 2),
    );
    (whose, what, rest).prop_map(
        |(
            (name, entity, section, category),
            (purpose, data, location, transfer, notes),
            (day, url, cells),
        )| {
            let headers = ["Plan", "Last reviewed"].into_iter().zip(cells);
            Subprocessor::named(name).with(|printed, derived| {
                derived.entity = entity.to_owned();
                printed.section = section;
                printed.purpose = purpose;
                derived.category = category;
                printed.data = data;
                derived.countries = countries(location.as_deref().unwrap_or_default());
                printed.location = location;
                printed.transfer = transfer;
                derived.status = if day == Some(2) { Status::Upcoming } else { Status::Current };
                derived.effective = day.map(|day| jiff::civil::date(2026, 5, 1 + day));
                printed.notes = notes;
                printed.url = url;
                printed.extra = headers
                    .filter_map(|(header, cell)| Some((header.to_owned(), cell?.to_owned())))
                    .collect();
            })
        },
    )
}

/// A row with some fields of another.
fn edit(mut row: Subprocessor, other: Subprocessor, what: u8) -> Subprocessor {
    match what {
        0 => (row.printed.name, row.derived.entity) = (other.printed.name, other.derived.entity),
        1 => row.printed.purpose = other.printed.purpose,
        2 => {
            (row.printed.location, row.derived.countries) = (other.printed.location, other.derived.countries);
        }
        3 => row.printed.section = other.printed.section,
        4 => row.printed.extra = other.printed.extra,
        5 => (row.derived.status, row.derived.effective) = (other.derived.status, other.derived.effective),
        6 => (row.printed.notes, row.printed.url) = (other.printed.notes, other.printed.url),
        7 => return other,
        _ => {}
    }
    row
}

type Edits = Vec<(prop::sample::Index, Subprocessor, u8)>;

fn edits(most: usize) -> impl Strategy<Value = Edits> {
    vec((any::<prop::sample::Index>(), entry(), 0..10_u8), 0..most)
}

/// Rows of a list with a field or two of others, in the order of the edits.
fn edited_rows(rows: &[Subprocessor], edits: Edits) -> Vec<Subprocessor> {
    let of = |index: prop::sample::Index| if rows.is_empty() { None } else { Some(index.get(rows).clone()) };
    edits
        .into_iter()
        .map(|(index, other, what)| edit(of(index).unwrap_or_else(|| other.clone()), other, what))
        .collect()
}

/// Rows, and more rows that differ from one of them in little or nothing.
fn lists() -> impl Strategy<Value = Vec<Subprocessor>> {
    (vec(entry(), 0..8), edits(6)).prop_map(|(mut rows, edits)| {
        rows.extend(edited_rows(&rows, edits));
        rows
    })
}

/// Two lists of which the newer has rows of the older, some of them with a field of another row, and rows of
/// its own.
fn edited() -> impl Strategy<Value = (Vec<Subprocessor>, Vec<Subprocessor>)> {
    (lists(), edits(12)).prop_map(|(old, edits)| {
        let new = edited_rows(&old, edits);
        (old, new)
    })
}

fn stepped(before: &Listing, after: &Listing) -> (Vec<Step>, Columns) {
    steps(before, after, &pairs(&before.entries, &after.entries))
}

/// The rows of a list after some events: what is gone taken away, what came put in, and each change made
/// where it was. A link that came or went is paint, and taken from the newer list.
fn applied(before: &Listing, after: &Listing, steps: &[Step], columns: &Columns) -> Vec<Subprocessor> {
    let mut rows: BTreeMap<usize, Subprocessor> = before.entries.iter().cloned().enumerate().collect();
    let mut came = Vec::new();
    for row in rows.values_mut() {
        columns.removed.iter().for_each(|field| set(row, field, None));
    }
    for pair in pairs(&before.entries, &after.entries) {
        let (old, new) = (&before.entries[pair.before].printed.url, &after.entries[pair.after].printed.url);
        if old.is_none() != new.is_none() {
            rows.get_mut(&pair.before).unwrap().printed.url.clone_from(new);
        }
    }
    for Step { before, change, .. } in steps {
        match change {
            Change::Added { row, .. } => came.push((**row).clone()),
            Change::Removed { .. } => drop(rows.remove(&before.unwrap())),
            Change::Renamed { row: renamed, .. } => {
                let row = rows.get_mut(&before.unwrap()).unwrap();
                row.printed.name.clone_from(&renamed.printed.name);
                row.derived.entity.clone_from(&renamed.derived.entity);
            }
            Change::Changed { field, after, places, .. } => {
                let row = rows.get_mut(&before.unwrap()).unwrap();
                set(row, field, after.clone());
                row.derived.countries.extend(&places.countries.added);
                row.derived.countries.retain(|country| !places.countries.removed.contains(country));
            }
        }
    }
    rows.into_values().chain(came).collect()
}

fn set(row: &mut Subprocessor, field: &str, text: Option<String>) {
    let place = match field {
        "section" => &mut row.printed.section,
        "purpose" => &mut row.printed.purpose,
        "data" => &mut row.printed.data,
        "location" => &mut row.printed.location,
        "entity_location" => &mut row.printed.entity_location,
        "transfer" => &mut row.printed.transfer,
        "applies_to" => &mut row.printed.applies_to,
        "notes" => &mut row.printed.notes,
        "url" => &mut row.printed.url,
        "status" => return row.derived.status = text.unwrap().parse().unwrap(),
        "effective" => return row.derived.effective = text.map(|day| day.parse().unwrap()),
        _ => {
            let header = field.strip_prefix("extra:").unwrap().to_owned();
            row.printed.extra.remove(&header);
            row.printed.extra.extend(text.map(|text| (header, text)));
            return;
        }
    };
    *place = text;
}

/// Rows as far as the differ looks: without paint, in no order, without the columns that only one of the
/// lists has, and without the rows of what was let go.
fn seen(rows: Vec<Subprocessor>, columns: &Columns) -> Vec<String> {
    let value = |text: &Option<String>| folded::value(&dates::without(text.as_deref().unwrap_or_default()));
    let one = |mut row: Subprocessor| {
        columns.added.iter().for_each(|field| set(&mut row, field, None));
        let Printed { name, purpose, data, location, transfer, notes, url, extra, .. } = row.printed;
        let Derived { status, effective, countries, .. } = row.derived;
        let texts = [&purpose, &data, &location, &transfer, &notes].map(value).join(" | ");
        // Where a column of places came, its countries came with it.
        let countries = if columns.added.iter().chain(&columns.removed).any(|field| field == "location") {
            BTreeSet::new()
        } else {
            countries
        };
        let url = folded::link(url.as_deref().unwrap_or_default());
        let extra: Vec<String> =
            extra.iter().map(|(header, cell)| format!("{header}: {}", value(&Some(cell.clone())))).collect();
        let extra: Vec<&String> = extra.iter().filter(|cell| !cell.ends_with(": ")).collect();
        format!(
            "{} | {texts} | {url} | {status} {effective:?} {countries:?} {extra:?}",
            folded::letters(&name)
        )
    };
    let mut seen: Vec<String> =
        rows.into_iter().filter(|row| row.derived.status != Status::Removed).map(one).collect();
    seen.sort();
    seen
}

/// An event with the rows it is about, as it reads in the other direction.
fn mirrored(step: &Step) -> String {
    let Step { before, after, change } = step;
    let what = match change {
        Change::Added { row, split_from, beside: _ } => format!("removed {row:?} {split_from:?}"),
        Change::Removed { row, merged_into, beside: _ } => format!("added {row:?} {merged_into:?}"),
        Change::Renamed { old, row } => format!("renamed {row:?} {old:?}"),
        Change::Changed { field, before, after, places, .. } => {
            let Moves { countries, regions, safeguard: _ } = places;
            let sets = format!(
                "{:?} {:?} {:?} {:?}",
                countries.removed, countries.added, regions.removed, regions.added
            );
            format!("changed {field} {after:?} {before:?} {sets}")
        }
    };
    format!("{after:?} {before:?} {what}")
}

fn forward(step: &Step) -> String {
    let Step { before, after, change } = step;
    let what = match change {
        Change::Added { row, split_from, beside: _ } => format!("added {row:?} {split_from:?}"),
        Change::Removed { row, merged_into, beside: _ } => format!("removed {row:?} {merged_into:?}"),
        Change::Renamed { old, row } => format!("renamed {old:?} {row:?}"),
        Change::Changed { field, before, after, places, .. } => {
            let Moves { countries, regions, safeguard: _ } = places;
            let sets = format!(
                "{:?} {:?} {:?} {:?}",
                countries.added, countries.removed, regions.added, regions.removed
            );
            format!("changed {field} {before:?} {after:?} {sets}")
        }
    };
    format!("{before:?} {after:?} {what}")
}

/// Headings that were reworded are not told, but they move nobody: the rows under one stand under one other.
fn reworded(before: &Listing, after: &Listing) -> Result<(), TestCaseError> {
    let (told, _) = stepped(before, after);
    let mut became: BTreeMap<String, String> = BTreeMap::new();
    let heading = |row: &Subprocessor| folded::letters(row.printed.section.as_deref().unwrap_or_default());
    for pair in pairs(&before.entries, &after.entries) {
        let moved = |step: &&Step| {
            step.after == Some(pair.after)
                && matches!(&step.change, Change::Changed { field, .. } if field == "section")
        };
        let (old, new) = (heading(&before.entries[pair.before]), heading(&after.entries[pair.after]));
        if old == new || old.is_empty() || new.is_empty() || told.iter().any(|step| moved(&step)) {
            continue;
        }
        prop_assert_eq!(became.entry(old).or_insert_with(|| new.clone()).as_str(), new.as_str());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_list_in_any_order_is_the_same_list(rows in lists(), seed in any::<prop::sample::Index>()) {
        let mut shuffled = rows.clone();
        // Enough of an order: turned, and every second row taken from the other end.
        shuffled.rotate_left(if rows.is_empty() { 0 } else { seed.index(rows.len()) });
        let half: Vec<Subprocessor> = shuffled.iter().skip(1).step_by(2).rev().cloned().collect();
        let mut shuffled: Vec<Subprocessor> = shuffled.into_iter().step_by(2).collect();
        shuffled.extend(half);
        let found = changes(&list(&rows), &list(&shuffled));
        prop_assert!(found.is_empty() && found.suspect.is_none(), "{:?}", found);
        prop_assert!(changes(&list(&rows), &list(&rows)).is_empty());
    }

    #[test]
    fn the_events_make_the_newer_list_of_the_older((old, new) in edited()) {
        let (old, new) = (list(&old), list(&new));
        let (found, columns) = stepped(&old, &new);
        let after = applied(&old, &new, &found, &columns);
        prop_assert_eq!(seen(after, &columns), seen(new.entries.clone(), &columns));
        reworded(&old, &new)?;
    }

    #[test]
    fn the_events_are_the_same_read_backwards((old, new) in edited()) {
        let (old, new) = (list(&old), list(&new));
        let ((there, came), (back, went)) = (stepped(&old, &new), stepped(&new, &old));
        let mut there: Vec<String> = there.iter().map(mirrored).collect();
        let mut back: Vec<String> = back.iter().map(forward).collect();
        there.sort();
        back.sort();
        prop_assert_eq!(there, back);
        prop_assert_eq!((came.added, came.removed), (went.removed, went.added));
    }

    #[test]
    fn lists_that_have_nothing_in_common_keep_the_laws_too(old in lists(), new in lists()) {
        let (old, new) = (list(&old), list(&new));
        let (found, columns) = stepped(&old, &new);
        let after = applied(&old, &new, &found, &columns);
        prop_assert_eq!(seen(after, &columns), seen(new.entries.clone(), &columns));
        let mut there: Vec<String> = found.iter().map(mirrored).collect();
        let mut back: Vec<String> = stepped(&new, &old).0.iter().map(forward).collect();
        there.sort();
        back.sort();
        prop_assert_eq!(there, back);
    }
}
