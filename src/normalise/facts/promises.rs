//! Days of notice before a new sub-processor, and days to object (GDPR Art. 28(2) and (4)).

use std::cell::LazyCell;

use super::{
    sentence::{Class, Sentence, Span},
    units,
};
use crate::{
    model::{Block, BlockKind, Document, Field, Grid, Shape},
    normalise::{
        headers::{self, Column},
        labels::{folded, words},
        topics,
    },
};

/// The days a page promises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Promises {
    pub(super) notice: Option<u16>,
    pub(super) objection: Option<u16>,
}

/// What a sentence must score to be about sub-processors.
const LEAST: i8 = 3;
/// Grids that are looked at to tell what the page is about.
const GRIDS: usize = 20;
/// Only the beginning of a block is looked at, in bytes.
const LOOKED_AT: usize = 20_000;

/// The promises that are most plainly about sub-processors so far: score and days.
#[derive(Debug, Default)]
struct Best {
    notice: Option<(i8, u16)>,
    objection: Option<(i8, u16)>,
}

/// What the sentences around one say.
#[derive(Debug, Clone, Copy)]
struct Around {
    /// The title or heading is about sub-processors: how much that adds.
    heading: i8,
    /// Another sentence of the block is.
    block: i8,
}

/// The promises of a page: of each kind the one that is most plainly about sub-processors, of these the
/// first.
pub(super) fn of(document: &Document) -> Promises {
    // Few blocks name a time: what the title and the headings say is asked only for those.
    let title = LazyCell::new(|| if is_about_the_list(document) { 2 } else { 0 });
    let mut best = Best::default();
    let mut heading: Option<&Block> = None;
    for block in &document.blocks {
        match block.kind {
            BlockKind::Metadata => metadata(&mut best, &block.text),
            BlockKind::Heading(_) => heading = Some(block),
            BlockKind::Paragraph | BlockKind::Item => {}
        }
        if units::named(&block.text) {
            let nearest = heading.filter(|_| block.kind != BlockKind::Metadata);
            let said = nearest.map_or(0, |heading| if topics::of(&heading.text).list >= 90 { 3 } else { 0 });
            read(&mut best, block, said.max(*title));
        }
    }
    Promises { notice: best.notice.map(|(_, days)| days), objection: best.objection.map(|(_, days)| days) }
}

/// Whether the page is about the list: its title says so, or it has a table with columns for names and what
/// else belongs to such a list.
fn is_about_the_list(document: &Document) -> bool {
    let titled = document.title.as_deref().is_some_and(|title| topics::of(title).score() >= 70);
    titled || document.grids.iter().take(GRIDS).any(is_list)
}

/// Whether the first row of a grid heads columns for names, purposes and places.
fn is_list(grid: &Grid) -> bool {
    let Some(first) = grid
        .rows
        .first()
        .filter(|_| grid.rows.len() > 2 && matches!(grid.shape, Shape::Table | Shape::Records))
    else {
        return false;
    };
    let columns: Vec<Column> = first
        .cells
        .iter()
        .take(12)
        .filter_map(|cell| headers::meanings(&cell.text()).first().map(|meaning| meaning.what))
        .collect();
    let has = |field: Field| columns.contains(&Column::Field(field));
    has(Field::Name) && has(Field::Purpose) && (has(Field::Location) || has(Field::EntityLocation))
}

/// Keeps what the sentences of a block promise. `heading` is what the title or heading above adds.
fn read(best: &mut Best, block: &Block, heading: i8) {
    let mut end = block.text.len().min(LOOKED_AT);
    while !block.text.is_char_boundary(end) {
        end -= 1;
    }
    let printed = split(&block.text[..end]);
    let timed = printed
        .iter()
        .filter(|sentence| units::named(sentence))
        .any(|sentence| !Sentence::read(sentence).spans.is_empty());
    if !timed {
        return;
    }
    let sentences: Vec<Sentence> = printed.into_iter().map(Sentence::read).collect();
    let around = Around {
        heading,
        block: if sentences.iter().any(|sentence| sentence.has(Class::Subject)) { 3 } else { 0 },
    };
    let mut notice = None;
    for sentence in &sentences {
        let mut own = None;
        for span in &sentence.spans {
            let score = score(sentence, span, around);
            if score < LEAST {
                continue;
            }
            match sense(sentence, span) {
                Some(Sense::Notice) => {
                    // `6 months for health data, 30 days for other data`: all are promised the shorter.
                    let days = own.map_or(span.days, |own: u16| own.min(span.days));
                    if own.is_some_and(|own| days < own) && best.notice == own.map(|own| (score, own)) {
                        best.notice = None;
                    }
                    own = Some(days);
                    notice = notice.or(Some((score, span.days)));
                    keep(&mut best.notice, score, days);
                }
                Some(Sense::Objection) => keep(&mut best.objection, score, span.days),
                None => {}
            }
        }
        // `... with 30 days' notice, and may object within that period`.
        let is_same =
            sentence.has(Class::Period) && sentences.iter().any(|sentence| sentence.has(Class::Object));
        if let Some((score, days)) = notice.filter(|_| is_same) {
            keep(&mut best.objection, score, days);
        }
    }
}

/// Keeps days that score more than the best so far.
fn keep(best: &mut Option<(i8, u16)>, score: i8, days: u16) {
    if best.is_none_or(|(most, _)| score > most) {
        *best = Some((score, days));
    }
}

/// What days are promised for.
enum Sense {
    Notice,
    Objection,
}

/// What the days of a span are for, by the words next to it.
fn sense(sentence: &Sentence, span: &Span) -> Option<Sense> {
    let close = |gap: &usize| *gap <= 2;
    let within = sentence.before(span, Class::Within).or(sentence.before(span, Class::Period)).filter(close);
    // `thirty days after`, or a script that puts the word behind: `15日以内`.
    let is_within = within.is_some()
        || sentence.before(span, Class::For) == Some(0)
        || sentence.after(span, Class::Within) == Some(0);
    let object = sentence.near(span, Class::Object);
    let is_right_before =
        sentence.after(span, Class::Before) == Some(0) && sentence.after(span, Class::Announced) != Some(0);
    let is_counted_from_notice =
        sentence.after(span, Class::Announced).is_some_and(|gap| (1..=5).contains(&gap)) && !is_right_before
            || sentence.before(span, Class::Announced).is_some_and(|gap| gap == 0);
    let is_promised_later = sentence.before(span, Class::Least) == Some(0);
    // `until 30 days after we have announced it`
    if is_promised_later
        && is_counted_from_notice
        && object.is_none()
        && sentence.before(span, Class::Within) != Some(0)
    {
        return Some(Sense::Notice);
    }
    if is_within && (object.is_some_and(|gap| gap <= 30) || is_counted_from_notice && !is_promised_later) {
        return Some(Sense::Objection);
    }
    if object.is_some_and(|gap| gap <= 1) {
        return Some(Sense::Objection);
    }
    let before = [
        sentence.after(span, Class::Before).filter(|gap| *gap <= 4),
        sentence.before(span, Class::Before).filter(|gap| *gap <= 5),
        sentence.after(span, Class::For).filter(|gap| *gap == 0),
    ];
    let is_told = sentence.after(span, Class::Announced).is_some_and(|gap| gap <= 3);
    let is_before = before.iter().any(Option::is_some) || is_told && !is_counted_from_notice;
    // `no later than thirty days before`
    let is_latest = is_right_before && within == Some(0) && before[0] == Some(0) && object.is_none();
    (is_before && (within != Some(0) || is_latest)).then_some(Sense::Notice)
}

/// How plainly a span is about sub-processors.
fn score(sentence: &Sentence, span: &Span, around: Around) -> i8 {
    let own = i8::from(sentence.has(Class::Subject)) * 4;
    let object = i8::from(sentence.has(Class::Object));
    let change = i8::from(sentence.has(Class::Change));
    let is_told =
        sentence.has(Class::Notice) || sentence.after(span, Class::Before).is_some_and(|gap| gap <= 1);
    let notice = i8::from(is_told);
    let against = sentence.near(span, Class::Against).filter(|gap| *gap <= 12);
    let subject = sentence.near(span, Class::Subject);
    let penalty = match (against, subject) {
        (Some(against), Some(subject)) if subject <= against => 1,
        (Some(_), _) => 4,
        (None, _) => 0,
    };
    own.max(around.block).max(around.heading) + object + change + notice - penalty
}

/// The sentences of a text.
fn split(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let ends = match letter {
            '。' | '！' | '？' | '؟' | '।' => true,
            // An ellipsis stands within a sentence.
            '.' if text[..at].ends_with('.') => false,
            // A clause of its own: `30 days to object; otherwise you may terminate`.
            ';' => units::named(&text[start..at]),
            '.' | '!' | '?' => letters.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        if ends {
            let end = at + letter.len_utf8();
            sentences.push(&text[start..end]);
            start = end;
        }
    }
    sentences.push(&text[start..]);
    sentences
}

/// `notice_days: 30`, `objection_window: 30_days`.
fn metadata(best: &mut Best, text: &str) {
    let Some((key, value)) = text
        .split_once([':', ' '])
        .filter(|(_, value)| value.bytes().take(4).any(|byte| byte.is_ascii_digit()))
    else {
        return;
    };
    let (key, value) = (folded(key), folded(value));
    let Some(days) = words(&value)
        .first()
        .and_then(|word| word.parse::<u16>().ok())
        .filter(|days| (1..=366).contains(days))
    else {
        return;
    };
    if matches!(
        key.as_str(),
        "notice days" | "notice period" | "notice period days" | "advance notice days" | "change notice days"
    ) {
        keep(&mut best.notice, LEAST, days);
    }
    if matches!(
        key.as_str(),
        "objection days"
            | "objection window"
            | "objection period"
            | "objection period days"
            | "objection window days"
    ) {
        keep(&mut best.objection, LEAST, days);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promises(title: &str, text: &str) -> (Option<u16>, Option<u16>) {
        let block =
            Block { kind: BlockKind::Paragraph, text: text.to_owned(), links: Vec::new(), grid: None };
        let found =
            of(&Document { title: Some(title.to_owned()), blocks: vec![block], ..Document::default() });
        (found.notice, found.objection)
    }

    #[test]
    fn notice_is_read_in_many_languages() {
        for text in [
            "Customers hear of every new sub-processor at least 30 days in advance.",
            "Wir informieren Sie mindestens 30 Tage vor dem Einsatz eines neuen Unterauftragsverarbeiters.",
            "Nous vous informons 30 jours avant tout changement de sous-traitant ultérieur.",
            "Avisaremos con 30 días de antelación de cualquier nuevo subencargado.",
            "Comunicheremo ogni nuovo sub-responsabile con 30 giorni di anticipo.",
            "Avisamos com 30 dias de antecedência sobre novos subprocessadores.",
            "Nieuwe subverwerkers melden wij 30 dagen van tevoren.",
            "Vi varsler om nye underdatabehandlere 30 dage før de tages i brug.",
            "Vi meddelar nya underbiträden 30 dagar i förväg.",
            "O nowych podprocesorach informujemy z 30-dniowym wyprzedzeniem.",
            "O nových subzpracovatelích informujeme 30 dní předem.",
            "Vă informăm cu 30 de zile înainte de a adăuga un nou subprocesator.",
            "Yeni alt işleyenleri en az 30 gün önceden bildiririz.",
            "新しいサブプロセッサーを追加する30日前に通知します。",
            "新增子处理者时，我们将提前30天通知您。",
            "О новых субпроцессорах мы уведомляем за 30 дней до начала работы.",
        ] {
            assert_eq!(promises("", text), (Some(30), None), "{text}");
        }
    }

    #[test]
    fn objection_is_told_from_notice() {
        assert_eq!(
            promises("Sub-processors", "We give 30 days' notice of changes; you may object within 15 days."),
            (Some(30), Some(15))
        );
        assert_eq!(
            promises(
                "",
                "Gegen neue Unterauftragsverarbeiter können Sie binnen zwei Wochen Widerspruch einlegen."
            ),
            (None, Some(14))
        );
        let same = "Clients receive 20 days' notice of new subprocessors and may object in writing within \
            that period.";
        assert_eq!(promises("", same), (Some(20), Some(20)));
    }

    #[test]
    fn other_times_are_no_promise() {
        for text in [
            "Sub-processors delete your data within 30 days of the end of the contract.",
            "A breach at a sub-processor is reported to you within 3 days.",
            "We answer requests within 10 working days.",
            "Invoices are due 30 days before renewal.",
            "Backups are kept for 30 days.",
        ] {
            assert_eq!(promises("Sub-processors", text), (None, None), "{text}");
        }
        assert_eq!(
            promises("Privacy policy", "We announce changes to this policy 30 days in advance."),
            (None, None)
        );
    }

    #[test]
    fn promises_are_told_from_other_times() {
        let days = |printed: &str| (printed != "-").then(|| printed.parse::<u16>().unwrap());
        let lines = include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#'));
        let wrong = lines.filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let found = promises(cells[2], cells[3]);
            (found != (days(cells[0]), days(cells[1]))).then(|| format!("{line}: {found:?}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn hostile_text_costs_no_more_than_its_length() {
        let text = "within 30 days object notice ".repeat(20_000);
        assert_eq!(promises("Sub-processors", &text).1, Some(30));
    }
}
