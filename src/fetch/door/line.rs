//! What all hosts share.

use super::{crowd::Crowd, guard::Guard, http::Clients};
use crate::{
    fetch::error::FetchError,
    model::{Reach, Settings},
};

/// What every request needs, the same for all hosts.
#[derive(Debug)]
pub(in crate::fetch) struct Line {
    pub(super) clients: Clients,
    pub(super) settings: Settings,
    /// The guard of a source that asks for nothing else.
    guard: Guard,
    /// Who is at which IP address now.
    pub(super) crowd: Crowd,
}

impl Line {
    pub(in crate::fetch) fn new(settings: &Settings, guard: Guard) -> Result<Self, FetchError> {
        let clients = Clients::new(settings, guard)?;
        Ok(Self { clients, settings: settings.clone(), guard, crowd: Crowd::default() })
    }

    /// The guard that a source is fetched under: first request, redirects and name lookups alike.
    pub(super) fn guard(&self, reach: Reach) -> Guard {
        match reach {
            Reach::Public => self.guard,
            Reach::Private => Guard::AllowPrivate,
        }
    }
}
