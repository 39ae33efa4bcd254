//! Why a listing is not believed (invariant 3).

use std::fmt;

use serde::{Serialize, Serializer};

use super::Cause;

/// Why a listing should not be believed, and what was seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// The reason.
    pub doubt: Doubt,
    /// What was seen, in words.
    pub seen: String,
}

/// The reasons for which a listing is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It has far fewer companies than before.
    Collapsed,
    /// Most of its companies are others.
    Replaced,
    /// It is empty, and the page says in words that there are none.
    SaidNone,
    /// There is no list on the page any more.
    Gone,
    /// There is none, and the page points to where it is.
    Moved,
    /// The page shows a part of the list.
    Cut,
    /// What was read is no list of companies.
    Unlikely,
}

impl Doubt {
    /// What is to be said of it, in words without an end.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Collapsed => "the list collapsed",
            Self::Replaced => "the list was replaced",
            Self::SaidNone => "the page says that there are none",
            Self::Gone => Cause::ListGone.sentence(),
            Self::Moved => Cause::ListMoved.sentence(),
            Self::Cut => Cause::ListCut.sentence(),
            Self::Unlikely => Cause::Unlikely.sentence(),
        }
    }

    /// The failure that it is; none where a later night may repeat the list, and it is believed then. What is
    /// no whole list is never believed by waiting: a person has to accept it.
    #[must_use]
    pub fn cause(self) -> Option<Cause> {
        match self {
            Self::Collapsed | Self::Replaced | Self::SaidNone => None,
            Self::Gone => Some(Cause::ListGone),
            Self::Moved => Some(Cause::ListMoved),
            Self::Cut => Some(Cause::ListCut),
            Self::Unlikely => Some(Cause::Unlikely),
        }
    }
}

impl fmt::Display for Suspicion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.doubt.sentence(), self.seen)
    }
}

/// As the words.
impl Serialize for Suspicion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_list_is_believed_by_waiting() {
        let all = [Doubt::Collapsed, Doubt::Replaced, Doubt::SaidNone, Doubt::Gone, Doubt::Moved, Doubt::Cut];
        let waits: Vec<Doubt> = all.into_iter().filter(|doubt| doubt.cause().is_none()).collect();
        assert_eq!(waits, [Doubt::Collapsed, Doubt::Replaced, Doubt::SaidNone]);
    }

    #[test]
    fn a_suspicion_is_told_as_its_reason_and_what_was_seen() {
        let told = Suspicion { doubt: Doubt::Gone, seen: "5 rows before, none now".to_owned() };
        assert_eq!(serde_json::to_value(&told).unwrap(), "the list is gone: 5 rows before, none now");
    }
}
