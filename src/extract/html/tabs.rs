//! A list that is printed once as a whole and once more in parts, as tabs do: `All` beside one tab a
//! category.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use foldhash::fast::RandomState;

use crate::model::{Cell, CellRole, Document, Grid, Heading, Row};

/// Parts that such a list has at least.
const PARTS: usize = 2;
/// Rows that are looked at; larger lists are printed once.
const ROWS: usize = 2_000;

/// The grids whose rows all stand again, each once, in the grids beside them. Their own heading says less of
/// the rows than those of the parts do.
pub(super) fn wholes(document: &Document) -> HashSet<usize> {
    let mut beside: HashMap<&[Heading], Vec<usize>, RandomState> = HashMap::default();
    for (at, grid) in document.grids.iter().enumerate() {
        if let [above @ .., _] = grid.headings.as_slice() {
            beside.entry(above).or_default().push(at);
        }
    }
    let groups = beside.into_values().filter(|group| group.len() > PARTS);
    groups.filter_map(|group| whole(document, &group)).collect()
}

/// The largest of some grids, where its rows are those of the others.
fn whole(document: &Document, group: &[usize]) -> Option<usize> {
    let grids = &document.grids;
    let largest = *group.iter().max_by_key(|&&at| grids[at].rows.len())?;
    let own = names(&grids[largest]);
    let is_like = |at: &usize| {
        let grid = &grids[*at];
        *at != largest
            && grid.shape == grids[largest].shape
            && grid.headings.last().map(|last| last.level)
                == grids[largest].headings.last().map(|last| last.level)
    };
    let others: Vec<Vec<Cow<'_, str>>> =
        group.iter().filter(|at| is_like(at)).map(|&at| names(&grids[at])).collect();
    let all: HashSet<&Cow<'_, str>, RandomState> = own.iter().collect();
    let in_parts: HashSet<&Cow<'_, str>, RandomState> = others.iter().flatten().collect();
    let parts: Vec<_> = others.iter().filter(|part| part.iter().all(|name| all.contains(name))).collect();
    let rows: usize = parts.iter().map(|part| part.len()).sum();
    // Where every part prints most of the list, each is a list of its own: the same suppliers by region.
    let is_whole = parts.len() >= PARTS && own.len() <= ROWS && rows <= own.len() + own.len() / 4;
    (is_whole && parts.len() == others.len() && all.len() > 1 && all == in_parts).then_some(largest)
}

/// What the rows of a grid begin with, head apart.
fn names(grid: &Grid) -> Vec<Cow<'_, str>> {
    let is_head = |row: &&Row| row.cells.iter().all(|cell| cell.role == CellRole::Header);
    grid.rows.iter().filter(|row| !is_head(row)).filter_map(|row| row.cells.first()).map(Cell::text).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn page(parts: &[(&str, &[&str])]) -> Vec<String> {
        let tab = |(at, (label, _)): (usize, &(&str, &[&str]))| {
            format!("<button role=tab id=t{at} aria-controls=p{at}>{label}</button>")
        };
        let panel = |(at, (_, names)): (usize, &(&str, &[&str]))| {
            let rows: Vec<String> =
                names.iter().map(|name| format!("<tr><td>{name}<td>Mail<td>EU")).collect();
            let rows = rows.concat();
            format!(
                "<div role=tabpanel id=p{at} aria-labelledby=t{at} hidden>\
                <table><tr><th>Name<th>For<th>At{rows}</table></div>"
            )
        };
        let tabs: String = parts.iter().enumerate().map(tab).collect();
        let panels: String = parts.iter().enumerate().map(panel).collect();
        let document = read(&format!("<h1>L</h1>{tabs}{panels}"));
        document.grids.iter().map(|grid| grid.heading().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn a_tab_with_all_rows_beside_tabs_with_some_is_the_same_list_once_more() {
        let parts: [(&str, &[&str]); 3] =
            [("All", &["Acme", "Bolt", "Cord"]), ("Core", &["Acme", "Cord"]), ("More", &["Bolt"])];
        assert_eq!(page(&parts), ["Core", "More"]);
    }

    #[test]
    fn tabs_that_print_the_same_rows_or_other_rows_are_lists_of_their_own() {
        let same: (&str, &[&str]) = ("US", &["Acme", "Bolt"]);
        assert_eq!(page(&[same, same, same]).len(), 3);
        let parts: [(&str, &[&str]); 3] =
            [("Core", &["Acme", "Bolt", "Cord"]), ("US", &["Acme"]), ("EU", &["Dent"])];
        assert_eq!(page(&parts).len(), 3);
        let parts: [(&str, &[&str]); 3] =
            [("Core", &["Acme", "Bolt", "Cord"]), ("US", &["Acme"]), ("EU", &["Bolt"])];
        assert_eq!(page(&parts).len(), 3);
    }
}
