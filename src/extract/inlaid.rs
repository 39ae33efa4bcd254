//! Pages inside data: sites keep the body of a page as one value of JSON or YAML, in HTML or Markdown.

use serde_json::Value;
use url::Url;

use super::{
    error::ExtractError,
    html, json, look,
    markdown::{self, Flavour},
};
use crate::model::{Document, Recipe};

/// The most pages that are read in one document; what is left stays text.
const MAX_PAGES: usize = 50;
/// Keys of the title of what a record holds, the surest first.
const TITLES: [&str; 4] = ["title", "heading", "name", "label"];

/// Reads a value: the pages in it as pages, what is left as data.
pub(super) fn document(mut value: Value, base: Option<&Url>) -> Result<Document, ExtractError> {
    let mut pages = Vec::new();
    take(&mut value, None, Place::Alone, &mut pages);
    let mut document = json::value(&value)?;
    for page in pages {
        add(&mut document, page.read(base)?);
    }
    Ok(document)
}

/// A page that was a value, with what stands beside it as its title.
struct Page {
    title: Option<String>,
    text: String,
}

/// Where a value stands: one of several items tells of one thing, and only a table makes it a page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Alone,
    Item,
}

/// Takes the pages out of a value, in their order.
fn take(value: &mut Value, title: Option<&str>, place: Place, pages: &mut Vec<Page>) {
    match value {
        Value::String(text) if pages.len() < MAX_PAGES && is_page(text, place) => {
            pages.push(Page { title: title.map(str::to_owned), text: std::mem::take(text) });
            *value = Value::Null;
        }
        Value::Array(items) => {
            let place = if items.len() > 1 { Place::Item } else { place };
            for item in items {
                take(item, title, place, pages);
            }
        }
        Value::Object(map) => {
            let own = TITLES.iter().find_map(|key| printed(map.get(*key)?)).map(str::to_owned);
            let title = own.as_deref().or(title);
            for value in map.values_mut() {
                take(value, title, place, pages);
            }
        }
        _ => {}
    }
}

/// A title: a text, or what an object says is to be printed.
fn printed(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("rendered")?.as_str()).filter(|title| !title.trim().is_empty())
}

/// Whether a text is the body of a page: a table, or lists, headings and paragraphs.
fn is_page(text: &str, place: Place) -> bool {
    let count = |tag: &str| text.match_indices('<').filter(|(at, _)| begins(&text[at + 1..], tag)).count();
    let is_marked_down = || text.contains('\n') && !look::is_html(text) && look::is_table_of_markdown(text);
    if text.contains('<') && count("tr") >= 3 || is_marked_down() {
        return true;
    }
    let parts = || ["p", "li", "h1", "h2", "h3", "h4"].iter().map(|tag| count(tag)).sum::<usize>();
    let has_headings = || text.lines().filter(|line| line.starts_with('#')).count() >= 2;
    place == Place::Alone && (text.contains('<') && parts() >= 4 || text.contains("\n- ") && has_headings())
}

/// Whether a tag of that name begins here.
fn begins(text: &str, tag: &str) -> bool {
    let ends = |rest: &str| rest.starts_with(|next: char| next == '>' || next.is_ascii_whitespace());
    text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)) && ends(&text[tag.len()..])
}

impl Page {
    fn read(&self, base: Option<&Url>) -> Result<Document, ExtractError> {
        let Self { title, text } = self;
        let title = title.as_deref().unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
        let heading = if title.is_empty() { title } else { format!("<h1>{title}</h1>\n\n") };
        if look::tags(text) >= 3 {
            return html::document(&html::template::printed(&(heading + text)), base, &Recipe::default());
        }
        markdown::document(&(heading + text), base, Flavour::Markdown, &Recipe::default())
    }
}

/// Adds what stands on a page behind what a document holds.
fn add(document: &mut Document, page: Document) {
    let (blocks, grids) = (document.blocks.len(), document.grids.len());
    document.blocks.extend(page.blocks.into_iter().map(|mut block| {
        block.grid = block.grid.map(|at| at + grids);
        block
    }));
    document.grids.extend(page.grids.into_iter().map(|mut grid| {
        grid.block += blocks;
        grid
    }));
    document.title = document.title.take().or(page.title);
    document.language = document.language.take().or(page.language);
    document.hints.extend(page.hints);
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "<p>Updated: 3 March 2026</p><table><tr><th>Name</th><th>Use</th></tr>\
        <tr><td>Acme</td><td>Mail</td></tr><tr><td>Beta</td><td>Web</td></tr></table>";

    fn texts(document: &Document) -> Vec<Vec<String>> {
        let table = document.grids.last().unwrap();
        table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
    }

    #[test]
    fn a_body_in_html_or_markdown_is_read_as_a_page_under_the_title_beside_it() {
        let marked = "## List\n\n| Name | Use |\n|---|---|\n| Acme | Mail |\n| Beta | Web |\n";
        for value in [
            serde_json::json!({"title": "Vendors", "body": BODY}),
            serde_json::json!([{"id": 7, "title": {"rendered": "Vendors"}, "content": {"rendered": BODY}}]),
            serde_json::json!({"pages": [{"title": "Vendors", "text": marked}, {"title": "Terms", "text": "x"}]}),
        ] {
            let document = document(value, None).unwrap();
            assert_eq!(texts(&document), [["Name", "Use"], ["Acme", "Mail"], ["Beta", "Web"]]);
            let grid = document.grids.last().unwrap();
            assert_eq!(grid.headings[0].text, "Vendors");
            assert!(document.blocks[grid.block].grid.is_some());
        }
    }

    #[test]
    fn a_little_html_in_the_cell_of_a_record_stays_there() {
        let value = serde_json::json!([
            {"name": "Acme", "use": "<p>Mail</p><ul><li>In</li><li>Out</li><li>Bulk</li></ul>"},
            {"name": "Beta", "use": "<p>Web</p>"},
        ]);
        assert_eq!(texts(&document(value, None).unwrap())[1], ["Acme", "Mail; In; Out; Bulk"]);
    }
}
