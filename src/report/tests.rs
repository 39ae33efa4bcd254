use proptest::prelude::*;

use super::*;
use crate::model::WordEdit;

/// What a hostile page could print: sequences for a terminal, reordering, markup, formulas.
const HOSTILE: &str = "\u{1b}[2J\u{1b}]0;x\u{7}\u{9b}31m\u{202e}\u{2066}\0\r\n\u{2028}=cmd|' /C'!A1";

fn hostile() -> Sheet {
    let edits = vec![
        WordEdit::Kept(HOSTILE.into()),
        WordEdit::Deleted(HOSTILE.into()),
        WordEdit::Inserted(HOSTILE.into()),
    ];
    Sheet::new(HOSTILE)
        .above(HOSTILE)
        .below(HOSTILE)
        .column(Column::text("a", HOSTILE))
        .column(Column::link("b", "B"))
        .column(Column::codes("c", "C"))
        .column(Column::badge("d", "D"))
        .column(Column::edit("e", "E"))
        .row([
            HOSTILE.into(),
            Value::link(HOSTILE, format!("https://a.example/{HOSTILE}")),
            Value::codes([HOSTILE]),
            Value::badge(HOSTILE, Tone::Bad),
            edits.into(),
        ])
        .row([Value::Empty, Value::link("", HOSTILE), Value::Empty, Value::Empty, Value::Edit(vec![])])
}

#[test]
fn no_control_sequence_of_a_page_reaches_a_terminal() {
    for format in [Format::Text, Format::Json, Format::Csv, Format::Md, Format::Html] {
        for width in [20, 80, 400] {
            let bytes = render(&hostile(), format, &Look { width, ..Look::default() }).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let text = text.replace("\r\n", "\n");
            let bad = |c: &char| {
                c.is_control() && *c != '\n'
                    || matches!(c, '\u{2028}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
            };
            assert_eq!(text.chars().find(bad), None, "{format:?}");
        }
    }
}

#[test]
fn colour_is_the_only_sequence_in_text() {
    let bytes =
        render(&hostile(), Format::Text, &Look { colour: Colour::Always, ..Look::default() }).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for sequence in text.split('\u{1b}').skip(1) {
        let code = sequence.strip_prefix('[').and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
        assert!(matches!(code, Some("0" | "1" | "2" | "31;9" | "32" | "33" | "31")), "{sequence:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_a_format_fail(title: String, texts: [String; 5], width in 0_usize..200) {
        let [a, b, c, d, e] = texts;
        let edits = vec![WordEdit::Kept(c.clone()), WordEdit::Deleted(d), WordEdit::Inserted(e)];
        let sheet = Sheet::new(&title)
            .above(&*a)
            .column(Column::text("a", &title))
            .column(Column::link("b", &b))
            .column(Column::edit("c", &c))
            .row([a.into(), Value::link(b.clone(), b), edits.into()]);
        let report = Report::new(&title).sheet(sheet).sheet(Sheet::new(&title));
        for format in Format::ALL {
            let look = Look { width, ..Look::default() };
            let bytes = render_report(&report, format, &look).unwrap();
            if format == Format::Text {
                let widest = String::from_utf8(bytes).unwrap().lines().map(wrap::width).max();
                prop_assert!(widest <= Some(width.max(20)));
            }
        }
    }
}
