//! The rows that came since a transaction began, to be sealed.

use futures_util::TryStreamExt;
use sqlx::Row;

use super::{
    Leaf, Marks, leaf,
    tables::{NEWS, ROWS_AT_ONCE},
};
use crate::store::{Connection, StoreError, error::corrupt};

/// The leaves of all rows past the marks: place of the table, key and leaf.
pub(super) async fn leaves(
    conn: &mut Connection,
    since: &Marks,
) -> Result<Vec<(usize, i64, Leaf)>, StoreError> {
    let (mut keys, mut leaves, mut is_more) = (since.keys, Vec::new(), true);
    while is_more {
        is_more = false;
        let query = keys.iter().fold(sqlx::query(NEWS.as_str()), |query, key| query.bind(*key));
        let mut news = query.fetch(&mut *conn);
        while let Some(of_table) = news.try_next().await? {
            let table = usize::try_from(of_table.try_get::<i64, _>(0)?).unwrap_or(usize::MAX);
            let rows = of_table.try_get::<Option<&[u8]>, _>(1)?.unwrap_or_default();
            let rows = split(rows).ok_or_else(|| {
                corrupt("rows that were just stored read otherwise", format!("table {table}"))
            })?;
            keys[table] = rows.last().map_or(keys[table], |(key, _)| *key);
            is_more |= rows.len() == ROWS_AT_ONCE;
            leaves.extend(rows.into_iter().map(|(key, leaf)| (table, key, leaf)));
        }
    }
    Ok(leaves)
}

/// Takes rows apart that [`NEWS`] put together. None where they are not as it puts them.
fn split(mut rows: &[u8]) -> Option<Vec<(i64, Leaf)>> {
    let mut leaves = Vec::new();
    while !rows.is_empty() {
        let (key, rest) = number(rows)?;
        let (length, rest) = number(rest)?;
        let (row, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        leaves.push((key, leaf(row)));
        rows = rest;
    }
    Some(leaves)
}

/// The number before a colon, and what follows it.
fn number(text: &[u8]) -> Option<(i64, &[u8])> {
    let (digits, rest) = text.split_at(memchr::memchr(b':', text)?);
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, &rest[1..]))
}

#[cfg(test)]
mod tests {
    use super::{
        super::tests::{found, told_after},
        *,
    };
    use crate::store::trial::Trial;

    #[test]
    fn rows_that_are_not_put_together_so_are_none() {
        for rows in ["x", "1", "1:", "1:5:abc", "1:x:abc", "x:1:a", "1:-1:a"] {
            assert_eq!(split(rows.as_bytes()), None, "{rows}");
        }
        assert_eq!(split(b"7:1:a9:0:"), Some(vec![(7, leaf(b"a")), (9, leaf(b""))]));
    }

    /// More rows than are read at once, a text with a null letter, and a key far from the others.
    #[tokio::test]
    async fn a_write_of_many_rows_is_sealed_whole() {
        let trial = Trial::new().await;
        let many = 2 * ROWS_AT_ONCE + 1;
        let mut write = trial.store.write().await.unwrap();
        let rows = format!(
            "with recursive number (at) as (select 1 union all select at + 1 from number where at < {many})
            insert into run (started_at, program, extractor) select '2026-05-01T02:00:00Z', '0.1' || char(0)
            || at, at from number"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(rows)).execute(&mut *write).await.unwrap();
        write.commit().await.unwrap();
        let sound = found(&mut trial.store.read().await.unwrap()).await;
        assert_eq!((sound.fault, sound.seals, sound.rows), (None, 1, many as u64));
        let edit = format!("update run set program = '0.1' || char(0) || 'x' where run_id = {many}");
        assert!(told_after(&trial, &[&edit]).await.unwrap().starts_with(&format!("run {many}: altered")));
        let mut write = trial.store.write().await.unwrap();
        sqlx::raw_sql("insert into run values (9223372036854775806, '2026-05-02T02:00:00Z', null, '0.1', 1)")
            .execute(&mut *write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        let slipped_in = found(&mut trial.store.read().await.unwrap()).await.fault.unwrap().to_string();
        assert!(slipped_in.starts_with("run 9223372036854775806"), "{slipped_in}");
    }
}
