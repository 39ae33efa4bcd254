//! Names set in bold in the paragraphs of headed sections: the headings say what for, the paragraphs name
//! who.
//!
//! `Hosting`, and below it `Our servers are run by **Acme GmbH** in Germany.`

use std::collections::{BTreeMap, HashSet};

use foldhash::fast::RandomState;

use super::flow::{Flow, PSEUDO_LEVEL, Part, Path};
use crate::model::{Break, Cell, CellRole, Grid, Heading, Piece, Row, Shape, Style, Visibility, join};

/// A name is not longer, in bytes.
const NAME_BYTES: usize = 80;
/// A paragraph that names somebody is not longer, in bytes.
const PARAGRAPH_BYTES: usize = 1_200;
/// Names of one paragraph.
const NAMES: usize = 6;

/// The named of some sections of one level under one heading.
#[derive(Default)]
struct Named {
    /// The headings above, and the place of the first of them in the flow.
    path: Vec<Heading>,
    first: usize,
    rows: Vec<Row>,
    /// Sections with text, and those that name somebody.
    sections: usize,
    naming: usize,
}

/// Grids of names in bold, one for the sections of each level below a heading: the heading of a section
/// stands above its rows.
pub(super) fn named(flow: &[Flow]) -> Vec<Grid> {
    let mut groups: BTreeMap<(usize, u8), Named> = BTreeMap::new();
    let mut path = Path::default();
    let mut places: Vec<(u8, usize)> = Vec::new();
    let starts: Vec<usize> = (0..flow.len()).filter(|&at| is_heading(&flow[at])).collect();
    for (index, &start) in starts.iter().enumerate() {
        let Part::Heading(level) = flow[start].part else { continue };
        while places.last().is_some_and(|&(above, _)| above >= level) {
            places.pop();
        }
        path.enter(level, join(&flow[start].pieces).into_owned());
        let end = starts.get(index + 1).copied().unwrap_or(flow.len());
        let section = &flow[start + 1..end];
        if let Some(&(_, above)) = places.last().filter(|_| !section.is_empty()) {
            let group = groups.entry((above, level)).or_insert_with(|| Named {
                path: path.0[..path.0.len() - 1].to_vec(),
                first: start,
                ..Named::default()
            });
            add(group, path.0.last(), section);
        }
        places.push((level, start));
    }
    groups.into_values().filter(tells).map(|group| grid(flow, group)).collect()
}

/// Whether a grid has the headings of sections as its rows, which name more things than there are sections.
pub(super) fn is_named_below(grid: &Grid, named: &[Grid]) -> bool {
    let is_heading = |row: &Row, of: &Grid| {
        let heading = row.cells[0].text();
        of.rows.iter().any(|other| other.heading.as_deref() == Some(&*heading))
    };
    let tells_more = |other: &&Grid| other.headings == grid.headings && other.rows.len() > grid.rows.len();
    grid.shape == Shape::Sections
        && named.iter().filter(tells_more).any(|other| grid.rows.iter().all(|row| is_heading(row, other)))
}

/// A heading of a level of its own. A bold paragraph is one only to who reads what follows it.
fn is_heading(part: &Flow) -> bool {
    matches!(part.part, Part::Heading(level) if level < PSEUDO_LEVEL)
}

/// Adds the names of one section.
fn add(group: &mut Named, heading: Option<&Heading>, section: &[Flow]) {
    let before = group.rows.len();
    let paragraphs = section.iter().filter(|part| part.part == Part::Paragraph && part.cards.is_none());
    group.rows.extend(paragraphs.flat_map(rows));
    if let Some(first) = group.rows.get_mut(before) {
        first.heading = heading.map(|heading| heading.text.clone());
        group.naming += 1;
    }
    group.sections += 1;
}

/// Whether most sections name somebody, and hardly anybody twice: what comes again is stressed, no name.
fn tells(group: &Named) -> bool {
    let names: HashSet<_, RandomState> = group.rows.iter().map(|row| row.cells[0].text()).collect();
    group.naming > 1 && group.naming * 3 >= group.sections * 2 && names.len() * 5 >= group.rows.len() * 4
}

fn grid(flow: &[Flow], group: Named) -> Grid {
    let above = group.first.checked_sub(1).map(|at| &flow[at]).filter(|above| above.part == Part::Paragraph);
    Grid {
        shape: Shape::Sections,
        headings: group.path,
        caption: None,
        lead: above.map(|above| join(&above.pieces).into_owned()),
        rows: group.rows,
        visibility: Visibility::Shown,
        block: flow[group.first].block,
    }
}

/// A row for each name in a paragraph: the name, and what the paragraph says of it.
fn rows(part: &Flow) -> Vec<Row> {
    let pieces = &part.pieces;
    let size: usize = pieces.iter().map(|piece| piece.text.len()).sum();
    let names: Vec<usize> = (0..pieces.len()).filter(|&at| is_name(pieces, at)).collect();
    if size > PARAGRAPH_BYTES || names.is_empty() || names.len() > NAMES {
        return Vec::new();
    }
    let leads = names[0] == 0 && names.len() == 1;
    let told = if leads { &pieces[1..] } else { &pieces[..] };
    let row = |&at: &usize| {
        let mut name = pieces[at].clone();
        pieces[at].text.trim().clone_into(&mut name.text);
        name.breaks = Break::None;
        let cell = |pieces: Vec<Piece>| Cell { role: CellRole::Data, pieces };
        Row { cells: vec![cell(vec![name]), cell(told.to_vec())], heading: None }
    };
    names.iter().map(row).collect()
}

/// Whether a piece is bold among others that are not, begins as a name does, and labels nothing.
fn is_name(pieces: &[Piece], at: usize) -> bool {
    let text = pieces[at].text.trim();
    let next = pieces.get(at + 1).map_or("", |next| next.text.trim_start());
    let begins_large = |letter: char| letter.is_uppercase() || letter.is_ascii_digit();
    pieces[at].style == Style::Strong
        && pieces.iter().any(|piece| piece.style != Style::Strong)
        && text.len() <= NAME_BYTES
        && text.split(' ').next().is_some_and(|word| word.contains(begins_large))
        && text.chars().filter(|letter| letter.is_alphabetic()).count() > 1
        && !text.ends_with([':', '：'])
        && !next.starts_with([':', '：'])
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::Grid;

    fn section(heading: &str, text: &str) -> String {
        format!("<h2>{heading}</h2><p>{text}</p>")
    }

    fn headings(grid: &Grid) -> Vec<Option<&str>> {
        grid.rows.iter().map(|row| row.heading.as_deref()).collect()
    }

    #[test]
    fn names_in_bold_below_headings_are_rows_under_these_headings() {
        let mail = "<b>Bolt</b> sends mail.</p><p><b>Cord AG</b> keeps it.";
        let page =
            format!("<h1>L</h1>{}{}", section("Hosting", "We use <b>Acme</b>, Bonn."), section("Mail", mail));
        let document = read(&page);
        let grid = &document.grids[0];
        assert_eq!(
            cells(grid),
            [["Acme", "We use Acme, Bonn."], ["Bolt", "sends mail."], ["Cord AG", "keeps it."]]
        );
        assert_eq!(headings(grid), [Some("Hosting"), Some("Mail"), None]);
    }

    #[test]
    fn what_is_stressed_or_labels_a_text_is_no_name() {
        for text in [
            "It is <b>not</b> so.",
            "Mail in the <b>EU</b> only.",
            "<b>Purpose:</b> mail",
            "<b>All of it.</b>",
        ] {
            let page = format!("<h1>L</h1>{}{}", section("Acme", text), section("Bolt", text));
            assert!(
                read(&page).grids.iter().all(|grid| headings(grid).iter().all(Option::is_none)),
                "{text}"
            );
        }
    }
}
