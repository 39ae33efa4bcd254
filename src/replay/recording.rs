//! A folder of recorded pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use jiff::civil::Date;

use super::{
    endings::{self, Bulk},
    error::ReplayError,
    ready::Ready,
};
use crate::model::Slug;

/// The pages of a folder, by source and night. The files are read when they are asked for.
#[derive(Debug)]
pub struct Recording {
    folder: PathBuf,
    sources: BTreeMap<Slug, Shelf>,
}

/// What one source was, night by night.
#[derive(Debug, Default)]
struct Shelf {
    pages: BTreeMap<Date, Recorded>,
    refusals: BTreeMap<Date, Recorded>,
}

/// One file.
#[derive(Debug)]
pub(super) struct Recorded {
    pub(super) path: PathBuf,
    /// The night it is of.
    pub(super) date: Date,
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) bulk: Bulk,
    /// What is sent, once it was sent for the first time.
    pub(super) ready: OnceLock<Ready>,
}

impl Recording {
    /// Lists a folder. Files beside the sources' folders are left alone, and so is every file whose name does
    /// not begin with a digit, so that notes may lie beside the pages.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, ReplayError> {
        let folder = folder.into();
        let mut sources = BTreeMap::new();
        for (name, path) in
            entries(&folder)?.into_iter().filter(|(name, path)| path.is_dir() && !name.starts_with('.'))
        {
            let slug: Slug =
                name.parse().map_err(|source| ReplayError::Source { path: path.clone(), source })?;
            sources.insert(slug, Shelf::open(&path)?);
        }
        let recording = Self { folder, sources };
        if recording.nights().is_empty() {
            Err(ReplayError::Empty { path: recording.folder })
        } else {
            Ok(recording)
        }
    }

    /// Every date of any file, in order.
    #[must_use]
    pub fn nights(&self) -> Vec<Date> {
        let nights = self.sources.values().flat_map(|shelf| shelf.pages.keys().chain(shelf.refusals.keys()));
        nights.copied().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The sources, in order.
    #[must_use]
    pub fn slugs(&self) -> Vec<Slug> {
        self.sources.keys().cloned().collect()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What a source was on a night: what is said of this very night, else the newest page so far.
    pub(super) fn on(&self, source: &Slug, night: Date) -> Option<&Recorded> {
        let nights = self.sources.get(source)?;
        nights.refusals.get(&night).or_else(|| nights.pages.range(..=night).next_back().map(|(_, page)| page))
    }
}

impl Shelf {
    fn open(folder: &Path) -> Result<Self, ReplayError> {
        let mut shelf = Self::default();
        for (name, path) in entries(folder)? {
            if !name.starts_with(|first: char| first.is_ascii_digit()) {
                continue;
            }
            let recorded =
                Recorded::named(&name, &path).ok_or_else(|| ReplayError::Name { path: path.clone() })?;
            let nights = if recorded.status == 200 { &mut shelf.pages } else { &mut shelf.refusals };
            if nights.insert(recorded.date, recorded).is_some() {
                return Err(ReplayError::Twice { path });
            }
        }
        Ok(shelf)
    }
}

impl Recorded {
    /// `2026-05-01.html` or `2026-05-01.503.html`.
    fn named(name: &str, path: &Path) -> Option<Self> {
        let (date, rest) = name.split_once('.')?;
        // Ten letters: the date crate also reads shorter forms.
        let date = date.parse().ok().filter(|_| date.len() == 10)?;
        let (status, ending) = match rest.split_once('.') {
            None => (200, rest),
            Some((status, ending)) => {
                (status.parse().ok().filter(|status| (400..=599).contains(status))?, ending)
            }
        };
        let (content_type, bulk) = endings::meaning(ending)?;
        Some(Self { path: path.to_owned(), date, status, content_type, bulk, ready: OnceLock::new() })
    }
}

/// Name and path of all that is in a folder, in order. What is not named in UTF-8 is named like nothing we
/// know.
fn entries(folder: &Path) -> Result<Vec<(String, PathBuf)>, ReplayError> {
    let listed: io::Result<Vec<_>> = fs::read_dir(folder).and_then(Iterator::collect);
    let listed = listed.map_err(|source| ReplayError::Folder { path: folder.to_owned(), source })?;
    let mut entries: Vec<_> =
        listed.iter().map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect();
    entries.sort();
    Ok(entries)
}
