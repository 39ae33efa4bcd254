//! A changed text, word by word.

use std::time::Duration;

use similar::{Algorithm, DiffOp, TextDiff};

use crate::model::WordEdit;

/// How long one text may be worked on; past that the difference is coarser, never wrong.
const PATIENCE: Duration = Duration::from_millis(200);

/// The runs of words that stayed, went and came between two texts, in reading order.
///
/// The kept and deleted runs together print the older text, the kept and inserted runs the newer.
#[must_use]
pub fn words(before: &str, after: &str) -> Vec<WordEdit> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).timeout(PATIENCE).diff_words(before, after);
    let old: Vec<&str> = diff.iter_old_slices().collect();
    let new: Vec<&str> = diff.iter_new_slices().collect();
    let mut edits = Vec::new();
    for op in diff.ops() {
        match *op {
            DiffOp::Equal { old_index, len, .. } => push(&mut edits, WordEdit::Kept(old[old_index..old_index + len].concat())),
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
    edits
}

fn push(edits: &mut Vec<WordEdit>, edit: WordEdit) {
    let (WordEdit::Kept(text) | WordEdit::Deleted(text) | WordEdit::Inserted(text)) = &edit;
    if !text.is_empty() {
        edits.push(edit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_changed_are_marked() {
        assert_eq!(
            words("Hosting in Ireland", "Hosting in Germany"),
            [WordEdit::Kept("Hosting in ".to_owned()), WordEdit::Deleted("Ireland".to_owned()), WordEdit::Inserted("Germany".to_owned()),]
        );
    }

    #[test]
    fn the_runs_print_both_texts_again() {
        let (before, after) = ("Logs, metrics and traces", "Metrics, logs, traces (EU only)");
        let (mut old, mut new) = (String::new(), String::new());
        for edit in words(before, after) {
            match edit {
                WordEdit::Kept(text) => {
                    old.push_str(&text);
                    new.push_str(&text);
                }
                WordEdit::Deleted(text) => old.push_str(&text),
                WordEdit::Inserted(text) => new.push_str(&text),
            }
        }
        assert_eq!((old.as_str(), new.as_str()), (before, after));
    }
}
