//! Where the blocks of a file begin and end.

use std::ops::Range;

use toml_edit::{Document, Item, Table};

use super::lines::{self, Splice};

/// A header, and the values below it up to the next header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// The header with its brackets.
    pub(super) header: Range<usize>,
    /// Where its last value ends; the header, if it has none.
    pub(super) end: usize,
}

/// A text, and all of its sections from top to bottom.
pub(super) struct Layout<'t> {
    text: &'t str,
    /// Where the last value above all headers ends.
    root_end: usize,
    sections: Vec<Section>,
}

/// Whether a table has a line of its own with its name in brackets.
pub(super) fn has_header(table: &Table) -> bool {
    !table.is_implicit() && !table.is_dotted()
}

/// The sections of a table and of the tables within it.
pub(super) fn sections(table: &Table) -> Vec<Section> {
    let own = table.span().filter(|_| has_header(table));
    let mut found: Vec<Section> =
        own.into_iter().map(|header| Section { end: own_end(table, header.end), header }).collect();
    for (_, item) in table {
        match item {
            Item::Table(inner) => found.extend(sections(inner)),
            Item::ArrayOfTables(inner) => found.extend(inner.iter().flat_map(sections)),
            Item::None | Item::Value(_) => {}
        }
    }
    found
}

/// Where the last value ends that stands below a table's own header, and no earlier than a place.
pub(super) fn own_end(table: &Table, least: usize) -> usize {
    table.iter().filter_map(|(_, item)| item_end(item)).fold(least, usize::max)
}

/// Where an entry below a table's own header ends; none for a table with a header of its own.
pub(super) fn item_end(item: &Item) -> Option<usize> {
    match item {
        Item::Value(value) => value.span().map(|span| span.end),
        Item::Table(inner) if inner.is_dotted() => Some(own_end(inner, 0)),
        Item::None | Item::Table(_) | Item::ArrayOfTables(_) => None,
    }
}

impl<'t> Layout<'t> {
    pub(super) fn of(text: &'t str, document: &Document<&str>) -> Self {
        let root = document.as_table();
        let inner = |item: &Item| match item {
            Item::Table(table) => sections(table),
            Item::ArrayOfTables(tables) => tables.iter().flat_map(sections).collect(),
            Item::None | Item::Value(_) => Vec::new(),
        };
        let mut found: Vec<Section> = root.iter().flat_map(|(_, item)| inner(item)).collect();
        found.sort_by_key(|section| section.header.start);
        Self { text, root_end: own_end(root, 0), sections: found }
    }

    /// The lines that belong to a section: comments right above its header, the header, its values, and
    /// comments right below them, unless they stand right above the next header.
    pub(super) fn extent(&self, section: &Section) -> Range<usize> {
        let floor = self.floor(section);
        let mut start = lines::line_start(self.text, section.header.start);
        while let Some(above) = lines::line_above(self.text, start).filter(|above| above.start >= floor)
            && lines::is_comment(lines::line_at(self.text, above.start))
        {
            start = above.start;
        }
        let end = lines::line_end(self.text, section.end);
        let mut below = end;
        while lines::is_comment(lines::line_at(self.text, below)) {
            below = lines::line_end(self.text, below);
        }
        let is_next_ones = !lines::is_blank(lines::line_at(self.text, below));
        start..if is_next_ones { end } else { below }
    }

    /// Where the lines begin that are no part of what stands above a section.
    fn floor(&self, section: &Section) -> usize {
        let above = self.sections.iter().rev().find(|other| other.header.start < section.header.start);
        match above.map_or(self.root_end, |other| other.end) {
            0 => 0,
            end => lines::line_end(self.text, end),
        }
    }

    /// Takes sections out with their lines, and with one blank line above each.
    pub(super) fn without(&self, sections: &[Section]) -> Vec<Splice> {
        let mut extents: Vec<Range<usize>> =
            sections.iter().map(|section| self.with_blank_above(self.extent(section))).collect();
        extents.sort_by_key(|extent| extent.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for extent in extents {
            match merged.last_mut() {
                Some(last) if last.end >= extent.start => last.end = last.end.max(extent.end),
                _ => merged.push(extent),
            }
        }
        merged.into_iter().map(|extent| lines::without(self.text, self.with_blank_below(extent))).collect()
    }

    /// Takes out a section that loses its last value, with a blank line above its header. Comments stay, as
    /// they do with any key.
    pub(super) fn without_bare(&self, section: &Section) -> Splice {
        let start = lines::line_start(self.text, section.header.start);
        let extent = start..lines::line_end(self.text, section.end);
        lines::without(self.text, self.with_blank_above(extent))
    }

    fn with_blank_above(&self, extent: Range<usize>) -> Range<usize> {
        match lines::line_above(self.text, extent.start) {
            Some(above) if lines::is_blank(lines::line_at(self.text, above.start)) => above.start..extent.end,
            _ => extent,
        }
    }

    /// What is cut from the very top takes the blank line below with it.
    fn with_blank_below(&self, extent: Range<usize>) -> Range<usize> {
        let below = lines::line_at(self.text, extent.end);
        let blank = if extent.start == 0 && lines::is_blank(below) { below.len() } else { 0 };
        extent.start..extent.end + blank
    }

    /// Puts a block below the last of some sections, after a blank line.
    pub(super) fn below(&self, sections: &[Section], block: &str) -> Option<Splice> {
        let end = sections.iter().map(|section| self.extent(section).end).max()?;
        Some(self.after(end, block))
    }

    /// Puts a block above the first of some sections and below what stands there; at the end of the text, if
    /// there are none.
    pub(super) fn above(&self, sections: &[Section], block: &str) -> Splice {
        let start = sections.iter().map(|section| self.extent(section).start).min();
        let mut end = start.unwrap_or(self.text.len());
        while let Some(above) = lines::line_above(self.text, end)
            && lines::is_blank(lines::line_at(self.text, above.start))
        {
            end = above.start;
        }
        self.after(end, block)
    }

    /// Puts a block behind the line that ends at a place, with a blank line between; with a blank line below,
    /// if it is the first line of the text.
    fn after(&self, end: usize, block: &str) -> Splice {
        let newline = lines::newline(self.text);
        match end.checked_sub(1) {
            None if self.text.is_empty() => Splice::insert(0, format!("{block}{newline}")),
            None => Splice::insert(0, format!("{block}{newline}{newline}")),
            Some(last) => lines::below(self.text, last, &format!("{newline}{block}")),
        }
    }
}
