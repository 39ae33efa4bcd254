//! HTML: placeholder until the reader of HTML is merged.

use url::Url;

use super::ExtractError;
use crate::model::{Document, Recipe};

/// Reads HTML.
pub fn document(_text: &str, _base: Option<&Url>, _recipe: &Recipe) -> Result<Document, ExtractError> {
    Ok(Document::default())
}
