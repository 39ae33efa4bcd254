//! Whether a stored page is the one that was received.

use std::io::Read as _;

use sqlx::{Row, sqlite::SqliteRow};

use crate::store::digest::sha256;

/// A body, the first capture that holds it and its source, and whether it is needed though it was given up.
pub(super) const BODY: &str = "
select body_id, sha256, size, base_body_id, bytes, pruned_at,
    pruned_at is not null and body_id in (select body_id from needed_body) as needed,
    (select min(capture_id) from capture where capture.body_id = body.body_id) as capture_id,
    (select slug from capture join source using (source_id) where capture.body_id = body.body_id
    order by capture_id limit 1) as slug
from body where body_id = ?
";

/// The size of a body that is whole, or was given up as it may be; else what is wrong with it.
pub(super) fn whole(row: &SqliteRow) -> Result<u64, &'static str> {
    const UNREADABLE: &str = "its columns cannot be read";
    if row.try_get::<Option<i64>, _>("capture_id").map_err(|_| UNREADABLE)?.is_none() {
        return Err("no capture holds it; it was slipped in");
    }
    let bytes: &[u8] = row.try_get("bytes").map_err(|_| UNREADABLE)?;
    let pruned_at: Option<&str> = row.try_get("pruned_at").map_err(|_| UNREADABLE)?;
    if pruned_at.is_some() {
        let needed: bool = row.try_get("needed").map_err(|_| UNREADABLE)?;
        return if needed || !bytes.is_empty() {
            Err("its bytes were given up, though they are needed")
        } else {
            Ok(0)
        };
    }
    if row.try_get::<Option<i64>, _>("base_body_id").map_err(|_| UNREADABLE)?.is_some() {
        return Err("it is stored in a way that is not known here");
    }
    let size =
        row.try_get::<i64, _>("size").ok().and_then(|size| u64::try_from(size).ok()).ok_or(UNREADABLE)?;
    let mut whole = Vec::new();
    // One byte more than there should be is enough to see that something is wrong.
    zstd::stream::read::Decoder::new(bytes)
        .and_then(|frame| frame.take(size.saturating_add(1)).read_to_end(&mut whole))
        .map_err(|_| "its bytes cannot be unpacked")?;
    let same = row.try_get::<&str, _>("sha256").is_ok_and(|digest| digest == sha256(&whole));
    if same && u64::try_from(whole.len()) == Ok(size) {
        Ok(size)
    } else {
        Err("its bytes are not those that were received")
    }
}
