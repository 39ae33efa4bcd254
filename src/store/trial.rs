//! A database for one test, and small values to put into it.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use super::{Store, captures, digest, looks, runs, sources, versions};
use crate::model::{
    CaptureId, Catalogue, Changes, Dictionaries, Extractor, Header, Listing, Origin, Outcome, Pace, Page,
    Printed, Settings, Slug, Source, Subprocessor, Timeouts, VersionCause,
};

/// A database in a folder of its own, deleted with it.
pub(crate) struct Trial {
    pub(crate) store: Store,
    _folder: tempfile::TempDir,
}

impl Trial {
    /// An empty database.
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("trial.db")).await.unwrap();
        Self { store, _folder: folder }
    }

    /// A database that knows these sources.
    pub(crate) async fn of(slugs: &[&str]) -> Self {
        let trial = Self::new().await;
        let mut write = trial.store.write().await.unwrap();
        sources::enrol(&mut write, &catalogue(slugs)).await.unwrap();
        runs::begin(&mut write, at("2026-05-01T00:00:00Z"), "0.1.0", Extractor(1)).await.unwrap();
        write.commit().await.unwrap();
        trial
    }

    /// Keeps a page of `slug` with that body, received at that time.
    pub(crate) async fn keeps(&self, slug: &str, time: &str, body: &str) -> CaptureId {
        let mut write = self.store.write().await.unwrap();
        let id = captures::keep(&mut write, &self::slug(slug), &page(time, body)).await.unwrap();
        write.commit().await.unwrap();
        id
    }

    /// Records a version of these names, as read from a capture of that time.
    pub(crate) async fn reads(
        &self,
        slug: &str,
        time: &str,
        cause: VersionCause,
        names: &[&str],
    ) -> versions::Recorded {
        let capture = self.keeps(slug, time, &names.join(",")).await;
        self.records(slug, capture, time, cause, &listing(names), &Changes::default()).await
    }

    /// Records a version.
    pub(crate) async fn records(
        &self,
        slug: &str,
        capture: CaptureId,
        time: &str,
        cause: VersionCause,
        listing: &Listing,
        changes: &Changes,
    ) -> versions::Recorded {
        let mut write = self.store.write().await.unwrap();
        let source = &self::slug(slug);
        let recipe = &recipe();
        let new = versions::New {
            source,
            capture,
            seen_at: at(time),
            cause,
            extractor: Extractor(1),
            recipe,
            dictionaries: Dictionaries(1),
            listing,
            changes,
        };
        let recorded = versions::record(&mut write, new).await.unwrap();
        write.commit().await.unwrap();
        recorded
    }

    /// Records what a night came to. `names` is the listing that was read or confirmed.
    pub(crate) async fn looks(
        &self,
        slug: &str,
        time: &str,
        outcome: Outcome,
        capture: Option<CaptureId>,
        names: Option<&[&str]>,
    ) {
        let mut write = self.store.write().await.unwrap();
        let read = names.map(listing);
        let new = looks::New {
            run: runs::RunId(1),
            source: &self::slug(slug),
            at: at(time),
            outcome: &outcome,
            capture,
            listing: read.as_ref().map(looks::Seen::of),
            extractor: Extractor(1),
            recipe: &recipe(),
            requests: 1,
            elapsed: Duration::from_millis(20),
            remark: None,
        };
        looks::record(&mut write, &[new]).await.unwrap();
        write.commit().await.unwrap();
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn slug(text: &str) -> Slug {
    text.parse().unwrap()
}

/// Digest of the empty recipe.
pub(crate) fn recipe() -> String {
    digest::recipe(&source("any"))
}

pub(crate) fn listing(names: &[&str]) -> Listing {
    Listing { entries: names.iter().map(|name| Subprocessor::named(name)).collect(), ..Listing::default() }
}

pub(crate) fn names<Row: AsRef<Printed>>(listing: &Listing<Row>) -> Vec<&str> {
    listing.entries.iter().map(|row| row.as_ref().name.as_str()).collect()
}

/// A page whose entity tag is its body.
pub(crate) fn page(time: &str, body: &str) -> Page {
    let url: url::Url = "https://acme.example/list".parse().unwrap();
    Page {
        requested: url.clone(),
        address: url,
        redirects: Vec::new(),
        status: 200,
        headers: vec![Header { name: "etag".to_owned(), value: format!("\"{body}\"") }],
        body: body.as_bytes().to_vec(),
        requested_at: at(time),
        received_at: at(time),
        origin: Origin::Crawled,
    }
}

pub(crate) fn source(slug: &str) -> Source {
    Source::bare(self::slug(slug), slug.to_owned(), format!("https://{slug}.example/list").parse().unwrap())
}

pub(crate) fn catalogue(slugs: &[&str]) -> Catalogue {
    let second = Duration::from_secs(1);
    let settings = Settings {
        user_agent: "trial".to_owned(),
        pace: Pace(second),
        hosts: BTreeMap::new(),
        hosts_at_once: 1,
        timeouts: Timeouts { connect: second, read: second, total: second },
        max_body_bytes: 1000,
        tries: 1,
        longest_wait: second,
        heartbeat: None,
    };
    Catalogue::new(settings, Vec::new(), slugs.iter().map(|slug| source(slug)).collect())
}
