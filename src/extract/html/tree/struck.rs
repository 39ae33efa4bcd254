//! What is struck through: it is printed, and no longer holds.

use super::{super::tag::Tag, node::Node};

/// Elements around a struck text that are looked at for the row or item it stands in.
const AROUND: usize = 8;
/// Empty nodes of it that may stand before the text.
const BEFORE: usize = 64;

/// Takes struck text out of a page, before its sizes are summed up. A row or item that begins with it goes
/// whole: what its other words say is said of what no longer holds.
pub(super) fn strike(nodes: &mut [Node<'_>]) {
    let mut at = 0;
    while at < nodes.len() {
        if !nodes[at].is.struck {
            at += 1;
            continue;
        }
        let whole = holder(nodes, at).unwrap_or(at);
        let end = nodes[whole].end;
        for node in &mut nodes[whole..end] {
            (node.text, node.size) = ("", 0);
        }
        at = end.max(at + 1);
    }
}

/// The row or item that begins with a struck text. A heading is no such thing: what stands below it would
/// have none.
fn holder(nodes: &[Node<'_>], at: usize) -> Option<usize> {
    let around = std::iter::successors(Some(nodes[at].parent), |&at| (at > 0).then(|| nodes[at].parent));
    let mut around = around
        .take(AROUND)
        .take_while(|&at| !matches!(nodes[at].tag, Tag::Heading(_) | Tag::Summary | Tag::Term));
    let holder = around.find(|&at| matches!(nodes[at].tag, Tag::Item | Tag::TableRow | Tag::Paragraph))?;
    let worded = || nodes[at..nodes[at].end].iter().any(|node| node.text.contains(char::is_alphanumeric));
    let begins = || at - holder <= BEFORE && nodes[holder..at].iter().all(|node| node.text.trim().is_empty());
    (worded() && begins()).then_some(holder)
}

#[cfg(test)]
mod tests {
    use super::super::super::{cells, read};

    #[test]
    fn a_row_or_item_whose_name_is_struck_is_gone() {
        for (before, after) in [
            ("<del>", "</del>"),
            ("<s>", "</s>"),
            ("<span class='line-through'>", "</span>"),
            ("<b><strike>", "</strike></b>"),
        ] {
            let rows = format!(
                "<tr><td>Acme<td>Mail<tr><td>{before}Bolt{after} (until May)<td>Chat<tr><td>Cord<td>Maps"
            );
            assert_eq!(
                cells(&read(&format!("<table>{rows}</table>")).grids[0]),
                [["Acme", "Mail"], ["Cord", "Maps"]],
                "{before}"
            );
            let items = format!("<li>Acme, mail<li>{before}Bolt, chat{after} (until May)<li>Cord, maps");
            assert_eq!(
                cells(&read(&format!("<ul>{items}</ul>")).grids[0]),
                [["Acme, mail"], ["Cord, maps"]],
                "{before}"
            );
        }
    }

    #[test]
    fn struck_words_in_a_cell_are_no_part_of_its_text() {
        let page = "<table><tr><td>Acme<td><del>United States</del> Germany<tr><td>Bolt<td>Chat <s>and \
            mail</s></table>";
        assert_eq!(cells(&read(page).grids[0]), [["Acme", "Germany"], ["Bolt", "Chat"]]);
    }

    #[test]
    fn a_struck_heading_still_heads_what_is_below_it() {
        let page = "<h1>L</h1><h2><del>Acme</del> Acme Two</h2><p>Mail<h2>Bolt</h2><p>Chat";
        assert_eq!(cells(&read(page).grids[0]), [["Acme Two", "Mail"], ["Bolt", "Chat"]]);
    }
}
