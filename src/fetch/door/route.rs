//! The way from the address that was asked for to the one that answers (RFC 9110 section 15.4).

use url::Url;

use super::guard::{self, Permitted};
use crate::{
    fetch::error::{Detour, FetchError},
    model::Redirect,
};

/// How many redirects are followed.
const MOST_STEPS: usize = 10;

/// How many characters of an address are shown.
const LONGEST_SHOWN: usize = 200;

/// The way so far.
#[derive(Debug)]
pub(in crate::fetch) struct Route {
    first: Url,
    steps: Vec<Redirect>,
    here: Permitted,
}

impl Route {
    pub(super) fn starting(first: Permitted) -> Self {
        Self { first: first.address().clone(), steps: Vec::new(), here: first }
    }

    /// The address to ask now.
    pub(super) fn here(&self) -> &Permitted {
        &self.here
    }

    /// The same as a plain address.
    pub(in crate::fetch) fn address(&self) -> &Url {
        self.here.address()
    }

    /// The redirects so far.
    pub(in crate::fetch) fn steps(&self) -> &[Redirect] {
        &self.steps
    }

    /// Goes where an answer points, if that is a place to go and the guard of the first address lets it
    /// through.
    pub(super) fn follow(&mut self, status: u16, location: &[u8]) -> Result<(), FetchError> {
        let from = self.address().clone();
        match self.next(&from, location) {
            Ok(to) => {
                self.here = guard::permit(&to, self.here.guard())?;
                self.steps.push(Redirect { status, from, to });
                Ok(())
            }
            Err(why) => Err(FetchError::Moved { to: shown(&from, location), from: from.into(), why }),
        }
    }

    fn next(&self, from: &Url, location: &[u8]) -> Result<Url, Detour> {
        // Some servers put raw UTF-8 here; `url` escapes it. Other bytes have no meaning.
        let text = str::from_utf8(location).map_err(|_| Detour::Garbage)?;
        let mut to = from.join(text).map_err(|_| Detour::Garbage)?;
        // A fragment is never sent, and makes no other address.
        to.set_fragment(None);
        if !matches!(to.scheme(), "http" | "https") {
            return Err(Detour::Scheme);
        }
        if !to.username().is_empty() || to.password().is_some() {
            return Err(Detour::Credentials);
        }
        if from.scheme() == "https" && to.scheme() == "http" {
            return Err(Detour::Downgrade);
        }
        if to == self.first || self.steps.iter().any(|step| step.to == to) {
            return Err(Detour::Loop);
        }
        if self.steps.len() >= MOST_STEPS {
            return Err(Detour::TooLong);
        }
        Ok(to)
    }
}

/// Where a redirect points, for a message.
fn shown(from: &Url, location: &[u8]) -> String {
    let text = String::from_utf8_lossy(location);
    let address = match from.join(&text) {
        Ok(mut to) => {
            let hidden = to.set_username("").and_then(|()| to.set_password(None)).is_ok();
            if hidden || to.cannot_be_a_base() { to.to_string() } else { to.scheme().to_owned() }
        }
        Err(_) => text.into_owned(),
    };
    address.chars().filter(|letter| !letter.is_control()).take(LONGEST_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::{door::guard::Guard, error::Refusal};

    fn route() -> Route {
        Route::starting(
            guard::permit(&"https://a.example/list#top".parse().unwrap(), Guard::PublicOnly).unwrap(),
        )
    }

    fn detour(location: &str) -> Option<Detour> {
        match route().follow(302, location.as_bytes()) {
            Ok(()) => None,
            Err(FetchError::Moved { why, .. }) => Some(why),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_redirect_that_is_not_followed_says_where_it_points_and_no_secret() {
        let message = |location: &[u8]| route().follow(302, location).unwrap_err().to_string();
        let downgrade = message(b"http://a.example/list");
        assert!(
            downgrade.contains("to `http://a.example/list`") && downgrade.contains("from https to http"),
            "{downgrade}"
        );
        let secret = message(b"https://me:secret@b.example/");
        assert!(
            secret.contains("`https://b.example/`") && !secret.contains("secret@") && !secret.contains("me:"),
            "{secret}"
        );
        assert!(message(b"https://[\x1b[31m").contains("`https://[[31m`"));
        assert!(message(b"javascript:alert(1)").contains("`javascript:alert(1)`"));
    }

    #[test]
    fn a_relative_place_is_made_absolute_and_loses_its_fragment() {
        for (location, expected) in [
            ("/new", "https://a.example/new"),
            ("new#row-4", "https://a.example/new"),
            ("//b.example/x", "https://b.example/x"),
            ("?page=2", "https://a.example/list?page=2"),
            ("/sous-traitants-ultérieurs", "https://a.example/sous-traitants-ult%C3%A9rieurs"),
        ] {
            let mut route = route();
            route.follow(301, location.as_bytes()).unwrap();
            assert_eq!(route.address().as_str(), expected);
            assert_eq!(
                route.steps(),
                [Redirect {
                    status: 301,
                    from: "https://a.example/list".parse().unwrap(),
                    to: expected.parse().unwrap()
                }]
            );
        }
    }

    #[test]
    fn a_place_of_another_kind_is_not_gone_to() {
        assert_eq!(detour("file:///etc/passwd"), Some(Detour::Scheme));
        assert_eq!(detour("javascript:alert(1)"), Some(Detour::Scheme));
        assert_eq!(detour("https://me:pw@b.example/"), Some(Detour::Credentials));
        assert_eq!(detour("http://a.example/list"), Some(Detour::Downgrade));
        assert_eq!(detour("https://["), Some(Detour::Garbage));
        assert_eq!(detour("https://b.example/"), None);
        let bytes = route().follow(302, &[0xff, 0xfe]);
        assert!(matches!(bytes, Err(FetchError::Moved { why: Detour::Garbage, .. })));
    }

    #[test]
    fn a_private_place_is_forbidden() {
        let result = route().follow(302, b"https://169.254.169.254/latest/meta-data/");
        assert!(matches!(result, Err(FetchError::Forbidden { why: Refusal::Literal, .. })), "{result:?}");
    }

    #[test]
    fn a_circle_is_seen_even_when_only_the_fragment_differs() {
        assert_eq!(detour("/list#again"), Some(Detour::Loop));
        let mut route = route();
        route.follow(302, b"/b").unwrap();
        route.follow(302, b"/c").unwrap();
        assert!(matches!(route.follow(302, b"/b"), Err(FetchError::Moved { why: Detour::Loop, .. })));
    }

    #[test]
    fn ten_steps_are_gone_and_no_eleventh() {
        let mut route = route();
        for step in 1..=10 {
            route.follow(302, format!("/{step}").as_bytes()).unwrap();
        }
        assert!(matches!(route.follow(302, b"/11"), Err(FetchError::Moved { why: Detour::TooLong, .. })));
        assert_eq!(route.steps().len(), 10);
    }
}
