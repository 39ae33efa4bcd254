//! Rows that became one, and rows that one became.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
};

use super::folded;
use crate::model::Subprocessor;

/// The shortest name, in letters, that is found inside another name, and inside a sentence.
const SHORTEST_IN_NAME: usize = 3;
const SHORTEST_IN_SENTENCE: usize = 4;

/// A word that more rows took up than this tells nothing.
const COMMONPLACE: usize = 64;

/// For the rows `lone` of `gone`, that have no partner: the row of `stayed` that took each up, where one did.
///
/// `partners` are positions in `gone` and `stayed`. Only a row that has another partner already, and that
/// differs from that partner, can have taken one up. Read the other way round this is a split, so it says the
/// same of both.
pub(super) fn merged(
    gone: &[Subprocessor],
    stayed: &[Subprocessor],
    lone: &[usize],
    partners: impl Iterator<Item = (usize, usize)>,
) -> HashMap<usize, usize> {
    if lone.is_empty() {
        return HashMap::new();
    }
    let grown: Vec<Grown> =
        partners.filter_map(|(partner, row)| Grown::of(&gone[partner], &stayed[row], row)).collect();
    let mut fresh: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, row) in grown.iter().enumerate() {
        for word in row.fresh() {
            fresh.entry(word).or_default().push(at);
        }
    }
    let taker = |row: &Subprocessor| {
        let lone = Lone::of(row);
        let rows = lone.words().filter_map(|word| fresh.get(word)).filter(|rows| rows.len() <= COMMONPLACE);
        let near: BTreeSet<usize> = rows.flatten().copied().collect();
        let evident =
            near.into_iter().filter_map(|at| Some((grown[at].evidence(&lone)?, Reverse(grown[at].at))));
        evident.max().map(|(_, Reverse(at))| at)
    };
    lone.iter().filter_map(|&at| Some((at, taker(&gone[at])?))).collect()
}

/// How sure it is that a row was taken up, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// The row now speaks of the company in a sentence.
    Sentence,
    /// It is the same company, and the row took up words of the other's name or work.
    Company,
    /// The row's name took up the company's name.
    Name,
}

/// The names of a row that is gone.
struct Lone<'a> {
    row: &'a Subprocessor,
    entity: String,
    names: [Vec<String>; 2],
    work: Vec<String>,
}

impl<'a> Lone<'a> {
    fn of(row: &'a Subprocessor) -> Self {
        let texts = [&row.printed.purpose, &row.printed.data].map(|text| text.as_deref().unwrap_or_default());
        let work = texts
            .into_iter()
            .flat_map(folded::words)
            .filter(|word| word.len() > SHORTEST_IN_SENTENCE)
            .collect();
        Self {
            row,
            entity: folded::letters(&row.derived.entity),
            names: [folded::words(&row.printed.name), folded::words(&row.derived.entity)],
            work,
        }
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flatten().chain(&self.work).map(String::as_str)
    }
}

/// A row that has a partner and differs from it.
struct Grown<'a> {
    /// Its position.
    at: usize,
    entity: String,
    name: Vec<String>,
    old_name: Vec<String>,
    sentences: String,
    old_words: Vec<String>,
    new_words: Vec<String>,
    row: &'a Subprocessor,
}

impl<'a> Grown<'a> {
    fn of(partner: &Subprocessor, row: &'a Subprocessor, at: usize) -> Option<Self> {
        let texts = |row: &Subprocessor| {
            [&row.printed.purpose, &row.printed.data, &row.printed.notes]
                .map(|text| text.clone().unwrap_or_default())
                .join(" \u{1f} ")
        };
        let (old, new) = (texts(partner), texts(row));
        if folded::same(&partner.printed.name, &row.printed.name) && folded::same(&old, &new) {
            return None;
        }
        let words = |row: &Subprocessor, sentences: &str| {
            [folded::words(&row.printed.name), folded::words(sentences)].concat()
        };
        Some(Self {
            at,
            entity: folded::letters(&row.derived.entity),
            name: folded::words(&row.printed.name),
            old_name: folded::words(&partner.printed.name),
            old_words: words(partner, &old),
            new_words: words(row, &new),
            sentences: new,
            row,
        })
    }

    /// Words that it did not have before, in its name or at all.
    fn fresh(&self) -> BTreeSet<&str> {
        let in_name = self.name.iter().filter(|word| !self.old_name.contains(word));
        let anywhere = self.new_words.iter().filter(|word| !self.old_words.contains(word));
        in_name.chain(anywhere).map(String::as_str).collect()
    }

    fn evidence(&self, lone: &Lone<'_>) -> Option<Evidence> {
        // Folded beside it all along: two rows of one name tell nothing by that name.
        let printed = |name: &[String]| run(&self.old_words, name);
        let long = |name: &[String], least: usize| {
            name.iter().map(|word| word.chars().count()).sum::<usize>() >= least
        };
        let in_name = |name: &Vec<String>| {
            long(name, SHORTEST_IN_NAME) && run(&self.name, name) && !run(&self.old_name, name)
        };
        if lone.names.iter().any(in_name) && self.row.printed.name != lone.row.printed.name {
            return Some(Evidence::Name);
        }
        let took = |word: &String| self.new_words.contains(word) && !self.old_words.contains(word);
        let name_words = lone.names[0].iter().filter(|word| word.chars().count() > SHORTEST_IN_SENTENCE);
        if !lone.entity.is_empty() && self.entity == lone.entity && name_words.chain(&lone.work).any(took) {
            return Some(Evidence::Company);
        }
        // In a sentence a name must be printed as one: `Segment`, not `segment`.
        let spoken = [&lone.row.printed.name, &lone.row.derived.entity].into_iter().zip(&lone.names).any(
            |(name, words)| {
                name.starts_with(char::is_uppercase)
                    && long(words, SHORTEST_IN_SENTENCE)
                    && !printed(words)
                    && run(&folded::words(&self.sentences), words)
                    && self.sentences.contains(name.as_str())
            },
        );
        spoken.then_some(Evidence::Sentence)
    }
}

/// Whether some words stand in others one behind the other.
fn run(words: &[String], part: &[String]) -> bool {
    !part.is_empty() && words.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, entity: &str, purpose: &str) -> Subprocessor {
        Subprocessor::named(name).with(|printed, derived| {
            derived.entity = entity.to_owned();
            printed.purpose = Some(purpose.to_owned());
        })
    }

    /// Whether the second row was taken up by the row that the first became.
    fn is_merged(first: Subprocessor, second: Subprocessor, became: Subprocessor) -> bool {
        merged(&[first, second], &[became], &[1], [(0, 0)].into_iter()).get(&1) == Some(&0)
    }

    #[test]
    fn a_name_taken_up_by_another_name_is_merged() {
        let sms = || row("Twilio", "Twilio", "SMS");
        assert!(is_merged(
            sms(),
            row("SendGrid", "SendGrid", "E-mail"),
            row("Twilio (SendGrid)", "Twilio", "SMS and e-mail")
        ));
        let code = row("GitHub", "GitHub", "Source code hosting, CI/CD");
        let actions = row("GitHub Actions", "GitHub", "CI/CD");
        assert!(is_merged(code, actions, row("GitHub / GitHub Actions", "GitHub", "Source code hosting")));
        assert!(!is_merged(
            sms(),
            row("SendGrid", "SendGrid", "E-mail"),
            row("Twilio Inc.", "Twilio", "SMS and e-mail")
        ));
    }

    #[test]
    fn rows_of_one_company_are_merged_where_one_takes_up_the_other_ones_work() {
        let cloud = || row("Azure (Microsoft)", "Microsoft Azure", "Hosting");
        let speech = || row("Azure Cognitive Services", "Microsoft Azure", "Ticket analysis");
        assert!(is_merged(
            cloud(),
            speech(),
            row("Microsoft (Azure)", "Microsoft Azure", "Hosting and ticket analysis")
        ));
        assert!(!is_merged(cloud(), speech(), row("Microsoft (Azure)", "Microsoft Azure", "Hosting")));
        assert!(!is_merged(cloud(), speech(), cloud()));
    }

    #[test]
    fn a_sentence_takes_up_a_name_only_as_a_name() {
        let mail = || row("Mailgun", "Mailgun", "E-mail");
        let flow = || row("Segment", "Segment", "Events");
        assert!(is_merged(mail(), flow(), row("Mailgun", "Mailgun", "E-mail, with events from Segment")));
        assert!(!is_merged(mail(), flow(), row("Mailgun", "Mailgun", "E-mail to each segment of users")));
        let named = row("Mailgun", "Mailgun", "E-mail for Segment");
        assert!(!is_merged(named, flow(), row("Mailgun", "Mailgun", "All e-mail for Segment")));
    }
}
