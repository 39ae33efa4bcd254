//! What became of one list, as a value.

use crate::{
    answers::{days::day, error::AnswerError, events::Weighed},
    model::Slug,
    normalise::derive,
    store::{
        Store, changes,
        imports::{self, Imported},
        looks::{self, Look},
        rulings::{self, Ruling},
        versions::{self, Summary},
    },
};

/// What became of one list; each the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The source.
    pub slug: Slug,
    /// Its versions.
    pub versions: Vec<Dated>,
    /// Every look.
    pub looks: Vec<Look>,
    /// What people decided on lists that were not believed.
    pub rulings: Vec<Ruling>,
    /// Pages that somebody brought, those too that made no version.
    pub brought: Vec<Imported>,
}

/// A version, and what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The version.
    pub summary: Summary,
    /// What differs from the one before.
    pub changed: Weighed,
}

/// Looks it up.
///
/// # Errors
/// [`AnswerError::NeverSeen`] where the source was never looked at and nothing was brought.
pub async fn history(store: &Store, slug: &Slug) -> Result<History, AnswerError> {
    let mut read = store.read().await?;
    let looks = looks::of(&mut read, slug).await?;
    let brought = imports::of(&mut read, slug).await?;
    let mut returns = versions::returns(&mut read, slug).await?;
    let mut dated = Vec::new();
    for summary in versions::of(&mut read, slug).await? {
        let changes = derive::changes(changes::of(&mut read, summary.id).await?);
        let changed = Weighed::of(changes, &[], day(summary.seen_at)).returning(returns.remove(&summary.id));
        dated.push(Dated { summary, changed });
    }
    let rulings = rulings::of(&mut read, slug).await?;
    if looks.is_empty() && dated.is_empty() && brought.is_empty() {
        return Err(AnswerError::NeverSeen { slug: slug.clone() });
    }
    Ok(History { slug: slug.clone(), versions: dated, looks, rulings, brought })
}
