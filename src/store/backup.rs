//! A copy of the database, made while it is in use.

use std::path::Path;

use super::{Store, StoreError};

impl Store {
    /// Copies the database, as of one moment, into a new file: whole or not at all. A crawl may go on
    /// meanwhile.
    ///
    /// A file that is there is never written over ([`StoreError::Exists`]).
    pub async fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        let exists = || StoreError::Exists { path: to.to_owned() };
        let io = |error| StoreError::from(sqlx::Error::Io(error));
        if std::fs::symlink_metadata(to).is_ok() {
            return Err(exists());
        }
        let folder = std::path::absolute(to).map_err(io)?.parent().map(Path::to_owned).unwrap_or_default();
        if !folder.is_dir() {
            return Err(StoreError::Missing {
                thing: "folder",
                path: folder,
                way_out: "make it, or name another place",
            });
        }
        // A folder of its own beside the place: nobody else writes there, and a link from it is on the same
        // disk.
        let mut beside = std::path::absolute(to).map_err(io)?.into_os_string();
        beside.push(format!(".part-{}", std::process::id()));
        let part = std::path::PathBuf::from(beside);
        let _ = std::fs::remove_file(&part);
        let done = self.copy(&part).await.and_then(|()| {
            place(&part, to).map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => exists(),
                _ => io(error),
            })
        });
        // What is left beside is half a copy, or a second name of a whole one.
        let _ = std::fs::remove_file(&part);
        done
    }

    async fn copy(&self, to: &Path) -> Result<(), StoreError> {
        let name = to.to_str().ok_or_else(|| StoreError::Unavailable {
            obstacle: "cannot be copied to a file whose name is no UTF-8; name another",
            source: "the name".into(),
        })?;
        let mut connection = self.readers.acquire().await?;
        sqlx::query("vacuum into ?").bind(name).execute(&mut *connection).await?;
        // SQLite has written it; that it is on the disk before it gets its name is for us to see to.
        std::fs::File::open(to)
            .and_then(|file| file.sync_all())
            .map_err(|error| StoreError::from(sqlx::Error::Io(error)))
    }
}

/// Gives the copy its name, unless the name is taken. Where the disk knows no second names, it is moved.
fn place(part: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(part, to) {
        Err(error)
            if error.kind() != std::io::ErrorKind::AlreadyExists
                && std::fs::symlink_metadata(to).is_err() =>
        {
            std::fs::rename(part, to)
        }
        linked => linked,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{
        captures,
        trial::{Trial, slug},
    };

    #[tokio::test]
    async fn a_copy_is_made_while_somebody_writes_and_holds_what_was_committed() {
        let trial = Trial::of(&["acme"]).await;
        let kept = trial.keeps("acme", "2026-05-01T02:00:00Z", "list").await;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy.db");
        let mut write = trial.store.write().await.unwrap();
        captures::keep(&mut write, &slug("acme"), &crate::store::trial::page("2026-05-02T02:00:00Z", "next"))
            .await
            .unwrap();
        trial.store.back_up(&copy).await.unwrap();
        drop(write);
        let store = Store::open_existing(&copy).await.unwrap();
        let mut read = store.read().await.unwrap();
        assert_eq!(captures::of(&mut read, &slug("acme")).await.unwrap(), [kept]);
        assert_eq!(captures::load(&mut read, kept).await.unwrap().body, b"list");
        let left: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().contains("part")), "{left:?}");
    }

    #[tokio::test]
    async fn no_file_is_written_over_and_no_folder_is_made() {
        let trial = Trial::new().await;
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::write(&taken, "mine").unwrap();
        let refused = trial.store.back_up(&taken).await.unwrap_err();
        assert!(matches!(refused, StoreError::Exists { .. }), "{refused}");
        assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
        let refused = trial.store.back_up(&folder.path().join("no/copy.db")).await.unwrap_err();
        assert!(matches!(refused, StoreError::Missing { thing: "folder", .. }), "{refused}");
    }
}
