//! How the lines of a table without drawn cells fall into rows.

use super::{
    columns::{BESIDE, column, right_ends},
    words::{Line, Word, first_end, parted},
};

/// Where new rows begin among the lines of a table: at rules, at wider gaps, or where the first column begins
/// anew.
pub(super) fn starts(lines: &[Line], cuts: &[f64], rules: &[f64]) -> Vec<usize> {
    let mut starts = all_starts(lines, cuts, rules);
    // The cells of a header may end on one line, and begin on several.
    let has_first = |range: std::ops::Range<usize>| lines[range].iter().any(|line| filled(line, cuts)[0]);
    if let [first, second, third, ..] = starts[..]
        && !has_first(first..second)
        && has_first(second..third)
        && lines[second].y - lines[second - 1].y <= 1.5 * lines[second].size
    {
        starts.remove(1);
    }
    starts
}

fn all_starts(lines: &[Line], cuts: &[f64], rules: &[f64]) -> Vec<usize> {
    let gaps: Vec<f64> = lines.windows(2).map(|pair| pair[1].y - pair[0].y).collect();
    // Lines less than a line apart are of one row whose cells are centred.
    let least = gaps
        .iter()
        .zip(lines)
        .filter(|(gap, line)| **gap >= 0.9 * line.size)
        .map(|(gap, _)| *gap)
        .fold(f64::INFINITY, f64::min);
    let begins = |line: &Line| {
        let columns = filled(line, cuts);
        columns[0] && columns.iter().filter(|full| **full).count() * 2 > columns.len()
    };
    let is_parted = |above: &Line, line: &Line| {
        let between = above.y - 0.2 * above.size..line.y - 0.2 * line.size;
        rules.iter().any(|rule| between.contains(rule)) || (line.y - above.y > 1.4 * least && begins(line))
    };
    let by_rules = where_begins(lines, is_parted);
    if !rules.is_empty() && by_rules.len() * 2 >= rules.len() && by_rules.len() > 2 {
        return by_rules;
    }
    let by_gaps = where_begins(lines, |above, line| line.y - above.y > 1.2 * least);
    let first_filled = |starts: &[usize]| {
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        let begun = starts
            .iter()
            .zip(ends)
            .filter(|(from, to)| lines[**from..*to].iter().any(|line| filled(line, cuts)[0]))
            .count();
        begun * 10 >= starts.len() * 8
    };
    if by_gaps.len() > 2 && least < 1.7 * lines[0].size && first_filled(&by_gaps) {
        return by_gaps;
    }
    let centred = gaps.iter().zip(lines).any(|(gap, line)| *gap < BESIDE * line.size);
    let by_bands = where_begins(lines, |above, line| line.y - above.y >= 0.9 * least);
    if centred && by_bands.len() > 2 && first_filled(&by_bands) {
        return by_bands;
    }
    let right = right_ends(lines, cuts);
    where_begins(lines, |above, line| begins(line) && !goes_on(above, line, cuts, &right))
}

fn where_begins(lines: &[Line], begins: impl Fn(&Line, &Line) -> bool) -> Vec<usize> {
    (0..lines.len()).filter(|&at| at == 0 || begins(&lines[at - 1], &lines[at])).collect()
}

/// Which columns have text on a line.
fn filled(line: &Line, cuts: &[f64]) -> Vec<bool> {
    let mut columns = vec![false; cuts.len() + 1];
    for word in &line.words {
        columns[column(cuts, word.home().0)] = true;
    }
    columns
}

/// Whether a line goes on with the row of the line above: in each of its columns the first word had no room
/// there, and in one of them it plainly goes on within a sentence.
fn goes_on(above: &Line, line: &Line, cuts: &[f64], right: &[f64]) -> bool {
    let texts = |line: &Line| {
        let mut columns = vec![Vec::new(); cuts.len() + 1];
        for word in &line.words {
            columns[column(cuts, word.home().0)].push(word.clone());
        }
        columns
    };
    let parts: Vec<Part> = texts(above)
        .into_iter()
        .zip(texts(line))
        .zip(right)
        .filter(|((_, own), _)| !own.is_empty())
        .map(|((above, own), right)| Part { above, own, right: *right })
        .collect();
    let words = if parts.len() > cuts.len() { 3 } else { 2 };
    parts.iter().all(Part::had_no_room) && parts.iter().any(|part| part.is_within(words))
}

/// What stands in one column on two lines, and where the widest text of the column ends.
struct Part {
    above: Vec<Word>,
    own: Vec<Word>,
    right: f64,
}

impl Part {
    fn had_no_room(&self) -> bool {
        self.above.last().zip(self.own.first()).is_some_and(|(last, next)| {
            let width = first_end(&self.own) - next.x0;
            last.bold == next.bold && last.x1 + 0.25 * next.size + width > self.right - 0.5
        })
    }

    /// Whether the lower line begins within a sentence, the upper one having so many words.
    fn is_within(&self, words: usize) -> bool {
        let (Some(first), Some(last), Some(next)) = (self.above.first(), self.above.last(), self.own.first())
        else {
            return false;
        };
        let count = 1 + self.above.windows(2).filter(|pair| parted(&pair[0], &pair[1])).count();
        let is_wide = last.x1 - first.x0 > 0.6 * (self.right - first.x0);
        let is_open = last.text.ends_with([',', '-', '&', '/'])
            || next.text.starts_with(|first: char| first.is_lowercase() || first == '(');
        count >= words && is_wide && is_open
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        document,
        tests::{pdf, shown},
    };

    fn rows(texts: &[(u32, u32, &str)]) -> Vec<Vec<String>> {
        let grid = &document(&pdf(&[&shown(texts)])).unwrap().grids[0];
        grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
    }

    #[test]
    fn a_name_that_is_broken_over_two_lines_is_one_row() {
        let texts = [
            (50, 100, "Name"),
            (130, 100, "Purpose"),
            (300, 100, "Place"),
            (50, 112, "Amazon Web"),
            (130, 112, "Hosting of the application and its"),
            (300, 112, "Ireland"),
            (50, 124, "Services"),
            (130, 124, "databases"),
            (50, 136, "Mailgun"),
            (130, 136, "Mail"),
            (50, 148, "Sentry"),
            (130, 148, "Errors"),
            (300, 148, "Austria"),
        ];
        assert_eq!(
            rows(&texts),
            [
                ["Name", "Purpose", "Place"],
                ["Amazon Web Services", "Hosting of the application and its databases", "Ireland"],
                ["Mailgun", "Mail", ""],
                ["Sentry", "Errors", "Austria"],
            ]
        );
    }

    #[test]
    fn a_header_whose_cells_end_on_one_line_is_one_row() {
        let texts = [
            (250, 100, "Place of"),
            (50, 112, "Name"),
            (150, 112, "Purpose"),
            (250, 112, "the company"),
            (50, 132, "Acme"),
            (150, 132, "Mail"),
            (250, 132, "Ireland"),
            (50, 152, "Beta"),
            (150, 152, "Maps"),
            (250, 152, "Norway"),
        ];
        assert_eq!(rows(&texts)[0], ["Name", "Purpose", "Place of the company"]);
        assert_eq!(rows(&texts).len(), 3);
    }
}
