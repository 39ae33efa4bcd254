//! A changed text, word by word.

use std::time::Duration;

use similar::{Algorithm, DiffOp, TextDiff};

use crate::model::WordEdit;

/// How long one text may be worked on; past that the difference is coarser, never wrong.
const PATIENCE: Duration = Duration::from_millis(200);

/// A run of so few words between two edits is drawn into them.
const SHORTEST_KEPT: usize = 1;
/// With this many words edited for each that stayed, nothing is held to have stayed.
const MOSTLY_REPLACED: usize = 4;

/// The runs of words that stayed, went and came between two texts, in reading order.
///
/// The kept and deleted runs together print the older text, the kept and inserted runs the newer.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<WordEdit> {
    let diff =
        TextDiff::configure().algorithm(Algorithm::Patience).timeout(PATIENCE).diff_words(before, after);
    let old: Vec<&str> = diff.iter_old_slices().collect();
    let new: Vec<&str> = diff.iter_new_slices().collect();
    let mut edits = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => {
                push(&mut edits, WordEdit::Kept(old[old_index..old_index + len].concat()));
            }
            DiffOp::Delete { old_index, old_len, .. } => {
                push(&mut edits, WordEdit::Deleted(old[old_index..old_index + old_len].concat()));
            }
            DiffOp::Insert { new_index, new_len, .. } => {
                push(&mut edits, WordEdit::Inserted(new[new_index..new_index + new_len].concat()));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                push(&mut edits, WordEdit::Deleted(old[old_index..old_index + old_len].concat()));
                push(&mut edits, WordEdit::Inserted(new[new_index..new_index + new_len].concat()));
            }
        }
    }
    drawn_together(edits)
}

fn push(edits: &mut Vec<WordEdit>, edit: WordEdit) {
    let (WordEdit::Kept(text) | WordEdit::Deleted(text) | WordEdit::Inserted(text)) = &edit;
    if !text.is_empty() {
        edits.push(edit);
    }
}

/// Draws edits together that only a space or a short word parts: `United States` became `EU (Germany)`, not
/// word by word. Where hardly anything stayed the whole text was replaced.
fn drawn_together(edits: Vec<WordEdit>) -> Vec<WordEdit> {
    let words = |text: &str| text.split_whitespace().count();
    let count = |wanted: fn(&WordEdit) -> bool| -> usize {
        let texts = edits.iter().filter(|edit| wanted(edit));
        texts
            .map(|(WordEdit::Kept(text) | WordEdit::Deleted(text) | WordEdit::Inserted(text))| words(text))
            .sum()
    };
    let kept = count(|edit| matches!(edit, WordEdit::Kept(_)));
    let edited = count(|edit| !matches!(edit, WordEdit::Kept(_)));
    let replaced = kept * MOSTLY_REPLACED < edited;
    let last = edits.len().saturating_sub(1);
    let (mut drawn, mut deleted, mut inserted) = (Vec::new(), String::new(), String::new());
    for (at, edit) in edits.into_iter().enumerate() {
        match edit {
            WordEdit::Deleted(text) => deleted.push_str(&text),
            WordEdit::Inserted(text) => inserted.push_str(&text),
            WordEdit::Kept(text) if at != 0 && at != last && (replaced || words(&text) <= SHORTEST_KEPT) => {
                deleted.push_str(&text);
                inserted.push_str(&text);
            }
            WordEdit::Kept(text) => {
                push(&mut drawn, WordEdit::Deleted(std::mem::take(&mut deleted)));
                push(&mut drawn, WordEdit::Inserted(std::mem::take(&mut inserted)));
                drawn.push(WordEdit::Kept(text));
            }
        }
    }
    push(&mut drawn, WordEdit::Deleted(deleted));
    push(&mut drawn, WordEdit::Inserted(inserted));
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_changed_are_marked() {
        assert_eq!(
            words("Hosting in Ireland", "Hosting in Germany"),
            [
                WordEdit::Kept("Hosting in ".to_owned()),
                WordEdit::Deleted("Ireland".to_owned()),
                WordEdit::Inserted("Germany".to_owned()),
            ]
        );
    }

    #[test]
    fn a_replaced_text_is_not_taken_apart_word_by_word() {
        assert_eq!(
            words("United States", "EU (Germany)"),
            [WordEdit::Deleted("United States".to_owned()), WordEdit::Inserted("EU (Germany)".to_owned())]
        );
        assert_eq!(
            words("Receives chat content only", "Receives product and order content only"),
            [
                WordEdit::Kept("Receives ".to_owned()),
                WordEdit::Deleted("chat".to_owned()),
                WordEdit::Inserted("product and order".to_owned()),
                WordEdit::Kept(" content only".to_owned()),
            ]
        );
    }

    /// The older and the newer text, put together again from the runs.
    fn texts(edits: Vec<WordEdit>) -> (String, String) {
        let (mut old, mut new) = (String::new(), String::new());
        for edit in edits {
            match edit {
                WordEdit::Kept(text) => {
                    old.push_str(&text);
                    new.push_str(&text);
                }
                WordEdit::Deleted(text) => old.push_str(&text),
                WordEdit::Inserted(text) => new.push_str(&text),
            }
        }
        (old, new)
    }

    #[test]
    fn a_text_that_came_or_went_is_one_run() {
        assert_eq!(words("", "new text"), [WordEdit::Inserted("new text".to_owned())]);
        assert_eq!(words("old text", ""), [WordEdit::Deleted("old text".to_owned())]);
        assert_eq!(words("same", "same"), [WordEdit::Kept("same".to_owned())]);
        assert_eq!(words("", ""), []);
    }

    proptest::proptest! {
        #[test]
        fn the_runs_print_both_texts_again(
            before in "([ab]{1,2}[ ,;]){0,12}|\\PC{0,20}",
            after in "([ab]{1,2}[ ,;]){0,12}|\\PC{0,20}",
        ) {
            proptest::prop_assert_eq!(texts(words(&before, &after)), (before, after));
        }
    }
}
