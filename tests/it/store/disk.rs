//! A database on a disk that may only be read.

use super::*;

/// Whoever runs as root may write anyway: there is nothing to be seen then but that it is read.
#[cfg(unix)]
#[tokio::test]
async fn a_database_that_may_only_be_read_is_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.db");
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    sources::enrol(&mut write, &catalogue(2)).await.unwrap();
    write.commit().await.unwrap();
    store.close().await;
    let may = |mode: u32| {
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode | 0o111)).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    may(0o444);
    let read = match Store::open_existing(&path).await {
        Ok(store) => looks::status(&mut store.read().await.unwrap())
            .await
            .map(|sources| sources.len())
            .map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    may(0o644);
    assert_eq!(read, Ok(2));
}
