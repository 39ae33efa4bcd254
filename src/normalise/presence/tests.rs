//! Tests of how much of a list a page shows.

use super::*;

fn page(blocks: &[(BlockKind, &str)]) -> Document {
    let block = |&(kind, text): &(BlockKind, &str)| Block {
        kind,
        text: text.to_owned(),
        links: Vec::new(),
        grid: None,
    };
    Document { blocks: blocks.iter().map(block).collect(), ..Document::default() }
}

fn linking(text: &str, target: &str) -> Document {
    let mut document = page(&[(BlockKind::Paragraph, "Welcome")]);
    document.base = Some("https://acme.example/legal/list".parse().unwrap());
    document.blocks[0].links = vec![Link { text: text.to_owned(), target: target.to_owned() }];
    document
}

fn rows(names: &[&str]) -> Vec<Printed> {
    names.iter().map(|name| Printed::named(name)).collect()
}

#[test]
fn a_sentence_that_there_are_none_is_one_in_each_language() {
    for sentence in [
        "We do not currently use any sub-processors.",
        "Acme doesn't engage any third-party subprocessors to process customer data.",
        "There are no sub-processors at this time.",
        "No sub-processors are currently engaged.",
        "Sub-processors: none",
        "Derzeit setzen wir keine Unterauftragsverarbeiter ein.",
        "Nous ne faisons appel à aucun sous-traitant.",
        "Actualmente no utilizamos subencargados.",
        "Al momento non utilizziamo sub-responsabili.",
        "Atualmente não utilizamos subcontratantes.",
        "Wij maken momenteel geen gebruik van subverwerkers.",
        "Vi anvender ingen underdatabehandlere.",
        "Vi anlitar för närvarande inga underbiträden.",
        "Obecnie nie korzystamy z podwykonawców.",
        "現在、再委託先はありません。",
    ] {
        assert!(denies(sentence), "{sentence}");
    }
}

#[test]
fn a_sentence_that_takes_it_back_or_speaks_of_something_else_is_none() {
    for sentence in [
        "We engage no sub-processors without your consent.",
        "There are no other sub-processors.",
        "We use no sub-processors other than those listed below.",
        "There are no changes to our sub-processors.",
        "We do not sell personal data to sub-processors.",
        "No sub-processors may access your content.",
        "Do we not use any sub-processors?",
        "Our sub-processors process data for us.",
        "Es werden keine weiteren Unterauftragsverarbeiter eingesetzt.",
    ] {
        assert!(!denies(sentence), "{sentence}");
    }
}

#[test]
fn a_heading_and_none_below_it_say_that_there_are_none() {
    let said =
        |text: &str| of(&page(&[(BlockKind::Heading(1), "Sub-processors"), (BlockKind::Item, text)]), &[]);
    assert_eq!(said("None at this time."), Presence::SaidNone("None at this time.".to_owned()));
    assert!(matches!(said("Accept none"), Presence::Absent(_)));
    let mut filled = page(&[(BlockKind::Paragraph, "There are no sub-processors.")]);
    filled.hints.push(Hint::FilledByScript);
    assert!(matches!(of(&filled, &[]), Presence::Absent(_)), "a script may fill them in yet");
}

#[test]
fn a_link_to_a_list_or_to_a_trust_centre_is_where_the_list_is() {
    for (text, target) in
        [("Sub-processors", "https://acme.example/subs"), ("Trust Center", "https://trust.acme.example/")]
    {
        assert_eq!(of(&linking(text, target), &[]), Presence::Elsewhere(target.to_owned()));
    }
    assert!(matches!(of(&linking("Careers", "https://acme.example/jobs"), &[]), Presence::Absent(_)));
}

#[test]
fn a_page_that_counts_more_rows_or_leads_on_is_a_part() {
    let ten = rows(&["Stripe"; 10]);
    for text in ["1-10 of 19", "Showing 1 to 10 of 19 entries", "1 bis 10 von 19 Einträgen"] {
        let document = page(&[(BlockKind::Paragraph, text)]);
        assert_eq!(of(&document, &ten), Presence::Cut(text.to_owned()));
        assert_eq!(of(&document, &rows(&["Stripe"; 19])), Presence::Whole, "a script hides the rest");
    }
    for text in ["Page 1 of 3", "1-10 of 10", "11-19 of 19", "We answer 1 to 10 of 100 calls a day"] {
        assert_eq!(
            of(&page(&[(BlockKind::Paragraph, text)]), &rows(&["Stripe"; 3])),
            Presence::Whole,
            "{text}"
        );
    }
    let next = of(&linking("Next page", "https://acme.example/legal/list?page=2"), &ten);
    assert_eq!(next, Presence::Cut("https://acme.example/legal/list?page=2".to_owned()));
    assert_eq!(of(&linking("Next", "https://acme.example/legal/terms"), &ten), Presence::Whole);
}

#[test]
fn rows_of_code_digests_numbers_and_files_are_no_list() {
    let unlikely = |names: &[&str]| matches!(of(&Document::default(), &rows(names)), Presence::Unlikely(_));
    assert!(unlikely(&["href", "src", "Stripe"]));
    assert!(unlikely(&["9f86d081884c7d659a2feaa0c55ad015", "#1", "#2"]));
    assert!(unlikely(&["dpa.pdf", "list-2026.xlsx", "/legal/terms"]));
    assert!(!unlikely(&["npm", "1Password", "Fly.io", "Next.js Ltd", "3M"]));
    assert!(!unlikely(&["Stripe", "Datadog", "link"]));
}
