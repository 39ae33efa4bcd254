//! Sub-processors that a page names in a sentence: `The current sub-processors are Acme, Zenith and Orbit.`,
//! or one a paragraph below a lead: `Acme: used for mail.` Asked only where no grid of a page is its list.

use std::sync::LazyLock;

use crate::{
    model::{Block, BlockKind, Document, wordlist::lines},
    normalise::{
        signs, topics,
        vocabulary::{WordSet, set},
    },
};

use super::{bullets, draft::Draft};

/// Words behind which a sentence names them, in small letters: `are`, `include`.
static NAMING: LazyLock<Vec<String>> =
    LazyLock::new(|| lines(include_str!("naming.txt")).map(|word| format!(" {word} ")).collect());
/// Words before the last of several.
static JOINERS: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("joiners.txt")));
/// From this weight on a text speaks plainly of sub-processors.
const PLAIN: u8 = 85;
/// A longer paragraph, in bytes, is looked at up to here.
const LOOKED_AT: usize = 2_000;
/// So many names make a sentence a list.
const FEWEST: usize = 3;

/// The rows that the prose of a page tells.
pub(super) fn drafts(document: &Document) -> Vec<Draft> {
    let prose: Vec<&Block> = document
        .blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Metadata && block.grid.is_none())
        .collect();
    let leads = prose.iter().enumerate().filter(|(_, block)| topics::of(&block.text).list >= PLAIN);
    for (at, block) in leads {
        let told = below(block, &prose[at + 1..]);
        if !told.is_empty() {
            return told;
        }
        if let Some(told) = sentence(&block.text) {
            return told;
        }
    }
    Vec::new()
}

/// The paragraphs right below a lead that each begin with a company: `Acme GmbH: hosting`.
fn below(lead: &Block, rest: &[&Block]) -> Vec<Draft> {
    if !lead.text.trim_end().ends_with([':', '：']) {
        return Vec::new();
    }
    let row = |block: &&Block| {
        let draft = bullets::of_text(&block.text);
        let is_told = !draft.texts.is_empty() && signs::of(&draft.name).is_company();
        (block.kind == BlockKind::Paragraph && is_told).then_some(draft)
    };
    rest.iter().map_while(row).collect()
}

/// The names that a sentence enumerates behind the word for sub-processors.
fn sentence(text: &str) -> Option<Vec<Draft>> {
    let end = text.char_indices().map(|(at, _)| at).take_while(|at| *at <= LOOKED_AT).last()?;
    let text = if text.len() <= LOOKED_AT { text } else { &text[..end] };
    sentences(text).find_map(enumerated)
}

/// A text cut behind full stops that a capital follows.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(". ").map(str::trim)
}

/// The names of one sentence, where it names some and nothing else behind its verb.
fn enumerated(sentence: &str) -> Option<Vec<Draft>> {
    let small = sentence.to_lowercase();
    if small.len() != sentence.len() || topics::of(sentence).list < PLAIN {
        return None;
    }
    let named =
        NAMING.iter().filter_map(|word| small.find(word.as_str()).map(|at| (at, at + word.len()))).min()?;
    let (before, behind) = (&sentence[..named.0], sentence[named.1..].trim_end_matches(['.', ' ', ')']));
    if topics::of(before).list < PLAIN {
        return None;
    }
    let mut names: Vec<&str> = behind.split(", ").map(str::trim).collect();
    let last = names.pop()?;
    let cut = last.split_whitespace().position(|word| JOINERS.contains(word.to_lowercase().as_str()));
    match cut {
        Some(at) => {
            let words: Vec<&str> = last.split_whitespace().collect();
            let start = last.find(words.get(at)?)?;
            names.extend([last[..start].trim(), last[start + words[at].len()..].trim()]);
        }
        None => names.push(last),
    }
    names.retain(|name| !name.is_empty());
    let is_name = |name: &&str| signs::of(name).is_name() && name.split_whitespace().count() <= 5;
    let are_names = names.iter().filter(|name| is_name(name)).count() == names.len();
    let known = names.iter().filter(|name| signs::of(name).is_company()).count();
    let row = |name: &&str| Draft { name: (*name).to_owned(), ..Draft::default() };
    (names.len() >= FEWEST && are_names && known * 2 >= names.len()).then(|| names.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(paragraphs: &[&str]) -> Vec<String> {
        let block = |text: &&str| Block {
            kind: BlockKind::Paragraph,
            text: (*text).to_owned(),
            links: Vec::new(),
            grid: None,
        };
        let document = Document { blocks: paragraphs.iter().map(block).collect(), ..Document::default() };
        drafts(&document).into_iter().map(|draft| draft.name).collect()
    }

    #[test]
    fn a_sentence_that_enumerates_the_sub_processors_is_a_list() {
        let sentence = "4.2 The sub-processors engaged today are GitHub, AWS, Stripe, Wibble and Postmark.";
        assert_eq!(names(&[sentence]), ["GitHub", "AWS", "Stripe", "Wibble", "Postmark"]);
    }

    #[test]
    fn a_company_alone_below_a_lead_is_the_list() {
        let told = ["We use these sub-processors:", "Stripe: used to take payments.", "We check them."];
        assert_eq!(names(&told), ["Stripe"]);
    }

    #[test]
    fn a_sentence_on_sub_processors_that_names_none_is_no_list() {
        for text in [
            "Our sub-processors are bound by contract, audited and told of every change.",
            "Sub-processors such as AWS help us.",
            "Your rights are access, deletion and portability.",
            "We tell you of new sub-processors: write to us.",
        ] {
            assert_eq!(names(&[text]), [""; 0], "{text}");
        }
    }
}
