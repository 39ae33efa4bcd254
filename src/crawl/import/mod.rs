//! Pages that somebody brings: saved files, and the history that a vendor keeps in git.
//!
//! An imported page goes the way of a crawled one: it is kept first, then read, compared with the list that
//! stood at its moment, and recorded, all in one transaction. What it does not get is a look: we did not look
//! then.
//!
//! It may come to stand before versions that are stored already. The next later one is then stated anew (see
//! [`settle`]). A list that is suspect against the one that stood is kept and told, and becomes a version
//! only if the next page that is imported repeats it (invariant 3).

mod git;
mod one;
mod page;
mod settle;

use std::{path::PathBuf, sync::Arc};

use jiff::{SignedDuration, Timestamp};
use thiserror::Error;

pub use self::git::GitError;
use self::{
    git::{Commit, Content, Entry},
    one::{Settling, bring},
};
use crate::{
    crawl::derived,
    model::{Catalogue, Changes, Media, Origin, Outcome, Page, Slug, Source},
    store::{self, Store, StoreError},
};

/// What a file begins with that only says where Git LFS keeps the real one.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/v1";

/// What to import into.
#[derive(Debug)]
pub struct Import<'a> {
    /// Where everything is kept.
    pub store: &'a Store,
    /// What is watched, and how it is read.
    pub catalogue: &'a Catalogue,
    /// The source that the pages are of.
    pub slug: &'a Slug,
    /// The kind of document, where the source's own and the content do not tell.
    pub media: Option<Media>,
    /// The time it is.
    pub now: Timestamp,
}

/// What somebody brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    /// A saved page.
    File {
        /// Its name, without its folder.
        name: String,
        /// Its bytes.
        body: Vec<u8>,
        /// When it was saved.
        captured_at: Timestamp,
    },
    /// One file of a git repository on this machine, with its history.
    Git {
        /// The repository, or a folder in it.
        repository: PathBuf,
        /// The file, from that folder on.
        path: String,
    },
}

/// What came of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What came of each page, the oldest first.
    pub arrivals: Vec<Arrival>,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
}

/// What came of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The moment at which it stands.
    pub at: Timestamp,
    /// Where it came from.
    pub origin: Origin,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It is kept and was judged.
    Judged {
        /// What it came to. A suspect list is no version, a failed one is kept too.
        outcome: Outcome,
        /// What differs from the list that stood; for a suspect one what would be told if it were believed.
        changes: Changes,
        /// The moment of an earlier suspect page that it repeats: the change is told of that moment.
        repeats: Option<Timestamp>,
    },
    /// It was kept and judged before: nothing new.
    Known,
    /// It is not kept, and why.
    LeftOut(String),
}

/// Why an import could not be done. Nothing was stored of the page it stopped at.
#[derive(Debug, Error)]
pub enum ImportError {
    /// The database could not be read or written.
    #[error(transparent)]
    Store {
        /// What the database says.
        #[from]
        source: StoreError,
    },
    /// The source is not in the catalogue.
    #[error("no source `{slug}` in the catalogue; give it an entry in sources.toml first")]
    Unknown {
        /// The slug as given.
        slug: Slug,
    },
    /// The page would stand at a moment that cannot be.
    #[error("`{at}` {problem}; say with --captured-at when the page was saved")]
    Moment {
        /// The moment.
        at: Timestamp,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// Another page stands at that second.
    #[error(
        "another page of `{slug}` stands at {at} already; say with --captured-at which time of that day \
        this one was saved at"
    )]
    Taken {
        /// The source.
        slug: Slug,
        /// The moment.
        at: Timestamp,
    },
    /// The file holds nothing, or too much.
    #[error("`{name}` {problem}")]
    Size {
        /// The file.
        name: String,
        /// What is wrong, and the way out.
        problem: String,
    },
    /// The history could not be had.
    #[error(transparent)]
    Git {
        /// Why.
        #[from]
        source: GitError,
    },
}

/// Imports what somebody brings. `told` hears of each page when it has been recorded.
///
/// The same page again changes nothing and says so; so an import that was broken off is begun anew.
///
/// # Errors
/// [`StoreError::Busy`] if a crawl is at the same database; any other [`ImportError`] as it says.
pub async fn import(
    order: &Import<'_>,
    brought: Brought,
    mut told: impl FnMut(&Arrival),
) -> Result<Imported, ImportError> {
    let source = order.catalogue.sources.iter().find(|source| source.slug == *order.slug);
    let mut source = source.ok_or_else(|| ImportError::Unknown { slug: order.slug.clone() })?.clone();
    source.media = order.media.or(source.media);
    let source = Arc::new(source);
    let done = match brought {
        Brought::File { name, body, captured_at } => file(order, &source, name, body, captured_at).await?,
        Brought::Git { repository, path } => return history(order, &source, repository, path, told).await,
    };
    told(&done);
    derived::refresh(order.store, std::future::pending()).await?;
    Ok(Imported { arrivals: vec![done], notes: Vec::new() })
}

async fn file(
    order: &Import<'_>,
    source: &Arc<Source>,
    name: String,
    body: Vec<u8>,
    at: Timestamp,
) -> Result<Arrival, ImportError> {
    let size = |problem| ImportError::Size { name: name.clone(), problem };
    if let Some(problem) = impossible(at, order.now) {
        return Err(ImportError::Moment { at, problem });
    }
    if body.is_empty() {
        return Err(size("is empty; save the page again".to_owned()));
    }
    let most = order.catalogue.settings.max_body_bytes;
    if body.len() > most {
        return Err(size(format!(
            "has {} bytes, and the limit is {most}; raise max_body in sources.toml if the file is right",
            body.len()
        )));
    }
    let _lock = begin(order).await?;
    let origin = Origin::File { name };
    let page = page::made(source, order.media, origin.clone(), body, at);
    let fate = bring(order.store, source, page, Settling::Now).await?;
    Ok(Arrival { at, origin, fate })
}

async fn history(
    order: &Import<'_>,
    source: &Arc<Source>,
    repository: PathBuf,
    path: String,
    mut told: impl FnMut(&Arrival),
) -> Result<Imported, ImportError> {
    let lineage = Arc::new(off_thread(move || git::lineage(&repository, &path)).await?);
    let _lock = begin(order).await?;
    let mut done = Imported::default();
    if lineage.is_shallow {
        done.notes.push(
            "this copy of the repository is shallow: older commits are missing (`git fetch \
                        --unshallow` gets them)"
                .to_owned(),
        );
    }
    let (mut last, mut stood): (Option<Timestamp>, Option<&Entry>) = (None, None);
    for (number, commit) in lineage.commits.iter().enumerate() {
        let Commit { id, merged, authored, entry } = commit;
        // The mode of the file alone has changed.
        if stood.replace(entry) == Some(entry) {
            continue;
        }
        // Commits of one second stand one second apart, and none before its parent: their order is that of
        // the branch.
        let at = last.map_or(*merged, |last| {
            last.saturating_add(SignedDuration::from_secs(1)).unwrap_or(last).max(*merged)
        });
        last = Some(at);
        let origin = Origin::Git { commit: id.clone(), authored: *authored, path: lineage.path.clone() };
        let most = order.catalogue.settings.max_body_bytes;
        let (fate, at) = match content(&lineage, entry, most).await? {
            _ if impossible(at, order.now).is_some() => {
                (Fate::LeftOut("its date is before 1970 or in the future".to_owned()), at)
            }
            Err(reason) => (Fate::LeftOut(reason), at),
            Ok(body) => {
                let next = lineage.commits.get(number + 1).map(|commit| commit.merged.max(at));
                let page = page::made(source, order.media, origin.clone(), body, at);
                commit_page(order, source, page, next.map_or(Settling::Now, Settling::Before)).await?
            }
        };
        let arrival = Arrival { at, origin, fate };
        told(&arrival);
        done.arrivals.push(arrival);
    }
    derived::refresh(order.store, std::future::pending()).await?;
    Ok(done)
}

/// The content of a commit; why it is left out, where it has none that could be a list.
async fn content(
    lineage: &Arc<git::Lineage>,
    entry: &Entry,
    most: usize,
) -> Result<Result<Vec<u8>, String>, GitError> {
    let blob = match entry {
        Entry::Blob(blob) => blob.clone(),
        Entry::Nothing => {
            return Ok(Err("the file was deleted or moved here; that is not a list that is gone".to_owned()));
        }
        Entry::Link => return Ok(Err("a link stands here instead of the file".to_owned())),
    };
    let lineage = lineage.clone();
    Ok(match off_thread(move || lineage.content(&blob, most)).await? {
        Content::TooLarge => {
            Err(format!("the file has more than {most} bytes; raise max_body in sources.toml if it is right"))
        }
        Content::Whole(body) if body.is_empty() => Err("the file is empty".to_owned()),
        Content::Whole(body) if body.starts_with(LFS_POINTER) => {
            Err("the file is kept in Git LFS; save it and import it alone".to_owned())
        }
        Content::Whole(body) => Ok(body),
    })
}

/// Brings the page of a commit. Where another page stands at its second, it stands at the next that is free.
async fn commit_page(
    order: &Import<'_>,
    source: &Arc<Source>,
    mut page: Page,
    settling: Settling,
) -> Result<(Fate, Timestamp), ImportError> {
    loop {
        let at = page.received_at;
        match bring(order.store, source, page.clone(), settling).await {
            Err(ImportError::Taken { .. }) => {
                let later = at.saturating_add(SignedDuration::from_secs(1)).unwrap_or(at);
                (page.requested_at, page.received_at) = (later, later);
            }
            fate => return Ok((fate?, at)),
        }
    }
}

/// Keeps crawls away, and makes the sources known.
async fn begin(order: &Import<'_>) -> Result<store::CrawlLock, StoreError> {
    let lock = order.store.lock_for_crawl()?;
    let mut write = order.store.write().await?;
    store::sources::enrol(&mut write, order.catalogue).await?;
    write.commit().await?;
    Ok(lock)
}

/// What is wrong with a moment at which a page is said to have been saved.
fn impossible(at: Timestamp, now: Timestamp) -> Option<&'static str> {
    if at > now {
        Some("lies in the future")
    } else if at < Timestamp::UNIX_EPOCH {
        Some("lies before there were web pages")
    } else {
        None
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic()))
}
