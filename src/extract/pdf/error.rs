//! How a PDF that cannot be read is told.

use crate::extract::error::ExtractError;

/// The error of a PDF that could not be read, for that reason.
pub(super) fn unreadable(reason: impl std::fmt::Display) -> ExtractError {
    ExtractError::Unreadable { kind: "PDF", reason: format!("{reason}") }
}
