//! One crawl at a time on one database.

use std::{
    ffi::OsString,
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::StoreError;

/// Holds a database for one crawl until it is dropped, or until the process ends however it ends.
#[derive(Debug)]
pub struct CrawlLock {
    file: File,
}

impl Drop for CrawlLock {
    /// Closing the file would not do: a program that is being started at this moment holds a copy of it until
    /// it runs.
    fn drop(&mut self) {
        if let Err(error) = self.file.unlock() {
            tracing::debug!(%error, "a lock was not given back; it is when the process ends");
        }
    }
}

/// Takes the lock of the database at `path`: an advisory lock on a file beside it, which stays there
/// (a lock file that is deleted can be locked twice).
pub(super) fn take(path: &Path) -> Result<CrawlLock, StoreError> {
    let unavailable = |source: std::io::Error| StoreError::Unavailable {
        obstacle: "cannot be locked; check the rights on its folder",
        source: source.into(),
    };
    // Two ways to one file are one database.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(lock_path(path))
        .map_err(unavailable)?;
    match file.try_lock() {
        Ok(()) => Ok(CrawlLock { file }),
        Err(TryLockError::WouldBlock) => Err(StoreError::Busy { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(unavailable(source)),
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut path = OsString::from(database);
    path.push(".lock");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_crawl_is_told_that_one_is_running() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("a.db");
        let first = take(&database).unwrap();
        let refused = take(&database).unwrap_err();
        assert!(refused.to_string().starts_with("another crawl is running on the database `"), "{refused}");
        drop(first);
        take(&database).unwrap();
    }

    #[test]
    fn a_lock_is_given_back_though_a_copy_of_its_file_is_still_open() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("a.db");
        let first = take(&database).unwrap();
        let _copy = first.file.try_clone().unwrap();
        drop(first);
        take(&database).unwrap();
    }

    #[test]
    fn two_databases_in_one_folder_are_crawled_side_by_side() {
        let folder = tempfile::tempdir().unwrap();
        let _first = take(&folder.path().join("a.db")).unwrap();
        take(&folder.path().join("b.db")).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_database_under_another_name_is_the_same_database() {
        let folder = tempfile::tempdir().unwrap();
        let [database, alias] = ["a.db", "b.db"].map(|name| folder.path().join(name));
        File::create(&database).unwrap();
        std::os::unix::fs::symlink(&database, &alias).unwrap();
        let _first = take(&database).unwrap();
        assert!(matches!(take(&alias), Err(StoreError::Busy { .. })));
    }
}
