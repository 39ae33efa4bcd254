//! The companies that names of a list name, whatever they are called there.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::normalise::{entities, legal_forms, signs};

use super::draft::{Draft, run_together};

/// The companies that a name names: `Acme, Zenith` two.
pub(super) fn named_in(name: &str) -> impl Iterator<Item = String> {
    let is_name = |piece: &str| {
        let is_form = piece.len() <= 24 && legal_forms::has_form(&format!("Acme Zenith {piece}"));
        signs::of(piece).is_name() && (!is_form || legal_forms::has_form(piece))
    };
    let is_list = name.contains(", ") && name.split(", ").all(is_name);
    let whole = (!is_list).then_some(name);
    whole
        .into_iter()
        .chain(name.split(", ").filter(move |_| is_list))
        .map(|name| run_together(&entities::of(name).entity))
}

/// Whether nearly all companies that some rows name are named by others.
pub(super) fn are_all_in(drafts: &[Draft], others: &[Draft]) -> bool {
    let entities = |drafts: &[Draft]| -> HashSet<String, RandomState> {
        drafts.iter().flat_map(|draft| named_in(&draft.name)).collect()
    };
    let (mine, theirs) = (entities(drafts), entities(others));
    mine.intersection(&theirs).count() * 5 >= mine.len() * 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_form_behind_a_comma_is_no_second_company() {
        let named = |name: &str| named_in(name).collect::<Vec<_>>();
        assert_eq!(named("Wibble, Zorblax GmbH"), ["wibble", "zorblax"]);
        assert_eq!(named("Wibble, Inc."), ["wibble"]);
        assert_eq!(named("Wibble Cloud, a company of many words"), ["wibblecloudacompanyofmanywords"]);
    }

    #[test]
    fn the_same_companies_under_other_names_are_all_in() {
        let rows = |names: &[&str]| -> Vec<Draft> {
            names.iter().map(|name| Draft { name: (*name).to_owned(), ..Draft::default() }).collect()
        };
        assert!(are_all_in(&rows(&["Wibble, Zorblax"]), &rows(&["Zorblax GmbH", "Wibble, Inc."])));
        assert!(!are_all_in(&rows(&["Wibble", "Orbit"]), &rows(&["Zorblax GmbH", "Wibble, Inc."])));
    }
}
