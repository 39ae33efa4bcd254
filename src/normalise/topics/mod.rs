//! What headings, captions, lead sentences and titles say of the list below them.

use std::sync::LazyLock;

use super::{
    labels::{Hit, Phrases, folded, has_wide, words},
    memo::{Memo, recall},
};

/// What a text says of the list below it. Weights are 0 (says nothing of it) to 100 (says so plainly).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Topic {
    /// It is a list of sub-processors.
    pub list: u8,
    /// It may be one: providers, partners, services.
    pub weak: u8,
    /// It is about recipients of data in general, authorities included.
    pub recipients: u8,
    /// It is about something else, and what.
    pub other: Option<(Other, u8)>,
    /// They are no longer used.
    pub former: u8,
    /// They are announced.
    pub upcoming: u8,
    /// They are companies of the vendor's own group.
    pub affiliates: u8,
    /// They are optional, or examples.
    pub optional: u8,
}

/// What a list is about that is not one of sub-processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Other {
    Changes,
    Contact,
    Contents,
    Cookies,
    Data,
    Definitions,
    LegalBasis,
    /// What customers may connect themselves, and the customers: integrations, apps, case studies.
    Marketplace,
    /// Companies that the page says are not sub-processors, or not used.
    NotSubprocessors,
    Pricing,
    Retention,
    Rights,
    Security,
    ServiceLevel,
    Signatures,
    /// How companies were chosen: a post that names them.
    Story,
    /// A form that others fill in.
    Template,
}

impl Topic {
    /// All in one number, from -100 (surely another list) to 100 (surely the list).
    #[must_use]
    pub fn score(&self) -> i16 {
        // `Providers that are not sub-processors`: providers are the ones that are not.
        let is_denied = matches!(self.other, Some((Other::NotSubprocessors, _)));
        let weak = if is_denied { 0 } else { i16::from(self.weak) };
        let for_it = i16::from(self.list).max(weak).max(i16::from(self.affiliates) / 2);
        let against =
            self.other.map_or(0, |(_, weight)| i16::from(weight)).max(i16::from(self.recipients) / 2);
        (for_it - against).clamp(-100, 100)
    }
}

/// What a phrase of the dictionary says of a list.
#[derive(Debug, Clone, Copy)]
enum Kind {
    List,
    Weak,
    Recipients,
    Former,
    Upcoming,
    Affiliates,
    Optional,
    Other(Other),
}

static TOPICS: LazyLock<Phrases<(Kind, u8)>> = LazyLock::new(|| {
    Phrases::parse(include_str!("topics.tsv"), |rest| {
        let (name, weight) = rest.first()?.split_once(' ')?;
        Some((kind(name)?, weight.parse().ok()?))
    })
});

/// How a text says that something is not so: a word for `not`, words that may stand between it and what is
/// denied, words that deny what stands before them, and words that take the denial back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Denial {
    Not,
    Between,
    Behind,
    Except,
}

static DENIALS: LazyLock<Phrases<Denial>> = LazyLock::new(|| {
    Phrases::parse(include_str!("denials.tsv"), |rest| match *rest.first()? {
        "not" => Some(Denial::Not),
        "between" => Some(Denial::Between),
        "behind" => Some(Denial::Behind),
        "except" => Some(Denial::Except),
        _ => None,
    })
});

static GENERAL: LazyLock<Phrases<()>> =
    LazyLock::new(|| Phrases::parse(include_str!("general.tsv"), |_| Some(())));

/// A text with more words is prose: single words in it say less.
const LONGEST_HEADING: usize = 14;
/// Only the beginning of a text is looked at, in characters.
const LOOKED_AT: usize = 600;

/// What a heading, caption, lead sentence or title says of the list below it.
#[must_use]
pub fn of(text: &str) -> Topic {
    recall(&SAID, text, find)
}

thread_local! {
    static SAID: Memo<Topic> = Memo::default();
}

/// What a text says of the list below it, found anew.
fn find(text: &str) -> Topic {
    let text: String = text.chars().take(LOOKED_AT).collect();
    let text = folded(&text);
    let words = words(&text);
    let share: u16 = if words.len() > LONGEST_HEADING { 60 } else { 100 };
    let mut topic = Topic::default();
    let hits = TOPICS.hits(&words);
    let denied = denied(&words, &hits);
    for (at, hit) in hits.iter().enumerate() {
        let (kind, weight) =
            if denied == Some(at) { (Kind::Other(Other::NotSubprocessors), DENIED) } else { *hit.value };
        let faded = u8::try_from(u16::from(weight) * share / 100).unwrap_or(weight);
        let said = match kind {
            Kind::List => &mut topic.list,
            Kind::Weak => &mut topic.weak,
            Kind::Recipients => &mut topic.recipients,
            Kind::Former => &mut topic.former,
            Kind::Upcoming => &mut topic.upcoming,
            Kind::Affiliates => &mut topic.affiliates,
            Kind::Optional => &mut topic.optional,
            Kind::Other(other) => {
                let plain = if other == Other::NotSubprocessors { weight } else { faded };
                if topic.other.is_none_or(|(_, most)| plain > most) {
                    topic.other = Some((other, plain));
                }
                continue;
            }
        };
        *said = (*said).max(if matches!(kind, Kind::List) { weight } else { faded });
    }
    if topic.list >= DENIED
        && let Some((Other::Marketplace, weight)) = &mut topic.other
    {
        // `Sub-processors for integrations`
        *weight /= 4;
    }
    topic
}

/// Where words stand that name sub-processors plainly: the first word of each, and the one after its last.
pub(crate) fn named(words: &[&str]) -> Vec<(usize, usize)> {
    TOPICS.hits(words).iter().filter(|hit| is_plain(hit)).map(|hit| (hit.start, hit.end)).collect()
}

/// Whether a word names sub-processors plainly.
fn is_plain(hit: &Hit<(Kind, u8)>) -> bool {
    matches!(hit.value, (Kind::List, DENIED..))
}

/// How much it says that something is denied to be a list; also from what weight on a list is plainly one.
const DENIED: u8 = 90;
/// A longer text, in words, denies more than one thing.
const LONGEST_DENIAL: usize = 40;

/// The word for sub-processors that the text denies: `Services that are not our sub-processors`.
fn denied(words: &[&str], hits: &[Hit<(Kind, u8)>]) -> Option<usize> {
    if words.len() > LONGEST_DENIAL {
        return None;
    }
    let denials = DENIALS.hits(words);
    if !denials.iter().any(|denial| matches!(denial.value, Denial::Not | Denial::Behind)) {
        return None;
    }
    if denials.iter().any(|denial| *denial.value == Denial::Except) {
        return None;
    }
    let find = |hit: &Hit<(Kind, u8)>| {
        if !matches!(hit.value.0, Kind::List) {
            return false;
        }
        // A heading may name whose they are: `not Acme Cloud sub-processors`.
        let is_heading = words.len() <= LONGEST_HEADING;
        let is_near = |denial: &Hit<Denial>| {
            *denial.value == Denial::Not && denial.end < hit.start && hit.start - denial.end <= 2
        };
        if is_heading && denials.iter().any(is_near) {
            return true;
        }
        let mut edge = hit.start;
        while let Some(denial) = denials.iter().find(|denial| denial.end == edge) {
            if *denial.value == Denial::Not {
                return true;
            }
            edge = denial.start;
        }
        denials.iter().any(|denial| *denial.value == Denial::Behind && denial.start == hit.end)
    };
    hits.iter().position(find)
}

/// The heading as a section's name; none where it is a general one (`Current sub-processors`, `List of ...`)
/// that does not tell one list from another.
///
/// A page with several lists under headings that are all general (`Sub-processors`, `Affiliates`) still tells
/// them apart by these: that is for the caller to see.
#[must_use]
pub fn section_name(heading: &str) -> Option<&str> {
    let heading = heading.trim();
    let text = folded(heading);
    let words = words(&text);
    // How many letters of each word a general phrase covers.
    let mut covered = vec![0; words.len()];
    let mut general: Vec<_> =
        GENERAL.hits(&words).iter().map(|hit| (hit.start, hit.end, hit.letters)).collect();
    let plain = TOPICS.hits(&words);
    for hit in plain.iter().filter(|hit| is_plain(hit)).map(|hit| (hit.start, hit.end, hit.letters)) {
        if !general.contains(&hit) {
            general.push(hit);
        }
    }
    for (start, end, letters) in general {
        for (covered, word) in covered[start..end].iter_mut().zip(&words[start..end]) {
            *covered += if has_wide(word) { letters } else { word.len() };
        }
    }
    let is_general =
        words.iter().zip(covered).all(|(word, letters)| is_number(word) || letters >= word.chars().count());
    (!is_general).then_some(heading)
}

/// `3`, `2a`, `iv` before a heading.
fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit()) && word.len() <= 4
        || word.len() == 1
        || matches!(word, "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix" | "xi" | "xii")
}

/// The kind of a name in the dictionary.
fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "list" => Kind::List,
        "weak" => Kind::Weak,
        "recipients" => Kind::Recipients,
        "former" => Kind::Former,
        "upcoming" => Kind::Upcoming,
        "affiliates" => Kind::Affiliates,
        "optional" => Kind::Optional,
        "changes" => Kind::Other(Other::Changes),
        "contact" => Kind::Other(Other::Contact),
        "contents" => Kind::Other(Other::Contents),
        "cookies" => Kind::Other(Other::Cookies),
        "data" => Kind::Other(Other::Data),
        "definitions" => Kind::Other(Other::Definitions),
        "marketplace" => Kind::Other(Other::Marketplace),
        "legal-basis" => Kind::Other(Other::LegalBasis),
        "not-subprocessors" => Kind::Other(Other::NotSubprocessors),
        "pricing" => Kind::Other(Other::Pricing),
        "retention" => Kind::Other(Other::Retention),
        "rights" => Kind::Other(Other::Rights),
        "security" => Kind::Other(Other::Security),
        "signatures" => Kind::Other(Other::Signatures),
        "story" => Kind::Other(Other::Story),
        "template" => Kind::Other(Other::Template),
        "service-level" => Kind::Other(Other::ServiceLevel),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
