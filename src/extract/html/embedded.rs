//! Records that a page carries as data: JSON in scripts and attributes, arrays in JavaScript, front matter.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use serde_json::{Map, Value};

use super::{
    flow::PSEUDO_LEVEL,
    front::Front,
    literal,
    page::Element,
    parts,
    tree::{Script, Tree},
    unfilled,
};
use crate::{
    extract::look,
    model::{Break, Cell, CellRole, Document, Grid, Heading, Piece, Row, Shape, Style, Visibility},
};

/// Grids of records that are kept of one page.
const GRIDS: usize = 60;
/// Columns of one.
const KEYS: usize = 60;
/// Cells of all.
const CELLS: usize = 300_000;
/// Levels of records in records.
const DEPTH: usize = 6;
/// Texts of HTML that are read of one page, and their bytes together.
const BODIES: usize = 12;
const BODIES_BYTES: usize = 1 << 20;
/// Attributes with JSON are longer than this, in bytes.
const ATTRIBUTE_BYTES: usize = 60;

/// Adds grids of the records in a page. Gives the texts among its data that are HTML with a list.
pub(super) fn add(document: &mut Document, tree: &Tree<'_>, front: &Front) -> Vec<String> {
    let mut found =
        Found { grids: Vec::new(), cells: 0, block: document.blocks.len(), bodies: Vec::new(), bytes: 0 };
    for (name, items) in unfilled::records(tree) {
        if found.has_room() {
            found.records(&items, Place { value: &Value::Null, key: Some(name), heading: None }, 2);
        }
    }
    found.search(&front.value);
    let mut stream = String::new();
    for script in &tree.scripts {
        script_records(script, &mut stream, &mut found);
    }
    for value in literal::arrays(&stream) {
        found.search(&value);
    }
    let attributes = tree.nodes.iter().filter_map(|node| node.element).flat_map(Element::attrs);
    for (name, value) in
        attributes.filter(|(_, value)| value.len() > ATTRIBUTE_BYTES && value.starts_with(['{', '[']))
    {
        if (name.starts_with("data-") || name == "props")
            && let Some(value) = json_of(value)
        {
            found.search(&value);
        }
    }
    document.grids.append(&mut found.grids);
    found.bodies
}

/// JSON, where a text is that.
pub(super) fn json_of(text: &str) -> Option<Value> {
    serde_json::from_str(text.trim()).ok()
}

/// Looks for records in a script. Pieces of a stream are only put together.
fn script_records(script: &Script<'_>, stream: &mut String, found: &mut Found) {
    let kind = script.element.attr("type").unwrap_or("").to_ascii_lowercase();
    if kind.contains("json") {
        if let Some(value) = json_of(script.text) {
            found.search(&value);
        }
        return;
    }
    // React server components send their data as pieces of one long string.
    if let Some(at) = STREAMED.find(script.text.as_bytes()) {
        stream.push_str(&literal::text(&script.text[at + STREAMED.needle().len()..]).unwrap_or_default());
        return;
    }
    if script.text.contains('[') {
        for value in literal::arrays(script.text) {
            found.search(&value);
        }
    }
}

/// What begins a piece of such a stream.
static STREAMED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("__next_f.push([1,"));

/// Grids that were found, the cells in them, and the block that they are put behind.
struct Found {
    grids: Vec<Grid>,
    cells: usize,
    block: usize,
    /// Texts that are HTML, and their bytes.
    bodies: Vec<String>,
    bytes: usize,
}

/// A value that may hold records: the key it stands under, and what the record around it calls itself.
#[derive(Clone, Copy)]
struct Place<'v> {
    value: &'v Value,
    key: Option<&'v str>,
    heading: Option<&'v str>,
}

impl Found {
    /// Looks for arrays of records at every level.
    fn search(&mut self, value: &Value) {
        let mut lone: Vec<Place<'_>> = Vec::new();
        // The key that each list stands under, and the keys of its records.
        let mut lists: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
        let mut left = vec![Place { value, key: None, heading: None }];
        while let Some(place) = left.pop() {
            match place.value {
                Value::Array(items) => {
                    if self.has_room() && !parts::are_held_by(items) {
                        if self.records(items, place, 2) {
                            lists.extend(
                                items
                                    .first()
                                    .and_then(Value::as_object)
                                    .map(|first| (place.key, sorted_keys(first))),
                            );
                        } else if items.len() == 1 && lone.len() < GRIDS {
                            lone.push(place);
                        }
                    }
                    let inner = items.iter().rev().filter(|item| !item.is_number() && !item.is_boolean());
                    left.extend(inner.map(|value| Place { value, ..place }));
                }
                Value::Object(fields) => {
                    let heading = parts::heading(fields);
                    if let Some(items) = parts::keyed(fields).filter(|_| self.has_room()) {
                        self.records(&items, place, 2);
                        continue;
                    }
                    let inner =
                        fields.iter().rev().filter(|(_, value)| !value.is_number() && !value.is_boolean());
                    left.extend(inner.map(|(key, value)| Place { value, key: Some(key.as_str()), heading }));
                }
                Value::String(text) => self.body(text),
                _ => {}
            }
        }
        for place in lone {
            self.lone(place, &lists);
        }
    }

    /// Whether another grid may be kept.
    fn has_room(&self) -> bool {
        self.grids.len() < GRIDS && self.cells < CELLS
    }

    /// Keeps a text that is HTML with a table, list or headings in it.
    fn body(&mut self, text: &str) {
        let is_page = || ["<table", "<li", "<h2", "<h3", "<dt"].iter().any(|tag| text.contains(tag));
        let fits = self.bodies.len() < BODIES && self.bytes + text.len() <= BODIES_BYTES;
        if fits && text.contains("</") && is_page() && look::tags(text) > 2 {
            self.bytes += text.len();
            self.bodies.push(text.to_owned());
        }
    }

    /// One record alone is a list where a list of such records stands under the same key elsewhere.
    fn lone(&mut self, place: Place<'_>, lists: &[(Option<&str>, Vec<&str>)]) {
        let Some([Value::Object(record)]) = place.value.as_array().map(Vec::as_slice) else { return };
        let own = sorted_keys(record);
        if lists.iter().any(|(key, keys)| *key == place.key && *keys == own) && self.grids.len() < GRIDS {
            self.records(std::slice::from_ref(&place.value[0]), place, 1);
        }
    }

    /// Keeps an array as a grid, if at least so many of its items are records. Whether it was kept.
    fn records(&mut self, items: &[Value], place: Place<'_>, least: usize) -> bool {
        let records: Vec<Map<String, Value>> = items.iter().filter_map(Value::as_object).map(flat).collect();
        if records.len() < least || records.len() * 2 < items.len() {
            return false;
        }
        let mut keys: Map<String, Value> = Map::new();
        for key in records.iter().flat_map(Map::keys) {
            let times = keys.get(key).and_then(Value::as_u64).unwrap_or(0);
            if times > 0 || keys.len() < KEYS {
                keys.insert(key.clone(), Value::from(times + 1));
            }
        }
        let shared = keys.values().filter(|times| times.as_u64() >= Some(least as u64)).count();
        let words = |record: &&Map<String, Value>| {
            record.values().any(|value| value.as_str().is_some_and(|text| text.contains(char::is_alphabetic)))
        };
        if shared == 0 || records.iter().filter(words).count() < least || keys.len() * records.len() > CELLS {
            return false;
        }
        self.cells += keys.len() * records.len();
        let header = keys.keys().map(|key| Cell { role: CellRole::Header, ..Cell::plain(key) }).collect();
        let mut rows = vec![Row { cells: header, heading: None }];
        rows.extend(records.iter().map(|record| Row {
            cells: keys.keys().map(|key| cell(record.get(key))).collect(),
            heading: None,
        }));
        self.grids.push(Grid {
            shape: Shape::Records,
            headings: place
                .heading
                .map(|text| Heading { level: PSEUDO_LEVEL, text: fold(text) })
                .into_iter()
                .collect(),
            caption: place.key.map(str::to_owned),
            lead: None,
            rows,
            visibility: Visibility::Hidden,
            block: self.block,
        });
        true
    }
}

fn sorted_keys(record: &Map<String, Value>) -> Vec<&str> {
    let mut keys: Vec<&str> = record.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A record with the fields of its inner records as `outer.inner`.
fn flat(record: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut left: Vec<(String, &Value, usize)> =
        record.iter().rev().map(|(key, value)| (key.clone(), value, 0)).collect();
    while let Some((key, value, depth)) = left.pop() {
        match value {
            Value::Object(inner) if depth < DEPTH => {
                left.extend(
                    inner.iter().rev().map(|(name, value)| (format!("{key}.{name}"), value, depth + 1)),
                );
            }
            // Records in it are looked at on their own, and copying them at every level would multiply them.
            Value::Array(items) if fields.len() < KEYS => {
                fields.insert(
                    key,
                    items.iter().filter(|item| !item.is_object() && !item.is_array()).cloned().collect(),
                );
            }
            _ if fields.len() < KEYS => {
                fields.insert(key, value.clone());
            }
            _ => {}
        }
    }
    fields
}

/// The cell of a value; plain values of a list are its items.
fn cell(value: Option<&Value>) -> Cell {
    let Some(value) = value else { return Cell::default() };
    let Value::Array(items) = value else {
        return scalar(value).map_or_else(Cell::default, |text| Cell::plain(&text));
    };
    let texts = items
        .iter()
        .filter_map(scalar)
        .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty());
    let pieces =
        texts.map(|text| Piece { text, style: Style::Plain, link: None, breaks: Break::Item }).collect();
    Cell { role: CellRole::Data, pieces }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::{Shape, Visibility};

    #[test]
    fn records_in_scripts_are_hidden_grids_with_their_keys_as_headers() {
        let page = "<script id=__NEXT_DATA__ type=application/json>{\"props\":{\"list\":[{\"name\":\"Acme\",\
            \"at\":{\"city\":\"Bonn\"}},\
            {\"name\":\"Bolt\",\"tags\":[\"a\",\"b\"]}]}}</script>";
        let grid = &read(page).grids[0];
        assert_eq!(
            (grid.shape, grid.visibility, grid.caption.as_deref()),
            (Shape::Records, Visibility::Hidden, Some("list"))
        );
        assert_eq!(cells(grid), [["!name", "!at.city", "!tags"], ["Acme", "Bonn", ""], ["Bolt", "", "a; b"]]);
    }

    #[test]
    fn arrays_in_javascript_attributes_and_streams_are_found() {
        for page in [
            "<script>var list = [{name: 'Acme', at: 'EU'}, {name: 'Bolt', at: 'US'}];</script>",
            "<div data-page='{\"list\":[{\"name\":\"Acme\",\"at\":\"EU\"},{\"name\":\"Bolt\",\"at\":\"US\"}]}\
             '></div>",
            "<script>self.__next_f.push([1,\"x:[{\\\"name\\\":\\\"Acme\\\",\\\"at\\\":\"])</script>\
             <script>self.__next_f.push([1,\"\\\"EU\\\"},{\\\"name\\\":\\\"Bolt\\\",\\\"at\\\":\\\"US\\\"}\
             ]\"])</script>",
        ] {
            assert_eq!(
                cells(&read(page).grids[0]),
                [["!name", "!at"], ["Acme", "EU"], ["Bolt", "US"]],
                "{page}"
            );
        }
    }

    #[test]
    fn lists_in_parts_of_a_page_stand_under_the_headings_of_their_parts() {
        let page = "<script type=application/json>{\"parts\":[{\"_type\":\"hero\",\"heading\":\"List\",\
            \"body\":\"Text.\"},\
            {\"_type\":\"table\",\"heading\":\"Core\",\"rows\":[{\"name\":\"Acme\",\"at\":\"EU\"},\
            {\"name\":\"Bolt\",\"at\":\"US\"}]},\
            {\"_type\":\"table\",\"heading\":\"More\",\"rows\":[{\"name\":\"Cord\",\"at\":\"UK\"}]}]}\
            </script>";
        let document = read(page);
        let found: Vec<_> =
            document.grids.iter().map(|grid| (grid.heading().unwrap(), grid.rows.len())).collect();
        assert_eq!(found, [("Core", 3), ("More", 2)]);
    }

    #[test]
    fn records_that_hold_lists_of_places_are_still_a_list() {
        let page = "<script>x = [{name: 'Acme', use: 'Mail', at: [{name: 'Bonn', land: 'DE'}]}, {name: \
            'Bolt', use: 'Chat', at: []}]</script>";
        assert_eq!(cells(&read(page).grids[0])[0], ["!name", "!use", "!at"]);
    }

    #[test]
    fn html_that_a_page_carries_as_data_is_read_as_what_a_script_would_show() {
        let page = "<h1>L</h1><script type=application/json>{\"body\": \"<h2>Core</h2><table><tr><td>Acme<td>\
            Mail</td></tr><tr><td>Bolt<td>Chat</table>\"}</script>";
        let document = read(page);
        let grid = document.grids.iter().find(|grid| grid.shape == Shape::Table).unwrap();
        assert_eq!((grid.visibility, grid.heading()), (Visibility::Hidden, Some("Core")));
        assert_eq!(cells(grid), [["Acme", "Mail"], ["Bolt", "Chat"]]);
        assert!(read(&page.replace("table", "b").replace("h2", "i")).grids.is_empty());
    }

    #[test]
    fn front_matter_may_hold_the_list() {
        let page = "---\nlist:\n  - name: Acme\n    at: EU\n  - name: Bolt\n    at: US\n---\n<p>Text";
        assert_eq!(cells(&read(page).grids[0])[2], ["Bolt", "US"]);
    }

    #[test]
    fn numbers_and_single_records_are_no_lists() {
        assert!(read("<script>a=[{x:1},{x:2}];b=[{name:'Acme'}]</script>").grids.is_empty());
    }
}
