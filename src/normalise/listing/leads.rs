//! What the sentence above a list says of all its rows: `They are all located in the United States:`.

use std::sync::LazyLock;

use crate::{
    model::{Field, wordlist::lines},
    normalise::signs,
};

use super::draft::Draft;

/// Words behind which a lead names the place of all rows, in small letters.
static LOCATED: LazyLock<Vec<&str>> = LazyLock::new(|| lines(include_str!("located.txt")).collect());
/// A longer lead, in bytes, is prose about more than the list below it.
const LONGEST: usize = 600;

/// Gives each row the place that the lead tells of all, where no row tells one itself.
pub(super) fn locate(drafts: &mut [Draft], lead: Option<&str>) {
    let Some(lead) = lead.filter(|lead| lead.len() <= LONGEST) else { return };
    let tells_place = |draft: &Draft| draft.has(Field::Location) || draft.has(Field::EntityLocation);
    if drafts.iter().any(tells_place) {
        return;
    }
    if let Some(place) = place_of_all(lead) {
        for draft in drafts {
            draft.put(Field::Location, place);
        }
    }
}

/// The place that a lead names at the end of its last sentence: `... are located in the EU:`.
fn place_of_all(lead: &str) -> Option<&str> {
    let end = lead.trim_end_matches(|letter: char| letter.is_whitespace() || ":.;".contains(letter));
    let start = end.rfind(". ").map_or(0, |at| at + 2);
    let last = &end[start..];
    let small = last.to_lowercase();
    if small.len() != last.len() {
        return None;
    }
    let behind = LOCATED.iter().filter_map(|word| small.rfind(word).map(|at| at + word.len())).max()?;
    let place = last.get(behind..)?.trim();
    let place = place.strip_prefix("the ").unwrap_or(place);
    (!place.is_empty() && signs::of(place).is_only_place()).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lead_that_says_where_all_of_a_list_is_gives_each_row_its_place() {
        let row = |name: &str| Draft { name: name.to_owned(), ..Draft::default() };
        let mut rows = [row("Zorblax"), row("Wibble")];
        locate(&mut rows, Some("We use these processors. They are all located in the United States:"));
        assert!(rows.iter().all(|row| row.texts[&Field::Location] == ["United States"]));
    }

    #[test]
    fn a_lead_that_says_where_something_else_is_gives_none() {
        for lead in [
            "Our company is located in the United States. We use:",
            "The following are located in the EU or elsewhere, as the contract says:",
            "These process data of customers:",
        ] {
            assert_eq!(place_of_all(lead), None, "{lead}");
        }
    }

    #[test]
    fn a_row_that_tells_its_place_keeps_every_row_as_it_is() {
        let mut own = Draft { name: "Zorblax".to_owned(), ..Draft::default() };
        own.put(Field::Location, "Ireland");
        let mut rows = [own, Draft { name: "Wibble".to_owned(), ..Draft::default() }];
        locate(&mut rows, Some("All located in the United States:"));
        assert!(!rows[1].has(Field::Location));
    }
}
