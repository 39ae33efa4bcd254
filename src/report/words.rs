//! A text that changed, word by word, as each format shows it.
//!
//! The runs of a text, read one after the other, are the text itself: `Kept` and `Deleted` give the
//! older one, `Kept` and `Inserted` the newer one. White space belongs to the runs; it is put
//! outside the marks, so that a mark ends where its word ends.

use super::{
    ink::{Ink, Span},
    look::Colour,
};
use crate::model::WordEdit;

/// As plain characters: `[-old-]` was deleted, `{+new+}` inserted (the marks of `wdiff`).
#[must_use]
pub fn plain(edits: &[WordEdit]) -> String {
    marked(edits, str::to_owned, ("[-", "-]"), ("{+", "+}"))
}

/// The older text.
#[must_use]
pub fn before(edits: &[WordEdit]) -> String {
    let kept = |edit| match edit {
        &WordEdit::Kept(ref text) | &WordEdit::Deleted(ref text) => Some(text.as_str()),
        WordEdit::Inserted(_) => None,
    };
    edits.iter().filter_map(kept).collect()
}

/// The newer text.
#[must_use]
pub fn after(edits: &[WordEdit]) -> String {
    let kept = |edit| match edit {
        &WordEdit::Kept(ref text) | &WordEdit::Inserted(ref text) => Some(text.as_str()),
        WordEdit::Deleted(_) => None,
    };
    edits.iter().filter_map(kept).collect()
}

/// As HTML that Markdown lets through; `escape` makes the text itself harmless.
pub(super) fn html(edits: &[WordEdit], escape: fn(&str) -> String) -> String {
    marked(edits, escape, ("<del>", "</del>"), ("<ins>", "</ins>"))
}

/// As spans for a terminal: coloured, or with the marks of [`plain`] in them.
pub(super) fn spans(edits: &[WordEdit], colour: Colour) -> Vec<Span> {
    match colour {
        Colour::Always => inked(edits),
        Colour::Never => vec![Span { text: plain(edits), ink: Ink::Plain }],
    }
}

/// As spans in colour. Two words that touch (one deleted, one inserted) are held apart by a space, since no
/// mark does it.
pub(super) fn inked(edits: &[WordEdit]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::with_capacity(edits.len());
    for edit in edits {
        let (text, ink) = match edit {
            WordEdit::Kept(text) => (text, Ink::Plain),
            WordEdit::Deleted(text) => (text, Ink::Deleted),
            WordEdit::Inserted(text) => (text, Ink::Inserted),
        };
        let (lead, word, trail) = around(text);
        let last = spans.last();
        let touches = last.is_some_and(|span| span.ink != Ink::Plain && ink != Ink::Plain && span.ink != ink)
            && lead.is_empty();
        let parts = [(if touches { " " } else { lead }, Ink::Plain), (word, ink), (trail, Ink::Plain)];
        let parts = parts.into_iter().filter(|(part, _)| !part.is_empty());
        spans.extend(parts.map(|(part, ink)| Span { text: part.to_owned(), ink }));
    }
    spans
}

fn marked(
    edits: &[WordEdit],
    escape: fn(&str) -> String,
    deleted: (&str, &str),
    inserted: (&str, &str),
) -> String {
    let mut text = String::new();
    for edit in edits {
        let (run, (open, close)) = match edit {
            WordEdit::Kept(run) => (run, ("", "")),
            WordEdit::Deleted(run) => (run, deleted),
            WordEdit::Inserted(run) => (run, inserted),
        };
        let (lead, word, trail) = around(run);
        text.push_str(lead);
        if !word.is_empty() {
            text.push_str(open);
            text.push_str(&escape(word));
            text.push_str(close);
        }
        text.push_str(trail);
    }
    text
}

/// White space before, the text without it, white space behind.
fn around(text: &str) -> (&str, &str, &str) {
    let start = text.len() - text.trim_start().len();
    let (lead, rest) = text.split_at(start);
    let (word, trail) = rest.split_at(rest.trim_end().len());
    (lead, word, trail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits() -> Vec<WordEdit> {
        vec![
            WordEdit::Kept("Hosted in ".into()),
            WordEdit::Deleted("the United States ".into()),
            WordEdit::Inserted("Germany ".into()),
            WordEdit::Kept("only".into()),
        ]
    }

    #[test]
    fn marks_end_where_the_word_ends() {
        assert_eq!(plain(&edits()), "Hosted in [-the United States-] {+Germany+} only");
        assert_eq!(
            html(&edits(), str::to_owned),
            "Hosted in <del>the United States</del> <ins>Germany</ins> only"
        );
    }

    #[test]
    fn both_texts_are_read_back_from_the_runs() {
        assert_eq!(before(&edits()), "Hosted in the United States only");
        assert_eq!(after(&edits()), "Hosted in Germany only");
    }

    #[test]
    fn coloured_words_do_not_touch() {
        let edits = [
            WordEdit::Deleted("USA".into()),
            WordEdit::Inserted("Germany".into()),
            WordEdit::Kept(".".into()),
        ];
        let text: String = inked(&edits).iter().map(|span| span.text.as_str()).collect();
        assert_eq!(text, "USA Germany.");
    }
}
