//! What headings, captions, lead sentences and titles say of the list below them.

use std::sync::LazyLock;

use super::{
    labels::{Hit, Phrases, folded, is_wide, words},
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
    recall(&TOLD, text, told)
}

thread_local! {
    static TOLD: Memo<Topic> = Memo::default();
}

fn told(text: &str) -> Topic {
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
        let known = match kind {
            Kind::List => &mut topic.list,
            Kind::Weak => &mut topic.weak,
            Kind::Recipients => &mut topic.recipients,
            Kind::Former => &mut topic.former,
            Kind::Upcoming => &mut topic.upcoming,
            Kind::Affiliates => &mut topic.affiliates,
            Kind::Optional => &mut topic.optional,
            Kind::Other(other) => {
                let plain = if other == Other::NotSubprocessors { weight } else { faded };
                if topic.other.is_none_or(|(_, known)| plain > known) {
                    topic.other = Some((other, plain));
                }
                continue;
            }
        };
        *known = (*known).max(if matches!(kind, Kind::List) { weight } else { faded });
    }
    if topic.list >= DENIED
        && let Some((Other::Marketplace, weight)) = &mut topic.other
    {
        // `Sub-processors for integrations`
        *weight /= 4;
    }
    topic
}

/// How much it says that something is denied to be a list; also from what weight on a list is plainly one.
const DENIED: u8 = 90;
/// A longer text, in words, denies more than one thing.
const LONGEST_DENIAL: usize = 25;

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
    let mut told = vec![0; words.len()];
    for hit in GENERAL.hits(&words) {
        for (known, word) in told[hit.start..hit.end].iter_mut().zip(&words[hit.start..hit.end]) {
            *known += if word.chars().any(is_wide) { hit.letters } else { word.len() };
        }
    }
    let is_general =
        words.iter().zip(told).all(|(word, told)| is_number(word) || told >= word.chars().count());
    (!is_general).then_some(heading)
}

/// `3`, `2a`, `iv` before a heading.
fn is_number(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit()) && word.len() <= 4
        || word.len() == 1
        || matches!(word, "ii" | "iii" | "iv" | "vi" | "vii" | "viii" | "ix" | "xi" | "xii")
}

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
        "service-level" => Kind::Other(Other::ServiceLevel),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::labels::untidy;

    #[test]
    fn the_list_is_known_in_many_languages() {
        for heading in [
            "Sub-processors",
            "Unterauftragsverarbeiter nach Art. 28 DSGVO",
            "Liste des sous-traitants ultérieurs",
            "Subencargados del tratamiento",
            "Lista de Suboperadores",
            "Onze subverwerkers",
            "Underdatabehandlere",
            "Våra underbiträden",
            "Wykaz podprocesorów",
            "Subîmputerniciți",
            "再委託先一覧",
            "子处理者名单",
            "قائمة المعالجين الفرعيين",
            "Наши субпроцессоры",
            "Alfeldolgozók",
            "Alt işleyiciler",
        ] {
            assert!(of(heading).score() >= 70, "{heading}: {:?}", of(heading));
        }
    }

    #[test]
    fn other_lists_are_known_for_what_they_are() {
        let other = |text: &str| of(text).other.map(|(other, _)| other);
        assert_eq!(other("Essential cookies"), Some(Other::Cookies));
        assert_eq!(other("Data retention periods"), Some(Other::Retention));
        assert_eq!(other("Begriffsbestimmungen"), Some(Other::Definitions));
        assert_eq!(other("Sub-processors we do not use"), Some(Other::NotSubprocessors));
        assert_eq!(other("Historique des modifications"), Some(Other::Changes));
        assert!(of("Sub-processors we do not use").score() <= 0);
        assert!(of("Changes to subprocessors").score() < of("Current subprocessors").score());
        assert_eq!(of("What we believe in"), Topic::default());
    }

    #[test]
    fn what_is_denied_to_be_a_list_is_none() {
        for text in [
            "C. Services that are not our sub-processors",
            "Companies that do not act as sub-processors",
            "Diese Anbieter sind keine Auftragsverarbeiter",
            "Ne sont pas considérés comme sous-traitants",
            "Proveedores que no actúan como subencargados",
            "Fornitori che non agiscono come sub-responsabili",
            "Não atuam como suboperadores",
            "Diensten die geen subverwerkers zijn",
            "Tjenester, der ikke er underdatabehandlere",
            "Tjänster som inte är underbiträden",
            "Palvelut, jotka eivät ole alikäsittelijöitä",
            "Usługi, które nie są podprocesorami",
            "Służby, które nie są podprocesorami",
            "Služby, které nejsou subzpracovateli",
            "Alt işleyen olmayan hizmetler",
            "Субпроцессорами не являются",
        ] {
            assert!(of(text).score() <= -90, "{text}: {:?}", of(text));
        }
        for text in [
            "Sub-processors not located in the EU",
            "We use no sub-processors other than those below",
            "We do not sell data; these are our sub-processors",
            "Kein Einsatz ohne Vertrag: unsere Unterauftragsverarbeiter",
        ] {
            assert!(of(text).score() > 0, "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn integrations_customers_and_signatures_are_no_list() {
        for text in [
            "Integrations",
            "App marketplace",
            "Our customers",
            "Case studies",
            "Partner programme",
            "Integraciones",
            "Signatures",
        ] {
            assert!(of(text).score() <= -60, "{text}: {:?}", of(text));
        }
        assert!(of("Sub-processors for integrations").score() >= 70);
        assert!(of("Infrastructure partners").score() > 0);
    }

    #[test]
    fn former_announced_and_own_companies_are_told_apart() {
        assert!(of("Former sub-processors").former >= 80);
        assert!(of("Geplante Unterauftragsverarbeiter").upcoming >= 80);
        assert!(of("Our affiliates").affiliates >= 80);
        assert!(of("Optional add-on providers").optional >= 50);
    }

    #[test]
    fn a_general_heading_names_no_section() {
        for heading in [
            "Sub-processors",
            "3. Current Subprocessors",
            "List of sub-processors",
            "§ 8 Unterauftragsverarbeiter",
            "サブプロセッサー一覧",
            "",
        ] {
            assert_eq!(section_name(heading), None, "{heading}");
        }
        for heading in [
            "Cloud Services",
            "2. Infrastructure subprocessors",
            "European Union",
            "AIモデル処理",
            "インフラストラクチャ・データベース",
        ] {
            assert_eq!(section_name(heading), Some(heading));
        }
    }

    #[test]
    fn the_dictionaries_are_sorted_and_every_line_is_read() {
        for text in [include_str!("topics.tsv"), include_str!("general.tsv"), include_str!("denials.tsv")] {
            assert_eq!(untidy(text), [""; 0]);
        }
        let lines = include_str!("topics.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('\t'));
        for (phrase, value) in lines {
            assert!(
                value
                    .split_once(' ')
                    .is_some_and(|(name, weight)| kind(name).is_some() && weight.parse::<u8>().is_ok()),
                "{phrase}"
            );
        }
    }
}
