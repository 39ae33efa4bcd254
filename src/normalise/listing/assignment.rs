//! Which column fills which field, where several may: the assignment that is worth most as a whole.

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// The best assignment of rows to columns of a table of worths, each row and each column at most once: what
/// each row is given, none where nothing that it could have is worth anything.
///
/// The Hungarian method (Kuhn 1955, Munkres 1957): so many steps as rows × rows × columns.
pub(super) fn best(worth: &[Vec<i32>]) -> Vec<Option<usize>> {
    let wide = worth.iter().map(Vec::len).max().unwrap_or(0);
    // A row may also take nothing: for that each has a column of its own, worth 0.
    let of = |row: usize, column: usize| worth[row].get(column).map_or(0, |&worth| worth.max(0));
    let columns = wide + worth.len();
    let cells = (0..worth.len()).flat_map(|row| (0..columns).map(move |column| of(row, column)));
    let Ok(table) = Matrix::from_vec(worth.len(), columns, cells.collect()) else { return Vec::new() };
    let (_, given) = kuhn_munkres(&table);
    let worthy = |(row, column): (usize, usize)| (of(row, column) > 0).then_some(column);
    given.into_iter().enumerate().map(worthy).collect()
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn the_whole_counts_and_not_the_first_that_comes() {
        // The first could have either, the second only what the first likes best.
        assert_eq!(best(&[vec![90, 80], vec![85, 0]]), [Some(1), Some(0)]);
        assert_eq!(best(&[vec![90, 80], vec![5, 0]]), [Some(0), None]);
    }

    #[test]
    fn what_is_worth_nothing_is_not_given() {
        assert_eq!(best(&[vec![0, -5], vec![0, 3]]), [None, Some(1)]);
        assert_eq!(best(&[]), [None; 0]);
        assert_eq!(best(&[vec![], vec![]]), [None, None]);
    }

    #[test]
    fn no_other_assignment_is_worth_more() {
        proptest::proptest!(|(worth in proptest::collection::vec(proptest::collection::vec(-20..100, 4), 1..5))| {
            let sum = |given: &[Option<usize>]| -> i32 {
                given.iter().zip(&worth).filter_map(|(at, row)| Some(row[(*at)?])).sum()
            };
            let found = best(&worth);
            let mut columns: Vec<usize> = found.iter().flatten().copied().collect();
            columns.sort_unstable();
            columns.dedup();
            proptest::prop_assert_eq!(columns.len(), found.iter().flatten().count());
            let mut all: Vec<Vec<Option<usize>>> = vec![Vec::new()];
            for _ in &worth {
                let longer = |given: &Vec<Option<usize>>| {
                    let free = (0..4).map(Some).filter(|at| !given.contains(at)).chain([None]);
                    free.map(|at| given.iter().copied().chain([at]).collect()).collect::<Vec<_>>()
                };
                all = all.iter().flat_map(longer).collect();
            }
            let most = all.iter().map(|given| sum(given)).max().unwrap_or(0);
            proptest::prop_assert_eq!(sum(&found), most);
        });
    }
}
