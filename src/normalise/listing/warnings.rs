//! What a reader of a listing should know.

use crate::model::{BlockKind, Document, Hint, Printed, Visibility, Warning};

use super::{Fate, Verdict};
use crate::normalise::{entities, topics};

/// So many rows that were left out are named.
const MOST_LEFT: usize = 10;

/// The warnings of one reading: why there are no rows, which limits were met, which rows are placeholders.
pub(super) fn of(document: &Document, entries: &[Printed], verdicts: &[Verdict]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if entries.is_empty() {
        warnings.push(absence(document));
    }
    for hint in &document.hints {
        if let Hint::Limit(limit) = hint {
            warnings.push(Warning(format!("the page was read up to a limit: {limit}")));
        }
    }
    let hidden = verdicts.iter().any(|verdict| {
        verdict.fate == Fate::Chosen && document.grids[verdict.grid].visibility == Visibility::Hidden
    });
    if hidden {
        warnings
            .push(Warning("the list stands in embedded data that the page does not show as text".to_owned()));
    }
    let chosen = verdicts.iter().filter(|verdict| verdict.fate == Fate::Chosen);
    for row in chosen.flat_map(|verdict| &verdict.left).filter(|row| row.may_be_company()).take(MOST_LEFT) {
        let (text, rule) = (&row.text, row.rule.code());
        warnings.push(Warning(format!("a row was left out that may be a company: `{text}` (rule `{rule}`)")));
    }
    let open: Vec<&str> = entries
        .iter()
        .filter(|row| entities::is_placeholder(&row.name))
        .map(|row| row.name.as_str())
        .collect();
    if let Some(first) = open.first() {
        warnings.push(Warning(format!(
            "{} of {} rows are placeholders, the first is `{first}`",
            open.len(),
            entries.len()
        )));
    }
    warnings
}

/// Why a page gave no rows, as far as it can be seen.
fn absence(document: &Document) -> Warning {
    let frame = document
        .hints
        .iter()
        .find_map(|hint| if let Hint::Frame(address) = hint { Some(address) } else { None });
    let script = document.hints.contains(&Hint::FilledByScript);
    let linked = || {
        let links = document
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Metadata)
            .flat_map(|block| &block.links);
        links
            .filter(|link| i32::from(topics::of(&link.text).score()) >= 60 && link.target.contains("://"))
            .map(|link| link.target.as_str())
            .next()
    };
    let about = document.title.as_deref().is_some_and(|title| i32::from(topics::of(title).score()) >= 60)
        || document.blocks.iter().any(|block| {
            matches!(block.kind, BlockKind::Heading(_)) && i32::from(topics::of(&block.text).score()) >= 60
        });
    Warning(match frame.map(String::as_str).or_else(linked) {
        Some(address) => format!("no list found: list is behind another address: {address}"),
        None if script => "no list found: rows are filled in by script".to_owned(),
        None if about => "no list found: intro but no list".to_owned(),
        None => "no list found: the page does not seem to speak of sub-processors".to_owned(),
    })
}
