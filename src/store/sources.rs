//! The sources that the database knows.

use std::collections::HashMap;

use sqlx::Row;
use url::Url;

use super::{Connection, StoreError, cells, error::corrupt, insert, json};
use crate::model::{Catalogue, Slug};

/// Makes every source of the catalogue known, and lets vendor and address follow it. A source that has left
/// the catalogue stays, with its history.
pub async fn enrol(conn: &mut Connection, catalogue: &Catalogue) -> Result<(), StoreError> {
    let text = insert::Statement {
        head: "insert into source (slug, vendor, url) ",
        tail: " on conflict (slug) do update set vendor = excluded.vendor, url = excluded.url
            where vendor <> excluded.vendor or url <> excluded.url",
    };
    insert::all(conn, text, &catalogue.sources, |columns, source| {
        columns
            .push_bind(source.slug.as_str())
            .push_bind(source.vendor.as_str())
            .push_bind(source.url.as_str());
    })
    .await?;
    Ok(())
}

/// A source that the database knows, whether or not it is still in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Its slug.
    pub slug: Slug,
    /// Its vendor, as last enrolled.
    pub vendor: String,
    /// Its address, as last enrolled.
    pub url: Url,
    /// [`digest::recipe`](super::digest::recipe) that its latest version was read by; none without a version.
    pub recipe: Option<String>,
}

/// Every source that was ever enrolled, by slug.
pub async fn known(conn: &mut Connection) -> Result<Vec<Known>, StoreError> {
    let rows = sqlx::query(
        "select slug, vendor, url, latest_version.recipe from source left join latest_version
            using (source_id) order by slug",
    )
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| {
            let slug = cells::slug(row)?;
            let url: &str = row.try_get("url")?;
            let url = url.parse().map_err(|_| {
                corrupt(format_args!("`{url}` is no address"), format_args!("source `{slug}`"))
            })?;
            Ok(Known { vendor: row.try_get("vendor")?, recipe: row.try_get("recipe")?, url, slug })
        })
        .collect()
}

/// The keys of some sources, in their order.
pub(super) async fn ids<'s>(
    conn: &mut Connection,
    slugs: impl Iterator<Item = &'s Slug> + Clone,
) -> Result<Vec<i64>, StoreError> {
    let asked = json::text(&slugs.clone().map(Slug::as_str).collect::<Vec<_>>())?;
    let known: HashMap<String, i64> =
        sqlx::query_as("select slug, source_id from source where slug in (select value from json_each(?))")
            .bind(asked)
            .fetch_all(conn)
            .await?
            .into_iter()
            .collect();
    slugs.map(|slug| known.get(slug.as_str()).copied().ok_or_else(|| unknown(slug))).collect()
}

/// What to say of a write for a source that is not there.
pub(super) fn unknown(slug: &Slug) -> StoreError {
    StoreError::UnknownSource { slug: slug.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::trial::{Trial, catalogue};

    #[tokio::test]
    async fn a_source_follows_the_catalogue_and_stays_when_it_has_left_it() {
        let trial = Trial::new().await;
        let mut write = trial.store.write().await.unwrap();
        let mut first = catalogue(&["acme", "beta"]);
        enrol(&mut write, &first).await.unwrap();
        first.sources.remove(0);
        first.sources[0].vendor = "Beta SE".to_owned();
        enrol(&mut write, &first).await.unwrap();
        let known: Vec<(i64, String, String)> =
            sqlx::query_as("select source_id, slug, vendor from source order by source_id")
                .fetch_all(&mut *write)
                .await
                .unwrap();
        let names: Vec<_> = known.iter().map(|(_, slug, vendor)| (slug.as_str(), vendor.as_str())).collect();
        assert_eq!(names, [("acme", "acme"), ("beta", "Beta SE")]);
    }

    #[tokio::test]
    async fn a_catalogue_of_many_pages_is_enrolled_whole() {
        let trial = Trial::new().await;
        let mut write = trial.store.write().await.unwrap();
        let slugs: Vec<String> = (0..200).map(|number| format!("source-{number}")).collect();
        let slugs: Vec<&str> = slugs.iter().map(String::as_str).collect();
        for _ in 0..2 {
            enrol(&mut write, &catalogue(&slugs)).await.unwrap();
        }
        enrol(&mut write, &catalogue(&[])).await.unwrap();
        let count: i64 =
            sqlx::query_scalar("select count(*) from source").fetch_one(&mut *write).await.unwrap();
        assert_eq!(count, 200);
    }
}
