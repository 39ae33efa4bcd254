//! A list, as it stands or as it stood.

use jiff::Timestamp;

use super::{
    days::day,
    draft::{Detail, Draft},
    error::AnswerError,
    source,
    words::{counted, mark},
};
use crate::{
    model::{Country, Derived, Listing, PageFacts, Printed, Region, Slug, Status, Subprocessor, Version},
    normalise::derive,
    report::{self, Column, Sheet, Tone, Value},
    store::{Store, versions},
};

/// The list of a source as it stood at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The source.
    pub slug: Slug,
    /// The moment that was asked for; none: the latest list.
    pub at: Option<Timestamp>,
    /// The version that stood then.
    pub version: Version,
}

/// The list of a source as it stood `at` a moment; none: the latest, that of `now` or of the last moment that
/// the database knows.
///
/// # Errors
/// [`AnswerError::Earlier`] and [`AnswerError::NeverRead`] where no list stood then.
pub async fn list(
    store: &Store,
    slug: &Slug,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Stood, AnswerError> {
    let mut read = store.read().await?;
    let moment = match at {
        Some(at) => at,
        None => source::latest(&mut read, now).await?,
    };
    let Some(version) = versions::at(&mut read, slug, moment).await? else {
        return Err(source::none_stood(&mut read, slug, moment).await?);
    };
    Ok(Stood { slug: slug.clone(), at, version: derive::version(version) })
}

/// The list under a title that says when it was seen.
#[must_use]
pub fn stood(Stood { slug, at, version }: &Stood, detail: Detail) -> Sheet {
    let seen = format!("{}{}", day(version.seen_at), mark(&version.origin));
    let title = match at {
        Some(at) => format!("{slug} on {}, first seen so on {seen}", day(*at)),
        None => format!("{slug}, first seen so on {seen}"),
    };
    sheet(&title, &version.listing, detail)
}

/// The list as the stable answer for programs: `subwatch/listing-1`.
#[must_use]
pub fn json(stood: &Stood) -> Vec<u8> {
    report::version_json(&stood.version)
}

/// A list under a title, a row a sub-processor.
#[must_use]
pub fn sheet(title: &str, listing: &Listing, detail: Detail) -> Sheet {
    let mut sheet = Sheet::new(title).named("list").when_empty("No list was found.");
    if let Some(facts) = facts(&listing.page) {
        sheet = sheet.above(facts);
    }
    for warning in &listing.warnings {
        sheet = sheet.above(format!("Warning: {}", warning.0));
    }
    let mut draft = columns(Draft::new(sheet, detail));
    for row in &listing.entries {
        draft.push(cells(row));
    }
    let sheet = draft.sheet();
    match listing.entries.len() {
        0 => sheet,
        count => sheet.below(counted(count, "sub-processor")),
    }
}

fn columns(draft: Draft) -> Draft {
    use Detail::{Page, Record, Screen};
    draft
        .column(Screen, Column::text("name", "Name"))
        .column(Page, Column::text("entity", "Company").detail())
        .column(Screen, Column::text("section", "Section").detail())
        .column(Screen, Column::long("purpose", "Purpose"))
        .column(Record, Column::text("category", "Category"))
        .column(Screen, Column::long("data", "Data").detail())
        .column(Screen, Column::text("location", "Location"))
        .column(Page, Column::text("entity_location", "Established in").detail())
        .up_to(Screen, Column::codes("places", "Countries"))
        .column(Page, Column::codes("countries", "Countries"))
        .column(Page, Column::codes("regions", "Regions").detail())
        .column(Screen, Column::text("transfer", "Transfer").detail())
        .up_to(Screen, Column::badge("standing", "Status"))
        .column(Page, Column::badge("status", "Status").detail())
        .column(Screen, Column::date("effective", "Effective").detail())
        .column(Page, Column::text("applies_to", "Applies to").detail())
        .column(Page, Column::long("notes", "Notes").detail())
        .column(Page, Column::link("link", "Link").detail())
        .column(Page, Column::long("extra", "Other columns").detail())
}

fn cells(row: &Subprocessor) -> [Value; 19] {
    let Printed {
        name,
        section,
        purpose,
        category: _,
        data,
        location,
        entity_location,
        transfer,
        status: _,
        effective: _,
        applies_to,
        notes,
        url,
        extra: _,
    } = &row.printed;
    let Derived { entity, category, countries, regions, status, effective, besides: _ } = &row.derived;
    let optional = |text: &Option<String>| text.as_ref().map_or(Value::Empty, Value::from);
    let tone = match status {
        Status::Current => Tone::Quiet,
        Status::Upcoming => Tone::Warning,
        Status::Removed => Tone::Bad,
    };
    let standing = Value::badge(status.code(), tone);
    let others: Vec<String> = row.extra().map(|(header, text)| format!("{header}: {text}")).collect();
    // Where a terminal has one column for places, a region stands in for countries that are not named.
    let places: Vec<&str> = if countries.is_empty() {
        regions.iter().map(|region: &Region| region.code()).collect()
    } else {
        countries.iter().map(Country::code).collect()
    };
    [
        Value::from(name),
        Value::from(entity),
        optional(section),
        optional(purpose),
        Value::from(category.code()),
        optional(data),
        optional(location),
        optional(entity_location),
        Value::codes(places),
        Value::codes(countries),
        Value::codes(regions),
        optional(transfer),
        // That a row is current goes without saying.
        if *status == Status::Current { Value::Empty } else { standing.clone() },
        standing,
        effective.map_or(Value::Empty, Value::Date),
        optional(applies_to),
        optional(notes),
        url.as_ref().map_or(Value::Empty, |url| Value::link(url, url)),
        Value::from(others.join("; ")),
    ]
}

/// What the page says of itself, on one line.
fn facts(page: &PageFacts) -> Option<String> {
    let PageFacts { title: _, last_updated, notice_days, objection_days, contact, language, presence: _ } =
        page;
    let parts: Vec<String> = [
        last_updated.map(|day| format!("last updated {day}")),
        notice_days.map(|days| format!("{} of notice", counted(days.into(), "day"))),
        objection_days.map(|days| format!("{} to object", counted(days.into(), "day"))),
        contact.as_ref().map(|contact| format!("contact {contact}")),
        language.as_ref().map(|language| format!("language {language}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| format!("The page says: {}", parts.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_says_of_itself_is_one_line() {
        let page = PageFacts { notice_days: Some(30), objection_days: Some(1), ..PageFacts::default() };
        assert_eq!(facts(&page).as_deref(), Some("The page says: 30 days of notice · 1 day to object"));
        assert_eq!(facts(&PageFacts::default()), None);
    }
}
