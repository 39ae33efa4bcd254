//! All that proves one change.

use super::{draft::Detail, error::AnswerError, history, list};
use crate::{
    extract::{self, About},
    model::{Change, ChangeId, Changes, Media, Slug, Version},
    normalise::derive,
    report::{self, Proof, RenderError, Sheet},
    store::{
        Store,
        captures::Kept,
        evidence::{self as stored, case},
        looks::Look,
    },
};

/// One change, the two lists it lies between, and the pages these were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Key of the change.
    pub id: ChangeId,
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// Its address today.
    pub url: String,
    /// The change.
    pub change: Change,
    /// Everything that differs between the two lists, this change included.
    pub changes: Changes,
    /// The list as it stood.
    pub before: Side,
    /// The list in which it was changed.
    pub after: Side,
    /// The looks from the one list to the other, the oldest first.
    pub looks: Vec<Look>,
    /// Whether a page that was imported since came to stand between the two: the change was then stated anew,
    /// as another.
    pub is_restated: bool,
}

/// One of the two lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The version, with what today's dictionaries make of its rows.
    pub version: Version,
    /// The page it was read from.
    pub kept: Kept,
    /// Of what kind that page is; none where it cannot be told.
    pub media: Option<Media>,
}

/// What proves a change.
///
/// # Errors
/// [`AnswerError::NoChange`] where there is no such change.
pub async fn evidence(store: &Store, id: ChangeId) -> Result<Case, AnswerError> {
    let found = case(&mut *store.read().await?, id).await?;
    let stored::Case { id, slug, vendor, url, change, changes, before, after, looks, is_restated } =
        found.ok_or(AnswerError::NoChange { id })?;
    Ok(Case {
        id,
        slug,
        vendor,
        url,
        change: derive::change(&change),
        changes: derive::changes(changes),
        before: side(before),
        after: side(after),
        looks,
        is_restated,
    })
}

fn side(stored::Side { version, kept }: stored::Side) -> Side {
    let page = &kept.page;
    let about =
        About { content_type: page.header("content-type"), address: Some(&page.address), media: None };
    Side { version: derive::version(version), media: extract::media(&page.body, about).ok(), kept }
}

/// The proof as an archive. `program` is the version of the program that packs it.
///
/// # Errors
/// A [`RenderError`] where one of its files could not be made.
pub fn archive(case: &Case, program: &str) -> Result<Vec<u8>, RenderError> {
    let list = |side: &Side| list::sheet(case.slug.as_str(), &side.version.listing, Detail::Record);
    let (before, after) = (list(&case.before), list(&case.after));
    report::evidence(&Proof {
        id: case.id,
        slug: &case.slug,
        vendor: &case.vendor,
        url: &case.url,
        program,
        change: &case.change,
        changes: &case.changes,
        is_restated: case.is_restated,
        before: proved(&case.before, &before),
        after: proved(&case.after, &after),
        looks: &history::looks(&case.looks),
    })
}

fn proved<'a>(Side { version, kept, media }: &'a Side, list: &'a Sheet) -> report::Side<'a> {
    report::Side {
        version,
        page: &kept.page,
        sha256: kept.sha256.as_deref(),
        size: kept.size,
        given_up_at: kept.given_up_at,
        ending: media.map_or("bin", ending),
        list,
    }
}

/// The usual ending of a file of that kind.
fn ending(media: Media) -> &'static str {
    match media {
        Media::Markdown => "md",
        Media::Text => "txt",
        other => other.name(),
    }
}
