//! The items of `[...]` and `{ ... }`: one is put in or taken out, and the comments of the others stay.

use std::ops::Range;

use toml_edit::{Array, InlineTable, Value};

use super::lines::{self, Splice};

/// A list or an inline table, and where its items stand.
pub(super) struct Sequence<'t> {
    text: &'t str,
    /// Behind the opening bracket.
    open: usize,
    /// At the closing bracket.
    close: usize,
    /// What stands between an item that is alone and the brackets.
    padding: &'static str,
    /// Where the value of each item stands, in the order of the text.
    values: Vec<Range<usize>>,
}

impl<'t> Sequence<'t> {
    pub(super) fn of_array(text: &'t str, array: &Array) -> Option<Self> {
        let values = array.iter().filter_map(Value::span).collect();
        Self::new(text, array.span()?, "", values)
    }

    pub(super) fn of_inline(text: &'t str, table: &InlineTable) -> Option<Self> {
        Self::new(text, table.span()?, " ", leaves(table))
    }

    fn new(
        text: &'t str,
        span: Range<usize>,
        padding: &'static str,
        values: Vec<Range<usize>>,
    ) -> Option<Self> {
        let mut values = values;
        values.sort_by_key(|value| value.start);
        Some(Self { text, open: span.start + 1, close: span.end.checked_sub(1)?, padding, values })
    }

    /// The places to be changed for one more item at the end.
    pub(super) fn with(&self, item: &str) -> Vec<Splice> {
        let Some((place, last)) = self.values.iter().enumerate().next_back() else {
            let padding = self.padding;
            let inside = self.open..self.close;
            let is_empty = self.text.get(inside.clone()).is_none_or(lines::is_blank);
            let range = if is_empty { inside } else { self.open..self.open };
            return vec![Splice { range, with: format!("{padding}{item}{padding}") }];
        };
        let end = lines::line_end(self.text, last.end);
        if !self.begins_line(place) || end > self.close {
            return vec![Splice::insert(last.end, format!(", {item}"))];
        }
        let (indent, newline) = (lines::indentation(self.text, last.start), lines::newline(self.text));
        match self.comma(place) {
            Some(comma) => {
                let end = lines::line_end(self.text, comma);
                vec![Splice::insert(end, format!("{indent}{item},{newline}"))]
            }
            None => vec![
                Splice::insert(last.end, ",".to_owned()),
                Splice::insert(end, format!("{indent}{item}{newline}")),
            ],
        }
    }

    /// The places to be changed for one item less: the one whose value stands there.
    pub(super) fn without(&self, value: &Range<usize>) -> Vec<Splice> {
        let Some(place) = self.values.iter().position(|other| other == value) else { return Vec::new() };
        let inside = self.open..self.close;
        if self.values.len() == 1 && !self.text.get(inside.clone()).is_some_and(|text| text.contains('\n')) {
            return vec![Splice::cut(inside)];
        }
        let comma = self.comma(place);
        let (start, end) = (self.start(place), comma.map_or(value.end, |comma| comma + 1));
        let comma_above =
            place.checked_sub(1).filter(|_| comma.is_none()).and_then(|above| self.comma(above));
        let line = lines::line_start(self.text, start)..lines::line_end(self.text, end);
        let rest = self.text.get(end..line.end).unwrap_or_default();
        if self.begins_line(place)
            && line.end <= self.close
            && (lines::is_blank(rest) || lines::is_comment(rest))
        {
            let comma_above = comma_above.map(|comma| Splice::cut(comma..comma + 1));
            return comma_above.into_iter().chain([Splice::cut(line)]).collect();
        }
        let range = match (comma_above, self.values.get(place + 1)) {
            (Some(above), _) => above..end,
            (None, Some(_)) => start..self.start(place + 1),
            (None, None) => self.text.get(..start).map_or(start, |before| before.trim_end().len())..end,
        };
        vec![Splice::cut(range)]
    }

    fn begins_line(&self, place: usize) -> bool {
        let start = self.start(place);
        let line = lines::line_start(self.text, start);
        line >= self.open && self.text.get(line..start).is_some_and(lines::is_blank)
    }

    /// Where an item begins, which is at its key in an inline table.
    fn start(&self, place: usize) -> usize {
        let above = place.checked_sub(1).and_then(|above| self.comma(above));
        self.past_comments(above.map_or(self.open, |comma| comma + 1))
    }

    /// The comma behind an item; none behind the last one if the list has none there.
    fn comma(&self, place: usize) -> Option<usize> {
        let value = self.values.get(place)?;
        let at = self.past_comments(value.end);
        self.text.get(at..self.close)?.starts_with(',').then_some(at)
    }

    /// The first place from here on where neither white space nor a comment stands.
    fn past_comments(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let rest = self.text.get(at..self.close).unwrap_or_default();
            let trimmed = rest.trim_start();
            at += rest.len() - trimmed.len();
            if !trimmed.starts_with('#') {
                return at;
            }
            at = lines::line_end(self.text, at);
        }
    }
}

/// The values of an inline table, those under dotted keys too.
fn leaves(table: &InlineTable) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (_, value) in table {
        match value {
            Value::InlineTable(inner) if inner.is_dotted() => found.extend(leaves(inner)),
            _ => found.extend(value.span()),
        }
    }
    found
}
