//! A string or another value of JSON as the pieces of a cell. Strings may hold a little HTML.

use serde_json::{Map, Value};

use crate::model::{Break, Piece, Style};

/// The pieces of a string: its lines, its links, its list items, without its tags.
pub(in crate::extract) fn pieces(text: &str) -> Vec<Piece> {
    let mut pen = Pen::default();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&', '\n']) {
        pen.buffer.push_str(&rest[..at]);
        rest = &rest[at..];
        let used = match rest.as_bytes().first() {
            Some(b'<') => pen.tag(rest),
            Some(b'&') => pen.entity(rest),
            _ => pen.cut(Break::Line, 1),
        };
        rest = &rest[used..];
    }
    pen.buffer.push_str(rest);
    pen.cut(Break::None, 0);
    // A string that is an address is a link, too.
    if let [piece] = pen.pieces.as_mut_slice()
        && piece.link.is_none()
        && is_address(&piece.text)
    {
        piece.link = Some(piece.text.clone());
    }
    pen.pieces
}

/// The pieces of any value that stands in one cell: lists as items, objects as their values.
pub(super) fn of(value: &Value) -> Vec<Piece> {
    match value {
        Value::Null => Vec::new(),
        Value::String(text) => pieces(text),
        Value::Array(items) => items.iter().flat_map(item_pieces).collect(),
        Value::Object(map) => map_pieces(map),
        Value::Bool(_) | Value::Number(_) => vec![plain(&value.to_string(), Break::None)],
    }
}

/// The pieces of one item of a list: it begins an item of the cell.
fn item_pieces(item: &Value) -> Vec<Piece> {
    let mut pieces = match item {
        Value::Object(map) => described(map),
        other => of(other),
    };
    if let Some(first) = pieces.first_mut() {
        first.breaks = Break::Item;
    }
    pieces
}

/// `{"label": "DPA", "url": "https://…"}` is the text `DPA` with a link; any other object its values.
fn described(map: &Map<String, Value>) -> Vec<Piece> {
    let texts: Vec<String> = map.values().map(flat).filter(|text| !text.is_empty()).collect();
    let link = texts.iter().find(|text| is_address(text)).cloned();
    let mut words: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !is_address(text)).collect();
    if words.is_empty() {
        words.extend(link.as_deref());
    }
    if words.is_empty() {
        return Vec::new();
    }
    let text = words.join(", ");
    vec![Piece { link, ..plain(&text, Break::Item) }]
}

/// `{"Contact": ["E-mail", "Phone"]}` as the item `Contact: E-mail, Phone`.
fn map_pieces(map: &Map<String, Value>) -> Vec<Piece> {
    let filled = map.iter().map(|(key, value)| (key, flat(value))).filter(|(_, text)| !text.is_empty());
    filled.map(|(key, text)| plain(&format!("{key}: {text}"), Break::Item)).collect()
}

/// A value as one line.
fn flat(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            items.iter().map(flat).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Object(map) => {
            map.values().map(flat).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        other => crate::model::join(&of(other)).into_owned(),
    }
}

fn plain(text: &str, breaks: Break) -> Piece {
    Piece { text: text.to_owned(), style: Style::Plain, link: None, breaks }
}

/// Whether a text is nothing but a web address.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace)
}

/// Writes pieces while tags go by.
#[derive(Default)]
struct Pen {
    pieces: Vec<Piece>,
    buffer: String,
    next: Break,
    link: Option<String>,
    strong: bool,
    /// Whether the rest of the text is known to hold no end of a tag.
    tagless: bool,
}

impl Pen {
    /// Ends the piece at hand; the next one begins so. Gives back how many bytes of the input that took.
    fn cut(&mut self, next: Break, used: usize) -> usize {
        let spaced = self.buffer.starts_with(char::is_whitespace)
            && self.next == Break::None
            && !self.pieces.is_empty();
        let text = self.buffer.split_whitespace().collect::<Vec<_>>().join(" ");
        let gap = self.buffer.ends_with(char::is_whitespace);
        self.buffer.clear();
        if text.is_empty() {
            // White space alone still parts what stands before and after it.
            if gap && next == Break::None && self.next == Break::None {
                self.buffer.push(' ');
            }
        } else {
            let text = if spaced { format!(" {text}") } else { text };
            let style = if self.strong { Style::Strong } else { Style::Plain };
            self.pieces.push(Piece { text, style, link: self.link.clone(), breaks: self.next });
            self.next = Break::None;
            if gap && next == Break::None {
                self.buffer.push(' ');
            }
        }
        if next != Break::None && !(self.next == Break::Item && next == Break::Line) {
            self.next = next;
        }
        if self.pieces.is_empty() && self.next == Break::Line {
            self.next = Break::None;
        }
        used
    }

    /// A tag, or a `<` that is none.
    fn tag(&mut self, rest: &str) -> usize {
        let name_at = if rest[1..].starts_with('/') { 2 } else { 1 };
        let begins = rest[name_at..].starts_with(|letter: char| letter.is_ascii_alphabetic());
        let end = if begins && !self.tagless { rest.find('>') } else { None };
        let Some(end) = end else {
            // Looked for once: the rest is not searched again at every `<`.
            self.tagless |= begins;
            self.buffer.push('<');
            return 1;
        };
        let inside = &rest[name_at..end];
        let name_end = inside.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(inside.len());
        let name = inside[..name_end].to_ascii_lowercase();
        let opens = name_at == 1;
        match name.as_str() {
            "br" | "p" | "div" | "tr" | "ul" | "ol" => self.cut(Break::Line, 0),
            heading if is_heading(heading) => self.cut(Break::Line, 0),
            "li" => self.cut(if opens { Break::Item } else { Break::Line }, 0),
            "a" => {
                self.cut(Break::None, 0);
                self.link = opens.then(|| attribute(inside, "href")).flatten();
                0
            }
            "b" | "strong" => {
                self.cut(Break::None, 0);
                self.strong = opens;
                0
            }
            _ => 0,
        };
        end + 1
    }

    /// A character that is given by name or number, or a `&` that begins none.
    fn entity(&mut self, rest: &str) -> usize {
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let letter = end.and_then(|end| {
            let name = &rest[1..end];
            let number = name.strip_prefix('#').map(|digits| match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => digits.parse().ok(),
            });
            match number {
                Some(code) => code.and_then(char::from_u32).filter(|letter| *letter != '\0'),
                None => NAMED.iter().find(|(of, _)| *of == name).map(|(_, letter)| *letter),
            }
        });
        let Some((letter, end)) = letter.zip(end) else {
            self.buffer.push('&');
            return 1;
        };
        self.buffer.push(letter);
        end + 1
    }
}

/// Whether an element is a heading, `h1` to `h6`.
fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// The characters that the strings of JSON give by name, as HTML does.
const NAMED: [(&str, char); 16] = [
    ("amp", '&'),
    ("apos", '\''),
    ("bull", '•'),
    ("copy", '©'),
    ("eacute", 'é'),
    ("gt", '>'),
    ("hellip", '…'),
    ("lt", '<'),
    ("mdash", '—'),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("ouml", 'ö'),
    ("quot", '"'),
    ("reg", '®'),
    ("rsquo", '’'),
    ("uuml", 'ü'),
];

/// The web or mail address in an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let at = tag.to_ascii_lowercase().find(&format!("{name}="))? + name.len() + 1;
    let value = &tag[at..];
    let quote = value.chars().next()?;
    let value = if matches!(quote, '"' | '\'') {
        value[1..].split(quote).next()?
    } else {
        value.split_whitespace().next()?
    };
    let value = value.trim().replace("&amp;", "&");
    (value.starts_with("http") || value.starts_with("mailto:")).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Cell, CellRole};

    fn text(source: &str) -> String {
        Cell { role: CellRole::Data, pieces: pieces(source) }.text().into_owned()
    }

    #[test]
    fn tags_become_lines_items_and_links() {
        assert_eq!(text("1 Main St.<br />Boston<br>USA"), "1 Main St. Boston USA");
        assert_eq!(text("<ul><li>Name</li><li>E-mail</li></ul>"), "Name; E-mail");
        let linked = pieces(
            "<div>USA</div><div>See <a href='https://a.example/x?a=1&amp;b=2' target='_blank'>their \
             list</a>.</div>",
        );
        assert_eq!(
            linked.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(),
            ["USA", "See", " their list", "."]
        );
        assert_eq!(
            (linked[1].breaks, linked[2].link.as_deref()),
            (Break::Line, Some("https://a.example/x?a=1&b=2"))
        );
    }

    #[test]
    fn what_is_no_tag_and_no_entity_stays() {
        assert_eq!(
            text("a < b & c > d &unknown; AT&T &#8217;&#x41;&lt;"),
            "a < b & c > d &unknown; AT&T ’A<"
        );
        assert_eq!(text("5<6, <ünlaut>"), "5<6, <ünlaut>");
        assert_eq!(text("<"), "<");
        assert_eq!(text("</"), "</");
        assert_eq!(text(&"<a ".repeat(100_000)).len(), 299_999);
    }

    #[test]
    fn lines_of_a_string_are_lines_of_the_cell() {
        let lines = pieces("Acme\r\n\r\nBoston");
        assert_eq!(
            lines.iter().map(|piece| (piece.text.as_str(), piece.breaks)).collect::<Vec<_>>(),
            [("Acme", Break::None), ("Boston", Break::Line)]
        );
    }

    #[test]
    fn a_string_that_is_an_address_is_a_link() {
        assert_eq!(pieces("https://a.example/")[0].link.as_deref(), Some("https://a.example/"));
        assert_eq!(pieces("see https://a.example/")[0].link, None);
    }

    #[test]
    fn labelled_addresses_are_linked_labels() {
        let value = serde_json::json!([{"label": "DPA", "url": "https://a.example/dpa"}, "plain"]);
        let cell = Cell { role: CellRole::Data, pieces: of(&value) };
        assert_eq!((&*cell.text(), cell.link()), ("DPA; plain", Some("https://a.example/dpa")));
    }
}
