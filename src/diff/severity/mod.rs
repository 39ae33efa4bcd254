//! How much an event matters, by the rules of one table.

use std::{collections::HashSet, sync::LazyLock};

use jiff::civil::Date;

use self::Severity::{Critical, High, Informational, Low, Medium};
use super::folded;
use crate::model::{
    Category, Change, Changes, Columns, Country, Moves, Region, Severity, Status, Subprocessor, Weight, law,
    wordlist::lines,
};

/// One rule. The first of the table that holds decides; `{where}` stands for the places in question.
struct Rule {
    severity: Severity,
    /// Why it matters, in words.
    reason: &'static str,
    holds: fn(&Facts<'_>) -> bool,
}

const fn rule(severity: Severity, reason: &'static str, holds: fn(&Facts<'_>) -> bool) -> Rule {
    Rule { severity, reason, holds }
}

/// The rules, the gravest first.
///
/// *Outside* is a country that is neither in the EEA nor covered by an adequacy decision on the day of the
/// event (GDPR Art. 45; the table is in [`law`]), or a region that is not Europe. The decision on the United
/// States covers members of the Data Privacy Framework alone: without its name beside the transfer they are
/// outside.
const RULES: &[Rule] = &[
    // A new company may be objected to (GDPR Art. 28(2)): there is something to decide.
    rule(Low, "the page prints it as one that was let go", |facts| {
        facts.came().is_some_and(|row| row.derived.status == Status::Removed)
    }),
    rule(Medium, "a row that was part of another one", |facts| {
        facts.came().is_some() && facts.change.related().is_some()
    }),
    // A company that stands on the list already is no new one, however many rows it gets.
    rule(High, "a known company, now for AI", |facts| {
        facts.is_known()
            && facts.came().is_some_and(is_ai)
            && !facts.change.beside().iter().any(|row| is_ai(row))
    }),
    rule(High, "a known company, and data may now go to {where}", |facts| {
        facts.is_known() && facts.goes_outside()
    }),
    rule(Low, "a known company on one more row, for the same", |facts| {
        facts.is_known() && facts.is_same_work()
    }),
    rule(Medium, "a known company, now also for {what}", |facts| {
        facts.came().is_some() && !facts.change.beside().is_empty()
    }),
    rule(Critical, "a new AI company, and data may go to {where}", |facts| {
        facts.came().is_some_and(is_ai) && facts.goes_outside()
    }),
    rule(High, "a new AI company", |facts| facts.came().is_some_and(is_ai)),
    rule(High, "a new company, and data may go to {where}", |facts| {
        facts.came().is_some() && facts.goes_outside()
    }),
    rule(High, "a new company", |facts| facts.came().is_some()),
    // What a company that stayed may do, where, and on what ground.
    rule(High, "data may now go to {where}", |facts| facts.is_place() && facts.goes_outside()),
    rule(High, "it no longer says what secures the transfer", |facts| {
        facts.is(&["transfer"]) && facts.is_emptied()
    }),
    rule(High, "it now speaks of AI", |facts| facts.is(&["purpose", "data", "notes"]) && facts.begins_ai()),
    rule(Medium, "it takes in more than before", |facts| {
        facts.is(&["purpose", "data"]) && facts.is_widened()
    }),
    rule(Medium, "it is another text", |facts| facts.is(&["purpose", "data"]) && facts.is_replaced()),
    rule(Medium, "it no longer says where", |facts| {
        facts.is_place() && (facts.is_emptied() || facts.turns_vague())
    }),
    rule(Medium, "the transfer stands on something else", |facts| facts.is(&["transfer"])),
    rule(Low, "it was let go", |facts| facts.is(&["status"]) && facts.after == Some(Status::Removed.code())),
    rule(Medium, "it applies from another day, or now", |facts| facts.is(&["status", "effective"])),
    rule(Medium, "another name may be another legal person", |facts| {
        matches!(facts.change, Change::Renamed { .. })
    }),
    // Less than before, or the same elsewhere.
    rule(Low, "it is part of another row now", |facts| {
        matches!(facts.change, Change::Removed { .. }) && facts.change.related().is_some()
    }),
    rule(Low, "no longer for {what}, still for {still}", |facts| {
        matches!(facts.change, Change::Removed { .. }) && !facts.change.beside().is_empty()
    }),
    rule(Low, "a company that gets no more data", |facts| matches!(facts.change, Change::Removed { .. })),
    rule(Low, "data no longer go to some places", |facts| facts.is_place() && facts.leaves_places()),
    rule(Low, "other places, all in the EEA or adequate", |facts| facts.is_place() && facts.moves_places()),
    rule(Low, "it takes in less than before", |facts| facts.is(&["purpose", "data"]) && facts.is_narrowed()),
    rule(Low, "it stands under another heading", |facts| facts.is(&["section"])),
    rule(Low, "it is limited to something else", |facts| facts.is(&["applies_to"])),
    rule(Low, "a column of the page's own says something else", |facts| {
        facts.field.is_some_and(|field| field.starts_with("extra:"))
    }),
    rule(Low, "a remark says something else", |facts| {
        facts.is(&["notes"]) && (facts.is_widened() || facts.is_replaced())
    }),
    rule(Informational, "a link leads elsewhere", |facts| facts.is(&["url"])),
    rule(Informational, "wording alone", |_| true),
];

/// The rules for a column that no longer stands on the page, for any row; any other is informational, as is
/// one that came.
const COLUMN_RULES: &[(Severity, &str, &[&str])] = &[
    (Medium, "the page no longer says where", &["location"]),
    (Medium, "the page no longer says what secures the transfer", &["transfer"]),
    (Medium, "the page no longer says what is done", &["purpose"]),
    (Medium, "the page no longer says with which data", &["data"]),
    (Low, "the page no longer says where the companies sit", &["entity_location"]),
];

/// How much it matters that columns came and went, by the gravest rule; none where none did.
#[must_use]
pub fn weigh_columns(Columns { added, removed }: &Columns) -> Option<Weight> {
    let weight = |severity, reason: &str| Some(Weight { severity, reason: reason.to_owned() });
    let rule = COLUMN_RULES
        .iter()
        .find(|(.., fields)| removed.iter().any(|column| fields.contains(&column.as_str())));
    match rule {
        Some((severity, reason, _)) => weight(*severity, reason),
        None if !removed.is_empty() => weight(Informational, "the page says less of every row"),
        None if !added.is_empty() => weight(Informational, "the page says more of every row"),
        None => None,
    }
}

/// How much an event matters that was seen on a day, and by which rule.
#[must_use]
pub fn weigh(change: &Change, day: Date) -> Weight {
    let facts = Facts::of(change, day);
    let rule = RULES.iter().find(|rule| (rule.holds)(&facts));
    let (severity, reason) = rule.map_or((Informational, ""), |rule| (rule.severity, rule.reason));
    let mut reason = reason.replace("{where}", &facts.outside.join(", "));
    if reason.contains("{what}") {
        // What is printed comes last: it may hold anything.
        let still = change.still().into_iter().map(|text| short(&text)).collect::<Vec<_>>().join(", ");
        let (front, back) = reason.split_once("{what}").unwrap_or((&reason, ""));
        reason = format!("{front}{}{}", short(&change.what()), back.replace("{still}", &still));
    }
    Weight { severity, reason }
}

/// A printed text in a reason: at most so many letters of it.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        text.to_owned()
    } else {
        format!("{}...", text.chars().take(MOST).collect::<String>().trim_end())
    }
}

/// How much the gravest of some events matters; none where there is no event.
#[must_use]
pub fn worst(changes: &Changes, day: Date) -> Option<Severity> {
    let columns = weigh_columns(&changes.columns).map(|weight| weight.severity);
    changes.changes.iter().map(|change| weigh(change, day).severity).chain(columns).max()
}

/// What the rules look at.
struct Facts<'a> {
    change: &'a Change,
    field: Option<&'a str>,
    before: Option<&'a str>,
    after: Option<&'a str>,
    /// Codes of the places outside that came.
    outside: Vec<String>,
    /// Words that came and words that went.
    words: (usize, usize),
}

/// Shorter words are joints: they widen nothing.
const SHORTEST_TELLING: usize = 3;
/// A text is widened if for one word that went at least so many came.
const CAME_FOR_ONE: usize = 3;
/// Below this likeness it is another text.
const SAME_TEXT: f64 = 0.5;

impl<'a> Facts<'a> {
    fn of(change: &'a Change, day: Date) -> Self {
        let (mut field, mut before, mut after, mut outside) = (None, None, None, Vec::new());
        match change {
            Change::Added { row, beside, .. } => {
                let safeguard = [&row.printed.transfer, &row.printed.location, &row.printed.notes]
                    .map(|text| text.as_deref().unwrap_or_default())
                    .join(" ");
                let known =
                    |place: &&Country| beside.iter().any(|other| other.derived.countries.contains(place));
                let known_region =
                    |region: &&Region| beside.iter().any(|other| other.derived.regions.contains(region));
                let countries = row.derived.countries.iter().filter(|place| !known(place));
                let regions = row.derived.regions.iter().filter(|region| !known_region(region));
                outside = outside_of(countries, regions, day, &safeguard);
            }
            Change::Changed { field: changed, before: old, after: new, places, .. } => {
                (field, before, after) = (Some(changed.as_str()), old.as_deref(), new.as_deref());
                let safeguard = [places.safeguard.as_deref(), after].map(Option::unwrap_or_default).join(" ");
                outside =
                    outside_of(places.countries.added.iter(), places.regions.added.iter(), day, &safeguard);
            }
            Change::Removed { .. } | Change::Renamed { .. } => {}
        }
        let set = |text: Option<&str>| -> HashSet<String> {
            let words = folded::words(text.unwrap_or_default()).into_iter();
            words.filter(|word| word.chars().count() >= SHORTEST_TELLING).collect()
        };
        let (old, new) = (set(before), set(after));
        let words = (new.difference(&old).count(), old.difference(&new).count());
        Self { change, field, before, after, outside, words }
    }

    fn came(&self) -> Option<&Subprocessor> {
        match self.change {
            Change::Added { row, .. } => Some(row),
            Change::Removed { .. } | Change::Renamed { .. } | Change::Changed { .. } => None,
        }
    }

    /// A row came, and its company stood on the list already.
    fn is_known(&self) -> bool {
        self.came().is_some() && !self.change.beside().is_empty()
    }

    /// Another row of the company says the same of what it does with which data.
    fn is_same_work(&self) -> bool {
        let work = |row: &Subprocessor| {
            [&row.printed.purpose, &row.printed.data]
                .map(|text| folded::letters(text.as_deref().unwrap_or_default()))
        };
        self.came().is_some_and(|row| self.change.beside().iter().any(|other| work(other) == work(row)))
    }

    fn is(&self, fields: &[&str]) -> bool {
        self.field.is_some_and(|field| fields.contains(&field))
    }

    fn is_place(&self) -> bool {
        self.is(&["location", "entity_location"])
    }

    fn goes_outside(&self) -> bool {
        !self.outside.is_empty()
    }

    fn moves_places(&self) -> bool {
        matches!(self.change, Change::Changed { places, .. } if !places.is_empty())
    }

    /// Places went, and none came.
    fn leaves_places(&self) -> bool {
        let left = |places: &Moves| {
            !places.is_empty() && places.countries.added.is_empty() && places.regions.added.is_empty()
        };
        matches!(self.change, Change::Changed { places, .. } if left(places))
    }

    fn turns_vague(&self) -> bool {
        let vague = |region: &Region| matches!(region, Region::Unknown | Region::Varies);
        matches!(self.change, Change::Changed { places, .. } if places.regions.added.iter().any(vague))
    }

    fn is_emptied(&self) -> bool {
        self.before.is_some() && self.after.is_none()
    }

    fn begins_ai(&self) -> bool {
        self.after.is_some_and(speaks_of_ai) && !self.before.is_some_and(speaks_of_ai)
    }

    /// Words came, and none or few went.
    fn is_widened(&self) -> bool {
        let (came, went) = self.words;
        came > 0 && went * CAME_FOR_ONE <= came
    }

    fn is_narrowed(&self) -> bool {
        let (came, went) = self.words;
        came == 0 && went > 0
    }

    fn is_replaced(&self) -> bool {
        self.words.0 > 0 && folded::likeness(self.before, self.after) < SAME_TEXT
    }
}

fn outside_of<'a>(
    countries: impl Iterator<Item = &'a Country>,
    regions: impl Iterator<Item = &'a Region>,
    day: Date,
    safeguard: &str,
) -> Vec<String> {
    let countries =
        countries.filter(|country| !law::is_safe(**country, day, Some(safeguard))).map(ToString::to_string);
    let regions = regions.filter(|region| is_outside(**region)).map(|region| region.code().to_owned());
    countries.chain(regions).collect()
}

fn is_outside(region: Region) -> bool {
    match region {
        Region::Americas | Region::Apac | Region::Global | Region::Latam | Region::Mea | Region::Na => true,
        Region::Eea | Region::Eu | Region::Europe | Region::Unknown | Region::Varies => false,
    }
}

fn is_ai(row: &Subprocessor) -> bool {
    row.derived.category == Category::Ai
        || [Some(&row.printed.name), row.printed.purpose.as_ref()]
            .into_iter()
            .flatten()
            .any(|text| speaks_of_ai(text))
}

/// Abbreviations, as printed: small letters spell other words in some languages.
const AI_SIGNS: [&str; 9] = ["AI", "A.I.", "KI", "IA", "LLM", "LLMs", "GPT", "GenAI", "ChatGPT"];

/// The same in words, in small letters.
static AI_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("ai_words.txt")).collect());

fn speaks_of_ai(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '.'));
    words.any(|word| AI_SIGNS.contains(&word) || AI_SIGNS.contains(&word.trim_matches('.')))
        || AI_WORDS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests;
