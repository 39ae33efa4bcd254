//! Lines of plain text: what each of them is.

use crate::{
    extract::json::pieces,
    model::{Cell, Row},
};

/// The text of a bullet or a numbered item.
pub(in crate::extract) fn bullet(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let rest =
        text.strip_prefix(['-', '*', '•', '–', '·', '▪', '◦', '○', '●', '■', '‣', '⁃']).or_else(|| {
            let digits = text.bytes().take_while(u8::is_ascii_digit).count();
            text[digits..].strip_prefix(['.', ')']).filter(|_| (1..=3).contains(&digits))
        })?;
    let item = rest.trim();
    (rest.starts_with([' ', '\t', '\u{a0}']) && item.contains(char::is_alphanumeric)).then_some(item)
}

/// How far a line is indented; a tab counts as four.
pub(super) fn depth(line: &str) -> usize {
    line.chars()
        .take_while(|letter| letter.is_whitespace())
        .map(|letter| if letter == '\t' { 4 } else { 1 })
        .sum()
}

/// A line of dashes and the like, which draws and says nothing.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3
        && line.chars().all(|letter| {
            matches!(letter, '-' | '=' | '_' | '*' | '+' | '|' | '~' | ':' | ' ' | '\t' | '─' | '━')
        })
}

/// Whether the line is a heading: its level and where the text below begins.
pub(super) fn heading(lines: &[&str], at: usize) -> Option<(u8, usize)> {
    let text = lines[at].trim();
    let words = text.split_whitespace().count();
    if text.chars().count() > 100 || words > 14 || !text.contains(char::is_alphabetic) {
        return None;
    }
    let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') {
        return Some((u8::try_from(hashes).unwrap_or(6), at + 1));
    }
    let next = lines.get(at + 1).map_or("", |line| line.trim());
    let underlined = |mark: char| next.len() >= 3 && next.chars().all(|letter| letter == mark);
    if underlined('=') || underlined('-') || underlined('~') {
        return Some((if underlined('=') { 1 } else { 2 }, at + 2));
    }
    let alone = (at == 0 || lines[at - 1].trim().is_empty()) && next.is_empty();
    let capitals = text.chars().filter(|letter| letter.is_alphabetic()).all(char::is_uppercase)
        && words <= 10
        && text.len() > 3;
    let announces = text.ends_with(':') && words <= 8 && (alone || bullet(next).is_some() || next.is_empty());
    if capitals && alone {
        return Some((2, at + 1));
    }
    announces.then_some((3, at + 1))
}

/// A table that begins at a line: its rows, and where the text below begins.
pub(super) fn table(lines: &[&str], at: usize) -> Option<(Vec<Row>, usize)> {
    [piped, tabbed].into_iter().find_map(|cut| separated(lines, at, cut)).or_else(|| spaced(lines, at))
}

/// Lines next to each other that are all cut into the same number of cells.
fn separated(lines: &[&str], at: usize, cut: fn(&str) -> Vec<String>) -> Option<(Vec<Row>, usize)> {
    let width = cut(lines[at]).len();
    if width < 2 && !is_rule(lines[at]) {
        return None;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut next = at;
    while next < lines.len() && !lines[next].trim().is_empty() {
        let cells = cut(lines[next]);
        if is_rule(lines[next]) {
        } else if cells.len() >= 2 && rows.last().is_none_or(|row| row.len().abs_diff(cells.len()) <= 1) {
            rows.push(cells);
        } else {
            break;
        }
        next += 1;
    }
    (rows.len() >= 2).then(|| (rows.into_iter().map(|cells| row(&cells)).collect(), next))
}

fn piped(line: &str) -> Vec<String> {
    let line = line.trim();
    let drawn = line.contains(" | ") || (line.starts_with('|') && line.ends_with('|'));
    if drawn {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    } else {
        Vec::new()
    }
}

fn tabbed(line: &str) -> Vec<String> {
    if !line.trim().contains('\t') {
        return Vec::new();
    }
    // Several tabs next to each other align columns; they do not make empty cells.
    line.trim().split('\t').map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
}

/// Columns that begin at the same place in every line, with two or more spaces before them. An empty line
/// parts two rows, where the line below it is cut into columns, too.
fn spaced(lines: &[&str], at: usize) -> Option<(Vec<Row>, usize)> {
    let starts = starts(lines[at]);
    if starts.len() < 2 {
        return None;
    }
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut full = 0;
    let mut whole = None;
    let mut next = at;
    while next < lines.len() {
        if lines[next].trim().is_empty() {
            if full * 2 <= rows.len()
                || lines.get(next + 1).is_none_or(|line| self::starts(line).len() * 2 <= starts.len())
            {
                break;
            }
            // What goes wrong below it undoes nothing above.
            whole = (full >= 2).then_some((rows.len(), next));
            next += 1;
        }
        let letters: Vec<char> = lines[next].chars().collect();
        // A column keeps its gap: the two places before it are spaces in every line.
        let aligned = starts
            .iter()
            .skip(1)
            .all(|&start| letters.len() <= start || (letters[start - 1] == ' ' && letters[start - 2] == ' '));
        if !aligned {
            break;
        }
        if !is_rule(lines[next]) {
            let cells = cut_at(&letters, &starts);
            let begins = cells.first().is_some_and(|cell| !cell.is_empty());
            full += usize::from(begins && cells.iter().filter(|cell| !cell.is_empty()).count() >= 2);
            match rows.last_mut() {
                // A line without a first cell goes on in the row above.
                Some(above) if !begins => go_on(above, &cells),
                _ => rows.push(cells),
            }
        }
        next += 1;
    }
    let (count, next) = if full >= 2 && full * 2 > rows.len() { (rows.len(), next) } else { whole? };
    Some((rows.into_iter().take(count).map(|cells| row(&cells)).collect(), next))
}

fn starts(line: &str) -> Vec<usize> {
    let letters: Vec<char> = line.chars().collect();
    let first = letters.iter().position(|letter| *letter != ' ');
    let begins = |&at: &usize| {
        at >= 2 && letters[at] != ' ' && letters[at - 1] == ' ' && letters[at - 2] == ' ' && Some(at) != first
    };
    first.into_iter().chain((0..letters.len()).filter(begins)).collect()
}

fn cut_at(letters: &[char], starts: &[usize]) -> Vec<String> {
    let ends = starts.iter().skip(1).copied().chain([letters.len()]);
    let part = |(&start, end): (&usize, usize)| {
        letters
            .get(start.min(letters.len())..end.min(letters.len()))
            .unwrap_or_default()
            .iter()
            .collect::<String>()
    };
    starts.iter().zip(ends).map(|pair| part(pair).trim().to_owned()).collect()
}

fn go_on(above: &mut [String], cells: &[String]) {
    for (text, more) in above.iter_mut().zip(cells).filter(|(_, more)| !more.is_empty()) {
        text.push(' ');
        text.push_str(more);
    }
}

fn row(cells: &[String]) -> Row {
    Row {
        cells: cells.iter().map(|text| Cell { pieces: pieces(text), ..Cell::default() }).collect(),
        heading: None,
    }
}
