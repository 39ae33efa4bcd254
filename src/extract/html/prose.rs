//! Pieces of prose: the links in them, and whether they serve as a heading.

use super::pen::text_of;
use crate::model::{Break, Link, Piece, Style};

/// A bold paragraph up to this length serves as a heading, in bytes.
const PSEUDO_HEADING_BYTES: usize = 160;

/// The links in some pieces; pieces of one link are joined.
pub(super) fn links(pieces: &[Piece]) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    let mut goes_on = false;
    for piece in pieces {
        match (&piece.link, links.last_mut()) {
            (Some(target), Some(last)) if goes_on && last.target == *target => {
                last.text.push_str(&piece.text);
            }
            (Some(target), _) => {
                links.push(Link { text: piece.text.trim().to_owned(), target: target.clone() });
            }
            (None, _) => {}
        }
        goes_on = piece.link.is_some();
    }
    links
}

/// A short line that is bold throughout and is no sentence and no `label: value`.
pub(super) fn is_pseudo_heading(pieces: &[Piece]) -> bool {
    let mut written = pieces.iter().filter(|piece| piece.style != Style::Alternative);
    let bold = written.clone().next().is_some()
        && written.all(|piece| piece.style == Style::Strong && piece.breaks == Break::None);
    if !bold {
        return false;
    }
    let text = text_of(pieces);
    let text = text.trim_end();
    text.len() <= PSEUDO_HEADING_BYTES
        && text.contains(char::is_alphabetic)
        && !goes_on(text)
        && !text.split_once(": ").is_some_and(|(_, value)| value.contains(char::is_numeric))
}

/// Whether a text is a sentence, or goes on behind its end.
pub(super) fn goes_on(text: &str) -> bool {
    text.ends_with([',', ';']) || (text.ends_with('.') && !ends_in_short_form(text))
}

/// Whether the full stop behind a text is that of a short form: `Acme Inc.`, `Bolt d.o.o.`
fn ends_in_short_form(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or(text);
    let begins_large = last.starts_with(char::is_uppercase) && last.len() < text.len();
    begins_large || last.trim_end_matches('.').contains('.')
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use crate::model::BlockKind;

    #[test]
    fn pieces_of_one_link_are_one_link() {
        let document =
            read("<p>See <a href=https://a.test>the <b>list</b></a> and <a href=https://b.test>more</a>.");
        let links: Vec<_> =
            document.blocks[0].links.iter().map(|link| (link.text.as_str(), link.target.as_str())).collect();
        assert_eq!(links, [("the list", "https://a.test"), ("more", "https://b.test")]);
    }

    #[test]
    fn a_bold_line_is_a_heading_unless_it_is_a_sentence_or_a_fact() {
        for (page, kind) in [
            ("<p><b>Hosting</b>", BlockKind::Heading(7)),
            ("<p><b>Hosting</b> of data", BlockKind::Paragraph),
            ("<p><b>We tell you.</b>", BlockKind::Paragraph),
            ("<p><b>Acme Inc.</b>", BlockKind::Heading(7)),
            ("<p><b>Acme, d.o.o.</b>", BlockKind::Heading(7)),
            ("<p><b>Updated.</b>", BlockKind::Paragraph),
            ("<p><b>Updated: 3 May</b>", BlockKind::Paragraph),
        ] {
            assert_eq!(read(page).blocks[0].kind, kind, "{page}");
        }
    }
}
