//! How far a company reaches that came or went, in words.

use crate::{
    answers::words::counted,
    model::{Change, Status},
};

/// How far a company that came or went reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Another page of the same vendor names it.
    SameVendor,
    /// So many other vendors name it.
    OthersToo(usize),
    /// No other vendor does.
    Nobody,
}

/// How it is said of an event; none where no company came or went.
pub(in crate::answers) fn words(change: &Change) -> Option<fn(Reach) -> String> {
    let is_whole = change.beside().is_empty() && change.related().is_none();
    match change {
        Change::Added { row, .. } if is_whole && row.derived.status != Status::Removed => Some(came),
        Change::Removed { .. } if is_whole => Some(went),
        _ => None,
    }
}

/// What is said of a company that came.
fn came(reach: Reach) -> String {
    match reach {
        Reach::Nobody => "new to all our vendors".to_owned(),
        Reach::SameVendor => "on another page of this vendor already".to_owned(),
        Reach::OthersToo(count) => format!("new to this vendor, known to {}", counted(count, "other")),
    }
}

/// What is said of a company that went.
fn went(reach: Reach) -> String {
    match reach {
        Reach::Nobody => "it left the last of our vendors".to_owned(),
        Reach::SameVendor => "still on another page of this vendor".to_owned(),
        Reach::OthersToo(count) => {
            format!("it left this vendor, and is still at {}", counted(count, "other"))
        }
    }
}
