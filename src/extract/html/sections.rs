//! Headings of one level, each with text below: every heading may be a thing, and its text what is said of
//! it.

use std::collections::{BTreeMap, HashMap};

use super::{
    flow::{Flow, PSEUDO_LEVEL, Part, Path},
    labelled::head_lists,
};
use crate::model::{Cell, CellRole, Document, Grid, Heading, Row, Shape, Visibility, join};

/// Text below one heading that is kept, in cells. What goes on longer is prose.
const CELLS: usize = 60;

/// A heading and what stands below it, up to the next heading.
struct Section {
    at: usize,
    level: u8,
    above: Option<usize>,
    path: Vec<Heading>,
    content: std::ops::Range<usize>,
    below: Vec<usize>,
}

/// Grids of headings with text below, for every heading that has such parts.
pub(super) fn sections(document: &Document, flow: &[Flow]) -> Vec<Grid> {
    let sections = outline(document, flow);
    let labels = repeated_labels(document, flow, &sections);
    let mut groups: BTreeMap<(Option<usize>, u8), Vec<usize>> = BTreeMap::new();
    for (index, section) in sections.iter().enumerate() {
        groups.entry((section.above, section.level)).or_default().push(index);
    }
    let mut of_level: HashMap<(Option<usize>, u8), usize> = HashMap::new();
    let above = |group: Option<usize>| group.and_then(|index| sections[index].above);
    let mut found = Vec::new();
    for (&(parent, level), members) in &groups {
        let rows: Vec<Row> =
            members.iter().filter_map(|&index| row(document, flow, &sections, index, &labels)).collect();
        *of_level.entry((above(parent), level)).or_default() += rows.len();
        if !rows.is_empty() && !head_lists(rows.iter().map(|row| row.cells.as_slice())) {
            found.push((parent, level, members[0], rows));
        }
    }
    // On a page without any list, one heading below another may be the one thing it is about.
    let is_alone = document.grids.is_empty() && found.iter().all(|(_, _, _, rows)| rows.len() < 2);
    found.retain(|(parent, level, _, rows)| {
        rows.len() > 1 || (parent.is_some() && (is_alone || of_level[&(above(*parent), *level)] > 1))
    });
    found.into_iter().map(|(_, _, first, rows)| grid(flow, &sections[first], rows)).collect()
}

/// The grid of some sections of one level.
fn grid(flow: &[Flow], first: &Section, rows: Vec<Row>) -> Grid {
    let above = first.at.checked_sub(1).map(|at| &flow[at]).filter(|above| above.part == Part::Paragraph);
    Grid {
        shape: Shape::Sections,
        headings: first.path.clone(),
        caption: None,
        lead: above.map(|above| join(&above.pieces).into_owned()),
        rows,
        visibility: Visibility::Shown,
        block: flow[first.at].block,
    }
}

/// The sections of a page, each with those directly below it.
fn outline(document: &Document, flow: &[Flow]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut path = Path::default();
    for (at, part) in flow.iter().enumerate() {
        let Part::Heading(level) = part.part else {
            if let Some(last) = sections.last_mut() {
                last.content.end = at + 1;
            }
            continue;
        };
        while open.last().is_some_and(|&index| sections[index].level >= level) {
            open.pop();
        }
        let above = open.last().copied();
        let index = sections.len();
        if let Some(above) = above {
            sections[above].below.push(index);
        }
        path.enter(level, document.blocks[part.block].text.clone());
        let around = path.0[..path.0.len() - 1].to_vec();
        sections.push(Section { at, level, above, path: around, content: at + 1..at + 1, below: Vec::new() });
        open.push(index);
    }
    sections
}

/// Bold lines that come up below more than one heading name what follows them.
fn repeated_labels(document: &Document, flow: &[Flow], sections: &[Section]) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    for section in sections.iter().filter(|section| section.level == PSEUDO_LEVEL && section.above.is_some())
    {
        *times.entry(document.blocks[flow[section.at].block].text.clone()).or_default() += 1;
    }
    times.retain(|_, times| *times > 1);
    times
}

/// A section as a row; none where a table stands in it, or so much text that it is prose.
fn row(
    document: &Document,
    flow: &[Flow],
    sections: &[Section],
    index: usize,
    labels: &HashMap<String, usize>,
) -> Option<Row> {
    let section = &sections[index];
    if flow[section.at].cards.is_some() {
        return None;
    }
    let mut cells = vec![Cell { role: CellRole::Data, pieces: flow[section.at].pieces.clone() }];
    let mut content = vec![section.content.clone()];
    for &below in &section.below {
        let heading = &flow[sections[below].at];
        if section.level < PSEUDO_LEVEL && labels.contains_key(&document.blocks[heading.block].text) {
            content.push(sections[below].at..sections[below].content.end);
        }
    }
    for part in content.into_iter().flat_map(|range| &flow[range]) {
        let role = match part.part {
            Part::Table => return None,
            Part::Heading(_) | Part::Label => CellRole::Header,
            Part::Paragraph | Part::Item | Part::Value => CellRole::Data,
        };
        cells.push(Cell { role, pieces: part.pieces.clone() });
        if cells.len() > CELLS {
            return None;
        }
    }
    (cells.len() > 1).then_some(Row { cells, heading: None })
}

#[cfg(test)]
mod tests {
    use super::super::{cells, read};
    use crate::model::{CellRole, Shape};

    #[test]
    fn headings_with_text_below_are_rows() {
        let document =
            read("<h1>L</h1><p>Lead</p><h2>Acme</h2><p>Mail.</p><p>EU</p><h2>Bolt</h2><p>Chat.</p>");
        let grid = &document.grids[0];
        assert_eq!(
            (grid.shape, grid.heading(), grid.lead.as_deref()),
            (Shape::Sections, Some("L"), Some("Lead"))
        );
        assert_eq!(cells(grid), [vec!["Acme", "Mail.", "EU"], vec!["Bolt", "Chat."]]);
    }

    #[test]
    fn each_part_is_a_grid_even_with_one_heading_where_its_neighbours_have_more() {
        let page = "<h1>L</h1><h2>One</h2><h3>A</h3><p>a</p><h3>B</h3><p>b</p><h2>Two</h2><h3>C</h3><p>c</p>";
        let found: Vec<_> = read(page)
            .grids
            .iter()
            .map(|grid| (grid.heading().unwrap().to_owned(), grid.rows.len()))
            .collect();
        assert_eq!(found, [("One".to_owned(), 2), ("Two".to_owned(), 1)]);
    }

    #[test]
    fn one_heading_below_another_is_a_thing_where_there_is_no_list() {
        let page = "<h1>L</h1><p>We use one:<h2>Acme</h2><p>Mail.<p>EU";
        assert_eq!(cells(&read(page).grids[0]), [["Acme", "Mail.", "EU"]]);
        let card = "<h1>L</h1><div class=all><div class=card><h2>Acme</h2><p>Mail.<p>EU</div></div>";
        assert_eq!(cells(&read(card).grids[0]), [["Acme", "Mail.", "EU"]]);
        let listed = format!("{page}<ul><li>Bolt<li>Cord</ul>");
        assert!(read(&listed).grids.iter().all(|grid| grid.shape != Shape::Sections));
        assert!(read("<h1>Acme</h1><p>Mail.").grids.is_empty());
    }

    #[test]
    fn a_heading_above_a_list_of_bold_names_is_no_thing_but_one_above_facts_is() {
        let part = |heading: &str, items: &str| format!("<h2>{heading}</h2><ul>{items}</ul>");
        let core = part("Core", "<li><b>Acme</b>: mail<li><b>Bolt</b>: chat");
        let page = format!("<h1>L</h1>{core}{}", part("More", "<li><b>Cord</b>: logs"));
        assert!(read(&page).grids.iter().all(|grid| grid.shape == Shape::List));
        let page = format!(
            "<h1>L</h1><p>x{}<h2>Other</h2><p>y",
            part("Acme", "<li><b>Use:</b> mail<li><b>At:</b> EU")
        );
        assert_eq!(read(&page).grids[0].shape, Shape::Sections);
    }

    #[test]
    fn a_small_table_or_dl_below_a_heading_gives_labels() {
        let fact = |place: &str| format!("<table><tr><td>Place<td>{place}</table><dl><dt>For<dd>Mail</dl>");
        let document = read(&format!("<h1>L</h1><h2>Acme</h2>{}<h2>Bolt</h2>{}", fact("EU"), fact("US")));
        let grid = document.grids.iter().find(|grid| grid.shape == Shape::Sections).unwrap();
        assert_eq!(cells(grid)[1], ["Bolt", "!Place", "US", "!For", "Mail"]);
        assert_eq!(grid.rows[0].cells[1].role, CellRole::Header);
    }

    #[test]
    fn a_heading_above_a_wide_table_is_no_thing() {
        let table = "<table><tr><td>a<td>b<td>c<tr><td>d<td>e<td>f</table>";
        let document = read(&format!("<h2>One</h2>{table}<h2>Two</h2>{table}"));
        assert!(document.grids.iter().all(|grid| grid.shape == Shape::Table));
    }
}
