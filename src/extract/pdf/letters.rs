//! Characters with their places, put together to words.

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::UnicodeNormalization;

use super::{
    error::unreadable,
    sheet::Prepared,
    words::{WORD_GAP, Word},
};
use crate::extract::{draft::within, error::ExtractError};

/// The most characters on all pages: what bounds the time it takes.
const MAX_CHARACTERS: usize = 2_000_000;
/// The most pairs of a word and a link that are looked at on a page; a page of more is not meant to be read.
const MAX_LINKED: usize = 20_000_000;

/// Reads the words of every prepared page.
pub(super) fn read(document: &Document, pages: &mut [Prepared]) -> Result<(), ExtractError> {
    let mut pen = Pen { pages, at: 0, shown: 0, left: MAX_CHARACTERS, word: None, spaced: false };
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

struct Pen<'a> {
    pages: &'a mut [Prepared],
    at: usize,
    shown: usize,
    left: usize,
    word: Option<Word>,
    spaced: bool,
}

impl Pen<'_> {
    fn end_word(&mut self) {
        if let (Some(word), Some(page)) = (self.word.take(), self.pages.get_mut(self.at)) {
            page.sheet.words.push(word);
        }
    }

    fn character(&mut self, mut letter: Word) {
        letter.text = letter
            .text
            .nfkc()
            .filter(|letter| !letter.is_control() && !matches!(letter, '\u{ad}' | '\u{200b}' | '\u{feff}'))
            .collect();
        if letter.text.trim().is_empty() {
            self.end_word();
            self.spaced = true;
            return;
        }
        if let Some(word) = &mut self.word {
            let gap = letter.x0 - word.x1;
            let same_line = (letter.y - word.y).abs() < 0.2 * word.size;
            if same_line
                && letter.bold == word.bold
                && (-0.5 * word.size..=WORD_GAP * word.size).contains(&gap)
            {
                word.text.push_str(&letter.text);
                word.x1 = word.x1.max(letter.x1);
                return;
            }
        }
        self.end_word();
        letter.spaced = std::mem::take(&mut self.spaced);
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
        self.shown = 0;
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        self.end_word();
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
        let bold = self.shown.checked_sub(1).and_then(|at| page.bold.get(at)).copied().unwrap_or(false);
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
        });
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.shown += 1;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}
