//! Name lookups that keep to the guard.

use std::{
    io,
    net::{IpAddr, SocketAddr},
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use thiserror::Error;

use crate::fetch::door::guard::Guard;

/// A name has an address that is not public.
#[derive(Debug, Error)]
#[error("`{name}` resolves to `{address}`, which is not a public address")]
pub(super) struct NotPublic {
    name: String,
    address: IpAddr,
}

/// A name has no address.
#[derive(Debug, Error)]
#[error("`{name}` does not resolve")]
pub(super) struct Unresolved {
    name: String,
    source: io::Error,
}

/// The machine's own name lookup, with every answer checked. One bad answer refuses the name: a name with a
/// public and a private address is either a mistake or an attack.
pub(super) struct Resolver {
    guard: Guard,
}

impl Resolver {
    pub(super) fn new(guard: Guard) -> Self {
        Self { guard }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.guard;
        Box::pin(async move {
            let name = name.as_str().to_owned();
            // Port 0 is replaced by the port of the request.
            let answers =
                tokio::net::lookup_host((name.as_str(), 0)).await.map(Iterator::collect::<Vec<SocketAddr>>);
            let answers = answers.map_err(|source| Unresolved { name: name.clone(), source })?;
            admit(&name, &answers, guard)?;
            Ok(Box::new(answers.into_iter()) as Addrs)
        })
    }
}

fn admit(name: &str, answers: &[SocketAddr], guard: Guard) -> Result<(), NotPublic> {
    match answers.iter().map(SocketAddr::ip).find(|&ip| !guard.admits(ip)) {
        Some(address) => Err(NotPublic { name: name.to_owned(), address }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_answer_among_public_ones_refuses_the_name() {
        let answers = ["8.8.8.8:0".parse().unwrap(), "10.0.0.1:0".parse().unwrap()];
        assert!(admit("a.example", &answers[..1], Guard::PublicOnly).is_ok());
        let error = admit("a.example", &answers, Guard::PublicOnly).unwrap_err();
        assert_eq!(error.address.to_string(), "10.0.0.1");
        assert!(admit("a.example", &answers, Guard::AllowPrivate).is_ok());
    }

    #[tokio::test]
    async fn localhost_is_refused_by_what_it_resolves_to() {
        let resolve = |guard| Resolver::new(guard).resolve("localhost".parse().unwrap());
        let refused = resolve(Guard::PublicOnly).await.err().unwrap();
        assert!(refused.is::<NotPublic>(), "{refused}");
        assert!(resolve(Guard::AllowPrivate).await.unwrap().all(|answer| answer.ip().is_loopback()));
    }
}
