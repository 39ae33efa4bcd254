//! Breaks inked text into lines of a width, as a terminal counts it.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::ink::{Ink, Span};

/// Signs of Japanese that no line begins with, though they count as letters: small kana, marks of length and
/// of repetition (UAX #14, classes CJ and NS).
const NO_BEGINNING: &str = "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶー々〻ゝゞヽヾ";

/// One line of inked text.
pub(super) type Line = Vec<Span>;

/// The columns a terminal needs for a text (UAX #11).
pub(super) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// The columns a line needs.
pub(super) fn line_width(line: &[Span]) -> usize {
    line.iter().map(|span| width(&span.text)).sum()
}

/// The columns that the longest piece needs which is not broken without need.
pub(super) fn longest_piece(spans: &[Span]) -> usize {
    pieces(spans).iter().map(|piece| piece.width).max().unwrap_or(0)
}

/// The text in lines of at most `room` columns; a single character may be wider. Broken at spaces,
/// after hyphens between letters and between wide characters; a longer piece is cut, after a sign
/// such as `/` where one is near.
pub(super) fn wrap(spans: &[Span], room: usize) -> Vec<Line> {
    let room = room.max(1);
    let mut page = Page { lines: Vec::new(), line: Vec::new(), used: 0 };
    for piece in pieces(spans) {
        let gap = usize::from(piece.gap.is_some() && page.used > 0);
        if page.used > 0 && page.used + gap + piece.width > room {
            page.end_line();
        }
        if let (Some(ink), true) = (piece.gap, page.used > 0) {
            page.put(" ", ink, 1);
        }
        if piece.width <= room {
            for Span { text, ink } in &piece.spans {
                page.put(text, *ink, width(text));
            }
        } else {
            cut(&piece, room, &mut page);
        }
    }
    if page.used > 0 || page.lines.is_empty() {
        page.end_line();
    }
    page.lines
}

/// What is kept together: a word or a part of one.
struct Piece {
    spans: Vec<Span>,
    width: usize,
    /// The ink of the space before it, if there is one.
    gap: Option<Ink>,
}

/// The lines that are full, and the one that is being filled.
struct Page {
    lines: Vec<Line>,
    line: Line,
    /// The columns that the line takes so far.
    used: usize,
}

impl Page {
    fn put(&mut self, text: &str, ink: Ink, width: usize) {
        match self.line.last_mut() {
            Some(last) if last.ink == ink => last.text.push_str(text),
            _ => self.line.push(Span { text: text.to_owned(), ink }),
        }
        self.used += width;
    }

    fn end_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.line));
        self.used = 0;
    }
}

/// The text in pieces, each of which stays on one line if it can.
fn pieces(spans: &[Span]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut gap = None;
    let mut open = false;
    let mut before = Before { letters: 0, last: ' ' };
    for Span { text, ink } in spans {
        for c in text.chars() {
            if c == ' ' {
                gap = Some(*ink);
                open = false;
            } else {
                if !open || before.may_break(c) {
                    pieces.push(Piece { spans: Vec::new(), width: 0, gap: gap.take() });
                    open = true;
                }
                extend(&mut pieces, c, *ink);
            }
            before = before.and(c);
        }
    }
    for piece in &mut pieces {
        piece.width = line_width(&piece.spans);
    }
    pieces
}

/// Adds a character to the last piece.
fn extend(pieces: &mut [Piece], c: char, ink: Ink) {
    let Some(piece) = pieces.last_mut() else { return };
    match piece.spans.last_mut() {
        Some(last) if last.ink == ink => last.text.push(c),
        _ => piece.spans.push(Span { text: c.to_string(), ink }),
    }
}

/// What stands before a character.
struct Before {
    /// How many letters in a row, up to the last character or to the hyphen that it is.
    letters: usize,
    last: char,
}

impl Before {
    fn and(self, c: char) -> Self {
        let letters = match c {
            '-' if self.last.is_alphabetic() => self.letters,
            _ if c.is_alphabetic() && self.last != '-' => self.letters + 1,
            _ => usize::from(c.is_alphabetic()),
        };
        Self { letters, last: c }
    }

    /// Whether a line may end before `next`, with no space there: `sub-|processor`, but not `e-|mail`.
    fn may_break(&self, next: char) -> bool {
        let after_hyphen = self.last == '-' && self.letters > 2 && next.is_alphabetic();
        let wide = |c: char| c.is_alphanumeric() && c.width() == Some(2);
        let between_wide = wide(self.last) && wide(next) && !NO_BEGINNING.contains(next);
        after_hyphen || between_wide
    }
}

/// Cuts a piece that is wider than a line.
fn cut(piece: &Piece, room: usize, page: &mut Page) {
    let all: Vec<(char, Ink)> =
        piece.spans.iter().flat_map(|span| span.text.chars().map(|c| (c, span.ink))).collect();
    let mut rest = all.as_slice();
    while !rest.is_empty() {
        let (now, later) = rest.split_at(cut_at(rest, room - page.used.min(room)));
        for &(c, ink) in now {
            let mut buffer = [0; 4];
            page.put(c.encode_utf8(&mut buffer), ink, c.width().unwrap_or(0));
        }
        rest = later;
        if !rest.is_empty() {
            page.end_line();
        }
    }
}

/// How many characters go on the line: as many as fit, fewer if a sign in the second half is a
/// better place to break, at least one.
fn cut_at(rest: &[(char, Ink)], room: usize) -> usize {
    let mut used = 0;
    let mut fit = 0;
    for &(c, _) in rest {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        fit += 1;
    }
    if fit < rest.len() {
        let is_sign = |&(c, _): &(char, Ink)| {
            matches!(c, '/' | '-' | '_' | '.' | ',' | ';' | ':' | '?' | '&' | '=' | '@')
        };
        let sign = rest.iter().take(fit).rposition(is_sign).map_or(0, |at| at + 1);
        if sign > fit / 2 {
            return sign;
        }
    }
    fit.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, room: usize) -> Vec<String> {
        let lines = wrap(&[Span { text: text.to_owned(), ink: Ink::Plain }], room);
        lines.into_iter().map(|line| line.into_iter().map(|span| span.text).collect()).collect()
    }

    #[test]
    fn text_breaks_at_spaces_and_hyphens() {
        assert_eq!(
            plain("sub-processor list of 2026-05-01", 10),
            ["sub-", "processor", "list of", "2026-05-01"]
        );
        assert_eq!(plain("by e-mail", 5), ["by", "e-mai", "l"]);
        assert_eq!(plain("", 10), [""]);
    }

    #[test]
    fn wide_characters_count_twice_and_may_part() {
        assert_eq!(plain("日本語テキスト", 6), ["日本語", "テキス", "ト"]);
        assert_eq!(plain("日本", 1), ["日", "本"]);
    }

    #[test]
    fn no_line_begins_with_a_small_kana_or_a_mark_of_length() {
        assert_eq!(plain("データセンター", 12), ["データセン", "ター"]);
        assert_eq!(plain("日々ちょっと", 6), ["日々", "ちょっ", "と"]);
    }

    #[test]
    fn a_long_word_is_cut_after_a_sign() {
        assert_eq!(
            plain("https://a.example/legal/subprocessors", 20),
            ["https://a.example/", "legal/subprocessors"]
        );
        assert_eq!(plain("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"]);
    }

    #[test]
    fn ink_goes_on_across_lines() {
        let spans = [
            Span { text: "old one ".into(), ink: Ink::Deleted },
            Span { text: "new".into(), ink: Ink::Inserted },
        ];
        let lines = wrap(&spans, 4);
        assert_eq!(
            lines.iter().map(|line| line[0].ink).collect::<Vec<_>>(),
            [Ink::Deleted, Ink::Deleted, Ink::Inserted]
        );
    }

    #[test]
    fn no_line_is_wider_than_its_room() {
        let text = "Ünïcode 🇩🇪 👩‍💻 und sehr-lange-Bindestrichwörter, a/b/c ".repeat(5);
        for room in 2..40 {
            for line in plain(&text, room) {
                assert!(width(&line) <= room, "{room}: {line}");
            }
        }
    }
}
