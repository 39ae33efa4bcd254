//! Words with their places, put together to lines.

/// The widest gap between two characters of one word, in heights of the letters.
pub(super) const WORD_GAP: f64 = 0.18;
/// The least gap between two cells of one line, in heights of the letters. Justified prose stays below it,
/// mostly.
pub(super) const CELL_GAP: f64 = 0.6;

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
    /// How it follows the word that was shown before it.
    pub(super) follows: Follows,
    /// The middle of the first word of those that were shown in one go with it, where it is not the first.
    pub(super) home: Option<f64>,
}

/// How a word follows the one that was shown before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follows {
    /// Without a gap.
    Close,
    /// With a gap that may be a space, or is none where the page prints its spaces.
    Near,
    /// In another place, or with a space.
    Apart,
}

impl Word {
    /// A point that surely lies inside the cell the word stands in.
    pub(super) fn middle(&self) -> (f64, f64) {
        (f64::midpoint(self.x0, self.x1), self.y - self.size * 0.3)
    }

    /// The same of the first word of those that were shown in one go: text that runs over the edge of its
    /// cell belongs to the cell where it begins.
    pub(super) fn home(&self) -> (f64, f64) {
        let (middle, y) = self.middle();
        (self.home.unwrap_or(middle), y)
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
    word.spaced || word.follows != Follows::Close && word.x0 - before.x1 > WORD_GAP * word.size
}

/// Where the first of some words of a line ends: what is shown letter by letter may be one word.
pub(super) fn first_end(words: &[Word]) -> f64 {
    let more = words.windows(2).take_while(|pair| !parted(&pair[0], &pair[1])).map(|pair| pair[1].x1);
    words.first().map_or(0.0, |first| more.fold(first.x1, f64::max))
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
        line.words.dedup_by(|next, word| next.text == word.text && (next.x0 - word.x0).abs() < 1.0);
        line.size = line.words.iter().map(|word| word.size).fold(0.0, f64::max);
    }
    lines
}
