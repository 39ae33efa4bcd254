//! Deriving again what stale dictionaries, or versions that came out of turn, have left behind.

use futures_util::FutureExt;

use super::DICTIONARIES;
use crate::{
    normalise::derive,
    store::{Store, StoreError, derived},
};

/// So many sources share a transaction at most.
const MOST_TOGETHER: usize = 32;

/// Derives the rows of every stale source again, one source after the other, until `shutdown` comes; what is
/// left is still known to be stale. Gives how many were derived.
///
/// # Errors
/// What the database says.
pub async fn refresh(store: &Store, shutdown: impl Future<Output = ()>) -> Result<usize, StoreError> {
    let stop = shutdown.shared();
    let stale = derived::stale(&mut *store.read().await?, DICTIONARIES).await?;
    let mut done = 0;
    for together in stale.chunks(MOST_TOGETHER) {
        if stop.clone().now_or_never().is_some() {
            break;
        }
        let mut made = Vec::with_capacity(together.len());
        for source in together {
            let history = derived::history(&mut *store.read().await?, source).await?;
            let work = move || {
                let spans = derived::spans(&history, derive::row);
                (history, spans)
            };
            let derived = tokio::task::spawn_blocking(work).await;
            made.push(derived.unwrap_or_else(|stopped| std::panic::resume_unwind(stopped.into_panic())));
        }
        let mut write = store.write().await?;
        for (source, (history, spans)) in together.iter().zip(&made) {
            derived::replace(&mut write, source, history, spans, DICTIONARIES).await?;
        }
        write.commit().await?;
        done += together.len();
    }
    Ok(done)
}
