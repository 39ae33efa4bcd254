//! Why a Word document cannot be read.

use crate::extract::error::ExtractError;

pub(super) fn unreadable(reason: impl std::fmt::Display) -> ExtractError {
    ExtractError::Unreadable { kind: "Word document", reason: reason.to_string() }
}
