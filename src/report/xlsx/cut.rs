//! Texts longer than a spreadsheet can hold.

use crate::report::clean;

/// The most UTF-16 units a cell holds.
pub(super) const LONGEST: usize = 32_767;

/// How many texts had to be cut.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cut(pub(super) usize);

/// The text on one line, as long as a cell can hold.
pub(super) fn one_line(text: &str) -> String {
    short(clean::line(text).trim(), LONGEST).0
}

/// The text in at most so many UTF-16 units, the last an ellipsis where it was cut.
pub(super) fn short(text: &str, units: usize) -> (String, Cut) {
    if text.len() <= units || text.encode_utf16().count() <= units {
        return (text.to_owned(), Cut(0));
    }
    let mut cut = fit(text, units.saturating_sub(1));
    cut.push('…');
    (cut, Cut(1))
}

/// As much of the text as fits into so many UTF-16 units.
pub(super) fn fit(text: &str, units: usize) -> String {
    let mut used = 0;
    let fits = text.chars().take_while(|c| {
        used += c.len_utf16();
        used <= units
    });
    fits.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_what_a_cell_holds() {
        assert_eq!(short("abc", 3), ("abc".into(), Cut(0)));
        assert_eq!(short("abcd", 3), ("ab…".into(), Cut(1)));
        assert_eq!(short("a😀😀", 4), ("a😀…".into(), Cut(1)));
    }
}
