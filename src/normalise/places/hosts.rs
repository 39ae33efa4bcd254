//! Host names inside a location text.

use std::ops::Range;

use super::{gazetteer::CloudPlace, words::Words};
use crate::model::Region;

/// Regions that the host names of the text give away: `eu.i.example.com`, `ingest.de.example.io`.
pub(super) fn named(words: &Words) -> Vec<CloudPlace> {
    let mut places = Vec::new();
    for at in 0..words.len() {
        let Some(range) = (words.gap(at + 1) == ".").then(|| domain(words, at)).flatten() else { continue };
        let labels = (range.start + 1..range.end).take_while(|&at| words.gap(at) == ".").count() + 1;
        for label in range.start..(range.start + labels).saturating_sub(2) {
            match words.word(label) {
                "eu" => places.push(CloudPlace::Region(Region::Eu)),
                "uk" => places.extend("GB".parse().map(CloudPlace::Country)),
                code @ ("us" | "de" | "au" | "fr" | "jp" | "ca" | "ch") => {
                    places.extend(code.to_uppercase().parse().map(CloudPlace::Country));
                }
                _ => {}
            }
        }
    }
    places
}

/// An address of the net and its path. Its labels are read in [`named`].
pub(super) fn domain(words: &Words, at: usize) -> Option<Range<usize>> {
    let label = |at: usize| {
        words.printed(at..at + 1).bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if at > 0 && matches!(words.gap(at), "." | "-") {
        return None;
    }
    let mut end = at + 1;
    while end < words.len() && matches!(words.gap(end), "." | "-") && label(end) {
        end += 1;
    }
    let last = words.word(end - 1);
    if !label(at)
        || words.gap(end - 1) != "."
        || last.len() < 2
        || last.bytes().any(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    while end < words.len() && !words.gap(end).contains(char::is_whitespace) {
        end += 1;
    }
    Some(at..end)
}
