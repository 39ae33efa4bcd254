//! What the dictionaries make of what is printed: the company, its category, the places, whether a row
//! applies now and from which day.
//!
//! Every answer depends on the printed texts of one row alone, so that it can be thrown away and made anew at
//! any time, by better dictionaries. Nothing here has a part in what a version is.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use super::{
    categories, dates, entities,
    places::{self, Places},
    statuses,
};
use crate::model::{Change, Changes, Derived, Listing, Moves, Printed, Status, Subprocessor, Version};

/// What today's dictionaries make of one row.
#[must_use]
pub fn row(printed: &Printed) -> Derived {
    let named = entities::of(&printed.name);
    let place = places_of(printed);
    let (purpose, section) = (printed.purpose.as_deref(), printed.section.as_deref());
    let told = printed.status.as_deref().and_then(statuses::read);
    let effective = effective(printed);
    Derived {
        category: categories::of(purpose, printed.category.as_deref(), section, named.company),
        entity: named.entity,
        countries: place.countries,
        regions: place.regions,
        status: told.or_else(|| section.and_then(statuses::of_heading)).unwrap_or(Status::Current),
        effective,
        besides: besides(printed, told, effective),
    }
}

/// The countries and regions that the location names; those of the company where it names none, as `Standard
/// contractual clauses` in a column of places does.
fn places_of(printed: &Printed) -> Places {
    let read = |text: &Option<String>| text.as_deref().map(places::read).unwrap_or_default();
    let own = read(&printed.location);
    let names_none = own.countries.is_empty() && own.regions.is_empty();
    if names_none { read(&printed.entity_location) } else { own }
}

/// The day from which a row applies: of the field for it, else the one that its status tells (`Effective 1
/// November 2026`).
fn effective(printed: &Printed) -> Option<Date> {
    let own = printed.effective.as_deref().and_then(|text| dates::read(text, None));
    let begins = |text: &&str| statuses::begins(text) || statuses::read(text) == Some(Status::Upcoming);
    let of_status = || {
        let texts = printed.status.as_deref().unwrap_or_default().split("; ");
        texts.filter(begins).find_map(|text| dates::read(text, None))
    };
    own.or_else(of_status)
}

/// What is shown among the other columns, since the schema has a code or a day for it only.
fn besides(printed: &Printed, told: Option<Status>, effective: Option<Date>) -> BTreeMap<String, String> {
    let unread = [
        ("Category", printed.category.as_ref()),
        ("Status", printed.status.as_ref().filter(|_| told.is_none())),
        ("Effective", printed.effective.as_ref().filter(|_| effective.is_none())),
    ];
    unread.into_iter().filter_map(|(header, text)| Some((header.to_owned(), text?.clone()))).collect()
}

/// A row with what is made of it.
#[must_use]
pub fn whole(printed: Printed) -> Subprocessor {
    Subprocessor { derived: row(&printed), printed }
}

/// A list with what is made of each of its rows.
#[must_use]
pub fn listing(printed: Listing<Printed>) -> Listing {
    printed.map(whole)
}

/// A stored list with what is made of each of its rows.
#[must_use]
pub fn version(printed: Version<Printed>) -> Version {
    printed.map(whole)
}

/// Stored changes with what is made of their rows.
#[must_use]
pub fn changes(printed: Changes<Printed>) -> Changes {
    let Changes { changes, columns, suspect } = printed;
    Changes { changes: changes.iter().map(change).collect(), columns, suspect }
}

/// A stored change with what is made of its rows.
#[must_use]
pub fn change(printed: &Change<Printed>) -> Change {
    let made = |row: &Arc<Printed>| Arc::new(whole(row.as_ref().clone()));
    match printed {
        Change::Added { row, split_from, beside } => Change::Added {
            row: made(row),
            split_from: split_from.clone(),
            beside: beside.iter().map(made).collect(),
        },
        Change::Removed { row, merged_into, beside } => Change::Removed {
            row: made(row),
            merged_into: merged_into.clone(),
            beside: beside.iter().map(made).collect(),
        },
        Change::Renamed { old, row } => Change::Renamed { old: made(old), row: made(row) },
        Change::Changed { old, row, field, before, after, places } => {
            let (made_old, made_row) = (made(old), made(row));
            // An empty location is one that was not kept with the change: what it named is not known.
            let is_kept = old.location.as_deref() != Some("");
            let is_seat = field == "entity_location" && is_kept && old.location == row.location;
            let is_told = field == "location" || is_seat;
            let moved = || if is_told { Moves::between(&made_old, &made_row) } else { Moves::default() };
            Change::Changed {
                places: if places.is_empty() { moved() } else { places.clone() },
                old: made_old,
                row: made_row,
                field: field.clone(),
                before: before.clone(),
                after: after.clone(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Category;

    fn printed(name: &str, change: impl FnOnce(&mut Printed)) -> Printed {
        let mut printed = Printed::named(name);
        change(&mut printed);
        printed
    }

    #[test]
    fn a_row_is_derived_from_its_printed_texts_alone() {
        let stripe = printed("Stripe Payments Europe, Ltd.", |row| {
            row.purpose = Some("Zahlungsabwicklung".to_owned());
            row.location = Some("Dublin, Ireland; USA".to_owned());
            row.entity_location = Some("Ireland".to_owned());
        });
        let Derived { entity, category, countries, status, .. } = row(&stripe);
        let codes: Vec<String> = countries.iter().map(ToString::to_string).collect();
        assert_eq!((entity.as_str(), category, status), ("Stripe", Category::Payments, Status::Current));
        assert_eq!(codes, ["IE", "US"]);
        let seat = printed("Wibblecorp GmbH", |row| row.entity_location = Some("Berlin".to_owned()));
        assert_eq!(row(&seat).countries, ["DE".parse().unwrap()].into());
    }

    #[test]
    fn a_status_that_tells_a_day_tells_from_when_the_row_holds() {
        let day = |status: &str| {
            let row = row(&printed("Acme", |row| row.status = Some(status.to_owned())));
            row.effective.map(|day| day.to_string())
        };
        assert_eq!(day("Effective November 1, 2026").as_deref(), Some("2026-11-01"));
        assert_eq!(day("Planned, 1 May 2026").as_deref(), Some("2026-05-01"));
        assert_eq!(day("To be removed December 15, 2026"), None);
        assert_eq!(day("Active"), None);
    }

    #[test]
    fn a_heading_gives_its_status_where_the_row_prints_none_that_is_known() {
        let of = |section: &str, status: Option<&str>| {
            let printed = printed("Acme", |row| {
                row.section = Some(section.to_owned());
                row.status = status.map(str::to_owned);
            });
            row(&printed)
        };
        assert_eq!(of("Planned sub-processors", None).status, Status::Upcoming);
        assert_eq!(of("Planned sub-processors", Some("Active")).status, Status::Current);
        let odd = of("Planned sub-processors", Some("tbd"));
        assert_eq!(
            (odd.status, odd.besides.get("Status").map(String::as_str)),
            (Status::Upcoming, Some("tbd"))
        );
    }

    #[test]
    fn what_the_schema_has_only_a_code_for_is_shown_beside_the_other_columns() {
        let row = row(&printed("Acme", |row| {
            row.category = Some("Infra".to_owned());
            row.effective = Some("soon".to_owned());
        }));
        let shown: Vec<(&str, &str)> =
            row.besides.iter().map(|(header, text)| (header.as_str(), text.as_str())).collect();
        assert_eq!(shown, [("Category", "Infra"), ("Effective", "soon")]);
    }

    #[test]
    fn a_stored_change_of_a_place_tells_which_countries_came_and_went() {
        let at = |location: &str, seat: &str| {
            Arc::new(printed("Acme", |row| {
                row.location = Some(location.to_owned());
                row.entity_location = Some(seat.to_owned());
            }))
        };
        let moved = |field: &str, old: Arc<Printed>, row: Arc<Printed>| {
            let places = Moves::default();
            let stored =
                Change::Changed { old, row, field: field.to_owned(), before: None, after: None, places };
            let Change::Changed { places, .. } = change(&stored) else { unreachable!("a change stays one") };
            places.countries.added.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(moved("location", at("Ireland", "USA"), at("Germany", "USA")), ["DE"]);
        assert_eq!(moved("entity_location", at("Ireland", "USA"), at("Germany", "France")), [""; 0]);
        assert_eq!(moved("purpose", at("Ireland", "USA"), at("Germany", "USA")), [""; 0]);
    }
}
