//! Why a body could not be read.

use thiserror::Error;

/// Why a body could not be read.
#[derive(Debug, Error)]
pub enum ExtractError {
    /// The document is of a kind we do not read.
    #[error(
        "`{found}` is not a kind of document that can be read; set `media` if it is one of html, markdown, \
         csv, json, yaml, xlsx, docx, pdf, text"
    )]
    WrongKind {
        /// What it looks like.
        found: String,
    },
    /// The document is broken.
    #[error("the {kind} could not be read: {reason}; open it in its own program to see whether it is whole")]
    Unreadable {
        /// The kind it was read as.
        kind: &'static str,
        /// What went wrong.
        reason: String,
    },
    /// A limit was met.
    #[error(
        "the document is larger than the limit of {limit}; ask the vendor for a smaller one, or split it"
    )]
    TooLarge {
        /// The limit and its unit.
        limit: String,
    },
    /// The recipe's selector is no CSS selector, or matches nothing.
    #[error(
        "the recipe's `list` selector `{selector}` {reason}; open the page and choose another, or leave it \
         out"
    )]
    Selector {
        /// As written.
        selector: String,
        /// What is wrong with it.
        reason: String,
    },
}
