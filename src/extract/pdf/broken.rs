//! Words that a line's end broke: where the same word stands whole in the document, it is whole here, too.

use std::collections::HashSet;

use crate::model::Document;

/// Stands where a line ended within a word: behind a printed hyphen, or alone for one that the document does
/// not count as text.
pub(super) const BROKEN: char = '\u{ad}';

/// Puts the broken words of a document together, and leaves no mark of them.
pub(super) fn mend(document: &mut Document) {
    if !texts(document).any(|text| text.contains(BROKEN)) {
        return;
    }
    let whole: HashSet<String> = document
        .blocks
        .iter()
        .flat_map(|block| words(&block.text))
        .filter(|word| !word.contains(BROKEN))
        .map(str::to_lowercase)
        .collect();
    for text in texts(document) {
        *text = mended(text, &whole);
    }
}

/// All texts of a document.
fn texts(document: &mut Document) -> impl Iterator<Item = &mut String> {
    let blocks = document.blocks.iter_mut().map(|block| &mut block.text);
    let grids = document.grids.iter_mut().flat_map(|grid| {
        let headings = grid.headings.iter_mut().map(|heading| &mut heading.text);
        let cells = grid.rows.iter_mut().flat_map(|row| &mut row.cells);
        let cells = cells.flat_map(|cell| &mut cell.pieces).map(|piece| &mut piece.text);
        headings.chain(&mut grid.caption).chain(&mut grid.lead).chain(cells)
    });
    blocks.chain(&mut document.title).chain(grids)
}

/// The words of a text, each with the hyphens in it.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '-' || letter == BROKEN))
}

fn mended(text: &str, whole: &HashSet<String>) -> String {
    let mut mended = text.to_owned();
    for word in words(text).filter(|word| word.contains(BROKEN)) {
        let hyphenated = word.replace(BROKEN, "");
        let joined = word.replace(&['-', BROKEN][..], "");
        let has = |word: &str| whole.contains(&word.to_lowercase());
        let kept = if has(&joined) && !has(&hyphenated) { joined } else { hyphenated };
        mended = mended.replacen(word, &kept, 1);
    }
    mended.replace(BROKEN, "")
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            document,
            tests::{pdf, shown},
        },
        *,
    };

    #[test]
    fn a_word_that_a_lines_end_broke_is_whole_where_it_stands_whole_elsewhere() {
        let page = shown(&[
            (50, 100, "We tell of all transactional mail by sub-processors, and of each transac-"),
            (50, 112, "tional text that a sub-"),
            (50, 124, "processor or a third-"),
            (50, 136, "party sends."),
        ]);
        let document = document(&pdf(&[&page])).unwrap();
        assert_eq!(
            document.blocks[0].text,
            "We tell of all transactional mail by sub-processors, and of each transactional text that a \
             sub-processor or a third-party sends."
        );
        let whole = HashSet::new();
        assert_eq!(mended("con\u{ad}cerned, and third-\u{ad}party", &whole), "concerned, and third-party");
    }
}
