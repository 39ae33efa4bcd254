//! The text of a document as HTML.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    error::unreadable,
    names::{Names, attribute},
    sink::Sink,
    table::{Cell, Merge, Row, Table},
};
use crate::extract::error::ExtractError;

/// Elements whose content is not part of the text: what tracked changes take out, and what stands a second
/// time for other programs.
const SKIPPED: [&str; 5] = ["del", "moveFrom", "Fallback", "instrText", "rPrChange"];

/// A document while it is read.
pub(super) struct Page<'n> {
    names: &'n Names,
    sinks: Vec<Sink>,
    tables: Vec<Table>,
    paragraphs: Vec<Paragraph>,
    run: Run,
    /// Elements inside one that is skipped, itself included.
    skipped: usize,
    is_text: bool,
}

#[derive(Default)]
struct Paragraph {
    html: String,
    heading: Option<u8>,
    item: Option<usize>,
    level: usize,
    in_run: bool,
}

/// How a run of letters looks.
#[derive(Default)]
struct Run {
    bold: bool,
    struck: bool,
    hidden: bool,
}

impl<'n> Page<'n> {
    /// The HTML of a document's main part.
    pub(super) fn of(xml: &str, names: &'n Names) -> Result<String, ExtractError> {
        let mut page = Self {
            names,
            sinks: vec![Sink::default()],
            tables: Vec::new(),
            paragraphs: Vec::new(),
            run: Run::default(),
            skipped: 0,
            is_text: false,
        };
        let mut reader = Reader::from_str(xml);
        loop {
            match reader.read_event().map_err(unreadable)? {
                Event::Start(element) => page.start(&element),
                Event::Empty(element) => {
                    page.start(&element);
                    page.end(element.local_name().as_ref());
                }
                Event::End(element) => page.end(element.local_name().as_ref()),
                Event::Text(text) => page.text(&text),
                Event::CData(text) => page.text(&text.replace('&', "&amp;").replace('<', "&lt;")),
                Event::GeneralRef(name) => page.text(&format!("&{};", &*name)),
                Event::Eof => break,
                _ => {}
            }
        }
        let body = page.sinks.into_iter().next().unwrap_or_default();
        Ok(body.finish())
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name = name.as_ref();
        let in_row = self.paragraphs.is_empty();
        if self.skipped > 0 || SKIPPED.contains(&name) {
            if self.skipped == 0
                && name == "del"
                && in_row
                && let Some(row) = self.row()
            {
                row.is_deleted = true;
            }
            self.skipped += 1;
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "r" => self.run = Run::default(),
            "t" => self.is_text = true,
            "tab" if self.in_run() => self.write(" "),
            "br" | "cr" => self.write("<br>"),
            "noBreakHyphen" => self.write("-"),
            "b" => self.run.bold = is_on(element),
            "strike" | "dstrike" => self.run.struck = is_on(element),
            "vanish" => self.run.hidden = is_on(element),
            "hyperlink" => self.open_link(element),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Row::default());
                }
            }
            "tc" => {
                if let Some(row) = self.row() {
                    row.cells.push(Cell::default());
                    self.sinks.push(Sink::default());
                }
            }
            _ => self.property(name, element),
        }
        if name == "r"
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.in_run = true;
        }
    }

    /// Properties of a paragraph, a cell or a row.
    fn property(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = attribute(element, "val");
        let number = || value.as_deref().and_then(|value| value.parse::<usize>().ok());
        let level = |style: &String| self.names.level(style);
        match (name, self.paragraphs.last_mut()) {
            ("pStyle", Some(paragraph)) => paragraph.heading = value.as_ref().and_then(level),
            ("outlineLvl", Some(paragraph)) => {
                paragraph.heading =
                    number().filter(|level| *level < 9).and_then(|level| u8::try_from(level + 1).ok());
            }
            ("ilvl", Some(paragraph)) => paragraph.level = number().unwrap_or(0),
            ("numId", Some(paragraph)) => paragraph.item = number().filter(|id| *id > 0),
            ("tblHeader", None) => {
                if let Some(row) = self.row() {
                    row.is_header = true;
                }
            }
            ("gridSpan" | "vMerge", None) => {
                let Some(cell) = self.tables.last_mut().and_then(Table::cell) else { return };
                match name {
                    "gridSpan" => cell.span = number().unwrap_or(1),
                    _ if value.as_deref() == Some("restart") => cell.merge = Merge::Begins,
                    _ => cell.merge = Merge::GoesOn,
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "r" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.in_run = false;
                }
            }
            "t" => self.is_text = false,
            "hyperlink" => self.write("</a>"),
            "tc" if self.sinks.len() > 1 && self.tables.last().is_some() => {
                let html = self.sinks.pop().unwrap_or_default().finish();
                if let Some(cell) = self.tables.last_mut().and_then(Table::cell) {
                    cell.html = html;
                }
            }
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    self.sink().block("table", &table.html());
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(Paragraph { html, heading, item, level, .. }) = self.paragraphs.pop() else { return };
        let is_empty = html.trim().is_empty();
        let is_cell = !self.tables.is_empty();
        match (heading, item) {
            _ if is_empty => {}
            (Some(level), _) if !is_cell => self.sink().block(&format!("h{}", level.min(6)), &html),
            (_, Some(_)) => self.sink().item(level, &html),
            _ => self.sink().block("p", &html),
        }
    }

    /// A link without an address leads to a place in the document.
    fn open_link(&mut self, element: &BytesStart<'_>) {
        let id = attribute(element, "id");
        let target = id.and_then(|id| self.names.link(&id)).unwrap_or_default();
        let target = target.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
        self.write(&if target.is_empty() { "<a>".to_owned() } else { format!("<a href=\"{target}\">") });
    }

    fn text(&mut self, text: &str) {
        if self.skipped > 0 || !self.is_text || self.run.hidden {
            return;
        }
        match (self.run.struck, self.run.bold) {
            (true, _) => self.write(&format!("<del>{text}</del>")),
            (_, true) => self.write(&format!("<b>{text}</b>")),
            _ => self.write(text),
        }
    }

    fn write(&mut self, html: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.html.push_str(html);
        }
    }

    fn in_run(&self) -> bool {
        self.paragraphs.last().is_some_and(|paragraph| paragraph.in_run)
    }

    fn row(&mut self) -> Option<&mut Row> {
        self.tables.last_mut().and_then(Table::row)
    }

    fn sink(&mut self) -> &mut Sink {
        if self.sinks.is_empty() {
            self.sinks.push(Sink::default());
        }
        let last = self.sinks.len() - 1;
        &mut self.sinks[last]
    }
}

/// Whether a property that is either on or off is on.
fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(attribute(element, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}
