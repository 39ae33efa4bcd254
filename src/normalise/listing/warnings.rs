//! What a reader of a listing should know.

use crate::model::{Document, Hint, Presence, Printed, Visibility, Warning};

use super::{Fate, Verdict};
use crate::normalise::entities;

/// So many rows that were left out are named.
const MOST_LEFT: usize = 10;

/// The warnings of one reading: why there are no rows, which limits were met, which rows are placeholders.
pub(super) fn of(
    document: &Document,
    presence: &Presence,
    entries: &[Printed],
    verdicts: &[Verdict],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(of_presence(presence));
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

/// What the page shows of its list, where that is not all of it.
fn of_presence(presence: &Presence) -> Option<Warning> {
    let words = match presence {
        Presence::Whole => return None,
        Presence::Cut(words) => format!("the page shows a part of its list: `{words}`"),
        Presence::SaidNone(words) => format!("no list found: the page says that there are none: `{words}`"),
        Presence::Elsewhere(address) => format!("no list found: list is behind another address: {address}"),
        Presence::Absent(words) => format!("no list found: {words}"),
        Presence::Unlikely(names) => format!("most rows are no companies: {names}"),
    };
    Some(Warning(words))
}
