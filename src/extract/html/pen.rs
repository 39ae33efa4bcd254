//! Writes down the text of nodes as pieces: white space folded, lines and looks kept.

use url::{Position, Url};

use super::{apart, marks, tag::Tag, tree::Tree, veiled};
use crate::model::{Break, Piece, Style, is_folded};

/// Class names speak for the look of so much text at most, in bytes; of more they speak of a layout.
const STYLED_BYTES: usize = 400;
/// Initials in place of a logo are not longer, in bytes.
const INITIALS_BYTES: usize = 4;

/// Where links are resolved.
#[derive(Debug, Clone, Default)]
pub(super) struct Base(pub(super) Option<Url>);

impl Base {
    /// The target of a link; none where it leads nowhere (a place on the same page, a script).
    pub(super) fn resolve(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let scheme = href.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme.as_deref() {
            Some("javascript" | "data" | "vbscript" | "about" | "blob") => return None,
            Some("http" | "https" | "mailto" | "tel") => return Some(href.to_owned()),
            _ => {}
        }
        match &self.0 {
            Some(base) if base.has_host() && is_plain_path(href) => {
                Some(format!("{}{href}", &base[..Position::BeforePath]))
            }
            Some(base) => base.join(href).ok().map(String::from),
            None => Some(href.to_owned()),
        }
    }
}

/// Whether a link is a path from the root in which nothing has to be resolved or escaped: most of a menu's
/// are.
fn is_plain_path(href: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_');
    href.starts_with('/') && !href.starts_with("//") && href.bytes().all(plain)
}

/// An element that the text being written stands in.
struct Open {
    end: usize,
    style: Style,
    link: Option<usize>,
    breaks: bool,
}

/// Whether texts for screen readers are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unseen {
    LeftOut,
    Written,
}

/// Writes pieces.
pub(super) struct Pen<'t, 'a> {
    tree: &'t Tree<'a>,
    base: &'t Base,
    open: Vec<Open>,
    /// What was written so far.
    pub(super) pieces: Vec<Piece>,
    /// How the next piece is parted from the one before.
    breaks: Break,
    /// A space stands before the next word.
    space: bool,
    /// The next word begins a piece of its own.
    cut: bool,
    unseen: Unseen,
    last_link: Option<usize>,
}

impl<'t, 'a> Pen<'t, 'a> {
    /// A pen that has written nothing.
    pub(super) fn new(tree: &'t Tree<'a>, base: &'t Base) -> Self {
        Self {
            tree,
            base,
            open: Vec::new(),
            pieces: Vec::new(),
            breaks: Break::None,
            space: false,
            cut: false,
            unseen: Unseen::LeftOut,
            last_link: None,
        }
    }

    /// Closes the elements that end before a place. Whether one of them takes lines of its own.
    pub(super) fn close(&mut self, at: usize) -> bool {
        let mut broken = false;
        while self.open.last().is_some_and(|open| open.end <= at) {
            broken |= self.open.pop().is_some_and(|open| open.breaks);
        }
        if broken {
            self.new_line(Break::Line);
        }
        broken
    }

    /// Reads one node and gives the place to go on at: the next, or the end of a node that has no text.
    pub(super) fn enter(&mut self, at: usize) -> usize {
        let node = &self.tree.nodes[at];
        match node.tag {
            Tag::Text => {
                self.write(node.text);
                return at + 1;
            }
            Tag::LineBreak | Tag::Rule => {
                self.new_line(Break::Line);
                return at + 1;
            }
            Tag::Image => {
                self.image(at);
                return at + 1;
            }
            Tag::Head | Tag::Frame => return node.end,
            _ => {}
        }
        if (node.look.unseen && self.unseen == Unseen::LeftOut) || marks::is_mark(self.tree, at) {
            return node.end;
        }
        if let Some(address) = veiled::address(self.tree, at) {
            self.push(at);
            self.write(&address);
            return node.end;
        }
        self.push(at);
        at + 1
    }

    /// The look of the text that would be written now.
    fn style(&self) -> Style {
        self.open.last().map_or(Style::Plain, |open| open.style)
    }

    /// Goes into an element.
    fn push(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let breaks = node.tag.breaks_lines();
        if breaks {
            self.new_line(if node.tag == Tag::Item { Break::Item } else { Break::Line });
        } else if !self.space
            && self.breaks == Break::None
            && self.pieces.last().is_some_and(|last| apart::is_line_below(self.tree, at, last))
        {
            self.new_line(Break::Line);
        } else {
            self.space |= apart::is_boxed(self.tree, at);
        }
        let own = self.own_style(at);
        // A badge has a ground of its own around it.
        self.space |= own == Some(Style::Badge) && !breaks;
        if own == Some(Style::Badge) || (node.look.kind != 0 && !breaks) {
            self.cut = true;
        }
        let style = match own {
            Some(Style::Strong) if apart::is_part(self.tree, at, self.pieces.last()) => Style::Plain,
            // Only what is bold around can be set in normal weight.
            Some(Style::Plain) if self.style() != Style::Strong => self.style(),
            own => own.unwrap_or_else(|| self.style()),
        };
        let above = self.open.last().and_then(|open| open.link);
        let link = if node.tag == Tag::Link { Some(at) } else { above };
        self.open.push(Open { end: node.end, style, link, breaks });
    }

    /// The look that an element gives its text, if it gives one.
    fn own_style(&self, at: usize) -> Option<Style> {
        let node = &self.tree.nodes[at];
        if node.look.logo && node.size <= INITIALS_BYTES && marks::are_initials(self.tree, at) {
            return Some(Style::Alternative);
        }
        if marks::is_pill(self.tree, at) {
            return Some(Style::Badge);
        }
        let by_class = node.look.style.filter(|_| node.size <= STYLED_BYTES);
        by_class.or(match node.tag {
            Tag::Strong | Tag::Heading(_) | Tag::Summary => Some(Style::Strong),
            Tag::Small => Some(Style::Small),
            _ => None,
        })
    }

    /// Writes the alternative text of an image as a piece of its own.
    fn image(&mut self, at: usize) {
        if let Some(text) = self.tree.attribute(at, "alt").filter(|text| !text.trim().is_empty()) {
            let link = self.open.last().and_then(|open| open.link);
            self.cut = true;
            self.space = true;
            self.open.push(Open { end: at + 1, style: Style::Alternative, link, breaks: false });
            self.write(text);
            self.open.pop();
            self.cut = true;
            self.space = true;
        }
    }

    /// The next text begins a line.
    pub(super) fn new_line(&mut self, breaks: Break) {
        if self.breaks != Break::Item {
            self.breaks = breaks;
        }
        self.space = false;
    }

    /// Writes a run of text, its white space folded.
    fn write(&mut self, text: &str) {
        let inner = text.trim_ascii();
        if is_folded(inner) {
            self.space |= text.as_bytes().first().is_some_and(u8::is_ascii_whitespace);
            self.word(inner);
            self.space |= !inner.is_empty() && text.as_bytes().last().is_some_and(u8::is_ascii_whitespace);
            return;
        }
        self.space |= text.starts_with(char::is_whitespace);
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if word.is_ascii() || !word.contains(is_invisible) {
                self.word(word);
            } else {
                self.word(&word.replace(is_invisible, ""));
            }
            self.space |= words.peek().is_some();
        }
        self.space |= text.ends_with(char::is_whitespace);
    }

    /// Writes a word or a folded text: into the last piece, if it goes on with that.
    fn word(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let (style, link) = self.open.last().map_or((Style::Plain, None), |open| (open.style, open.link));
        let goes_on = !self.cut && self.breaks == Break::None && self.last_link == link;
        match self.pieces.last_mut() {
            Some(last) if goes_on && last.style == style => {
                if self.space {
                    last.text.push(' ');
                }
                last.text.push_str(word);
            }
            _ => self.begin(word, style, link),
        }
        self.space = false;
    }

    /// Begins a piece with a word.
    fn begin(&mut self, word: &str, style: Style, link: Option<usize>) {
        let first = self.pieces.is_empty();
        let breaks = if first && self.breaks == Break::Line { Break::None } else { self.breaks };
        let mut text = String::with_capacity(word.len() + 1);
        if self.space && breaks == Break::None && !first {
            text.push(' ');
        }
        text.push_str(word);
        let target =
            link.and_then(|at| self.tree.attribute(at, "href")).and_then(|href| self.base.resolve(href));
        self.pieces.push(Piece { text, style, link: target, breaks });
        self.breaks = Break::None;
        self.cut = false;
        self.last_link = link;
    }

    /// Hands over what was written and begins anew, inside the same elements.
    pub(super) fn take(&mut self) -> Vec<Piece> {
        self.breaks = Break::None;
        self.space = false;
        self.cut = true;
        std::mem::take(&mut self.pieces)
    }
}

/// Zero-width letters, soft hyphens and marks of direction: typesetting, not text.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{61c}')
}

/// The text of pieces that a pen wrote, as [`crate::model::join`] gives it: each is folded already.
pub(super) fn text_of(pieces: &[Piece]) -> String {
    let mut text = String::with_capacity(pieces.iter().map(|piece| piece.text.len() + 2).sum());
    for piece in pieces {
        let parted = match piece.breaks {
            Break::None => "",
            Break::Line => " ",
            Break::Item if text.trim_end().ends_with([';', ':', ',']) => " ",
            Break::Item => "; ",
        };
        text.push_str(if text.is_empty() { "" } else { parted });
        text.push_str(if text.is_empty() || text.ends_with(' ') {
            piece.text.trim_start()
        } else {
            &piece.text
        });
    }
    text.truncate(text.trim_end().len());
    text
}

/// The text in a node, with the looks inside it.
pub(super) fn pieces(tree: &Tree<'_>, base: &Base, at: usize) -> Vec<Piece> {
    if let Some(text) = plain(tree, at) {
        return vec![Piece { text: text.to_owned(), style: Style::Plain, link: None, breaks: Break::None }];
    }
    let written = write(tree, base, at, Unseen::LeftOut);
    if written.is_empty() && tree.nodes[at].size > 0 {
        write(tree, base, at, Unseen::Written)
    } else {
        written
    }
}

/// The text of a cell that holds nothing else, as most do.
fn plain<'a>(tree: &Tree<'a>, at: usize) -> Option<&'a str> {
    let node = &tree.nodes[at];
    let [only] = &tree.nodes[at + 1..node.end] else { return None };
    let shown = only.tag == Tag::Text && (!only.is.hidden || node.is.hidden);
    let text = only.text.trim_ascii();
    (node.tag == Tag::DataCell
        && shown
        && node.look.style != Some(Style::Strong)
        && !text.is_empty()
        && is_folded(text))
    .then_some(text)
}

/// The text in a node, as a pen writes it that begins with the look of the node.
fn write(tree: &Tree<'_>, base: &Base, at: usize, unseen: Unseen) -> Vec<Piece> {
    let node = &tree.nodes[at];
    let mut pen = Pen { unseen, ..Pen::new(tree, base) };
    let strong = node.look.style == Some(Style::Strong) || matches!(node.tag, Tag::Heading(_) | Tag::Strong);
    let style = if strong && node.size <= STYLED_BYTES { Style::Strong } else { Style::Plain };
    let link = (node.tag == Tag::Link).then_some(at);
    pen.open.push(Open { end: node.end, style, link, breaks: false });
    let mut place = at + 1;
    while place < node.end {
        pen.close(place);
        let hidden = tree.nodes[place].is.hidden && !node.is.hidden;
        place = if hidden { tree.nodes[place].end } else { pen.enter(place) };
    }
    pen.pieces
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{super::read, Base};
    use crate::model::{Grid, join};

    #[test]
    fn white_space_is_folded_however_the_text_is_cut() {
        for (page, text) in [
            ("<p>a b", "a b"),
            ("<p> a\n  b ", "a b"),
            ("<p>a <b> b</b>  c", "a b c"),
            ("<p>a<b>b</b> <i>c</i>", "ab c"),
            ("<p>a\u{a0}b\u{200b}c é  d", "a bc é d"),
            ("<p>a \u{200b} b", "a b"),
        ] {
            assert_eq!(read(page).blocks[0].text, text, "{page}");
        }
    }

    #[test]
    fn a_plain_path_is_resolved_as_any_other_link() {
        for base in [
            "https://vendor.test:8443/legal/list?x=1#y",
            "http://user@vendor.test",
            "file:///srv/list.html",
            "data:text/html,x",
        ] {
            let base = Base(Url::parse(base).ok());
            for href in ["/", "/a", "/a/b-c_d/", "/a//b", "//other.test/a", "/a/../b", "/a b", "/a?b"] {
                let joined = base.0.as_ref().and_then(|base| base.join(href).ok()).map(String::from);
                assert_eq!(base.resolve(href), joined, "{href} at {base:?}");
            }
        }
    }

    #[test]
    fn the_text_of_pieces_is_what_the_model_makes_of_them() {
        let page = "<table><tr><td>a<br> b <b>c</b>d<ul><li>e:<li> f</ul>g<td> <img alt=' h  i'> \
            j<td><p>k</p><p>l;</p><ol><li>m</ol></table>";
        let check = |grid: &Grid| {
            for cell in grid.rows.iter().flat_map(|row| &row.cells) {
                assert_eq!(super::text_of(&cell.pieces), join(&cell.pieces));
            }
        };
        read(page).grids.iter().for_each(check);
    }
}
