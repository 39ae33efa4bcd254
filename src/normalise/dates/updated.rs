//! The day a page says it was last updated.

use std::{cell::LazyCell, sync::LazyLock};

use jiff::civil::Date;

use super::{
    Order,
    scan::{Found, Reading, all, may_name_a_year, names_a_month},
};
use crate::{
    model::{Block, BlockKind},
    normalise::{
        labels::{Phrases, folded, is_wide, words},
        vocabulary::{WordSet, of_class},
    },
};

/// What a printed date is the date of. The first kind that a page has is the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Updated,
    Reviewed,
    Effective,
    Version,
    Bare,
    Metadata,
}

static PHRASES: LazyLock<Phrases<Kind>> = LazyLock::new(|| {
    Phrases::parse(include_str!("phrases.tsv"), |rest| match *rest.first()? {
        "updated" => Some(Kind::Updated),
        "reviewed" => Some(Kind::Reviewed),
        "effective" => Some(Kind::Effective),
        "version" => Some(Kind::Version),
        _ => None,
    })
});

static KEYS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::parse(include_str!("keys.tsv"), |_| Some(())));

/// Words between a phrase and its date: `Effective for all existing accounts on April 9`.
const WIDEST_GAP: usize = 5;
/// Bytes before a date that are searched for a phrase.
const LOOKED_BACK: usize = 120;
/// Blocks at the top of a page among which a lone date is the page's.
const TOP: usize = 12;

/// The day a page says it was last updated: printed as such, else as reviewed, as in force, as the version's
/// date, alone at the top, else in the metadata. None where only a month is printed.
///
/// `language` (BCP 47) helps with dates in digits.
#[must_use]
pub fn find_updated(blocks: &[Block], language: Option<&str>) -> Option<Date> {
    let order = habit(blocks).unwrap_or(Order::of(language));
    let mut best: Option<(Kind, usize, Date)> = None;
    let mut only_month = false;
    let mut before: Option<&Block> = None;
    let mut place = 0;
    for block in blocks {
        // A block that only announces the date in this one.
        let announcing = before.take();
        let waiting = LazyCell::new(|| announcing.and_then(label_of));
        if block.kind == BlockKind::Metadata {
            consider(&mut best, metadata(&block.text, order).map(|date| (Kind::Metadata, 0, date)));
            continue;
        }
        place += 1;
        let found = all(&block.text, order);
        if found.is_empty() {
            before = Some(block).filter(|_| block.grid.is_none());
            let is_month =
                block.text.len() <= 300 && may_name_a_year(&block.text) && names_a_month(&block.text);
            only_month |= is_month && block.text.len() < LOOKED_BACK && *waiting == Some(Kind::Updated);
            only_month |= is_month && block.grid.is_none() && says_updated(&block.text);
        }
        let shape =
            Shape { place, length: if found.is_empty() { 0 } else { block.text.split_whitespace().count() } };
        for date in &found {
            let kind = kind_of(block, date, &shape)
                .or_else(|| waiting.filter(|_| date.start < 16 && shape.length < 12));
            consider(&mut best, kind.map(|kind| (kind, usize::from(block.grid.is_some()), date.date)));
        }
    }
    best.filter(|(kind, ..)| !only_month || *kind < Kind::Bare).map(|(.., date)| date)
}

/// Where a block stands on its page, and how many words it has.
struct Shape {
    place: usize,
    length: usize,
}

/// Keeps a date of a better kind than the best so far; of one kind, that outside a grid.
fn consider(best: &mut Option<(Kind, usize, Date)>, new: Option<(Kind, usize, Date)>) {
    if let Some(new) = new
        && best.is_none_or(|old| (new.0, new.1) < (old.0, old.1))
    {
        *best = Some(new);
    }
}

/// What the page's own dates show of its habit, where the digits leave no doubt.
fn habit(blocks: &[Block]) -> Option<Order> {
    let slashed = blocks
        .iter()
        .filter(|block| block.text.len() < 2000 && memchr::memchr(b'/', block.text.as_bytes()).is_some());
    slashed.flat_map(|block| all(&block.text, Order::MonthFirst)).find_map(|found| match found.reading {
        Reading::Shows(order) => Some(order),
        Reading::Certain | Reading::Guessed => None,
    })
}

/// What the words around a date and its place on the page make of it; none where it is not the page's.
fn kind_of(block: &Block, date: &Found, shape: &Shape) -> Option<Kind> {
    let kind = phrase_before(&block.text, date.start).or_else(|| phrase_behind(&block.text, date.end));
    let sentence = sentence(&block.text, date);
    if kind.is_some_and(|kind| is_of_another(kind, sentence, &block.text[..date.start])) {
        return None;
    }
    match kind {
        Some(Kind::Updated) if block.grid.is_none() || sentence.split_whitespace().count() <= 25 => {
            Some(Kind::Updated)
        }
        Some(Kind::Reviewed) if block.grid.is_none() => Some(Kind::Reviewed),
        // Below the top, a date in force is that of a new row, a law or a clause.
        Some(Kind::Effective) if block.grid.is_none() && shape.place <= TOP && shape.length <= 40 => {
            Some(Kind::Effective)
        }
        Some(Kind::Effective)
            if block.grid.is_none() && shape.length <= 8 && block.kind != BlockKind::Item =>
        {
            Some(Kind::Effective)
        }
        Some(Kind::Version) if block.grid.is_none() && shape.length <= 20 => Some(Kind::Version),
        None if block.grid.is_none() && shape.place <= TOP && is_alone(&block.text, date) => Some(Kind::Bare),
        _ => None,
    }
}

/// The sentence a date stands in.
fn sentence<'a>(text: &'a str, date: &Found) -> &'a str {
    let start = text[..date.start].rfind(". ").map_or(0, |at| at + 2);
    // `Inc.`, `Ltd.` end no sentence.
    let ends = |at: &usize| {
        text[..date.end + at].chars().rev().take_while(|letter| letter.is_alphanumeric()).count() > 3
    };
    let end = text[date.end..]
        .match_indices(". ")
        .map(|(at, _)| at)
        .find(ends)
        .map_or(text.len(), |at| date.end + at);
    &text[start..end]
}

/// Words of what is still to come.
static FUTURE: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("sentences.tsv"), "future"));
/// Words of laws, which have dates and versions of their own.
static LAWS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("sentences.tsv"), "law"));

/// Whether the date is that of a coming change (`As of 1 March, Acme will ...`) or of a law.
fn is_of_another(kind: Kind, sentence: &str, before: &str) -> bool {
    let has = |wanted: &WordSet| {
        let mut words = sentence
            .split_whitespace()
            .map(|word| word.trim_matches([',', ';', ':', '.', ')']).to_lowercase());
        words.any(|word| wanted.contains(word.trim_start_matches('(')))
    };
    let before = before.trim_end().to_lowercase();
    let is_from_then = kind == Kind::Effective
        || kind == Kind::Updated && (before.ends_with("as of") || before.ends_with("as at"));
    is_from_then && has(&FUTURE) || matches!(kind, Kind::Version | Kind::Effective) && has(&LAWS)
}

/// Whether a text is next to nothing but the date.
fn is_alone(text: &str, date: &Found) -> bool {
    let around = text[..date.start].chars().chain(text[date.end..].chars());
    around.filter(|letter| letter.is_alphanumeric()).count() <= 2
}

/// The nearest phrase before a date, if it stands close enough.
fn phrase_before(text: &str, start: usize) -> Option<Kind> {
    let mut from = start.saturating_sub(LOOKED_BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let before = folded(&text[from..start]);
    let before = words(&before);
    let hits = PHRASES.hits(&before);
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    // A number between parts the two, unless it is that of a version.
    let last = hits
        .iter()
        .rev()
        .find(|hit| *hit.value == Kind::Version || !before[hit.end..].iter().any(is_number))?;
    let gap = before.len() - last.end;
    // Of two phrases side by side, as in `Status: last updated`, the better kind says what it is.
    let near = hits
        .iter()
        .filter(|hit| hit.end + 2 >= last.start && hit.end <= last.end)
        .map(|hit| *hit.value)
        .min()?;
    let widest = if near <= Kind::Effective { WIDEST_GAP } else { 3 };
    (gap <= widest).then_some(near)
}

/// Scripts that put the word behind the date: `2026年4月1日 改定`.
fn phrase_behind(text: &str, end: usize) -> Option<Kind> {
    let behind: String = text[end..].chars().skip_while(|letter| !letter.is_alphanumeric()).take(8).collect();
    if !behind.chars().next().is_some_and(is_wide) {
        return None;
    }
    let behind = folded(&behind);
    PHRASES.hits(&words(&behind)).first().filter(|hit| hit.start == 0).map(|hit| *hit.value)
}

/// A block that only announces a date in the block after it: `Last updated on •`.
fn label_of(block: &Block) -> Option<Kind> {
    if block.text.len() > 60 {
        return None;
    }
    let text = folded(&block.text);
    let words = words(&text);
    let hits = PHRASES.hits(&words);
    hits.iter()
        .find(|hit| *hit.value <= Kind::Effective && hit.end + 1 >= words.len() && hit.start <= 3)
        .map(|hit| *hit.value)
}

/// Whether a text says that something was updated, whenever that was.
fn says_updated(text: &str) -> bool {
    let text = folded(text);
    PHRASES.hits(&words(&text)).iter().any(|hit| *hit.value == Kind::Updated)
}

/// The day in a line of metadata whose key, or whose words, say that the page was updated then.
fn metadata(text: &str, order: Order) -> Option<Date> {
    let (key, value) = text.split_once(':')?;
    let is_label = {
        let key = folded(key);
        KEYS.whole(&words(&key)).is_some()
    };
    if is_label {
        return all(value, order).first().filter(|found| found.start < 4).map(|found| found.date);
    }
    // `description: Last updated: October 20, 2023`
    let found = all(value, order);
    found.iter().find(|date| phrase_before(value, date.start) == Some(Kind::Updated)).map(|found| found.date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updated(blocks: &[(BlockKind, &str)]) -> String {
        let block = |(kind, text): &(BlockKind, &str)| Block {
            kind: *kind,
            text: (*text).to_owned(),
            links: Vec::new(),
            grid: None,
        };
        let blocks: Vec<Block> = blocks.iter().map(block).collect();
        find_updated(&blocks, Some("en")).map(|date| date.to_string()).unwrap_or_default()
    }

    #[test]
    fn updated_wins_over_in_force_and_that_over_the_metadata() {
        let meta = (BlockKind::Metadata, "lastUpdated: 2020-01-01");
        let force = (BlockKind::Paragraph, "Effective from: 2 May 2026");
        let last = (BlockKind::Paragraph, "Version 1.1 · Last updated: 3 May 2026");
        assert_eq!(updated(&[meta, force, last]), "2026-05-03");
        assert_eq!(updated(&[meta, force]), "2026-05-02");
        assert_eq!(updated(&[meta]), "2020-01-01");
    }

    /// Every text stands below other prose, so that its words alone decide.
    #[test]
    fn a_printed_date_is_the_pages_only_if_the_words_say_so() {
        let lines = include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#'));
        let wrong = lines.filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let block = |text: &str| Block {
                kind: BlockKind::Paragraph,
                text: text.to_owned(),
                links: Vec::new(),
                grid: None,
            };
            let blocks = [block("Sub-processors"), block("These companies help us."), block(cells[2])];
            let found = find_updated(&blocks, Some(cells[1])).map_or("-".to_owned(), |date| date.to_string());
            (found != cells[0]).then(|| format!("{line}: {found}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn a_label_reaches_into_the_next_block() {
        assert_eq!(
            updated(&[(BlockKind::Heading(2), "Last updated"), (BlockKind::Paragraph, "5 May 2026")]),
            "2026-05-05"
        );
        assert_eq!(
            updated(&[(BlockKind::Paragraph, "最終更新：2026年4月27日 次回レビュー予定：2026年10月")]),
            "2026-04-27"
        );
        assert_eq!(updated(&[(BlockKind::Paragraph, "2026年4月1日 改定")]), "2026-04-01");
    }

    #[test]
    fn a_month_alone_is_no_date_and_keeps_the_metadata_out() {
        assert_eq!(
            updated(&[
                (BlockKind::Metadata, "lastUpdated: 2026-06-11"),
                (BlockKind::Paragraph, "Last updated: June 2026")
            ]),
            ""
        );
    }

    #[test]
    fn a_date_in_prose_is_not_the_pages() {
        let prose =
            "The Commission adopted the clauses on 4 June 2021 and we joined the programme on 5 July 2022.";
        assert_eq!(updated(&[(BlockKind::Paragraph, prose)]), "");
        assert_eq!(updated(&[(BlockKind::Paragraph, "2024-05-20. Acme was added as a subprocessor")]), "");
    }
}
