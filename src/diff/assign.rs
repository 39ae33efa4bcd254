//! The best assignment among rows that could be one another (Kuhn and Munkres).

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
};

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// Two rows that could be one, with their score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) before: usize,
    pub(super) after: usize,
    pub(super) score: u32,
    pub(super) why: &'static str,
}

/// Largest group of rows that is assigned exactly; a larger one goes best score first.
const LARGEST_GROUP: usize = 256;

/// The edges of the best assignment. `order` compares rows of the older list with rows of the newer one; it
/// decides among equals, so that the answer is the same read backwards.
pub(super) fn best(edges: &[Edge], order: impl Fn(&[usize], &[usize]) -> Ordering) -> Vec<Edge> {
    groups(edges).iter().flat_map(|group| assign(group, &order)).collect()
}

/// The edges in groups that share no row, so that each can be assigned by itself.
fn groups(edges: &[Edge]) -> Vec<Vec<Edge>> {
    let mut root: HashMap<(Side, usize), (Side, usize)> = HashMap::new();
    for edge in edges {
        let (old, new) =
            (find(&mut root, (Side::Old, edge.before)), find(&mut root, (Side::New, edge.after)));
        root.insert(new, old);
    }
    let mut at: HashMap<(Side, usize), usize> = HashMap::new();
    let mut groups: Vec<Vec<Edge>> = Vec::new();
    for edge in edges {
        let group = *at.entry(find(&mut root, (Side::Old, edge.before))).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(*edge);
    }
    groups
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Side {
    Old,
    New,
}

/// The root of a row's group; halves the way to it, so that the next call is short.
fn find(root: &mut HashMap<(Side, usize), (Side, usize)>, mut row: (Side, usize)) -> (Side, usize) {
    loop {
        let parent = *root.entry(row).or_insert(row);
        if parent == row {
            return row;
        }
        let above = root.get(&parent).copied().unwrap_or(parent);
        root.insert(row, above);
        row = above;
    }
}

fn assign(group: &[Edge], order: &impl Fn(&[usize], &[usize]) -> Ordering) -> Vec<Edge> {
    if let [edge] = group {
        return vec![*edge];
    }
    let (mut rows, mut columns): (Vec<usize>, Vec<usize>) =
        group.iter().map(|edge| (edge.before, edge.after)).unzip();
    for side in [&mut rows, &mut columns] {
        side.sort_unstable();
        side.dedup();
    }
    if rows.len().max(columns.len()) > LARGEST_GROUP {
        return best_first(group);
    }
    let (height, width) = (rows.len().min(columns.len()), rows.len().max(columns.len()));
    let upright = rows.len().cmp(&columns.len()).then_with(|| order(&rows, &columns)).is_le();
    let mut weights: Matrix<i64> = Matrix::new(height, width, 0);
    let mut edge_at: HashMap<(usize, usize), &Edge> = HashMap::new();
    for edge in group {
        let (Ok(row), Ok(column)) = (rows.binary_search(&edge.before), columns.binary_search(&edge.after))
        else {
            continue;
        };
        let place = if upright { (row, column) } else { (column, row) };
        // Among equals the order of the page decides.
        let order = i64::try_from(row.abs_diff(column).min(99)).unwrap_or(99);
        weights[place] = i64::from(edge.score) * 100 - order;
        edge_at.insert(place, edge);
    }
    let (_, chosen) = kuhn_munkres(&weights);
    chosen.into_iter().enumerate().filter_map(|place| edge_at.get(&place).map(|edge| **edge)).collect()
}

fn best_first(group: &[Edge]) -> Vec<Edge> {
    let mut edges: Vec<&Edge> = group.iter().collect();
    // Edges that share a row and a score differ in this sum of places, whichever list is the older.
    edges.sort_by_key(|edge| {
        (std::cmp::Reverse(edge.score), edge.after.abs_diff(edge.before), edge.after + edge.before)
    });
    let (mut old, mut new) = (HashSet::new(), HashSet::new());
    let mut take = |edge: &&Edge| {
        let free = !old.contains(&edge.before) && !new.contains(&edge.after);
        if free {
            old.insert(edge.before);
            new.insert(edge.after);
        }
        free
    };
    edges.into_iter().filter(|edge| take(edge)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edge(before: usize, after: usize, score: u32) -> Edge {
        Edge { before, after, score, why: "a test" }
    }

    fn chosen(edges: &[Edge]) -> Vec<(usize, usize)> {
        let mut chosen: Vec<_> =
            best(edges, |_, _| Ordering::Equal).iter().map(|edge| (edge.before, edge.after)).collect();
        chosen.sort_unstable();
        chosen
    }

    #[test]
    fn the_best_sum_wins_over_the_best_single_pair() {
        assert_eq!(chosen(&[edge(0, 0, 100), edge(0, 1, 90), edge(1, 0, 90)]), [(0, 1), (1, 0)]);
        assert_eq!(
            chosen(&[edge(0, 0, 100), edge(0, 1, 60), edge(1, 0, 30), edge(5, 7, 60)]),
            [(0, 0), (5, 7)]
        );
    }

    #[test]
    fn a_group_too_large_for_the_exact_way_goes_best_first() {
        let size = LARGEST_GROUP + 1;
        let mut edges: Vec<Edge> = (0..size).map(|row| edge(row, row, 80)).collect();
        edges.extend((1..size).map(|row| edge(row, row - 1, 70)));
        assert_eq!(chosen(&edges), (0..size).map(|row| (row, row)).collect::<Vec<_>>());
    }
}
