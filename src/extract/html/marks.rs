//! Marks beside a text that are none of it: ornaments, anchors of headings, numbers of footnotes, boxes of
//! badges.

use super::{
    tag::Tag,
    tree::{Node, Tree},
};

/// Ornaments and marks of footnotes are not longer, in bytes.
const MARK_BYTES: usize = 8;
/// The words of an anchor are not longer, in bytes: they may repeat the heading.
const ANCHOR_BYTES: usize = 200;
/// A badge is not longer, in bytes.
const PILL_BYTES: usize = 40;
/// So much of a name is looked at for its initials, in bytes.
const NAME_BYTES: usize = 120;
/// What an anchor says of itself.
const ANCHOR_WORDS: [&str; 9] = [
    "permalink",
    "permanent link",
    "direct link",
    "anchor",
    "anchor link",
    "link to this",
    "copy link",
    "section link",
    "jump to",
];

/// Whether an element is a mark, which is left out of the text.
pub(super) fn is_mark(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    match node.tag {
        Tag::Inline if node.size <= MARK_BYTES && is_ornament(tree, at) => true,
        Tag::Inline => is_note(tree, at) || is_anchor(tree, at),
        Tag::Link => is_anchor(tree, at) || is_note_link(tree, at),
        _ => false,
    }
}

/// Whether the few letters in place of a logo are those of the name behind them: they come in it in this
/// order, from its first on. Others are a short name by themselves (`SAP`), and signs are no name.
pub(super) fn are_initials(tree: &Tree<'_>, at: usize) -> bool {
    if !texts(tree, at).any(|text| text.contains(char::is_alphabetic)) {
        return true;
    }
    let around = tree.nodes[tree.nodes[at].parent].parent;
    let end = tree.nodes[around].end.max(tree.nodes[at].end);
    let mut behind = tree.nodes[tree.nodes[at].end..end].iter().map(|node| node.text.trim());
    let Some(name) = behind.find(|text| !text.is_empty()) else { return false };
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let name = lower(&name[..name.floor_char_boundary(NAME_BYTES)]);
    let letters: Vec<char> =
        texts(tree, at).flat_map(lower).filter(|letter| !letter.is_whitespace()).collect();
    let mut rest = name.iter();
    letters.first() == name.first() && letters.iter().all(|letter| rest.any(|other| other == letter))
}

/// Whether a short text stands in a box of its own beside another text.
pub(super) fn is_pill(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    let is_boxed = || node.look.pill || (node.tag == Tag::Inline && has_pill_style(tree, at));
    matches!(node.tag, Tag::Inline | Tag::Block)
        && (1..=PILL_BYTES).contains(&node.size)
        && stands_beside(tree, at)
        && is_boxed()
}

/// Round corners and a ground, edge or padding of its own, in the element's own style.
fn has_pill_style(tree: &Tree<'_>, at: usize) -> bool {
    let Some(style) = tree.attribute(at, "style") else { return false };
    style.contains("border-radius")
        && ["background", "border:", "padding"].iter().any(|property| style.contains(property))
}

/// Arrows, ticks and bullets that are kept from screen readers.
fn is_ornament(tree: &Tree<'_>, at: usize) -> bool {
    tree.attribute(at, "aria-hidden") == Some("true")
        && texts(tree, at).all(|text| !text.contains(char::is_alphanumeric))
}

/// `<sup>1</sup>` behind a text: the number of a footnote. Letters (`1st`, `™`) are text, and so are powers
/// of a number.
fn is_note(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    let is_raised = || node.element.is_some_and(|element| element.name() == "sup");
    (1..=MARK_BYTES).contains(&node.size)
        && is_raised()
        && stands_beside(tree, at)
        && texts(tree, at).all(is_number)
        && !after_number(tree, at)
}

/// A link to a footnote: `[1]`.
fn is_note_link(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    let to_note = || {
        let href = tree.attribute(at, "href").and_then(|href| href.strip_prefix('#')).unwrap_or("");
        href.starts_with("fn")
            || href.starts_with("footnote")
            || href.starts_with("cite")
            || tree.attribute(at, "role") == Some("doc-noteref")
    };
    node.size > 0
        && node.size <= MARK_BYTES
        && texts(tree, at).all(is_number)
        && to_note()
        && stands_beside(tree, at)
}

/// Whether a text is nothing but numbers and signs of footnotes.
fn is_number(text: &str) -> bool {
    text.chars().all(|letter| {
        letter.is_ascii_digit()
            || letter.is_whitespace()
            || matches!(letter, '*' | '†' | '‡' | '§' | '[' | ']' | '(' | ')' | ',')
    })
}

/// A link or button in a heading that gives the heading's own address: `#`, `¶`, "Permalink".
fn is_anchor(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    if !(1..=ANCHOR_BYTES).contains(&node.size) || !in_heading(tree, at) || !stands_beside(tree, at) {
        return false;
    }
    let leads_to_place =
        || node.tag == Tag::Link && tree.attribute(at, "href").is_some_and(|href| href.contains('#'));
    let is_button = || node.element.is_some_and(|element| element.name() == "button");
    if !leads_to_place() && !is_button() {
        return false;
    }
    let text = texts(tree, at).collect::<String>().trim().to_lowercase();
    let is_wordless = !text.contains(char::is_alphanumeric);
    is_wordless || text == "link" || ANCHOR_WORDS.iter().any(|words| text.starts_with(words))
}

/// Whether an element stands directly in a heading, or in a `span` of one.
fn in_heading(tree: &Tree<'_>, at: usize) -> bool {
    let heading = |at: usize| matches!(tree.nodes[at].tag, Tag::Heading(_) | Tag::Summary | Tag::Term);
    let parent = tree.nodes[at].parent;
    heading(parent) || (tree.nodes[parent].tag == Tag::Inline && heading(tree.nodes[parent].parent))
}

/// Whether there is other text around it, in its parent or the element around that.
fn stands_beside(tree: &Tree<'_>, at: usize) -> bool {
    let parent = &tree.nodes[tree.nodes[at].parent];
    let size = tree.nodes[at].size;
    parent.size > size || (!parent.tag.breaks_lines() && tree.nodes[parent.parent].size > size)
}

/// Whether the text before ends in a number: `10<sup>6</sup>`. A name may end in a digit (`Route53`).
fn after_number(tree: &Tree<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).map_or("", |before| tree.nodes[before].text);
    let word = before.rsplit(char::is_whitespace).next().unwrap_or("");
    word.ends_with(|letter: char| letter.is_ascii_digit()) && !word.contains(char::is_alphabetic)
}

/// The texts in an element.
fn texts<'t>(tree: &'t Tree<'_>, at: usize) -> impl Iterator<Item = &'t str> {
    tree.nodes[at..tree.nodes[at].end].iter().map(|node: &Node<'_>| node.text)
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Style;

    #[test]
    fn anchors_of_headings_are_no_text_but_a_linked_heading_is() {
        for anchor in [
            "<a class=anchor href='#a'>#</a>",
            "<a href='#a' title='Permanent link'>¶</a>",
            "<a href='/list#a'>§</a>",
            "<a href='#a'><span>Permalink to \"Acme\"</span></a>",
            "<a href='#a'>🔗</a>",
            "<span><a href='#a'>Link</a></span>",
            "<button>Copy link</button>",
        ] {
            let document =
                read(&format!("<h1>L</h1><h2>Acme{anchor}</h2><p>Mail<h2>{anchor} Bolt</h2><p>Chat"));
            assert_eq!(cells(&document.grids[0]), [["Acme", "Mail"], ["Bolt", "Chat"]], "{anchor}");
        }
        assert_eq!(read("<h2><a href='#a'>Link</a></h2>").blocks[0].text, "Link");
        assert_eq!(read("<h2>Acme <a href='https://acme.test'>site</a></h2>").blocks[0].text, "Acme site");
    }

    #[test]
    fn numbers_of_footnotes_are_no_text() {
        for mark in [
            "<sup>1</sup>",
            "<sup>[12]</sup>",
            "<sup><a href='#n'>[1]</a></sup>",
            "<sup>*</sup>",
            "<a href='#fn1'>1</a>",
            "<sup>1, 2</sup>",
        ] {
            let document = read(&format!("<p>Acme, Inc.{mark}, Main Street"));
            assert_eq!(document.blocks[0].text, "Acme, Inc., Main Street", "{mark}");
        }
        for (kept, text) in [
            ("<p>Acme<sup>™</sup>", "Acme™"),
            ("<p>the 1<sup>st</sup> day", "the 1st day"),
            ("<p>10<sup>6</sup>", "106"),
            ("<p>Route53<sup>2</sup>", "Route53"),
        ] {
            assert_eq!(read(kept).blocks[0].text, text);
        }
        assert_eq!(read("<p><sup>1</sup></p>").blocks[0].text, "1");
    }

    #[test]
    fn letters_in_place_of_a_logo_are_initials_only_of_the_name_behind_them() {
        for (logo, title, style) in [
            ("AM", "Acme Mail", Style::Alternative),
            ("SAP", "SAP", Style::Alternative),
            ("✉", "Mail", Style::Alternative),
            ("SAP", "Mail for all", Style::Plain),
            ("X", "Adverts", Style::Plain),
        ] {
            let card =
                format!("<div class=card><div class=logo>{logo}</div><h3>{title}</h3><p>In 3 places</div>");
            let grid = &read(&format!("<div>{card}{card}</div>")).grids[0];
            assert_eq!(grid.rows[0].cells[0].pieces[0].style, style, "{logo}");
        }
    }

    #[test]
    fn a_boxed_word_beside_a_name_is_a_badge_and_alone_it_is_text() {
        let row = |name: &str| format!("<tr><td>{name}<td>Mail");
        for pill in [
            "<span class='rounded-full bg-gray-100 px-2'>",
            "<span style='border-radius: 4px; background: #eee'>",
        ] {
            let page = format!(
                "<table>{}{}</table>",
                row(&format!("Acme {pill}New</span>")),
                row(&format!("{pill}Bolt</span>"))
            );
            let grid = &read(&page).grids[0];
            let last = |row: usize| grid.rows[row].cells[0].pieces.last().unwrap();
            assert_eq!((last(0).text.as_str(), last(0).style), (" New", Style::Badge), "{pill}");
            assert_eq!((last(1).text.as_str(), last(1).style), ("Bolt", Style::Plain), "{pill}");
        }
    }
}
