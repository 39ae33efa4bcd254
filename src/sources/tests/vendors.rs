//! `[[vendor]]`, and what its sources have from it.

use super::*;
use crate::model::{Source, SourceKind, Vendor};

/// A vendor that says everything, and the beginning of a source of it.
const ACME: &str = r#"
[[vendor]]
name = "Acme"
domain = "Acme.example"
tags = ["eu", "hosting"]
owner = "it"
criticality = "high"
objection_days = 30

[[source]]
slug = "acme"
vendor = " ACME "
url = "https://trust.elsewhere.example/acme"
"#;

/// The only source of a file: that of [`ACME`] with more lines.
fn source_with(lines: &str) -> Source {
    load(&format!("{ACME}{lines}")).unwrap().sources.remove(0)
}

#[test]
fn a_source_has_from_its_vendor_what_it_does_not_say_itself() {
    let catalogue = load(ACME).unwrap();
    let [source] = catalogue.sources.as_slice() else { panic!("{catalogue:?}") };
    let [vendor] = catalogue.vendors.as_slice() else { panic!("{catalogue:?}") };
    assert_eq!(vendor.domain.as_ref().map(crate::model::Domain::as_str), Some("acme.example"));
    assert_eq!((source.vendor.as_str(), vendor.name.as_str()), ("Acme", "Acme"));
    assert_eq!((&source.tags, &source.owner), (&vendor.tags, &vendor.owner));
    assert_eq!((source.tags.join("+"), source.owner.as_deref()), ("eu+hosting".to_owned(), Some("it")));
    assert_eq!((source.criticality, source.objection_days), (Some(Criticality::High), Some(30)));
}

#[test]
fn what_a_source_says_itself_holds_instead() {
    let source = source_with(
        "tags = ['us']\nowner = 'legal'\ncriticality = 'low'\nobjection_days = 10\nkind = 'change-log'\n",
    );
    assert_eq!((source.tags.join("+"), source.owner.as_deref()), ("us".to_owned(), Some("legal")));
    assert_eq!((source.criticality, source.objection_days), (Some(Criticality::Low), Some(10)));
    assert_eq!(source.kind, SourceKind::ChangeLog);
    let silent = source_with("tags = []\nowner = ''\n");
    assert_eq!((silent.tags.len(), silent.owner), (0, None));
}

#[test]
fn a_vendor_may_stand_anywhere_in_the_file_and_need_not_stand_there_at_all() {
    let text = format!(
        "{SMALLEST}[[source]]\nslug = 'b'\nvendor = 'B'\nurl = 'https://b.example'\n\
         [[vendor]]\nname = 'b'\nowner = 'it'\n"
    );
    let catalogue = load(&text).unwrap();
    let vendors: Vec<&str> = catalogue.vendors.iter().map(|vendor| vendor.name.as_str()).collect();
    assert_eq!(vendors, ["b", "A"]);
    let told: Vec<_> =
        catalogue.sources.iter().map(|source| (source.vendor.as_str(), source.owner.as_deref())).collect();
    assert_eq!(told, [("A", None), ("b", Some("it"))]);
    assert_eq!(catalogue.vendor("B").and_then(|vendor| vendor.owner.as_deref()), Some("it"));
    assert_eq!(catalogue.vendor("C"), None);
}

#[test]
fn names_without_a_block_stay_as_they_are_written() {
    let text = format!("{SMALLEST}[[source]]\nslug = 'b'\nvendor = 'a'\nurl = 'https://b.example'\n");
    let catalogue = load(&text).unwrap();
    let names: Vec<&str> = catalogue.sources.iter().map(|source| source.vendor.as_str()).collect();
    assert_eq!(names, ["A", "a"]);
    assert_eq!(catalogue.vendors, [Vendor::bare("A".to_owned())]);
}

#[test]
fn everything_wrong_with_vendors_is_told_at_its_place() {
    let text = format!(
        "{SMALLEST}kind = 'dpo'\n[[vendor]]\nname = 'Acme'\ndomain = 'https://acme.example'\n\
         [[vendor]]\nname = 'ACME'\ncriticality = 'hihg'\nobjection_days = 0\n\
         [[vendor]]\ndomian = 'b.example'\ntags = 'eu'\n"
    );
    let expected = [
        "sources.toml:5:8: `kind` cannot be `dpo`; did you mean `dpa`?",
        "sources.toml:8:10: `https://acme.example` is no domain; write it without `https://`, `www.`, \
         port and path, such as `acme.example`",
        "sources.toml:10:8: duplicate vendor `ACME` (first at line 7, case does not count); keep one \
         of them",
        "sources.toml:11:15: `criticality` cannot be `hihg`; did you mean `high`?",
        "sources.toml:12:18: `objection_days` is out of range: `0`; choose from 1 to 365",
        "sources.toml:13:1: this vendor has no `name`; add a line such as `name = \"Acme\"`",
        "sources.toml:14:1: a vendor has no key `domian`; did you mean `domain`?",
        "sources.toml:15:8: `tags` is a string; it must be a list of texts, such as `[\"hosting\", \
         \"eu\"]`",
    ];
    assert_eq!(problems(&text).lines().collect::<Vec<_>>(), expected);
    let single = format!("[vendor]\nname = 'A'\n{SMALLEST}");
    let told =
        "sources.toml:1:1: `vendor` is no list; write `[[vendor]]`, with two brackets, above each vendor";
    assert_eq!(problems(&single), told);
}

#[test]
fn a_vendor_without_source_and_a_name_that_is_nearly_one_are_noted() {
    let noted = |text: &str| -> Vec<String> {
        let notes = notes(text);
        notes.iter().map(|note| format!("{}:{}: {}", note.line, note.column, note.message)).collect()
    };
    assert_eq!(noted(&format!("\u{feff}{ACME}")), [""; 0]);
    let slip = ACME.replace(" ACME ", "Acne");
    assert_eq!(noted(&slip), ["12:10: no `[[vendor]]` is named `Acne`; did you mean `Acme`?"]);
    let idle = format!("{ACME}[[vendor]]\nname = 'Initech'\n");
    assert_eq!(
        noted(&idle),
        ["15:8: no source is of the vendor `Initech`; add one with `vendor = \"Initech\"`"]
    );
    let part = ACME.replace(" ACME ", "Acme Labs");
    assert_eq!(noted(&part), ["3:8: no source is of the vendor `Acme`; add one with `vendor = \"Acme\"`"]);
    assert_eq!(noted("[[vendor]]\nname = 'Initech'\n"), [""; 0]);
}
