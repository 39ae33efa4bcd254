//! Serves recorded pages over HTTP on loopback, for the offline demo and for tests.
//!
//! A recording is a folder with a folder a source in it, and in that a file a date:
//!
//! | file | means |
//! |---|---|
//! | `acme/2026-05-01.html` | from this night on, until a later file, the page is this one |
//! | `acme/2026-05-03.503.html` | on this very night the answer is 503 with this body (any status from 400 to 599) |
//!
//! The server answers `/acme` as a web site would on the night it was turned to: with validators, 304 and
//! gzip. So all of the fetch stage works as it does against a vendor.

mod answer;
mod endings;
mod error;
mod ready;
mod recording;

use std::{convert::Infallible, future::Future, sync::Arc};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::civil::Date;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::{AbortHandle, JoinSet},
};
use url::Url;

pub use error::ReplayError;
pub use recording::Recording;

use crate::model::Slug;

/// A recording that is being served. It ends when this is dropped, or when its `shutdown` comes.
#[derive(Debug)]
pub struct Served {
    address: Url,
    night: watch::Sender<Date>,
    task: AbortHandle,
}

impl Served {
    /// The address all pages lie under: `http://127.0.0.1:PORT/`.
    #[must_use]
    pub fn address(&self) -> &Url {
        &self.address
    }

    /// The address of one source's page.
    #[must_use]
    pub fn address_of(&self, slug: &Slug) -> Url {
        let mut address = self.address.clone();
        address.set_path(slug.as_str());
        address
    }

    /// Makes it that night, for every request from now on.
    pub fn turn_to(&self, night: Date) {
        self.night.send_replace(night);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves a recording on 127.0.0.1, at a free port, from its first night.
///
/// # Errors
/// [`ReplayError::Port`] if no port can be opened, [`ReplayError::Empty`] if there is no night.
pub async fn serve(
    recording: Recording,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Served, ReplayError> {
    let first = recording
        .nights()
        .first()
        .copied()
        .ok_or_else(|| ReplayError::Empty { path: recording.folder().to_owned() })?;
    let port = |source| ReplayError::Port { source };
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(port)?;
    let mut address = loopback();
    // Only an address that can have no port refuses one.
    let _ = address.set_port(Some(listener.local_addr().map_err(port)?.port()));
    let (night, tonight) = watch::channel(first);
    let task = tokio::spawn(async move {
        tokio::select! {
            () = accept(listener, Arc::new(recording), tonight) => {}
            () = shutdown => {}
        }
    });
    Ok(Served { address, night, task: task.abort_handle() })
}

#[expect(clippy::expect_used, reason = "a constant that parses")]
fn loopback() -> Url {
    Url::parse("http://127.0.0.1/").expect("an address")
}

/// Takes connections for ever. All of them end with it.
async fn accept(listener: TcpListener, recording: Arc<Recording>, tonight: watch::Receiver<Date>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((connection, _)) = listener.accept() => {
                connections.spawn(converse(connection, Arc::clone(&recording), tonight.clone()));
            }
            Some(_) = connections.join_next() => {}
            // Out of file handles, for one: some come free when a connection ends.
            else => tokio::task::yield_now().await,
        }
    }
}

async fn converse(connection: TcpStream, recording: Arc<Recording>, tonight: watch::Receiver<Date>) {
    let answered = service_fn(move |request| {
        let (recording, night) = (Arc::clone(&recording), *tonight.borrow());
        async move { Ok::<_, Infallible>(answer::answer(&recording, night, &request).await) }
    });
    let connection =
        http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(connection), answered);
    // A visitor that goes away in the middle is its own affair.
    if let Err(error) = connection.await {
        tracing::debug!(%error, "replay connection ended");
    }
}

#[cfg(test)]
mod tests;
