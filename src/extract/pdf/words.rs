//! Characters with their places, put together to words, and words to lines.

use pdf_extract::{Document, MediaBox, OutputDev, OutputError, Transform};
use unicode_normalization::UnicodeNormalization;

use super::{MAX_CHARACTERS, paper::Prepared, unreadable};
use crate::extract::{draft::within, error::ExtractError};

/// The widest gap between two characters of one word, in heights of the letters.
const WORD_GAP: f64 = 0.18;
/// The least gap between two cells of one line, in heights of the letters. Justified prose stays below it,
/// mostly.
pub(super) const CELL_GAP: f64 = 0.6;

/// The most pairs of a word and a link that are looked at on a page; a page of more is not meant to be read.
const MAX_LINKED: usize = 20_000_000;

/// Characters without a gap between them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Left and right end, in points.
    pub(super) x0: f64,
    pub(super) x1: f64,
    /// The line it stands on, growing downwards.
    pub(super) y: f64,
    /// The height of its letters.
    pub(super) size: f64,
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) link: Option<String>,
    /// Whether white space was printed before it.
    pub(super) spaced: bool,
}

impl Word {
    /// A point that surely lies inside the cell the word stands in.
    pub(super) fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.x0, self.x1), self.y - self.size * 0.3)
    }
}

/// Words on one line, left to right.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) size: f64,
    pub(super) words: Vec<Word>,
}

impl Line {
    pub(super) fn x0(&self) -> f64 {
        self.words.first().map_or(0.0, |word| word.x0)
    }

    pub(super) fn is_bold(&self) -> bool {
        self.words.iter().all(|word| word.bold)
    }

    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (at, word) in self.words.iter().enumerate() {
            if at > 0 && parted(&self.words[at - 1], word) {
                text.push(' ');
            }
            text.push_str(&word.text);
        }
        text
    }

    /// The gaps that are wide enough to part two cells.
    pub(super) fn gaps(&self) -> Vec<(f64, f64)> {
        let mut right = f64::INFINITY;
        let mut gaps = Vec::new();
        for word in &self.words {
            if word.x0 - right >= CELL_GAP * self.size {
                gaps.push((right, word.x0));
            }
            right = if right.is_finite() { right.max(word.x1) } else { word.x1 };
        }
        gaps
    }

    /// The lowest line that any of its words stands on.
    pub(super) fn bottom(&self) -> f64 {
        self.words.iter().map(|word| word.y).fold(self.y, f64::max)
    }
}

/// Whether there is a space between two words of a line.
pub(super) fn parted(before: &Word, word: &Word) -> bool {
    word.spaced || word.x0 - before.x1 > WORD_GAP * word.size
}

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
        // Text that is turned is a mark across the page or a label of a drawing.
        if !upright || !size.is_finite() || size < 0.5 || !at.m31.is_finite() || !at.m32.is_finite() {
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

/// Puts words together to lines, from top to bottom.
pub(super) fn lines(mut words: Vec<Word>) -> Vec<Line> {
    words.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.x0.total_cmp(&other.x0)));
    let mut lines: Vec<Line> = Vec::new();
    for word in words {
        match lines.last_mut() {
            // Raised and lowered letters stay in their line.
            Some(line) if word.y - line.y < 0.4 * line.size.min(word.size).max(1.0) => line.words.push(word),
            _ => lines.push(Line { y: word.y, size: word.size, words: vec![word] }),
        }
    }
    for line in &mut lines {
        line.words.sort_by(|one, other| one.x0.total_cmp(&other.x0));
        // Printed twice a hair apart: that is how some programs make bold.
        line.words.dedup_by(|again, word| again.text == word.text && (again.x0 - word.x0).abs() < 1.0);
        line.size = line.words.iter().map(|word| word.size).fold(0.0, f64::max);
    }
    lines
}
