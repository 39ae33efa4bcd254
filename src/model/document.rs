//! A page read into text and grids: what a reader sees, without any meaning yet.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use url::Url;

/// A whole page as text: what stands in it, in page order, before anyone asks what it means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Document {
    /// The page's own title: the first `h1`, else `<title>`, else the front matter's.
    pub title: Option<String>,
    /// Language the page declares for itself (BCP 47), not guessed.
    pub language: Option<String>,
    /// The address relative links were resolved against, where one was known.
    pub base: Option<Url>,
    /// Headings, paragraphs and list items in page order. Text of grids is in here too, so that a date
    /// or a promise printed in a table is found; [`Block::grid`] tells which.
    pub blocks: Vec<Block>,
    /// Every table, card group, list or record array, in page order.
    pub grids: Vec<Grid>,
    /// What stood out while reading: frames, mount points that a script fills, limits that were met.
    pub hints: Vec<Hint>,
}

/// One run of prose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text, white space folded.
    pub text: String,
    /// Links inside it.
    pub links: Vec<Link>,
    /// Index into [`Document::grids`] of the grid it stands in, if it stands in one.
    pub grid: Option<usize>,
}

/// The kind of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// A heading of level 1 to 6, or what looks like one (a paragraph that is all bold: 7).
    Heading(u8),
    /// A paragraph or any other text.
    Paragraph,
    /// An item of a list.
    Item,
    /// A value of the document's metadata: front matter, `<meta>`, JSON-LD. Text is `key: value`.
    Metadata,
}

/// Something the reader of the page noticed that is neither text nor grid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Hint {
    /// The page shows another page inside itself, at this address.
    Frame(String),
    /// The page has a mount point and scripts but next to no text: a script would fill it.
    FilledByScript,
    /// Reading stopped at a limit; the words name it.
    Limit(String),
}

/// A heading above a grid.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Heading {
    /// 1 to 6; 7 for a bold paragraph, `summary`, `legend` or tab label that serves as a heading.
    pub level: u8,
    /// Its text.
    pub text: String,
}

/// One table, card group or list as cells under headings, spans resolved, no meaning yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Grid {
    /// What it was on the page.
    pub shape: Shape,
    /// The headings above it, outermost first, each of a deeper level than the one before.
    pub headings: Vec<Heading>,
    /// `<caption>`, `aria-label` or sheet name.
    pub caption: Option<String>,
    /// The prose that stands directly above it (one block at most).
    pub lead: Option<String>,
    /// Its rows. For [`Shape::Table`] every row has the same number of cells.
    pub rows: Vec<Row>,
    /// Whether a reader sees it.
    pub visibility: Visibility,
    /// Index of the first [`Block`] after its start, to look at what stands around it.
    pub block: usize,
}

/// What a [`Grid`] was on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// Rows and columns: `<table>`, ARIA table, GFM table, CSV, sheet, PDF table. Cells are columns.
    Table,
    /// Repeated blocks, each one thing: a row a card, a cell a line of it, in reading order.
    Cards,
    /// Bullets or numbered items: a row an item, a cell a line of it (mostly one).
    List,
    /// `dl`: a row a term; the first cell the term, then each description.
    Definitions,
    /// Headings with text below: a row a heading; the first cell the heading, then each paragraph.
    Sections,
    /// Records of embedded or plain JSON or YAML. The first row holds the keys as header cells.
    Records,
}

/// Whether a reader of the page sees a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Shown, or behind a click (`details`, a tab).
    Shown,
    /// Hidden by `hidden`, `display:none` or `template`, or only inside a script.
    Hidden,
}

/// One row of a grid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Row {
    /// Its cells, left to right. A cell that spans is repeated in each place it covers.
    pub cells: Vec<Cell>,
    /// Heading that stands between this row and the one before, inside the same grid
    /// (a sub-heading among cards; a `tbody` label). Empty where none does.
    pub heading: Option<String>,
}

/// Whether the markup calls a cell a header.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CellRole {
    /// `th`, `dt`, a key, a label, a cell of a GFM header row or of the first row of a `thead`.
    Header,
    /// Anything else.
    #[default]
    Data,
    /// Repeats a cell that started in a row above or a column to the left (row or column span).
    Spanned,
}

/// One cell: what it prints, in pieces, so that a name can be told from the badge beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Cell {
    /// Whether the markup calls it a header.
    pub role: CellRole,
    /// Its text, cut where markup or lines cut it. White space is folded; no piece is empty.
    pub pieces: Vec<Piece>,
}

/// A run of text in a cell with one look.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Piece {
    /// The text. It begins with a space where the page had one between it and the piece before.
    pub text: String,
    /// How it looks.
    pub style: Style,
    /// Where it links to, absolute where the base is known.
    pub link: Option<String>,
    /// Whether it begins a new line (block element, `br`) within the cell.
    pub breaks: Break,
}

/// How a piece is parted from the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Break {
    /// It goes on in the same line.
    #[default]
    None,
    /// It begins a line: after `br`, or in a block element of its own.
    Line,
    /// It begins an item of a list.
    Item,
}

/// How a piece of text looks, as far as that tells what it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Style {
    /// Ordinary text.
    #[default]
    Plain,
    /// `strong`, `b`, a heading, a class that says bold or title.
    Strong,
    /// `small`, `em`, `sub`, a class that says muted, caption or description.
    Small,
    /// A badge, tag, pill or chip: a boxed word beside a text.
    Badge,
    /// Alternative text of an image (a logo).
    Alternative,
}

/// A link in prose.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Link {
    /// Its text.
    pub text: String,
    /// Its target, absolute where the base is known.
    pub target: String,
}

impl Cell {
    /// The whole text: pieces joined, lines parted by a space, list items by `; `.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        join(&self.pieces)
    }

    /// The whole text as a field holds it: lines, paragraphs and list items joined by `; `.
    #[must_use]
    pub fn listed(&self) -> Cow<'_, str> {
        listed(&self.pieces)
    }

    /// The lines of the cell, each as its pieces. List items are lines too.
    #[must_use]
    pub fn lines(&self) -> Vec<&[Piece]> {
        self.pieces.chunk_by(|_, next| next.breaks == Break::None).collect()
    }

    /// The first link in it.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.pieces.iter().find_map(|piece| piece.link.as_deref())
    }

    /// Whether it prints nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }

    /// A cell of plain text.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let pieces = if text.is_empty() {
            Vec::new()
        } else {
            vec![Piece { text, style: Style::Plain, link: None, breaks: Break::None }]
        };
        Self { role: CellRole::Data, pieces }
    }
}

/// The text of some pieces: lines parted by a space, list items by `; `, white space folded. Borrowed where
/// it is that of one piece as it stands.
#[must_use]
pub fn join(pieces: &[Piece]) -> Cow<'_, str> {
    if let [only] = pieces {
        return folded_space(&only.text);
    }
    let mut text = String::new();
    for piece in pieces {
        match piece.breaks {
            Break::None => {}
            Break::Line => text.push(' '),
            Break::Item if text.trim().is_empty() => {}
            Break::Item => text.push_str(if text.trim_end().ends_with([';', ':', ',']) { " " } else { "; " }),
        }
        text.push_str(&piece.text);
    }
    Cow::Owned(folded_space(&text).into_owned())
}

/// The text of some pieces as a field holds it: lines, paragraphs and list items joined by `; `, or by a
/// space where a sign that parts stands at the end of the line already. White space is folded.
#[must_use]
pub(crate) fn listed(pieces: &[Piece]) -> Cow<'_, str> {
    if pieces.iter().skip(1).all(|piece| piece.breaks == Break::None) {
        return join(pieces);
    }
    let mut text = String::new();
    for line in pieces.chunk_by(|_, next| next.breaks == Break::None) {
        let line = join(line);
        if line.is_empty() {
            continue;
        }
        if !text.is_empty() {
            let is_parted = text
                .ends_with([';', ':', ',', '.', '!', '?', '。', '、', '，', '；', '：', '/', '-', '–', '(']);
            text.push_str(if is_parted || line.starts_with(['(', ')', ',', '/']) { " " } else { "; " });
        }
        text.push_str(&line);
    }
    Cow::Owned(text)
}

/// A text without white space at its ends and with one space for each run of it.
fn folded_space(text: &str) -> Cow<'_, str> {
    if is_folded(text) {
        return Cow::Borrowed(text);
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    Cow::Owned(folded)
}

/// Whether a text is printable ASCII with one space at a time, and none at its ends: there is nothing to
/// fold.
pub(crate) fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let [first, .., last] = bytes else { return bytes.first().is_none_or(u8::is_ascii_graphic) };
    // Without a way out in between, many bytes are looked at in one step.
    let printable = bytes.iter().fold(true, |all, byte| all & (0x20..0x7f).contains(byte));
    let is_space = |byte: &u8| u8::from(*byte == b' ');
    let twice =
        bytes.iter().zip(&bytes[1..]).fold(0, |any, (left, right)| any | (is_space(left) & is_space(right)));
    *first != b' ' && *last != b' ' && printable && twice == 0
}

impl Grid {
    /// The nearest heading above it.
    #[must_use]
    pub fn heading(&self) -> Option<&str> {
        self.headings.last().map(|heading| heading.text.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, breaks: Break) -> Piece {
        Piece { text: text.to_owned(), style: Style::Plain, link: None, breaks }
    }

    #[test]
    fn list_items_are_joined_by_semicolons_and_lines_by_spaces() {
        let cell = Cell {
            role: CellRole::Data,
            pieces: vec![
                piece("Name", Break::None),
                piece("Address", Break::Line),
                piece("a", Break::Item),
                piece("b", Break::Item),
            ],
        };
        assert_eq!(cell.text(), "Name Address; a; b");
        assert_eq!(cell.listed(), "Name; Address; a; b");
        assert_eq!(cell.lines().len(), 4);
    }

    #[test]
    fn an_empty_cell_has_no_lines() {
        assert!(Cell::default().lines().is_empty());
        assert_eq!(Cell::plain("  \n ").text(), "");
    }
}
