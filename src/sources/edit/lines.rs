//! Lines of a text, and changes of single places that leave all other bytes as they are.

use std::ops::Range;

/// A place of the text, and what stands there afterwards.
pub(super) struct Splice {
    /// What is taken out, perhaps nothing.
    pub(super) range: Range<usize>,
    /// What is put in instead, perhaps nothing.
    pub(super) with: String,
}

impl Splice {
    pub(super) fn cut(range: Range<usize>) -> Self {
        Self { range, with: String::new() }
    }

    pub(super) fn insert(at: usize, with: String) -> Self {
        Self { range: at..at, with }
    }
}

/// The text with its places changed. No two of them overlap.
pub(super) fn spliced(text: &str, splices: Vec<Splice>) -> String {
    let mut splices = splices;
    splices.sort_by_key(|splice| splice.range.start);
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    for Splice { range, with } in splices {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&with);
        done = range.end.max(done);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Where the line of a place begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1)
}

/// Where the line of a place ends, its line end included.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |newline| at + newline + 1)
}

/// The line that begins at a place, its line end included; empty at the end of the text.
pub(super) fn line_at(text: &str, start: usize) -> &str {
    text.get(start..line_end(text, start)).unwrap_or_default()
}

/// The line above the one that begins at a place; none at the start of the text.
pub(super) fn line_above(text: &str, start: usize) -> Option<Range<usize>> {
    let last = start.checked_sub(1)?;
    Some(line_start(text, last)..start)
}

pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

pub(super) fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with('#')
}

/// The white space that the line of a place begins with.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = line_at(text, line_start(text, at));
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
}

/// The line end of a text: that of its first line.
pub(super) fn newline(text: &str) -> &'static str {
    let first = line_at(text, 0);
    if first.ends_with("\r\n") { "\r\n" } else { "\n" }
}

/// Puts lines below the line of a place. They have line ends between them, and none behind the last: it gets
/// the one of the line above, so that a text without a last line end stays one.
pub(super) fn below(text: &str, at: usize, lines: &str) -> Splice {
    let (end, newline) = (line_end(text, at), newline(text));
    if text.get(at..end).is_some_and(|rest| rest.ends_with('\n')) {
        Splice::insert(end, format!("{lines}{newline}"))
    } else {
        Splice::insert(end, format!("{newline}{lines}"))
    }
}

/// Takes whole lines out. A text without a last line end stays one without.
pub(super) fn without(text: &str, lines: Range<usize>) -> Splice {
    if lines.end < text.len() || text.ends_with('\n') {
        return Splice::cut(lines);
    }
    let kept = text.get(..lines.start).unwrap_or_default();
    let kept = kept.strip_suffix('\n').unwrap_or(kept);
    Splice::cut(kept.strip_suffix('\r').unwrap_or(kept).len()..lines.end)
}
