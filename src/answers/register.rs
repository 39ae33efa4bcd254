//! Which vendors rely on which company, where, on a day: what stood on all lists at one moment.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::{
    days::day,
    draft::{Detail, Draft},
    error::AnswerError,
    words::counted,
};
use crate::{
    model::{Country, Derived, Dictionaries, Printed, Slug},
    normalise::derive,
    report::{Column, Sheet, Value},
    store::{
        Connection, Store,
        derived::{self, Reliance, Stale},
        sources,
    },
};

/// What is asked of the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The moment.
    pub at: Timestamp,
    /// The company in its plain form; none: all.
    pub entity: Option<&'a str>,
    /// A country that the rows name; none: any.
    pub country: Option<Country>,
    /// The dictionaries of this program: rows that others derived are derived anew.
    pub dictionaries: Dictionaries,
}

/// What stood at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The moment.
    pub at: Timestamp,
    /// The rows that stood, by source; without what is shown beside the other columns.
    pub rows: Vec<Reliance>,
    /// Sources whose rows were read from their versions, since what was derived of them is behind.
    pub read_anew: Vec<Slug>,
}

/// What stood at a moment: for all vendors, or for one company or country.
///
/// The rows that are kept derived are found by an index. For a source of which they are behind, other
/// dictionaries having made them or a version having come since, the versions are read: the answer takes
/// longer then, and is never another.
///
/// # Errors
/// [`AnswerError::Store`] alone.
pub async fn register(store: &Store, ask: &Ask<'_>) -> Result<Register, AnswerError> {
    let Ask { at, entity, country, dictionaries } = *ask;
    let mut read = store.read().await?;
    let behind = derived::stale(&mut read, dictionaries).await?;
    let read_anew: BTreeSet<Slug> = behind.iter().map(|source| source.slug.clone()).collect();
    let mut rows = derived::relying(&mut read, &derived::Ask { at, entity, country }).await?;
    rows.retain(|row| !read_anew.contains(&row.slug));
    if !behind.is_empty() {
        let enrolled = sources::known(&mut read).await?;
        let vendors: BTreeMap<Slug, String> =
            enrolled.into_iter().map(|source| (source.slug, source.vendor)).collect();
        for source in &behind {
            let vendor = vendors.get(&source.slug).map(String::as_str).unwrap_or_default();
            rows.extend(anew(&mut read, source, vendor, ask).await?);
        }
        rows.sort_by(|one, other| one.slug.cmp(&other.slug));
    }
    Ok(Register { at, rows, read_anew: read_anew.into_iter().collect() })
}

/// The same for one source, from its versions.
async fn anew(
    read: &mut Connection,
    source: &Stale,
    vendor: &str,
    ask: &Ask<'_>,
) -> Result<Vec<Reliance>, AnswerError> {
    let history = derived::history(read, source).await?;
    let mut texts: Vec<Printed> = Vec::new();
    // A row is derived only if it stood at the moment: here its texts are kept in the order of the spans.
    let spans = derived::spans(&history, |printed| {
        texts.push(printed.clone());
        Derived::unknown(&printed.name)
    });
    let stood = spans
        .into_iter()
        .zip(texts)
        .filter(|(span, _)| span.from <= ask.at && span.until.is_none_or(|until| until > ask.at));
    let rows = stood.map(|(span, printed)| Reliance {
        slug: source.slug.clone(),
        vendor: vendor.to_owned(),
        derived: Derived { besides: BTreeMap::new(), ..derive::row(&printed) },
        printed,
        since: span.from,
        until: span.until,
    });
    Ok(rows.filter(|row| is_meant(&row.derived, ask)).collect())
}

fn is_meant(derived: &Derived, ask: &Ask<'_>) -> bool {
    let is_company = ask.entity.is_none_or(|entity| derived.entity == entity);
    let is_there = ask.country.is_none_or(|country| derived.countries.contains(&country));
    is_company && is_there
}

/// The register, a row a row.
#[must_use]
pub fn sheet(Register { at, rows, read_anew: _ }: &Register, detail: Detail) -> Sheet {
    use Detail::{Page, Record, Screen};
    let title = format!("Sub-processors on {}", day(*at));
    let sheet = Sheet::new(&title).named("register").when_empty("No vendor names one.");
    let mut draft = Draft::new(sheet, detail)
        .column(Screen, Column::text("vendor", "Vendor"))
        .column(Record, Column::text("source", "Source"))
        .column(Screen, Column::text("entity", "Company"))
        .column(Page, Column::text("name", "Name"))
        .column(Page, Column::text("section", "Section").detail())
        .column(Screen, Column::long("purpose", "Purpose"))
        .column(Record, Column::text("category", "Category"))
        .column(Screen, Column::codes("countries", "Countries"))
        .column(Page, Column::codes("regions", "Regions").detail())
        .column(Screen, Column::time("since", "Printed so since"))
        .column(Record, Column::time("until", "Until"));
    for Reliance { slug, vendor, printed, derived, since, until } in rows {
        draft.push([
            Value::from(vendor),
            Value::from(slug.as_str()),
            Value::from(&derived.entity),
            Value::from(&printed.name),
            Value::from(printed.section.clone()),
            Value::from(printed.purpose.clone()),
            Value::from(derived.category.code()),
            Value::codes(&derived.countries),
            Value::codes(derived.regions.iter().map(|region| region.code())),
            Value::Time(*since),
            Value::from(*until),
        ]);
    }
    let vendors: BTreeSet<&str> = rows.iter().map(|row| row.vendor.as_str()).collect();
    let sheet = draft.sheet();
    if rows.is_empty() {
        return sheet;
    }
    sheet.below(format!("{} at {}", counted(rows.len(), "row"), counted(vendors.len(), "vendor")))
}
