//! Answers about short texts that were given before.
//!
//! One list prints the same purposes and places in row after row, a reader asks about one name from several
//! sides, and most vendors rely on the same companies. A [`Memo`] holds what a pure function said of a text:
//! it changes when an answer is had, never what it is. Each is bounded in entries and in the length of their
//! texts.

use std::{cell::RefCell, collections::HashMap, thread::LocalKey};

/// A longer text, in bytes, is prose: it hardly comes twice.
const LONGEST: usize = 160;
/// With so many answers a memo is emptied and begins anew.
const MOST: usize = 4096;

/// What one function said of texts, on one thread.
pub(super) struct Memo<V>(RefCell<Answers<V>>);

type Answers<V> = HashMap<Box<str>, V, foldhash::fast::RandomState>;

impl<V> Default for Memo<V> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

/// What `find` says of a text, or said of it before.
pub(super) fn recall<V: Clone>(
    memo: &'static LocalKey<Memo<V>>,
    text: &str,
    find: impl FnOnce(&str) -> V,
) -> V {
    if text.len() > LONGEST {
        return find(text);
    }
    if let Some(answer) = memo.with(|Memo(answers)| answers.borrow().get(text).cloned()) {
        return answer;
    }
    // Nothing is borrowed while it is found: one question may lead to another.
    let found = find(text);
    memo.with(|Memo(answers)| {
        let mut answers = answers.borrow_mut();
        if answers.len() >= MOST {
            answers.clear();
        }
        answers.insert(text.into(), found.clone());
    });
    found
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        static LENGTHS: Memo<usize> = Memo::default();
    }

    #[test]
    fn a_short_text_is_looked_at_once_and_a_long_one_each_time() {
        let looks = Cell::new(0);
        let length = |text: &str| {
            recall(&LENGTHS, text, |text| {
                looks.set(looks.get() + 1);
                text.len()
            })
        };
        assert_eq!((length("ab"), length("ab"), looks.get()), (2, 2, 1));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!((length(&long), length(&long), looks.get()), (LONGEST + 1, LONGEST + 1, 3));
    }

    #[test]
    fn a_memo_does_not_grow_without_end() {
        for number in 0..3 * MOST {
            recall(&LENGTHS, &number.to_string(), str::len);
        }
        assert!(LENGTHS.with(|Memo(answers)| answers.borrow().len()) <= MOST);
    }

    #[test]
    fn one_question_may_lead_to_another() {
        let outer = recall(&LENGTHS, "outer", |_| recall(&LENGTHS, "inner", str::len));
        assert_eq!(outer, 5);
    }
}
