//! One row of a list: what the page prints, and what the dictionaries make of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct};

use super::{Category, Country, Region, Status};

/// What stands on the page in one row, field by field, as a reader sees it: tags gone, white space folded to
/// one space, the lines and list items of a cell joined by `; `.
///
/// This is what a version holds, what is digested, sealed and compared. No dictionary has a part in it, so
/// that a word which is added to one never makes another version. Wherever a row is stored, compared or shown
/// it is destructured in full, so that the compiler lists the places when a field is added; where a row is
/// only asked for one of its texts it is not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Printed {
    /// Name, without the badge, description or postal address that shares its cell.
    pub name: String,
    /// Nearest heading above the row that tells one list from another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// What the company does for the vendor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The page's own word for the kind of service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Categories of personal data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    /// Where data are processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Where the company is established, when the page says that apart from `location`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity_location: Option<String>,
    /// Transfer mechanism or safeguard (GDPR Art. 44 to 49).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transfer: Option<String>,
    /// The page's own word for whether the row applies now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// From when the row applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective: Option<String>,
    /// Product, plan or condition that the row is limited to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applies_to: Option<String>,
    /// Remarks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// The link on the name, else of the website, policy or DPA column, absolute where a base is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Every other printed column, by its header.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
}

/// What the dictionaries make of a [`Printed`] row. It can be thrown away and made anew at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The company or brand behind the name, in its plain well-known form.
    pub entity: String,
    /// What it does, in a closed list.
    pub category: Category,
    /// Countries that the location names, else the entity location.
    pub countries: BTreeSet<Country>,
    /// Regions that the location names itself, else the entity location.
    pub regions: BTreeSet<Region>,
    /// Whether the row applies now.
    pub status: Status,
    /// Day from which the row applies.
    pub effective: Option<Date>,
    /// Printed texts for which the schema has a code or a day only, and which are shown among `extra` so that
    /// no reader loses them: the page's own category, and a status or day that no dictionary could read.
    pub besides: BTreeMap<String, String>,
}

/// One row in the common schema: what is printed, with what is derived from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subprocessor {
    /// What stands on the page.
    pub printed: Printed,
    /// What the dictionaries make of it.
    pub derived: Derived,
}

impl Printed {
    /// A row of which only the name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl AsRef<Self> for Printed {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl AsRef<Printed> for Subprocessor {
    fn as_ref(&self) -> &Printed {
        &self.printed
    }
}

impl Derived {
    /// What is made of a row where no dictionary says anything: the company is what the name says.
    #[must_use]
    pub fn unknown(name: &str) -> Self {
        Self {
            entity: name.to_owned(),
            category: Category::Other,
            countries: BTreeSet::new(),
            regions: BTreeSet::new(),
            status: Status::Current,
            effective: None,
            besides: BTreeMap::new(),
        }
    }
}

impl Subprocessor {
    /// A row of which only the name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { printed: Printed::named(name), derived: Derived::unknown(name) }
    }

    /// Every printed text that the schema has no field of its own for, by its header.
    pub fn extra(&self) -> impl Iterator<Item = (&str, &str)> {
        let Self { printed, derived } = self;
        let is_free = |header: &&String| !printed.extra.contains_key(*header);
        let besides = derived.besides.keys().filter(is_free);
        let headers: BTreeSet<&String> = printed.extra.keys().chain(besides).collect();
        headers.into_iter().filter_map(|header| {
            let text = printed.extra.get(header).or_else(|| derived.besides.get(header))?;
            Some((header.as_str(), text.as_str()))
        })
    }

    /// The row, changed: for tests.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Printed, &mut Derived)) -> Self {
        change(&mut self.printed, &mut self.derived);
        self
    }
}

/// Flat, with the fields of the common schema in their order.
impl Serialize for Subprocessor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
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
        } = &self.printed;
        let Derived { entity, category, countries, regions, status, effective, besides: _ } = &self.derived;
        let mut row = serializer.serialize_struct("Subprocessor", FIELDS)?;
        row.serialize_field("name", name)?;
        row.serialize_field("entity", entity)?;
        row.serialize_field("section", section)?;
        row.serialize_field("purpose", purpose)?;
        row.serialize_field("category", category)?;
        row.serialize_field("data", data)?;
        row.serialize_field("location", location)?;
        row.serialize_field("entity_location", entity_location)?;
        row.serialize_field("countries", countries)?;
        row.serialize_field("regions", regions)?;
        row.serialize_field("transfer", transfer)?;
        row.serialize_field("status", status)?;
        row.serialize_field("effective", effective)?;
        row.serialize_field("applies_to", applies_to)?;
        row.serialize_field("notes", notes)?;
        row.serialize_field("url", url)?;
        row.serialize_field("extra", &self.extra().collect::<BTreeMap<_, _>>())?;
        row.end()
    }
}

/// How many fields the common schema has.
const FIELDS: usize = 17;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_told_flat_in_the_common_schema() {
        let row = Subprocessor::named("Datadog, Inc.").with(|printed, derived| {
            printed.extra.insert("Plan".to_owned(), "all".to_owned());
            derived.besides.insert("Category".to_owned(), "Logs".to_owned());
            derived.countries.insert("DE".parse().unwrap());
            derived.regions.insert(Region::Eu);
        });
        let json = serde_json::to_value(&row).unwrap();
        assert_eq!(json["countries"], serde_json::json!(["DE"]));
        assert_eq!(json["regions"], serde_json::json!(["EU"]));
        assert_eq!((&json["category"], &json["status"]), (&"other".into(), &"current".into()));
        assert_eq!(json["extra"], serde_json::json!({ "Category": "Logs", "Plan": "all" }));
        assert_eq!(json.as_object().unwrap().len(), FIELDS);
    }

    #[test]
    fn a_column_that_is_printed_under_a_header_wins_over_a_text_that_is_shown_under_the_same_word() {
        let row = Subprocessor::named("A").with(|printed, derived| {
            printed.extra.insert("Status".to_owned(), "printed".to_owned());
            derived.besides.insert("Status".to_owned(), "unread".to_owned());
        });
        assert_eq!(row.extra().collect::<Vec<_>>(), [("Status", "printed")]);
    }

    #[test]
    fn a_stored_row_with_a_field_more_or_less_is_read_all_the_same() {
        let read: Printed = serde_json::from_str(r#"{"name": "A", "colour": "blue"}"#).unwrap();
        assert_eq!(read, Printed::named("A"));
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"{"name":"A"}"#);
    }
}
