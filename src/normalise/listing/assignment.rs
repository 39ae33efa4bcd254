//! Which column fills which field, where several may: the assignment that is worth most as a whole.

use pathfinding::{kuhn_munkres::kuhn_munkres, matrix::Matrix};

/// The best assignment of columns to fields by a table of worths, a row a column of the page, each column and
/// each field at most once: what each column is given, none where nothing that it could have is worth
/// anything.
///
/// The Hungarian method (Kuhn 1955, Munkres 1957) over the fields, which are few: so many steps as fields ×
/// fields × columns, so that a page with very many columns takes no longer than its text.
pub(super) fn best(worth: &[Vec<i32>]) -> Vec<Option<usize>> {
    let fields = worth.iter().map(Vec::len).max().unwrap_or(0);
    let mut given = vec![None; worth.len()];
    // A field may also go to no column: for that each has a place of its own, worth 0.
    let places = worth.len() + fields;
    let of = |field: usize, column: usize| {
        worth.get(column).and_then(|own| own.get(field)).map_or(0, |&worth| worth.max(0))
    };
    let cells = (0..fields).flat_map(|field| (0..places).map(move |column| of(field, column)));
    let Ok(table) = Matrix::from_vec(fields, places, cells.collect()) else { return given };
    let (_, taken) = kuhn_munkres(&table);
    for (field, column) in taken.into_iter().enumerate().filter(|&(field, column)| of(field, column) > 0) {
        given[column] = Some(field);
    }
    given
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
    fn a_page_with_very_many_columns_is_assigned_all_the_same() {
        let mut worth = vec![vec![1; 13]; 20_000];
        worth[19_999][4] = 90;
        let given = best(&worth);
        assert_eq!((given[19_999], given.iter().flatten().count()), (Some(4), 13));
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
