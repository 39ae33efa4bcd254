//! Sets of words, which stand in text files beside the code that asks for them.
//!
//! In a plain list (`*.txt`) each line is a word. In a table (`*.tsv`) each is a word, a tab, and the classes
//! that it has, so that words of one meaning stand together though not every place asks for all of them.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::wordlist::lines;

/// Words that a text is looked up in.
pub(super) type WordSet = HashSet<&'static str, RandomState>;

/// The words of a plain list.
pub(super) fn set(list: &'static str) -> WordSet {
    lines(list).collect()
}

/// The words of a table that have a class.
pub(super) fn of_class(table: &'static str, class: &str) -> WordSet {
    let has = |classes: &str| classes.split([' ', '\t']).any(|own| own == class);
    lines(table)
        .filter_map(|line| line.split_once('\t'))
        .filter(|(_, classes)| has(classes))
        .map(|(word, _)| word)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::{
        labels::{folded, untidy},
        places,
    };

    #[test]
    fn a_word_of_a_table_is_found_by_each_of_its_classes() {
        let table = "# Words.\nplain\t\nroad\taddress behind\nvia\taddress front\n";
        assert_eq!(of_class(table, "address"), WordSet::from_iter(["road", "via"]));
        assert_eq!(of_class(table, "front"), WordSet::from_iter(["via"]));
        assert_eq!(of_class(table, ""), WordSet::from_iter([""; 0]));
    }

    #[test]
    fn every_table_is_sorted_and_its_classes_are_those_that_are_asked_for() {
        for (table, classes) in [
            (include_str!("absent.tsv"), ["gap", "nobody"].as_slice()),
            (include_str!("dates/sentences.tsv"), &["future", "law"]),
            (include_str!("entities/joins.tsv"), &["brand", "former", "via", "brackets"]),
            (include_str!("listing/pointers.tsv"), &["begins", "place"]),
            (include_str!("listing/names/conditions.tsv"), &["begins", "whole", "open"]),
            (include_str!("listing/names/wrapped.tsv"), &["joins", "goes-on"]),
            (
                include_str!("places/scope/words.tsv"),
                &["mechanism", "party", "filler", "customer", "outside", "negation", "form"],
            ),
            (
                include_str!("presence/words.tsv"),
                &[
                    "noun",
                    "none",
                    "filler",
                    "but",
                    "said",
                    "next",
                    "between",
                    "total",
                    "parameter",
                    "door",
                    "markup",
                    "ending",
                ],
            ),
            (include_str!("remarks.tsv"), &["badge", "name"]),
            (include_str!("statuses/days.tsv"), &["from", "until"]),
            (include_str!("streets.tsv"), &["address", "behind", "front"]),
        ] {
            assert_eq!(untidy(table), [""; 0]);
            assert!(classes.iter().all(|class| !of_class(table, class).is_empty()), "{classes:?}");
            let known = classes.iter().map(|class| of_class(table, class)).fold(
                WordSet::default(),
                |mut all, words| {
                    all.extend(words);
                    all
                },
            );
            let unknown: Vec<&str> = lines(table)
                .filter_map(|line| line.split_once('\t'))
                .filter(|(word, own)| {
                    !known.contains(word) || own.split([' ', '\t']).any(|own| !classes.contains(&own))
                })
                .map(|(word, _)| word)
                .collect();
            assert_eq!(unknown, [""; 0]);
        }
    }

    #[test]
    fn words_that_folded_texts_are_looked_up_in_stand_folded_in_their_lists() {
        for list in [
            include_str!("entities/boxes.txt"),
            include_str!("entities/generic.txt"),
            include_str!("entities/roles.txt"),
            include_str!("places/around.txt"),
            include_str!("places/between.txt"),
            include_str!("places/nouns.txt"),
            include_str!("places/scope/words.tsv"),
            include_str!("streets.tsv"),
        ] {
            let words = lines(list).map(|line| line.split('\t').next().unwrap_or(line).trim_matches('*'));
            let unfolded: Vec<&str> = words.filter(|word| places::words::fold(word) != *word).collect();
            assert_eq!(unfolded, [""; 0]);
        }
        let joints: Vec<&str> = lines(include_str!("dates/scan/joints.txt")).collect();
        assert!(joints.iter().all(|word| folded(word) == *word), "{joints:?}");
    }
}
