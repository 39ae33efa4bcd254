//! When a command that takes long has to end.

use std::time::Duration;

use anyhow::Context;

/// Comes when somebody asks the program to end (Ctrl-C, or SIGTERM from a service manager), or at the
/// deadline.
pub(super) fn asked(deadline: Option<Duration>) -> anyhow::Result<impl Future<Output = ()>> {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .context("signals cannot be heard")?;
    let late = async move {
        match deadline {
            // A timer of no time would still go off only a little later.
            Some(deadline) if deadline.is_zero() => {}
            Some(deadline) => tokio::time::sleep(deadline).await,
            None => std::future::pending().await,
        }
    };
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            _ = interrupt => {}
            _ = terminated => {}
            () = late => {}
        }
    })
}
