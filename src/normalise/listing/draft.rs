//! A row on its way to the common schema: its printed texts by field.

use std::{collections::BTreeMap, sync::LazyLock};

use crate::{
    model::{Field, Printed},
    normalise::{
        absent, legal_forms,
        memo::{Memo, recall},
        signs, statuses, topics,
        vocabulary::{WordSet, of_class},
    },
};

use super::rule::Rule;

/// The texts of one row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    /// The name as printed.
    pub(super) name: String,
    /// Texts by field, in order of appearance; joined by `; ` where there are several.
    pub(super) texts: BTreeMap<Field, Vec<String>>,
    /// Every other printed column or labelled line, by its header.
    pub(super) extra: BTreeMap<String, String>,
    /// The link on the name.
    pub(super) link: Option<String>,
    /// The link of a website, policy or terms column or line.
    pub(super) policy: Option<String>,
    /// The link of a column of safeguards: where there is no other, that of the company's agreement.
    pub(super) safeguard: Option<String>,
    /// By which label each field was filled, and how surely.
    pub(super) labels: BTreeMap<Field, Labelled>,
    /// A heading among the rows of its grid that stands above it.
    pub(super) heading: Option<String>,
}

/// The label that filled a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Labelled {
    /// How surely it means the field, 0 to 100.
    pub(super) weight: u8,
    /// What else it may mean.
    pub(super) second: Option<Field>,
}

impl Draft {
    /// Makes room in a field for a surer label: what a looser one put there goes where that one may mean,
    /// too.
    pub(super) fn make_room(&mut self, field: Field, weight: u8) {
        let Some(Labelled { second: Some(second), .. }) =
            self.labels.get(&field).filter(|own| own.weight < weight).cloned()
        else {
            return;
        };
        if !self.has(second)
            && let Some(texts) = self.texts.remove(&field)
        {
            self.texts.insert(second, texts);
            self.labels.remove(&field);
        }
    }

    /// Adds a text to a field; an empty one is nothing.
    pub(super) fn put(&mut self, field: Field, text: &str) {
        let text = text.trim();
        if !is_blank(text) {
            self.texts.entry(field).or_default().push(text.to_owned());
        }
    }

    /// Adds a text under a printed header that has no field.
    pub(super) fn put_extra(&mut self, header: &str, text: &str) {
        let text = text.trim();
        if is_blank(text) {
            return;
        }
        let slot = self.extra.entry(header.trim().to_owned()).or_default();
        if !slot.is_empty() {
            slot.push_str("; ");
        }
        slot.push_str(text);
    }

    /// Whether a field has a text.
    pub(super) fn has(&self, field: Field) -> bool {
        self.texts.contains_key(&field)
    }

    /// The text of a field, which is taken out.
    fn take(&mut self, field: Field) -> Option<String> {
        let mut texts = self.texts.remove(&field)?;
        if texts.len() > 1 { Some(texts.join("; ")) } else { texts.pop() }
    }

    /// The row as it is printed. `section` is that of its grid; a heading among the grid's rows is nearer.
    pub(super) fn finish(mut self, section: Option<&str>) -> Printed {
        let section = self.heading.take().or_else(|| section.map(str::to_owned));
        Printed {
            section: self.take(Field::Section).or(section),
            purpose: self.take(Field::Purpose),
            category: self.take(Field::Category),
            data: self.take(Field::Data),
            location: self.take(Field::Location),
            entity_location: self.take(Field::EntityLocation),
            transfer: self.take(Field::Transfer),
            status: self.take(Field::Status),
            effective: self.take(Field::Effective),
            applies_to: self.take(Field::AppliesTo),
            notes: self.take(Field::Notes),
            url: self
                .link
                .take()
                .or(self.policy.take())
                .or_else(|| self.take(Field::Url))
                .or(self.safeguard.take()),
            extra: self.extra,
            name: self.name,
        }
    }
}

/// Why a name is none, if it is none: a row that says that there are no others, a status that heads what is
/// not used yet, a text that points elsewhere.
pub(super) fn names_nobody(name: &str) -> Option<Rule> {
    recall(&NOBODIES, name, is_nobody)
}

thread_local! {
    static NOBODIES: Memo<Option<Rule>> = Memo::default();
}

/// Why a name is none, found anew.
fn is_nobody(name: &str) -> Option<Rule> {
    let mut words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return Some(Rule::Nameless) };
    let second = words.next();
    let is_short = words.nth(3).is_none();
    // `None Such Ltd` and `Keine Sorge GmbH` are somebody.
    let speaks_of_them = || {
        let topic = topics::of(name);
        topic.list.max(topic.weak).max(topic.affiliates) > 0 || signs::of(name).is_label()
    };
    let goes_on_small = second.is_none_or(|word| !word.starts_with(char::is_uppercase));
    let says_none = is_short
        && absent::begins_nobody(&first.to_lowercase())
        && !legal_forms::has_form(name)
        && (goes_on_small || speaks_of_them());
    // `Not active yet` heads others; `Acme (formerly Zenith)` is somebody.
    let has_one_capital = || !name.chars().skip(1).any(char::is_uppercase);
    let is_status = is_short
        && has_one_capital()
        && statuses::of_heading(name).is_some()
        && !signs::of(name).is_company()
        && !signs::of(name).is_name();
    if says_none {
        Some(Rule::Nobody)
    } else if is_status {
        Some(Rule::StatusHeading)
    } else {
        points_elsewhere(name).then_some(Rule::PointsElsewhere)
    }
}

/// Whether a text is no name and says where the names are: `See the list in clause 7`, `Siehe Anlage 2`.
fn points_elsewhere(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().trim_end_matches('.').to_lowercase();
    let second = words.next().unwrap_or_default();
    let is_sentence = second.starts_with(char::is_lowercase);
    let names_place = text
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| PLACES_OF_LISTS.contains(word.to_lowercase().as_str()));
    let points = POINTERS.contains(first.as_str()) && !second.is_empty();
    points && (is_sentence || names_place) && !signs::of(text).is_company()
}

/// Words that begin a text which points elsewhere.
static POINTERS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("pointers.tsv"), "begins"));
/// Words for the places where lists stand.
static PLACES_OF_LISTS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("pointers.tsv"), "place"));

/// A text as names and headers of one page are compared: its letters and digits without what parts them, in
/// lower case. Accents stay, unlike in [`labels::folded`](crate::normalise::labels::folded).
pub(super) fn run_together(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a printed value says that there is none: empty, dashes.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|letter| letter.is_whitespace() || "-–—―−_.·|/".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_whose_name_begins_with_a_word_for_nobody_is_somebody() {
        for name in ["Inga Lindqvist AB", "Keine Sorge GmbH", "None Such Ltd", "Nonesuch", "Ingen Anden ApS"]
        {
            assert_eq!(names_nobody(name), None, "{name}");
        }
        for text in
            ["None", "Keine", "Keine Unterauftragnehmer", "Inga underbiträden", "none at present", "N/A"]
        {
            let rule = names_nobody(text);
            assert!(rule == Some(Rule::Nobody) || text == "N/A", "{text}: {rule:?}");
        }
    }

    #[test]
    fn a_text_that_points_elsewhere_names_nobody() {
        for text in [
            "See the list linked in clause 7",
            "Siehe Anlage 2",
            "As stated in the Order Form",
            "Voir notre liste",
            "Zob. Załącznik 3",
        ] {
            assert_eq!(names_nobody(text), Some(Rule::PointsElsewhere), "{text}");
        }
        for name in ["See Tickets", "Segment", "See Me Ltd", "Acme (see the list)", "Verisign", "AS Tallink"]
        {
            assert_eq!(names_nobody(name), None, "{name}");
        }
    }
}
