//! Many rows in one statement: every statement crosses to SQLite's own thread, and that is what costs.

use sqlx::{QueryBuilder, Sqlite, query_builder::Separated};

use super::Connection;

/// Rows a statement at most, a power of two. Times the columns of our widest table it stays far below SQLite's 32,766
/// parameters.
const ROWS: usize = 64;

/// The text round a `values` list.
pub(super) struct Statement {
    /// Up to `values`.
    pub(super) head: &'static str,
    /// What follows the last row.
    pub(super) tail: &'static str,
}

/// Runs the statement with a `values` list of all `rows`; `bind` pushes the columns of one row, which is given with its
/// position.
pub(super) async fn all<T>(
    conn: &mut Connection,
    text: Statement,
    rows: &[T],
    mut bind: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, usize, &T),
) -> Result<(), sqlx::Error> {
    let mut rest = rows;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(at_once(rest.len()));
        let first = rows.len() - rest.len();
        let mut statement = QueryBuilder::<Sqlite>::new(text.head);
        statement.push_values(chunk.iter().enumerate(), |mut columns, (index, row)| bind(&mut columns, first + index, row)).push(text.tail);
        statement.build().execute(&mut *conn).await?;
        rest = after;
    }
    Ok(())
}

/// How many of so many rows the next statement takes: the greatest power of two. So there are few texts of one statement,
/// and each is parsed once and found again.
fn at_once(rows: usize) -> usize {
    if rows >= ROWS { ROWS } else { 1 << rows.max(1).ilog2() }
}

/// A count as SQLite's integer.
pub(super) fn integer(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_taken_by_powers_of_two() {
        let statements = |mut rows: usize| {
            let mut taken = Vec::new();
            while rows > 0 {
                taken.push(at_once(rows));
                rows -= at_once(rows);
            }
            taken
        };
        assert_eq!(statements(81), [64, 16, 1]);
        assert_eq!(statements(200), [64, 64, 64, 8]);
        assert_eq!(statements(3), [2, 1]);
        assert_eq!(statements(0), [0; 0]);
    }
}
