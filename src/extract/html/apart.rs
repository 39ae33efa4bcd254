//! What a design sets apart within a text: a smaller line below a name, the part of a heading that matters.

use super::{tag::Tag, tree::Tree};
use crate::model::{Piece, Style};

/// Whether an element stands beside others in a box, with no text between: its layout parts them.
pub(super) fn is_boxed(tree: &Tree<'_>, at: usize) -> bool {
    let node = &tree.nodes[at];
    let around = &tree.nodes[node.parent];
    let is_box = matches!(around.tag, Tag::Block | Tag::Link | Tag::Aside | Tag::Header | Tag::Summary);
    let is_next = is_box && !around.is.mixed && at > node.parent + 1;
    is_next && (node.look.kind != 0 || node.tag == Tag::Link)
}

/// Whether an element within a line is set below the text before it by its design: its words begin right
/// behind that without a space, which no reader would print (`Acme<span>Acme Inc.</span>`). One word behind
/// another may be the second half of a brand's name.
pub(super) fn is_line_below(tree: &Tree<'_>, at: usize, before: &Piece) -> bool {
    let node = &tree.nodes[at];
    if node.tag != Tag::Inline || (node.look.kind == 0 && node.look.style.is_none()) {
        return false;
    }
    let ends_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | ')');
    let texts = tree.nodes[at..node.end].iter().map(|node| node.text);
    let Some(text) = texts.into_iter().find(|text| !text.is_empty()) else { return false };
    let is_glued = before.text.ends_with(ends_word) && text.starts_with(char::is_uppercase);
    let is_set_back = || node.look.style == Some(Style::Small);
    is_glued && (is_set_back() || text.trim_end().contains(' ') || before.text.contains(' '))
}

/// Whether an element sets a part of a heading apart by bold letters, behind other words. All of a heading is
/// bold: such a part is written as plain, so that it looks otherwise than what stands around it.
pub(super) fn is_part(tree: &Tree<'_>, at: usize, before: Option<&Piece>) -> bool {
    let around = &tree.nodes[tree.nodes[at].parent];
    tree.nodes[at].tag == Tag::Strong
        && matches!(around.tag, Tag::Heading(_) | Tag::Summary)
        && before.is_some_and(|before| before.text.contains(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::{Style, join};

    #[test]
    fn a_smaller_line_below_a_name_is_a_line_of_its_own() {
        for (name, lines) in [
            ("Acme<span class=sub>Acme Inc.</span>", vec!["Acme", "Acme Inc."]),
            ("Acme Mail<span class=legal>Acme</span>", vec!["Acme Mail", "Acme"]),
            ("Post<span class=accent>Owl</span>", vec!["PostOwl"]),
            ("Acme <span class=sub>Acme Inc.</span>", vec!["Acme Acme Inc."]),
            ("Acme<span>s</span>", vec!["Acmes"]),
        ] {
            let document = read(&format!("<table><tr><td>{name}<td>Mail<tr><td>Bolt<td>Chat</table>"));
            let found: Vec<_> = document.grids[0].rows[0].cells[0]
                .lines()
                .into_iter()
                .map(|line| join(line).into_owned())
                .collect();
            assert_eq!(found, lines, "{name}");
        }
    }

    #[test]
    fn a_part_that_a_heading_sets_apart_looks_otherwise_than_the_rest() {
        for part in ["<span class=font-normal>Acme</span>", "<strong>Acme</strong>"] {
            let page =
                format!("<h1>L</h1><h2 class=font-bold>Mail – {part} (on)</h2><p>EU<h2>Bolt</h2><p>US");
            let grid = &read(&page).grids[0];
            let styles: Vec<_> = grid.rows[0].cells[0].pieces.iter().map(|piece| piece.style).collect();
            assert_eq!(styles, [Style::Strong, Style::Plain, Style::Strong], "{part}");
            assert_eq!(cells(grid)[0], ["Mail – Acme (on)", "EU"]);
        }
    }

    #[test]
    fn a_heading_that_begins_in_bold_is_bold() {
        let grid = &read("<h1>L</h1><h2><b>Acme</b> Mail</h2><p>EU<h2>Bolt</h2><p>US").grids[0];
        assert!(grid.rows[0].cells[0].pieces.iter().all(|piece| piece.style == Style::Strong));
    }
}
