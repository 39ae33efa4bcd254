//! A document being put together by one of the plain readers (not HTML): blocks, headings and grids in page
//! order, with the limits that no honest list ever meets.

use super::error::ExtractError;
use crate::model::{
    Block, BlockKind, Cell, CellRole, Document, Grid, Heading, Link, Piece, Row, Shape, Visibility,
};

/// The most cells that all grids of one document may have together, padding included.
pub const MAX_CELLS: usize = 500_000;
/// The most rows that one grid may have.
pub const MAX_ROWS: usize = 50_000;
/// The most columns that one grid may have.
pub const MAX_COLUMNS: usize = 500;

/// How deep values of JSON or YAML may stand inside each other. (`serde_json` itself stops at 128.)
pub(super) const MAX_DEPTH: usize = 64;

/// A document being put together.
#[derive(Debug, Default)]
pub(super) struct Draft {
    document: Document,
    headings: Vec<Heading>,
    lead: Option<String>,
    cells: usize,
}

/// What is known of a grid beside its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) shape: Shape,
    pub(super) caption: Option<&'a str>,
    pub(super) visibility: Visibility,
}

impl Frame<'_> {
    /// A grid of that shape without a caption, shown.
    pub(super) fn of(shape: Shape) -> Self {
        Self { shape, caption: None, visibility: Visibility::Shown }
    }
}

impl Draft {
    /// The document as it stands.
    pub(super) fn finish(self) -> Document {
        self.document
    }

    /// Sets the title, unless one is set.
    pub(super) fn title(&mut self, title: &str) {
        let title = fold(title);
        if self.document.title.is_none() && !title.is_empty() {
            self.document.title = Some(title);
        }
    }

    /// Whether a title is set.
    pub(super) fn has_title(&self) -> bool {
        self.document.title.is_some()
    }

    /// Whether hardly anything has been written yet: what comes now is the head of the document.
    pub(super) fn begins(&self) -> bool {
        self.document.grids.is_empty() && self.document.blocks.len() < 4
    }

    /// Sets the language, unless one is set.
    pub(super) fn language(&mut self, language: &str) {
        self.document.language.get_or_insert_with(|| language.to_owned());
    }

    /// A heading: it stands above everything until one of its level or above comes.
    pub(super) fn heading(&mut self, level: u8, text: &str) {
        let text = fold(text);
        if text.is_empty() {
            return;
        }
        self.block(BlockKind::Heading(level), text.clone());
        self.under(level, &text);
    }

    /// Places what follows under a heading without printing one: a key of JSON, a label of a group.
    pub(super) fn under(&mut self, level: u8, text: &str) {
        self.lead = None;
        self.headings.retain(|heading| heading.level < level);
        let text = fold(text);
        if !text.is_empty() {
            self.headings.push(Heading { level, text });
        }
    }

    /// Takes back what [`under`](Self::under) placed at that level or deeper.
    pub(super) fn leave(&mut self, level: u8) {
        self.headings.retain(|heading| heading.level < level);
    }

    /// Prose.
    pub(super) fn paragraph(&mut self, text: &str) {
        let text = fold(text);
        if !text.is_empty() {
            self.lead = Some(text.clone());
            self.block(BlockKind::Paragraph, text);
        }
    }

    /// Prose that was read in pieces.
    pub(super) fn prose(&mut self, pieces: &[Piece]) {
        let before = self.document.blocks.len();
        self.paragraph(&crate::model::join(pieces));
        if let Some(block) = self.document.blocks.get_mut(before) {
            block.links = links(pieces);
        }
    }

    /// One fact of the document's own.
    pub(super) fn metadata(&mut self, key: &str, value: &str) {
        let value = fold(value);
        if !value.is_empty() {
            self.block(BlockKind::Metadata, format!("{}: {value}", fold(key)));
        }
    }

    /// A grid, under the headings that hold here. Its rows are blocks too. Grids without a cell are left out.
    pub(super) fn grid(&mut self, frame: Frame<'_>, mut rows: Vec<Row>) -> Result<(), ExtractError> {
        rows.retain(|row| !row.cells.is_empty());
        if rows.is_empty() {
            return Ok(());
        }
        self.square(frame.shape, &mut rows)?;
        let at = self.document.grids.len();
        let block = self.document.blocks.len();
        let kind = if frame.shape == Shape::List { BlockKind::Item } else { BlockKind::Paragraph };
        for row in &rows {
            self.row_block(kind, row, at);
        }
        self.document.grids.push(Grid {
            shape: frame.shape,
            headings: self.headings.clone(),
            caption: frame.caption.map(fold).filter(|caption| !caption.is_empty()),
            lead: self.lead.take(),
            rows,
            visibility: frame.visibility,
            block,
        });
        Ok(())
    }

    /// Counts the cells and gives every row of a table the same number of them.
    fn square(&mut self, shape: Shape, rows: &mut [Row]) -> Result<(), ExtractError> {
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let square = matches!(shape, Shape::Table | Shape::Records);
        let cells = if square {
            width.saturating_mul(rows.len())
        } else {
            rows.iter().map(|row| row.cells.len()).sum()
        };
        self.cells = self.cells.saturating_add(cells);
        within(rows.len(), MAX_ROWS, "rows in a table")?;
        within(if square { width } else { 0 }, MAX_COLUMNS, "columns in a table")?;
        within(self.cells, MAX_CELLS, "cells")?;
        if square {
            for row in rows {
                row.cells.resize_with(width, Cell::default);
            }
        }
        Ok(())
    }

    fn row_block(&mut self, kind: BlockKind, row: &Row, grid: usize) {
        let printed = || row.cells.iter().filter(|cell| cell.role != CellRole::Spanned);
        let texts: Vec<_> = printed().map(Cell::text).filter(|text| !text.is_empty()).collect();
        if !texts.is_empty() {
            let links = printed().flat_map(|cell| links(&cell.pieces)).collect();
            self.document.blocks.push(Block { kind, text: texts.join(" "), links, grid: Some(grid) });
        }
    }

    fn block(&mut self, kind: BlockKind, text: String) {
        self.document.blocks.push(Block { kind, text, links: Vec::new(), grid: None });
    }
}

/// An error if a number is above its limit.
pub(super) fn within(number: usize, limit: usize, unit: &str) -> Result<(), ExtractError> {
    if number <= limit { Ok(()) } else { Err(ExtractError::TooLarge { limit: format!("{limit} {unit}") }) }
}

/// White space folded to one space, none at the ends.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn links(pieces: &[Piece]) -> Vec<Link> {
    let linked = pieces.iter().filter_map(|piece| Some((piece, piece.link.as_ref()?)));
    linked
        .map(|(piece, target)| Link { text: piece.text.trim().to_owned(), target: target.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        Row { cells: cells.iter().map(|text| Cell::plain(text)).collect(), heading: None }
    }

    #[test]
    fn a_grid_stands_under_the_headings_above_it_and_its_text_is_in_the_blocks() {
        let mut draft = Draft::default();
        draft.heading(1, "Vendors");
        draft.heading(2, "Europe");
        draft.heading(2, "America");
        draft.paragraph("We use these.");
        draft.grid(Frame::of(Shape::Table), vec![row(&["Acme", "Hosting"]), row(&["Beta"])]).unwrap();
        let document = draft.finish();
        let grid = &document.grids[0];
        assert_eq!(
            grid.headings.iter().map(|heading| heading.text.as_str()).collect::<Vec<_>>(),
            ["Vendors", "America"]
        );
        assert_eq!(grid.lead.as_deref(), Some("We use these."));
        assert_eq!(grid.rows[1].cells.len(), 2);
        assert_eq!(document.blocks[grid.block].text, "Acme Hosting");
        assert_eq!(document.blocks[grid.block].grid, Some(0));
    }

    #[test]
    fn one_wide_row_cannot_blow_up_many_short_ones() {
        let mut rows = vec![row(&["x"; 400])];
        rows.extend(std::iter::repeat_n(row(&["x"]), 5_000));
        let error = Draft::default().grid(Frame::of(Shape::Table), rows).unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { limit } if limit == "500000 cells"));
    }
}
