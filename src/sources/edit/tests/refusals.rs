//! What is not done, and why.

use super::*;

fn told<T: std::fmt::Debug>(result: Result<T, EditError>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_name_that_is_taken_or_not_there_is_told_with_the_way_out() {
    assert_eq!(
        told(add_source(FILE, &plain("beta"), lenient)),
        "source `beta` is there already, at line 22; change that one, or choose another slug"
    );
    assert_eq!(
        told(remove_source(FILE, &slug("bta"), lenient)),
        "the file has no source `bta`; did you mean `beta`?"
    );
    assert_eq!(told(change_source(FILE, &slug("zzzzzz"), &[], lenient)), "the file has no source `zzzzzz`");
    let text = add_vendor(FILE, &vendor("Acme", Vec::new()), lenient).unwrap();
    assert_eq!(
        told(add_vendor(&text, &vendor("ACME", Vec::new()), lenient)),
        "vendor `Acme` has a block already, at line 7; change that one"
    );
    let no_vendor = "the file has no `[[vendor]]` named `Beta`";
    assert_eq!(told(remove_vendor(FILE, "Beta", lenient)), no_vendor);
    assert_eq!(told(change_vendor(FILE, "Beta", &[], lenient)), no_vendor);
}

#[test]
fn a_change_that_would_not_load_is_refused_with_its_problems() {
    let url = SourceEdit::Url("https://acme.example/list#top".to_owned());
    assert_eq!(
        told(change_source(FILE, &slug("beta"), &[url, SourceEdit::ObjectionDays(Some(900))], lenient)),
        "nothing was changed: duplicate url `https://acme.example/list` (first at line 10); keep one of \
         the two sources\n`objection_days` is out of range: `900`; choose from 1 to 365"
    );
    let selector = NewSource { more: vec![SourceEdit::List(Some("a[[".to_owned()))], ..plain("c") };
    assert_eq!(
        told(add_source(FILE, &selector, |list| !list.contains("[["))),
        "nothing was changed: `a[[` is no CSS selector; write one such as `main table` or `#sub-processors`"
    );
    assert_eq!(told(change_vendor(FILE, "Acme", &[], lenient)), "the file has no `[[vendor]]` named `Acme`");
}

#[test]
fn the_only_source_stays_since_a_file_without_any_does_not_load() {
    let one = add_source("", &plain("a"), lenient).unwrap();
    assert_eq!(
        told(remove_source(&one, &slug("a"), lenient)),
        "`a` is the only source of the file, which needs one; add another first, or write `enabled = false`"
    );
}

#[test]
fn a_file_with_problems_is_not_touched() {
    let flawed = format!("{FILE}pase = \"1s\"\n");
    for result in [
        add_source(&flawed, &plain("c"), lenient),
        change_source(&flawed, &slug("beta"), &[], lenient),
        remove_source(&flawed, &slug("beta"), lenient),
        add_vendor(&flawed, &vendor("C", Vec::new()), lenient),
        change_vendor(&flawed, "C", &[], lenient),
        remove_vendor(&flawed, "C", lenient),
        add_source("[[source", &plain("c"), lenient),
    ] {
        assert!(matches!(result, Err(EditError::Flawed { .. })), "{result:?}");
    }
}

#[test]
fn blocks_in_brackets_are_told_to_be_written_apart() {
    let text = "source = [{ slug = 'a', vendor = 'A', url = 'https://a.example' }]\n";
    let way_out = "`source` is written in brackets at line 1; write `[[source]]` above each, so that one of \
                   them can be changed";
    assert_eq!(told(add_source(text, &plain("b"), lenient)), way_out);
    assert_eq!(told(change_source(text, &slug("a"), &[], lenient)), way_out);
    assert_eq!(told(remove_source(text, &slug("a"), lenient)), way_out);
}
