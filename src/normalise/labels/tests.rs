//! Tests of `labels`.

use super::*;

#[test]
fn words_are_compared_without_case_accents_or_hyphens() {
    assert_eq!(folded("  Sub-Processor(s): "), "subprocessor s");
    assert_eq!(folded("Übertragungs\u{ad}garantie Größe"), "ubertragungsgarantie grosse");
    assert_eq!(folded("lastUpdated v1.4Last"), "last updated v1 4 last");
    assert_eq!(folded("2026年5月5日"), "2026 年 5 月 5 日");
    assert_eq!(folded("٢٠٢٦ サブプロセッサー"), "2026 サブプロセッサー");
    assert_eq!(folded(""), "");
}

#[test]
fn the_longest_phrase_wins_and_a_star_stands_for_any_ending() {
    let phrases = Phrases::parse("# words\ndata\t1\ndata processor*\t2\nprocess*\t3\n処理\t4\n", |rest| {
        rest.first()?.parse::<u8>().ok()
    });
    let values =
        |text: &str| phrases.hits(&words(&folded(text))).iter().map(|hit| *hit.value).collect::<Vec<_>>();
    assert_eq!(values("Data processors of data"), [2, 1]);
    assert_eq!(values("processing"), [3]);
    assert_eq!(values("データ処理業者"), [4]);
    assert_eq!(phrases.whole(&words("data processors")), Some(&2));
    assert_eq!(phrases.whole(&words("data x")), None);
}
