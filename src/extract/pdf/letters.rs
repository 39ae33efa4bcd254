//! Characters with their places, put together to words.

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::UnicodeNormalization;

use super::{
    error::unreadable,
    sheet::{Prepared, Shown},
    words::{Follows, WORD_GAP, Word},
};
use crate::extract::{draft::within, error::ExtractError};

/// The most characters on all pages: what bounds the time it takes.
const MAX_CHARACTERS: usize = 2_000_000;
/// The most pairs of a word and a link that are looked at on a page; a page of more is not meant to be read.
const MAX_LINKED: usize = 20_000_000;

/// Reads the words of every prepared page.
pub(super) fn read(document: &Document, pages: &mut [Prepared]) -> Result<(), ExtractError> {
    let mut pen = Pen {
        pages,
        at: 0,
        shown: 0,
        left: MAX_CHARACTERS,
        word: None,
        spaced: false,
        placed: false,
        letters: 0,
        spaces: 0,
    };
    let end = pdf_extract::output_doc(document, &mut pen);
    within(if pen.left == 0 { MAX_CHARACTERS + 1 } else { 0 }, MAX_CHARACTERS, "characters in a PDF")?;
    end.map_err(unreadable)?;
    for page in pages {
        let links = std::mem::take(&mut page.links);
        if links.len().saturating_mul(page.sheet.words.len()) > MAX_LINKED {
            continue;
        }
        for word in &mut page.sheet.words {
            let (x, y) = word.middle();
            let over = |([left, top, right, bottom], _): &&([f64; 4], String)| {
                (*left..=*right).contains(&x) && (*top..=*bottom).contains(&y)
            };
            word.link = links.iter().find(over).map(|(_, address)| address.clone());
        }
    }
    Ok(())
}

/// The widest gap, in heights of the letters, within what is shown in one go, and before what has a place of
/// its own: so much is no space where spaces are printed.
const RUN_GAP: f64 = 0.45;
const PLACED_GAP: f64 = 0.24;

/// What is known of the string of that number, counted from 1.
fn shown(number: usize, page: &Prepared) -> Shown {
    number.checked_sub(1).and_then(|at| page.shown.get(at)).copied().unwrap_or_default()
}

struct Pen<'a> {
    pages: &'a mut [Prepared],
    at: usize,
    shown: usize,
    left: usize,
    word: Option<Word>,
    spaced: bool,
    /// Whether the string at hand has a place of its own, and nothing of it was read yet.
    placed: bool,
    /// Letters and spaces on the page so far.
    letters: usize,
    spaces: usize,
}

impl Pen<'_> {
    fn end_word(&mut self) {
        if let (Some(word), Some(page)) = (self.word.take(), self.pages.get_mut(self.at)) {
            page.sheet.words.push(word);
        }
    }

    /// Where a page prints its spaces, a narrow gap is none: its fonts are measured wrong, or its letters are
    /// set apart.
    fn end_page(&mut self) {
        self.end_word();
        let prints_spaces = self.spaces * 15 > self.letters;
        if let Some(page) = self.pages.get_mut(self.at).filter(|_| prints_spaces) {
            for word in &mut page.sheet.words {
                word.follows = match word.follows {
                    Follows::Close | Follows::Near => Follows::Close,
                    Follows::Apart => Follows::Apart,
                };
            }
        }
        (self.letters, self.spaces) = (0, 0);
    }

    fn character(&mut self, mut letter: Word) {
        let is_mark = |letter: &char| matches!(letter, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}');
        if !letter.text.is_empty() && letter.text.chars().all(|letter| is_mark(&letter)) {
            return;
        }
        letter.text = letter.text.nfkc().filter(|letter| !letter.is_control() && !is_mark(letter)).collect();
        if letter.text.trim().is_empty() {
            self.spaces += usize::from(!std::mem::replace(&mut self.spaced, true));
            self.end_word();
            return;
        }
        self.letters += 1;
        let placed = std::mem::take(&mut self.placed);
        let spaced = std::mem::take(&mut self.spaced);
        let before = self.word.as_ref().or_else(|| self.pages.get(self.at)?.sheet.words.last());
        if let Some(word) = before {
            let gap = (letter.x0 - word.x1) / word.size;
            let same_line = (letter.y - word.y).abs() < 0.2 * word.size && gap >= -0.5;
            if same_line && !placed && gap < RUN_GAP {
                letter.home = Some(word.home().0);
            }
            letter.follows = match gap {
                _ if spaced || !same_line => Follows::Apart,
                ..=WORD_GAP => Follows::Close,
                gap if gap < if placed { PLACED_GAP } else { RUN_GAP } => Follows::Near,
                _ => Follows::Apart,
            };
            let is_one = letter.follows == Follows::Close && letter.bold == word.bold && !placed;
            if let Some(word) = self.word.as_mut().filter(|_| is_one) {
                word.text.push_str(&letter.text);
                word.x1 = word.x1.max(letter.x1);
                return;
            }
        }
        self.end_word();
        letter.spaced = spaced;
        self.word = Some(letter);
    }
}

impl OutputDev for Pen<'_> {
    fn begin_page(
        &mut self,
        number: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        self.at = usize::try_from(number).unwrap_or(1).saturating_sub(1);
        (self.shown, self.placed, self.spaced) = (0, true, false);
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Pen::end_page(self);
        Ok(())
    }

    fn output_character(
        &mut self,
        at: &Transform,
        width: f64,
        spacing: f64,
        font_size: f64,
        letter: &str,
    ) -> Result<(), OutputError> {
        self.left -= 1;
        if self.left == 0 {
            return Err(OutputError::FormatError(std::fmt::Error));
        }
        let size = (font_size * at.m21.hypot(at.m22)).abs();
        let upright = at.m12.abs() <= 0.1 * at.m11.abs() && at.m11 > 0.0;
        let Some(page) = self.pages.get(self.at) else { return Ok(()) };
        let has_place = at.m31.is_finite() && at.m32.is_finite();
        let has_size = size.is_finite() && size >= 0.5;
        // Text that is turned is a mark across the page or a label of a drawing.
        if !upright || !has_size || !has_place {
            return Ok(());
        }
        let width = if width > 0.0 && width.is_finite() { width } else { 0.5 };
        let advance = (width * font_size).abs() + spacing.clamp(0.0, 0.3 * font_size.abs());
        let bold = shown(self.shown, page).bold;
        let (x0, y) = (at.m31, page.sheet.height - at.m32);
        let text = letter.to_owned();
        self.character(Word {
            x0,
            x1: x0 + advance * at.m11,
            y,
            size,
            text,
            bold,
            link: None,
            spaced: false,
            follows: Follows::Apart,
            home: None,
        });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.shown += 1;
        self.placed |= self.pages.get(self.at).is_some_and(|page| shown(self.shown, page).placed);
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{document, tests::pdf};

    fn text(shown: &str) -> String {
        let page = format!("BT /R 10 Tf 50 700 Td {shown} ET");
        document(&pdf(&[&page])).unwrap().blocks[0].text.clone()
    }

    #[test]
    fn a_gap_within_a_word_is_no_space_where_spaces_are_printed() {
        for shown in [
            "[(So) -250 (me o) -250 (f o) -250 (ur vendo) -250 (rs)] TJ",
            "[(S) -300 (o) -300 (m) -300 (e) -300 ( ) -300 (o) -300 (f) -300 ( ) -300 (our) -300 ( vendors)] TJ",
            "2.5 Tc (Some of our vendors) Tj",
            "(So) Tj [-220 (me of o)] TJ (ur ) Tj (ven) Tj [-250 (dors)] TJ",
            "80 Tz [(Some of ) -150 (our vendors)] TJ",
        ] {
            assert_eq!(text(shown), "Some of our vendors", "{shown}");
        }
    }

    #[test]
    fn a_gap_is_a_space_where_none_is_printed() {
        for shown in [
            "[(Some) -280 (of) -333 (our) -280 (ven) 20 (dors)] TJ",
            "(Some) Tj 31 0 Td (of) Tj 12 0 Td (our) Tj 17.5 0 Td (vendors) Tj",
        ] {
            assert_eq!(text(shown), "Some of our vendors", "{shown}");
        }
    }

    #[test]
    fn letters_that_each_have_a_place_are_one_word() {
        let placed =
            "(S) Tj 6.7 0 Td (o) Tj 5.6 0 Td (m) Tj 8.3 0 Td (e) Tj 5.6 0 Td ( ) Tj 2.8 0 Td (of) Tj";
        assert_eq!(text(placed), "Some of");
    }

    #[test]
    fn text_that_runs_over_its_cell_stays_in_it() {
        let row = |y: u32, cells: [&str; 3]| {
            let placed = |(cell, x): (&&str, u32)| format!("BT /R 10 Tf {x} {y} Td ({cell}) Tj ET\n");
            cells.iter().zip([50, 150, 250]).map(placed).collect::<String>()
        };
        let page = [
            row(700, ["Name", "Purpose", "Place"]),
            row(680, ["Acme Europe Operations", "Hosting of all that our users keep", "Cork, Ireland"]),
            row(660, ["Beta", "Mail", "Bonn"]),
            row(640, ["Gamma", "Logs", "Rome"]),
        ];
        let grid = &document(&pdf(&[&page.concat()])).unwrap().grids[0];
        let texts: Vec<_> = grid.rows[1].cells.iter().map(|cell| cell.text().into_owned()).collect();
        assert_eq!(texts, ["Acme Europe Operations", "Hosting of all that our users keep", "Cork, Ireland"]);
    }
}
