//! Makes text of a page harmless to whatever shows it.

use std::fmt::Write;

/// The text on one line: line breaks and runs of white space become one space, see [`harmless`].
pub(super) fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars().filter_map(harmless) {
        if !c.is_whitespace() {
            clean.push(c);
        } else if !clean.ends_with(' ') {
            clean.push(' ');
        }
    }
    clean
}

/// The text with its line breaks (as line feeds), see [`harmless`].
pub(super) fn lines(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    unix.chars().filter_map(|c| if c == '\n' { Some(c) } else { harmless(c) }).collect()
}

/// A character that moves no cursor, hides nothing and reorders nothing.
///
/// Control characters (C0, DEL, C1: ECMA-48) are what terminal sequences begin with; each becomes
/// U+FFFD, so that the reader sees that something was there. Tabs and line ends become spaces.
/// Characters that reorder text (Unicode UAX #9: embeddings, overrides, isolates, marks) or are not
/// seen at all are left out: what is read shall be what is there.
fn harmless(c: char) -> Option<char> {
    match c {
        '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() => Some('\u{FFFD}'),
        _ if is_hidden(c) => None,
        _ => Some(c),
    }
}

/// Whether a character reorders its neighbours or shows nothing. Joiners (U+200C, U+200D) are needed by
/// scripts and emoji and stay.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{E0000}'..='\u{E007F}')
}

/// JSON whose strings hold no raw DEL, C1 or hidden character; they become `\uXXXX`, so nothing is
/// lost. (C0 is escaped by any JSON writer.) Outside strings JSON has none of them.
pub(super) fn json(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        let breaks_line = matches!(c, '\u{2028}' | '\u{2029}');
        if (c.is_control() && c != '\n') || is_hidden(c) || breaks_line {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _infallible = write!(clean, "\\u{unit:04x}");
            }
        } else {
            clean.push(c);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_sequence_is_left() {
        assert_eq!(line("a\u{1b}[2Jb\u{9b}31mc\u{7}\u{7f}"), "a\u{FFFD}[2Jb\u{FFFD}31mc\u{FFFD}\u{FFFD}");
        for c in (0..=0x1F).chain(0x7F..=0x9F).filter_map(char::from_u32) {
            assert!(!line(&format!("x{c}y")).chars().any(char::is_control), "{c:?}");
            assert!(!lines(&format!("x{c}y")).chars().any(|c| c.is_control() && c != '\n'), "{c:?}");
        }
    }

    #[test]
    fn nothing_reorders_or_hides_text() {
        assert_eq!(line("pay\u{202e}lap\u{202c} \u{2066}x\u{2069}\u{200b}\u{feff}\u{e0041}"), "paylap x");
        assert_eq!(line("می\u{200c}خواهم"), "می\u{200c}خواهم");
    }

    #[test]
    fn line_ends_of_any_kind_become_one_space() {
        assert_eq!(line("a\r\n\t b\u{2028}c\u{85}d\u{a0}e"), "a b c d e");
        assert_eq!(lines("a\r\nb\rc\td"), "a\nb\nc d");
    }

    #[test]
    fn json_keeps_what_it_escapes() {
        let text = "a\u{9b}b\u{202e}c\u{e0041}d\u{2028}é";
        let json = json(&serde_json::to_string(text).unwrap());
        assert_eq!(json, r#""a\u009bb\u202ec\udb40\udc41d\u2028é""#);
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
