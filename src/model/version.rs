//! A stored listing and where it came from.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Listing, Origin, Subprocessor, UnknownCode};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// Key of a kept [`Page`](super::Page).
    CaptureId
}
id! {
    /// Key of a [`Version`].
    VersionId
}
id! {
    /// Key of a stored [`Change`](super::Change).
    ChangeId
}

/// The fingerprint of a reader: of everything that decides what is read from the bytes of a page. Another one
/// may read other rows from the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Extractor(pub u32);

/// The fingerprint of the dictionaries: of everything that decides what is derived from printed rows. Others
/// may make something else of the same rows, and change nothing of what a version is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dictionaries(pub u32);

/// Who made a version differ from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VersionCause {
    /// The vendor: the page changed.
    Vendor,
    /// We: the same page was read again with a better extractor (invariant 4).
    Ours,
}

impl VersionCause {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Ours => "ours",
        }
    }
}

impl std::str::FromStr for VersionCause {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        match code {
            "vendor" => Ok(Self::Vendor),
            "ours" => Ok(Self::Ours),
            _ => Err(UnknownCode { code: code.to_owned(), list: "version cause" }),
        }
    }
}

/// What a person decided on a listing that was not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// It is the list from now on.
    Accepted,
    /// It is not, however often it is repeated.
    Rejected,
}

impl Decision {
    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

impl std::str::FromStr for Decision {
    type Err = UnknownCode;

    fn from_str(code: &str) -> Result<Self, UnknownCode> {
        let known = [Self::Accepted, Self::Rejected].into_iter().find(|decision| decision.code() == code);
        known.ok_or_else(|| UnknownCode { code: code.to_owned(), list: "decision" })
    }
}

/// A stored listing that differs from the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version<Row = Subprocessor> {
    /// Its key.
    pub id: VersionId,
    /// The capture it was read from.
    pub capture: CaptureId,
    /// When that capture was made: the list stood so from here on, as far as we looked.
    pub seen_at: Timestamp,
    /// Who made it differ.
    pub cause: VersionCause,
    /// What it was read with.
    pub extractor: Extractor,
    /// How that capture came to us.
    pub origin: Origin,
    /// The list.
    pub listing: Listing<Row>,
}

impl<Row> Version<Row> {
    /// The same version with other rows.
    #[must_use]
    pub fn map<Other>(self, make: impl FnMut(Row) -> Other) -> Version<Other> {
        let Self { id, capture, seen_at, cause, extractor, origin, listing } = self;
        Version { id, capture, seen_at, cause, extractor, origin, listing: listing.map(make) }
    }
}
