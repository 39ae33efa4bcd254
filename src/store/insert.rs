//! Many rows in one statement: every statement crosses to SQLite's own thread, and that is what costs.

use sqlx::{QueryBuilder, Sqlite, query_builder::Separated};

use super::Connection;

/// Rows a statement. Times the columns of our widest table it stays far below SQLite's 32,766 parameters.
const ROWS: usize = 64;

/// The text round a `values` list.
pub(super) struct Statement {
    /// Up to `values`.
    pub(super) head: &'static str,
    /// What follows the last row.
    pub(super) tail: &'static str,
}

/// Runs the statement with a `values` list of all `rows`, [`ROWS`] at a time; `bind` pushes the columns of one
/// row, which is given with its position.
pub(super) async fn all<T>(
    conn: &mut Connection,
    text: Statement,
    rows: &[T],
    mut bind: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, usize, &T),
) -> Result<(), sqlx::Error> {
    for (number, chunk) in rows.chunks(ROWS).enumerate() {
        let mut statement = QueryBuilder::<Sqlite>::new(text.head);
        statement
            .push_values(chunk.iter().enumerate(), |mut columns, (index, row)| bind(&mut columns, number * ROWS + index, row))
            .push(text.tail);
        // There are at most `ROWS` texts of one statement, so that each is parsed once and found again.
        statement.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// A count as SQLite's integer.
pub(super) fn integer(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
