//! Where a demo leaves its files, and that it takes nothing else away.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use url::Host;

use crate::store::{self, Store};

/// A folder that is this demo's for as long as it runs.
#[derive(Debug)]
pub(super) struct Place {
    /// The database. There is none yet.
    pub(super) database: PathBuf,
    /// The spreadsheet. That of an earlier demo may be there.
    pub(super) spreadsheet: PathBuf,
    /// Given back when the process ends, however it ends.
    _lock: File,
}

impl Place {
    /// Makes the folder if there is none, and clears away what an earlier demo left there. Whatever else has
    /// the name of one of its files is left as it is, and named.
    pub(super) async fn claim(into: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(into).with_context(|| {
            format!("`{}` could not be made; name another folder with --into", into.display())
        })?;
        let lock = lock(into)?;
        let (database, spreadsheet) = (into.join("demo.db"), into.join("changes.xlsx"));
        if fs::symlink_metadata(&database).is_ok() {
            let ours = is_of_a_demo(&database)
                .await
                .with_context(|| format!("`{}` is no demo's; {ANOTHER}", database.display()))?;
            if !ours {
                bail!("`{}` holds sources that no demo has; {ANOTHER}", database.display());
            }
            clear(into)?;
        } else if fs::symlink_metadata(&spreadsheet).is_ok() {
            bail!("`{}` is there already, without the database of a demo; {ANOTHER}", spreadsheet.display());
        }
        Ok(Self { database, spreadsheet, _lock: lock })
    }
}

const ANOTHER: &str = "name another folder with --into";

/// One demo at a time in a folder.
fn lock(into: &Path) -> anyhow::Result<File> {
    let path = into.join("demo.lock");
    let failed = || format!("`{}` could not be written; check its folder and rights", path.display());
    let file = File::options().create(true).truncate(false).write(true).open(&path).with_context(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            bail!("another demo is running in `{}`; wait until it is done, or {ANOTHER}", into.display())
        }
        Err(TryLockError::Error(error)) => Err(error).with_context(failed),
    }
}

/// Whether a database is one that a demo made: nothing in it is from beyond this machine, and no crawl is at
/// it.
async fn is_of_a_demo(database: &Path) -> anyhow::Result<bool> {
    // One that was killed before its first night has made an empty file.
    if fs::metadata(database)?.len() == 0 {
        return Ok(true);
    }
    let store = Store::open_existing(database).await?;
    let _crawl = store.lock_for_crawl()?;
    let enrolled = store::sources::known(&mut *store.read().await?).await?;
    store.close().await;
    Ok(enrolled
        .iter()
        .all(|source| matches!(source.url.host(), Some(Host::Ipv4(host)) if host.is_loopback())))
}

/// The lock of the database stays: one that is deleted can be taken twice.
fn clear(into: &Path) -> anyhow::Result<()> {
    for ending in ["", "-wal", "-shm"] {
        let file = into.join(format!("demo.db{ending}"));
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(error).with_context(|| {
                    format!("`{}` of an earlier demo could not be removed", file.display())
                });
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refused(into: &Path) -> String {
        format!("{:#}", Place::claim(into).await.unwrap_err())
    }

    #[tokio::test]
    async fn what_no_demo_made_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("changes.xlsx"), "mine").unwrap();
        assert!(refused(folder.path()).await.contains("without the database of a demo"));
        fs::write(at("demo.db"), "mine, and no database").unwrap();
        assert!(refused(folder.path()).await.contains("is no demo's"));
        assert_eq!(
            (fs::read(at("changes.xlsx")).unwrap(), fs::read(at("demo.db")).unwrap().len()),
            (b"mine".to_vec(), 21)
        );
    }

    #[tokio::test]
    async fn a_database_of_vendors_is_no_demos() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("demo.db");
        let store = Store::open(&database).await.unwrap();
        let mut write = store.write().await.unwrap();
        let text = "[[source]]\nslug = 'acme'\nvendor = 'Acme'\nurl = 'https://acme.example/list'";
        store::sources::enrol(&mut write, &crate::sources::load(text).unwrap()).await.unwrap();
        write.commit().await.unwrap();
        store.close().await;
        assert!(refused(folder.path()).await.contains("sources that no demo has"));
        assert!(database.exists());
    }

    #[tokio::test]
    async fn one_demo_at_a_time_and_the_next_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let first = Place::claim(folder.path()).await.unwrap();
        let store = Store::open(&first.database).await.unwrap();
        store.close().await;
        assert!(refused(folder.path()).await.starts_with("another demo is running"));
        drop(first);
        let next = Place::claim(folder.path()).await.unwrap();
        assert!(!next.database.exists());
    }
}
