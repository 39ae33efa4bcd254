//! How much of a list its page shows: all, a part, nobody, or nothing.
//!
//! A page without rows is believed to name nobody only where it says so in words; everything else that an
//! empty reading can be (a home page, a page that a script fills, a link to where the list is) is told apart,
//! so that nobody takes it for a list that was emptied.

use std::sync::LazyLock;

use url::Url;

use super::{
    topics,
    vocabulary::{WordSet, of_class},
};
use crate::model::{Block, BlockKind, Document, Hint, Link, Presence, Printed};

/// A sentence of more words says more than that there are none.
const LONGEST_SENTENCE: usize = 30;
/// Score from which a text speaks of sub-processors.
const TOPIC: i16 = 60;
/// Names that are quoted where a list is none of companies.
const MOST_QUOTED: usize = 3;
/// Digits and letters `a` to `f` from which a word is a digest, not a name.
const SHORTEST_DIGEST: usize = 16;

macro_rules! words {
    ($($name:ident $class:literal;)*) => {
        $(static $name: LazyLock<WordSet> =
            LazyLock::new(|| of_class(include_str!("words.tsv"), $class));)*
    };
}

words! {
    NOUN "noun";
    NONE "none";
    FILLER "filler";
    BUT "but";
    SAID "said";
    NEXT "next";
    BETWEEN "between";
    TOTAL "total";
    PARAMETER "parameter";
    DOOR "door";
    MARKUP "markup";
    ENDING "ending";
}

/// How much of its list a page shows of which these rows were read. Time is linear in the page.
pub(super) fn of(document: &Document, entries: &[Printed]) -> Presence {
    if entries.is_empty() {
        return said_none(document).map_or_else(|| absence(document), Presence::SaidNone);
    }
    let strange: Vec<&str> =
        entries.iter().map(|row| row.name.as_str()).filter(|name| is_no_company(name)).collect();
    if strange.len() * 2 > entries.len() {
        let quoted: Vec<String> = strange.iter().take(MOST_QUOTED).map(|name| format!("`{name}`")).collect();
        return Presence::Unlikely(quoted.join(", "));
    }
    cut(document, entries.len()).map_or(Presence::Whole, Presence::Cut)
}

/// Why a page gave no rows, as far as it can be seen.
fn absence(document: &Document) -> Presence {
    let frame = document
        .hints
        .iter()
        .find_map(|hint| if let Hint::Frame(address) = hint { Some(address.as_str()) } else { None });
    let leads = |is_meant: fn(&str) -> bool| {
        let mut links = prose(document).flat_map(|block| &block.links);
        let is_elsewhere = |link: &&Link| link.target.contains("://") && is_meant(&link.text);
        links.find(is_elsewhere).map(|link| link.target.as_str())
    };
    let pointer = frame.or_else(|| leads(is_topic)).or_else(|| leads(is_door));
    match pointer {
        Some(address) => Presence::Elsewhere(address.to_owned()),
        None if document.hints.contains(&Hint::FilledByScript) => {
            Presence::Absent("rows are filled in by script".to_owned())
        }
        None if is_about(document) => Presence::Absent("intro but no list".to_owned()),
        None => Presence::Absent("the page does not seem to speak of sub-processors".to_owned()),
    }
}

fn prose(document: &Document) -> impl Iterator<Item = &Block> {
    document.blocks.iter().filter(|block| block.kind != BlockKind::Metadata)
}

fn is_about(document: &Document) -> bool {
    document.title.as_deref().is_some_and(is_topic)
        || prose(document).any(|block| is_heading(block) && is_topic(&block.text))
}

fn is_heading(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Heading(_))
}

fn is_topic(text: &str) -> bool {
    topics::of(text).score() >= TOPIC
}

/// Whether a link leads to where vendors keep such lists.
fn is_door(text: &str) -> bool {
    text.len() < 80 && DOOR.contains(words(text).join(" ").as_str())
}

/// The sentence by which the page says that there are none.
fn said_none(document: &Document) -> Option<String> {
    if document.hints.contains(&Hint::FilledByScript) {
        // What a script shows before it has fetched the list.
        return None;
    }
    let mut above: Option<&str> = document.title.as_deref();
    for block in prose(document) {
        if let Some(sentence) = sentences(&block.text).find(|sentence| denies(sentence)) {
            return Some(sentence.trim().to_owned());
        }
        let is_short = !is_heading(block) && block.text.len() < 80;
        if let Some(heading) = above.filter(|_| is_short && has_no(&block.text))
            && denies(&format!("{heading} {}", block.text))
        {
            return Some(block.text.clone());
        }
        if is_heading(block) {
            above = Some(&block.text);
        }
    }
    None
}

fn has_no(text: &str) -> bool {
    let words = words(text);
    words.iter().any(|word| NONE.contains(word.as_str())) && words.iter().all(|word| is_idle(word))
}

fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['.', '!', '?', ';', '。'])
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let split = lower.split(|letter: char| !letter.is_alphanumeric());
    split.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether a word says nothing between what is denied and what denies it.
fn is_idle(word: &str) -> bool {
    FILLER.contains(word) || NONE.contains(word)
}

/// Whether a sentence says that there are no sub-processors: `We do not currently engage any sub-processors`,
/// `Sub-processors: none`. One that takes it back (`none without your consent`, `no others`) does not.
fn denies(sentence: &str) -> bool {
    if SAID.iter().any(|said| sentence.contains(said)) {
        return true;
    }
    let words = words(sentence);
    let is_open = sentence.trim_end().ends_with('?') || words.len() > LONGEST_SENTENCE;
    if is_open || words.iter().any(|word| BUT.contains(word.as_str())) {
        return false;
    }
    let nouns = words.iter().enumerate().filter(|(_, word)| NOUN.contains(word.as_str()));
    nouns.map(|(at, _)| (&words[..at], &words[at + 1..])).any(|(before, after)| {
        let idle = before.iter().rev().take_while(|word| is_idle(word)).count();
        let run = &before[before.len() - idle..];
        let denied = run.iter().position(|word| NONE.contains(word.as_str()));
        let is_tail = after.iter().all(|word| is_idle(word));
        // `No sub-processors may ...` says what they may not, not that there are none.
        let is_first = denied == Some(0) && run.len() == before.len();
        denied.is_some() && (is_tail || !is_first)
            || is_tail && after.iter().any(|word| NONE.contains(word.as_str()))
    })
}

/// The text by which a page says that it shows a part of a list, of which so many rows were read, or the
/// address of its next page.
fn cut(document: &Document, rows: usize) -> Option<String> {
    let counted = || prose(document).find(|block| is_part(&block.text, rows));
    let next = || {
        let mut links = prose(document).flat_map(|block| &block.links);
        links.find(|link| is_next(link, document.base.as_ref())).map(|link| link.target.clone())
    };
    counted().map(|block| block.text.clone()).or_else(next)
}

/// Whether a short text says `1-10 of 19`, of a list with as few rows as that.
fn is_part(text: &str, rows: usize) -> bool {
    if text.len() > 80 {
        return false;
    }
    let words = words(text);
    let number = |word: &String| word.parse::<usize>().ok();
    (0..words.len()).any(|at| {
        let rest: Vec<&String> =
            words[at..].iter().filter(|word| !BETWEEN.contains(word.as_str())).take(4).collect();
        let [from, to, joint, total] = rest.as_slice() else { return false };
        let is_total = TOTAL.contains(joint.as_str());
        let (Some(from), Some(to), Some(total)) = (number(from), number(to), number(total)) else {
            return false;
        };
        is_total && from == 1 && to > 1 && to < total && rows < total && rows * 2 > to
    })
}

/// Whether a link leads to the next page of the page it stands on.
fn is_next(link: &Link, base: Option<&Url>) -> bool {
    if link.text.len() > 40 || !NEXT.contains(words(&link.text).join(" ").as_str()) {
        return false;
    }
    let Some(base) = base else { return link.target.starts_with('?') };
    let Ok(target) = base.join(&link.target) else { return false };
    let is_page = |(name, _): &(_, _)| PARAMETER.contains(AsRef::<str>::as_ref(name));
    target.host_str() == base.host_str()
        && target.path() == base.path()
        && target.query() != base.query()
        && target.query_pairs().any(|pair| is_page(&pair))
}

/// Whether a name is no company's: a word of code, a digest, a number, a path, the name of a file.
fn is_no_company(name: &str) -> bool {
    let name = name.trim();
    let lower = name.to_lowercase();
    let is_word = !name.contains(char::is_whitespace);
    let is_digest =
        || name.len() >= SHORTEST_DIGEST && name.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_file = || lower.rsplit_once('.').is_some_and(|(_, ending)| ENDING.contains(ending));
    let is_path = || name.starts_with(['/', '#', '?']) || name.contains("://");
    !name.contains(char::is_alphabetic)
        || is_word && (name == lower && MARKUP.contains(name) || is_digest() || is_file() || is_path())
}

#[cfg(test)]
mod tests;
