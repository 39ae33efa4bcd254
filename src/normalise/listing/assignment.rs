//! Which column fills which field, where several may: the assignment that is worth most as a whole.

/// The best assignment of rows to columns of a table of worths, each row and each column at most once: what
/// each row is given, none where nothing that it could have is worth anything.
///
/// The Hungarian method with potentials (Kuhn 1955, Munkres 1957): so many steps as rows × rows × columns.
pub(super) fn best(worth: &[Vec<i32>]) -> Vec<Option<usize>> {
    let rows = worth.len();
    let wide = worth.iter().map(Vec::len).max().unwrap_or(0);
    // A row may also take nothing: for that each has a column of its own, worth 0.
    let columns = wide + rows;
    let cost = |row: usize, column: usize| -> i64 {
        -worth[row].get(column).map_or(0, |&worth| i64::from(worth.max(0)))
    };
    // Row 0 and column 0 stand for none, so that what is free can be told.
    let (mut of_row, mut of_column) = (vec![0_i64; rows + 1], vec![0_i64; columns + 1]);
    let mut taken_by = vec![0_usize; columns + 1];
    for row in 1..=rows {
        taken_by[0] = row;
        let mut at = 0;
        let mut least = vec![i64::MAX; columns + 1];
        let mut seen = vec![false; columns + 1];
        let mut before = vec![0_usize; columns + 1];
        while taken_by[at] != 0 {
            seen[at] = true;
            let own = taken_by[at];
            let (mut step, mut next) = (i64::MAX, 0);
            for column in 1..=columns {
                if seen[column] {
                    continue;
                }
                let reduced = cost(own - 1, column - 1) - of_row[own] - of_column[column];
                if reduced < least[column] {
                    (least[column], before[column]) = (reduced, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if seen[column] {
                    of_row[taken_by[column]] += step;
                    of_column[column] -= step;
                } else if least[column] < i64::MAX {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            taken_by[at] = taken_by[before[at]];
            at = before[at];
        }
    }
    let mut given = vec![None; rows];
    for column in 1..=wide {
        if let Some(row) = taken_by[column].checked_sub(1).filter(|&row| cost(row, column - 1) < 0) {
            given[row] = Some(column - 1);
        }
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
