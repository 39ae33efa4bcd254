//! From the bytes of a page to its text and grids: what a reader sees, without meaning.

pub mod challenge;
mod charset;
mod csv;
mod draft;
#[cfg(test)]
mod garbage;
mod html;
mod json;
mod kind;
mod look;
mod markdown;
mod pdf;
mod table;
mod text;
mod xlsx;
mod yaml;

use thiserror::Error;
use url::Url;

pub use draft::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS};

use crate::model::{Document, Media, Recipe};

/// Why a body could not be read.
#[derive(Debug, Error)]
pub enum ExtractError {
    /// The document is of a kind we do not read.
    #[error(
        "`{found}` is not a kind of document that can be read; set `media` if it is one of html, markdown, csv, json, yaml, xlsx, pdf, text"
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
    #[error("the document is larger than the limit of {limit}; ask the vendor for a smaller one, or split it")]
    TooLarge {
        /// The limit and its unit.
        limit: String,
    },
    /// The recipe's selector is no CSS selector, or matches nothing.
    #[error("the recipe's `list` selector `{selector}` {reason}; open the page and choose another, or leave it out")]
    Selector {
        /// As written.
        selector: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// What is known of a body besides its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// `Content-Type` as received.
    pub content_type: Option<&'a str>,
    /// The address it came from, for relative links and for its file ending.
    pub address: Option<&'a Url>,
    /// The kind somebody said it is.
    pub media: Option<Media>,
}

/// The largest body that is read, in bytes. (A PDF has a smaller limit of its own.)
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Reads a body into text and grids.
pub fn document(body: &[u8], about: About<'_>, recipe: &Recipe) -> Result<Document, ExtractError> {
    draft::within(body.len(), MAX_BYTES, "bytes")?;
    let media = kind::of(body, about)?;
    let text = || charset::decode(body, about.content_type);
    let mut document = match media {
        Media::Html => html::document(&text(), about.address, recipe),
        Media::Markdown => markdown::document(&text(), about.address, markdown::Flavour::Markdown, recipe),
        Media::Mdx => markdown::document(&text(), about.address, markdown::Flavour::Mdx, recipe),
        Media::Csv => csv::document(&text()),
        Media::Json => json::document(&text()),
        Media::Yaml => yaml::document(&text()),
        Media::Xlsx => xlsx::document(body),
        Media::Pdf => pdf::document(body),
        Media::Text => text::document(&text()),
    }?;
    if document.base.is_none() {
        document.base = about.address.cloned();
    }
    Ok(document)
}

#[cfg(test)]
mod scratch {
    use super::*;

    #[test]
    #[ignore]
    fn show() {
        let path = std::env::var("SHOW").unwrap();
        let body = std::fs::read(&path).unwrap();
        let address = Url::from_file_path(&path).unwrap();
        let at = std::time::Instant::now();
        let about = About { address: Some(&address), ..About::default() };
        let document = document(&body, about, &Recipe::default()).unwrap();
        println!("title {:?} lang {:?} in {:?}", document.title, document.language, at.elapsed());
        for block in document.blocks.iter().filter(|block| block.grid.is_none()) {
            println!("{:?} {} {:?}", block.kind, block.text, block.links);
        }
        for grid in &document.grids {
            println!(
                "--- {:?} {:?} cap {:?} lead {:?} block {}",
                grid.shape,
                grid.headings.iter().map(|h| (h.level, &h.text)).collect::<Vec<_>>(),
                grid.caption,
                grid.lead,
                grid.block
            );
            for row in &grid.rows {
                println!(
                    "{}",
                    row.cells
                        .iter()
                        .map(|c| format!(
                            "{}[{}]{}",
                            match c.role {
                                crate::model::CellRole::Header => "H",
                                crate::model::CellRole::Data => "",
                                crate::model::CellRole::Spanned => "S",
                            },
                            c.pieces
                                .iter()
                                .map(|p| format!(
                                    "{}{}",
                                    match p.breaks {
                                        crate::model::Break::None => "",
                                        crate::model::Break::Line => "⏎",
                                        crate::model::Break::Item => "•",
                                    },
                                    p.text
                                ))
                                .collect::<Vec<_>>()
                                .join("¦"),
                            c.link().map(|l| format!("({l})")).unwrap_or_default()
                        ))
                        .collect::<Vec<_>>()
                        .join(" ")
                );
            }
        }
    }
}
