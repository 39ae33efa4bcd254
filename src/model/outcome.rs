//! What one source came to on one night.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::UnknownCode;

/// What one source came to tonight. A failure is data, stored every night (invariant 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The first listing that was ever read from this source: this many rows.
    First(usize),
    /// The list differs from the one before: this many changes.
    Changed(usize),
    /// The list is the same, and how that is known.
    Unchanged(Unchanged),
    /// A page came, but its list is not believed yet (invariant 3). The words say why.
    Suspect(String),
    /// No list could be had. The words say what exactly happened.
    Failed(Cause, String),
}

impl Outcome {
    /// Its code: `first`, `changed`, `unchanged`, `suspect` or `failed`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::First(_) => "first",
            Self::Changed(_) => "changed",
            Self::Unchanged(_) => "unchanged",
            Self::Suspect(_) => "suspect",
            Self::Failed(..) => "failed",
        }
    }

    /// Whether a list was read and believed, or known to be as before.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self, Self::First(_) | Self::Changed(_) | Self::Unchanged(_))
    }
}

/// How we know that a list is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unchanged {
    /// The server said so: 304 (RFC 9110 section 15.4.5).
    NotModified,
    /// The body has the same SHA-256.
    SameBody,
    /// The page differs, the list on it does not.
    SameListing,
}

impl Unchanged {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NotModified => "not-modified",
            Self::SameBody => "same-body",
            Self::SameListing => "same-listing",
        }
    }

    /// What it means, in words.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotModified => "the server says that the page is as it was (304)",
            Self::SameBody => "the page is the same, byte for byte",
            Self::SameListing => "the page changed, the list on it did not",
        }
    }
}

impl FromStr for Unchanged {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known =
            [Self::NotModified, Self::SameBody, Self::SameListing].into_iter().find(|how| how.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "unchanged" })
    }
}

macro_rules! causes {
    ($($(#[$doc:meta])* $variant:ident $code:literal $sentence:literal $advice:literal,)*) => {
        /// Why a source failed: a closed list with a stable code, a sentence and what to do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Cause {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)*
        }

        impl Cause {
            /// Every cause.
            pub const ALL: [Self; [$($code),*].len()] = [$(Self::$variant),*];

            /// Its stable code.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What happened, in a sentence without its end.
            #[must_use]
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$variant => $sentence,)* }
            }

            /// What to do about it.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)* }
            }
        }
    };
}

causes! {
    /// The name could not be resolved.
    Dns "dns" "the host name could not be resolved" "check the address in sources.toml, and this machine's \
                                                    name server",
    /// No connection.
    Connect "connect" "the host did not accept a connection" "wait for the next night; open the address in \
                                                             a browser if it repeats",
    /// The TLS handshake or certificate failed.
    Tls "tls" "the secure connection failed" "open the address in a browser and look at its certificate",
    /// It took too long.
    Timeout "timeout" "the answer took too long" "wait for the next night, or raise the timeouts in \
                                                 sources.toml",
    /// 401, 403, 407, 451.
    Refused "refused" "the host refused to show the page" "ask the vendor for access, or import a saved page",
    /// A bot wall, captcha or consent wall.
    Challenge "challenge" "the host showed a challenge page instead of the list" "ask the vendor to let the \
                                                                                 crawler in, or import a \
                                                                                 saved page",
    /// 404, 410.
    Gone "gone" "the page is gone" "look for the list's new address and change it in sources.toml",
    /// A redirect that cannot be followed, or to another kind of place.
    Moved "moved" "the page has moved to where it cannot be followed" "look at the new address and change \
                                                                      it in sources.toml",
    /// 429.
    RateLimited "rate-limited" "the host asked us to slow down" "give the host a slower pace in sources.toml",
    /// 5xx and other statuses that hold no page.
    ServerError "server-error" "the host answered with an error" "wait for the next night",
    /// A limit on size was met.
    TooLarge "too-large" "the page is larger than the limit" "raise max_body in sources.toml if the page is \
                                                             right",
    /// A kind of document we do not read.
    WrongKind "wrong-kind" "the document is of a kind that cannot be read" "set `media`, or point the \
                                                                           source at the list itself",
    /// The document could not be read.
    Unreadable "unreadable" "the document could not be read" "open the address in a browser; report the \
                                                             page if it looks right there",
    /// robots.txt disallows it.
    Robots "robots" "the host's robots.txt disallows the page" "ask the vendor, or override it in \
                                                               sources.toml with a reason",
    /// The address is one we may not fetch.
    Forbidden "forbidden-address" "the address is not one that may be fetched" "use a public http or https \
                                                                               address, or set \
                                                                               `allow_private` for a host \
                                                                               of your own",
    /// No list on a page that had one.
    ListGone "list-gone" "the list is gone" "open the page; change the address in sources.toml to where the \
                                            list is now, or take it for empty with `subwatch accept`",
    /// No list on a page that had one, and a link to where it is.
    ListMoved "list-moved" "the list has moved" "open that address; put it in sources.toml if the list is \
                                                there",
    /// A part of a list on a page that had more of it.
    ListCut "list-cut" "the page shows a part of its list" "look for the address that shows all of it; \
                                                           `subwatch accept` takes the part for the list",
    /// Rows that are no companies.
    Unlikely "unlikely-list" "what was read is no list of companies" "run `subwatch extract -v` on the \
                                                                     address; a recipe may help",
    /// No list on a page that never had one.
    ListNotFound "list-not-found" "no list was found on the page" "run `subwatch extract` on the address; a \
                                                                  recipe may help",
}

impl FromStr for Cause {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.into_iter().find(|cause| cause.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "cause" })
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_read_back_from_its_code() {
        for cause in Cause::ALL {
            assert_eq!(cause.code().parse::<Cause>(), Ok(cause));
            assert!(!cause.sentence().is_empty() && !cause.advice().is_empty());
        }
    }
}
