//! Many rows in one statement: every statement crosses to SQLite's own thread, and that is what costs.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

use sqlx::{Decode, QueryBuilder, Sqlite, Type, query_builder::Separated};

use super::Connection;

/// Rows a statement at most, a power of two. Times the columns of our widest table it stays far below
/// SQLite's 32,766 parameters.
const ROWS: usize = 256;

/// The text round a `values` list.
pub(super) struct Statement {
    /// Up to `values`.
    pub(super) head: &'static str,
    /// What follows the last row.
    pub(super) tail: &'static str,
}

/// Runs the statement with a `values` list of all `rows`; `bind` pushes the columns of one row.
pub(super) async fn all<T>(
    conn: &mut Connection,
    text: Statement,
    rows: &[T],
    mut bind: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, &T),
) -> Result<(), sqlx::Error> {
    for chunk in chunks(rows) {
        let mut statement = QueryBuilder::<Sqlite>::new(text.head);
        statement.push_values(chunk, |mut columns, row| bind(&mut columns, row)).push(text.tail);
        statement.build().execute(&mut *conn).await?;
    }
    Ok(())
}

/// Does the same and gives the keys of the new rows, in the order of `rows`. The statement's tail returns of
/// each row its key and the column that `of` tells rows apart by: in which order SQLite returns rows is not
/// said.
pub(super) async fn keys<T, K>(
    conn: &mut Connection,
    text: Statement,
    rows: &[T],
    of: impl Fn(&T) -> K,
    mut bind: impl FnMut(&mut Separated<'_, Sqlite, &'static str>, &T),
) -> Result<Vec<i64>, sqlx::Error>
where
    K: Hash + Ord + Send + Unpin + Type<Sqlite> + for<'r> Decode<'r, Sqlite>,
{
    let mut new: Vec<(i64, K)> = Vec::with_capacity(rows.len());
    for chunk in chunks(rows) {
        let mut statement = QueryBuilder::<Sqlite>::new(text.head);
        statement.push_values(chunk, |mut columns, row| bind(&mut columns, row)).push(text.tail);
        new.extend(statement.build_query_as::<(i64, K)>().fetch_all(&mut *conn).await?);
    }
    new.sort_unstable();
    // Rows that are alike have come by their keys in their order.
    let mut keys: HashMap<K, VecDeque<i64>> = HashMap::new();
    for (key, of) in new {
        keys.entry(of).or_default().push_back(key);
    }
    rows.iter()
        .map(|row| keys.get_mut(&of(row)).and_then(VecDeque::pop_front).ok_or(sqlx::Error::RowNotFound))
        .collect()
}

/// Rows in as many parts as there are statements.
fn chunks<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let (chunk, after) = rows.split_at_checked(at_once(rows.len()))?;
        rows = after;
        Some(chunk)
    })
}

/// How many of so many rows the next statement takes: the greatest power of two. So there are few texts of
/// one statement, and each is parsed once and found again.
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
        let statements = |rows: usize| chunks(&vec![(); rows]).map(<[()]>::len).collect::<Vec<_>>();
        assert_eq!(statements(81), [64, 16, 1]);
        assert_eq!(statements(800), [256, 256, 256, 32]);
        assert_eq!(statements(3), [2, 1]);
        assert_eq!(statements(0), [0; 0]);
    }
}
