//! Markdown: placeholder until the reader of Markdown is merged.

use url::Url;

use super::ExtractError;
use crate::model::{Document, Recipe};

/// Which Markdown it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Markdown as everybody writes it.
    Markdown,
    /// Markdown with JSX.
    Mdx,
}

/// Reads Markdown.
pub fn document(_text: &str, _base: Option<&Url>, _flavour: Flavour, _recipe: &Recipe) -> Result<Document, ExtractError> {
    Ok(Document::default())
}
