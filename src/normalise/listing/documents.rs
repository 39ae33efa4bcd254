//! Lists of links to documents of companies, one or several of each: `Acme DPA`, `Acme security page`. One
//! row a company.

use std::collections::{HashMap, HashSet};

use crate::{
    model::Field,
    normalise::{entities, headers},
};

use super::{draft::Draft, fates::Left, rule::Rule};

/// So many items that end in the words for one document tell that the words before are a company's name,
/// known or not.
const ALIKE: usize = 3;

/// A name and the words for a document are not longer, in bytes.
const LONGEST: usize = 300;
/// More words than this before the words for a document are no name; each place where it could end is tried.
const NAME_WORDS: usize = 12;

/// One row a company, where most items name a document of one.
pub(super) fn merged(drafts: Vec<Draft>, left: &mut Left) -> Vec<Draft> {
    if drafts.len() < 2 {
        return drafts;
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    for (_, document) in drafts.iter().flat_map(documents) {
        *times.entry(document.to_lowercase()).or_default() += 1;
    }
    let names_company = |(company, document): &(&str, &str)| {
        entities::company(company).is_some()
            || times.get(&document.to_lowercase()).is_some_and(|times| *times >= ALIKE)
    };
    let companies: HashSet<&str> = drafts
        .iter()
        .filter_map(|draft| documents(draft).find(names_company))
        .map(|(company, _)| company)
        .collect();
    // A company's other documents are told by its name.
    let company = |draft: &Draft| {
        starts(&draft.name)
            .find(|(start, _)| is_bare(draft) && companies.contains(start))
            .map(|(start, _)| start.to_owned())
    };
    let companies: Vec<Option<String>> = drafts.iter().map(company).collect();
    if companies.iter().flatten().count() * 3 < drafts.len() * 2 {
        return drafts;
    }
    let mut rows: Vec<Draft> = Vec::new();
    for (mut draft, company) in drafts.into_iter().zip(companies) {
        let printed = std::mem::take(&mut draft.name);
        draft.name = company.unwrap_or_else(|| printed.clone());
        if rows.last().is_none_or(|last| last.name != draft.name) {
            rows.push(draft);
        } else {
            left.text(&printed, Rule::Document);
        }
    }
    rows
}

/// The texts before what may be the words for a document, and those words.
fn documents(draft: &Draft) -> impl Iterator<Item = (&str, &str)> {
    starts(&draft.name).filter(|(_, document)| is_bare(draft) && is_document(document))
}

/// Whether a row has nothing but its name.
fn is_bare(draft: &Draft) -> bool {
    draft.texts.is_empty() && draft.extra.is_empty()
}

/// A text cut in two before each of its words that may end a name. A long text is prose, and names nothing.
fn starts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let may = if text.len() <= LONGEST { NAME_WORDS } else { 0 };
    text.match_indices(' ').take(may).map(|(at, _)| (&text[..at], text[at..].trim()))
}

/// Whether words are those for a document: `data processing agreement`.
fn is_document(words: &str) -> bool {
    words.len() > 2
        && headers::meanings(words).iter().any(|meaning| meaning.what == headers::Column::Field(Field::Url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<String> {
        let draft = |name: &&str| Draft { name: (*name).to_owned(), ..Draft::default() };
        merged(names.iter().map(draft).collect(), &mut Left::default())
            .into_iter()
            .map(|draft| draft.name)
            .collect()
    }

    #[test]
    fn documents_of_companies_are_a_row_each_though_nobody_knows_the_company() {
        let documents = [
            "Zorblax data processing agreement",
            "Zorblax compliance information",
            "Quuxly Two data processing agreement",
            "Quuxly Two compliance information",
            "Wibbly data processing agreement",
            "Wibbly security",
        ];
        assert_eq!(rows(&documents), ["Zorblax", "Quuxly Two", "Wibbly"]);
        assert_eq!(rows(&["Stripe DPA", "Stripe privacy policy", "Twilio DPA"]), ["Stripe", "Twilio"]);
    }

    #[test]
    fn what_names_no_document_is_left_as_it_is() {
        for names in [
            &["Acme Cloud Services", "Beta Cloud Services", "Gamma Cloud Services"][..],
            &["Acme Maps", "Acme Analytics", "Beta Maps", "Beta Analytics"],
            &["Zorblax data processing agreement", "Acme", "Beta"],
            &["Zorblax"],
            &[],
        ] {
            assert_eq!(rows(names), names);
        }
    }

    #[test]
    fn prose_is_not_cut_at_each_of_its_words() {
        assert_eq!(starts(&"data processing agreement ".repeat(10_000)).count(), 0);
        assert_eq!(starts(&"a ".repeat(100)).count(), NAME_WORDS);
    }

    #[test]
    fn an_item_that_says_more_is_a_row_of_its_own() {
        let mut told = Draft { name: "Stripe DPA".to_owned(), ..Draft::default() };
        told.put(Field::Purpose, "Payments");
        let names: Vec<String> = merged(vec![told.clone(), told], &mut Left::default())
            .into_iter()
            .map(|draft| draft.name)
            .collect();
        assert_eq!(names, ["Stripe DPA", "Stripe DPA"]);
    }
}
