//! MDX into Markdown: imports, exports and expressions go, the text in and on components stays.

use std::fmt::Write as _;

use super::components;

/// Attributes of a component that print as its title.
const TITLES: [&str; 5] = ["title", "name", "label", "heading", "summary"];
/// Attributes of a component that print as text.
const TEXTS: [&str; 6] = ["description", "subtitle", "text", "location", "purpose", "region"];
/// A tag is not longer, in bytes.
const TAG_BYTES: usize = 40_000;
/// A piece of code is not longer, in bytes.
const CODE_BYTES: usize = 200_000;
/// Brackets that open and never close: so many are looked for, and one more for each of so many bytes. With
/// more, what is left of the text is no MDX, and looking on would take time that grows with its square.
const STRAYS: usize = 1_000;
const STRAY_BYTES: usize = 2_000;

/// Turns MDX into Markdown with HTML.
pub(super) fn to_markdown(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut scripts = String::new();
    let mut state = Lines::Text;
    for line in text.lines() {
        let bare = line.trim();
        state = state.next(bare);
        match state {
            Lines::Module => {
                scripts.push_str(line);
                scripts.push('\n');
                kept.push('\n');
            }
            Lines::Code => {
                kept.push_str(line);
                kept.push('\n');
            }
            Lines::Text => {
                // MDX has no code by indentation, and components indent what they hold.
                let indented = bare.starts_with(['<', '|', '#', '}', '{']) || bare.starts_with("**");
                kept.push_str(if indented { bare } else { line });
                kept.push('\n');
            }
        }
    }
    let mut page = elements(&kept);
    if scripts.contains('[') {
        // Arrays that a module exports are the page's data; they are looked for in scripts.
        let _ = write!(page, "\n\n<script>\n{}\n</script>\n", scripts.replace("</", "<\\/"));
    }
    page
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Text,
    Module,
    Code,
}

impl Lines {
    fn next(self, line: &str) -> Self {
        let fence = line.starts_with("```") || line.starts_with("~~~");
        match self {
            Self::Code if fence => Self::Text,
            Self::Code => Self::Code,
            _ if fence => Self::Code,
            Self::Module if !line.is_empty() => Self::Module,
            _ if line.starts_with("import ") || line.starts_with("export ") => Self::Module,
            _ => Self::Text,
        }
    }
}

/// Rewrites components as HTML and drops expressions.
fn elements(text: &str) -> String {
    let mut page = String::with_capacity(text.len());
    let mut rest = text;
    let mut strays = STRAYS + text.len() / STRAY_BYTES;
    while let Some(at) = rest.find(['<', '{', '`']).filter(|_| strays > 0) {
        page.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'`' => code(rest, &mut page),
            b'{' => expression(rest, &mut page),
            _ => element(rest, &mut page),
        };
        let taken = taken.unwrap_or_else(|| {
            strays -= 1;
            let mark = rest.bytes().take_while(|&byte| byte == b'`').count().max(1);
            page.push_str(&rest[..mark]);
            mark
        });
        rest = &rest[taken..];
    }
    page.push_str(rest);
    page
}

/// The start of a text, at most so many bytes of it.
fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes.min(text.len()))]
}

/// How much was taken, as with the next two; none where nothing closes what opens here.
fn code(rest: &str, page: &mut String) -> Option<usize> {
    let ticks = rest.bytes().take_while(|&byte| byte == b'`').count();
    let end = start(&rest[ticks..], CODE_BYTES).find(&rest[..ticks])? + 2 * ticks;
    page.push_str(&rest[..end]);
    Some(end)
}

/// `{/* … */}` and `{name}` go; `{"text"}` prints its text.
fn expression(rest: &str, page: &mut String) -> Option<usize> {
    let end = closing(rest)?;
    let inner = rest[1..end].trim();
    let quoted = |quote: char| inner.len() > 1 && inner.starts_with(quote) && inner.ends_with(quote);
    if let Some(quote) = ['"', '\'', '`'].into_iter().find(|&quote| quoted(quote)) {
        page.push_str(inner.trim_matches(quote));
    }
    Some(end + 1)
}

/// The place of the bracket that closes the one at the start.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in rest.bytes().enumerate().take(TAG_BYTES) {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn element(rest: &str, page: &mut String) -> Option<usize> {
    let tag = Tag::read(start(rest, TAG_BYTES))?;
    let component = tag.name.is_empty()
        || tag.name.contains('.')
        || tag.name.starts_with(|first: char| first.is_ascii_uppercase());
    if component && let Some((table, length)) = table(rest, &tag) {
        page.push_str(&table);
        return Some(length);
    }
    if !component {
        tag.as_html(page);
    } else if tag.closes {
        page.push_str("\n\n</div>\n\n");
    } else {
        tag.as_component(page);
    }
    Some(tag.length)
}

/// Components of one name that follow each other and hold nothing but attributes, as a table, and how much
/// of the text they are.
fn table(rest: &str, first: &Tag<'_>) -> Option<(String, usize)> {
    let mut rows = Vec::new();
    let mut taken = 0;
    let mut next = first.length + first.closed(&rest[first.length..])?;
    let mut attributes = first.attributes.clone();
    while components::is_row(&attributes) {
        rows.push(attributes);
        taken = next;
        let more = rest[taken..].trim_start();
        if !more.starts_with('<') {
            break;
        }
        let Some(tag) = Tag::read(start(more, TAG_BYTES)).filter(|tag| tag.name == first.name) else { break };
        let Some(closed) = tag.closed(&more[tag.length..]) else { break };
        next = rest.len() - more.len() + tag.length + closed;
        attributes = tag.attributes;
    }
    (rows.len() > 1).then(|| (components::table(&rows), taken))
}

struct Tag<'s> {
    name: &'s str,
    attributes: Vec<(&'s str, &'s str)>,
    closes: bool,
    empty: bool,
    length: usize,
}

impl<'s> Tag<'s> {
    fn read(rest: &'s str) -> Option<Self> {
        let closes = rest.starts_with("</");
        let start = if closes { 2 } else { 1 };
        let name_end = start
            + rest[start..].find(|letter: char| {
                !(letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_'))
            })?;
        let name = &rest[start..name_end];
        if !name.is_empty() && !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        let mut tag = Self { name, attributes: Vec::new(), closes, empty: false, length: 0 };
        let mut at = name_end;
        loop {
            at += rest[at..].find(|letter: char| !letter.is_whitespace())?;
            match rest.as_bytes()[at] {
                b'>' => {
                    tag.length = at + 1;
                    return Some(tag);
                }
                b'/' => {
                    tag.empty = true;
                    at += 1;
                }
                b'{' => at += closing(&rest[at..])? + 1,
                _ => at = tag.attribute(rest, at)?,
            }
        }
    }

    fn attribute(&mut self, rest: &'s str, at: usize) -> Option<usize> {
        let end = at
            + rest[at..].find(|letter: char| {
                letter.is_whitespace() || matches!(letter, '=' | '>' | '/' | '<' | '{' | '"')
            })?;
        if end == at {
            return None;
        }
        let name = &rest[at..end];
        if !rest[end..].starts_with('=') {
            self.attributes.push((name, ""));
            return Some(end);
        }
        let start = end + 1;
        let (value, end) = match *rest.as_bytes().get(start)? {
            quote @ (b'"' | b'\'') => {
                let end = start + 1 + rest[start + 1..].find(char::from(quote))?;
                (&rest[start + 1..end], end + 1)
            }
            b'{' => {
                let end = start + closing(&rest[start..])?;
                let inner = rest[start + 1..end].trim();
                let is_text = inner.starts_with(['"', '\'', '`', '[']);
                (if is_text { inner } else { "" }, end + 1)
            }
            _ => {
                let end =
                    start + rest[start..].find(|letter: char| letter.is_whitespace() || letter == '>')?;
                (&rest[start..end], end)
            }
        };
        self.attributes.push((name, value));
        Some(end)
    }

    /// How much of the text behind it closes it, where nothing stands in it.
    fn closed(&self, behind: &str) -> Option<usize> {
        if self.closes || self.empty {
            return self.empty.then_some(0);
        }
        let end = behind.trim_start().strip_prefix("</")?.strip_prefix(self.name)?.strip_prefix('>')?;
        Some(behind.len() - end.len())
    }

    fn as_html(&self, page: &mut String) {
        let _ = write!(page, "<{}{}", if self.closes { "/" } else { "" }, self.name);
        for (name, value) in &self.attributes {
            let name = if *name == "className" { "class" } else { name };
            let value = value.trim_matches(['"', '\'', '`']);
            if name == "style" || name.starts_with("on") {
                continue;
            }
            let _ = write!(page, " {name}=\"{}\"", value.replace('"', "&quot;"));
        }
        page.push_str(if self.empty { "/>" } else { ">" });
    }

    /// A component is a box with its name as class; what its attributes print stands first in it.
    fn as_component(&self, page: &mut String) {
        let _ = write!(
            page,
            "\n\n<div class=\"{}\">\n\n",
            if self.name.is_empty() { "fragment" } else { self.name }
        );
        let link = self
            .attributes
            .iter()
            .find(|(name, _)| matches!(*name, "href" | "url" | "link" | "to"))
            .map(|(_, value)| escape(value));
        for (_, value) in
            self.attributes.iter().filter(|(name, value)| TITLES.contains(name) && !value.is_empty())
        {
            let text = escape(value);
            let _ = match &link {
                Some(link) => write!(page, "<div><strong><a href=\"{link}\">{text}</a></strong></div>\n\n"),
                None => write!(page, "<div><strong>{text}</strong></div>\n\n"),
            };
        }
        for (_, value) in
            self.attributes.iter().filter(|(name, value)| TEXTS.contains(name) && !value.is_empty())
        {
            let _ = write!(page, "<div>{}</div>\n\n", escape(value));
        }
        // Records in an attribute are data, as those that a module exports.
        for (_, value) in
            self.attributes.iter().filter(|(_, value)| value.starts_with('[') && value.contains('{'))
        {
            let _ = write!(page, "<script>\nconst rows = {}\n</script>\n\n", value.replace("</", "<\\/"));
        }
        if self.empty {
            page.push_str("</div>\n\n");
        }
    }
}

fn escape(value: &str) -> String {
    value.trim_matches(['"', '\'', '`']).replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_go_and_text_in_components_stays() {
        let page = to_markdown(
            "import X from 'x'\n\n<Note>\n    | A | B |\n    |---|---|\n    | 1 | 2 |\n</Note>\n\n{/* no \
             */}End {\"yes\"}",
        );
        assert!(!page.contains("import") && !page.contains("no"));
        assert!(page.contains("\n| A | B |\n|---|---|\n| 1 | 2 |\n"), "{page}");
        assert!(page.contains("End yes"));
    }

    #[test]
    fn what_a_component_prints_from_its_attributes_is_text() {
        let page = to_markdown("<Card title=\"Acme\" href=\"https://acme.test\">Hosting</Card>");
        assert!(page.contains("<strong><a href=\"https://acme.test\">Acme</a></strong>"), "{page}");
    }

    #[test]
    fn a_sign_that_is_no_tag_stays() {
        assert_eq!(to_markdown("a < b and 5 <3 {open"), "a < b and 5 <3 {open\n");
    }
}
