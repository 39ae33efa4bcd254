//! PDF.

use super::ExtractError;
use crate::model::Document;

/// Reads a PDF.
pub(super) fn document(_body: &[u8]) -> Result<Document, ExtractError> {
    Ok(Document::default())
}
