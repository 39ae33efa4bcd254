//! From the bytes of a page to its text and grids: what a reader sees, without meaning.

mod about;
mod archive;
pub mod challenge;
mod charset;
mod csv;
mod docx;
mod draft;
mod error;
#[cfg(test)]
mod garbage;
mod html;
mod inlaid;
mod json;
mod kind;
mod labels;
mod look;
mod markdown;
mod pdf;
mod table;
mod text;
mod xlsx;
mod yaml;

pub use about::About;
pub use draft::{MAX_CELLS, MAX_COLUMNS, MAX_ROWS};
pub use error::ExtractError;

use crate::model::{Document, Media, Recipe};

/// The largest body that is read, in bytes. (A PDF has a smaller limit of its own.)
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The kind of document that a body is.
pub fn media(body: &[u8], about: About<'_>) -> Result<Media, ExtractError> {
    kind::of(body, about)
}

/// Whether a text is a CSS selector (Selectors Level 4) that a recipe may hold.
#[must_use]
pub fn is_selector(text: &str) -> bool {
    html::is_selector(text)
}

/// Reads a body into text and grids.
pub fn document(body: &[u8], about: About<'_>, recipe: &Recipe) -> Result<Document, ExtractError> {
    draft::within(body.len(), MAX_BYTES, "bytes")?;
    let media = kind::of(body, about)?;
    let text = || charset::decode(body, about.content_type);
    // A saved page does not say where it came from: its relative links stay as they are printed.
    let base = about.address.filter(|address| matches!(address.scheme(), "http" | "https"));
    let mut document = match media {
        Media::Html => html::document(&html::template::printed(without_front_matter(&text())), base, recipe),
        Media::Markdown => markdown::document(&text(), base, markdown::Flavour::Markdown, recipe),
        Media::Mdx => markdown::document(&text(), base, markdown::Flavour::Mdx, recipe),
        Media::Csv => csv::document(&text()),
        Media::Json => json::parse(&text()).and_then(|value| inlaid::document(value, base)),
        Media::Yaml => yaml::value(&text()).and_then(|value| inlaid::document(value, base)),
        Media::Docx => docx::document(body, base, recipe),
        Media::Xlsx => xlsx::document(body),
        Media::Pdf => pdf::document(body),
        Media::Text => text::document(&text()),
    }?;
    if document.base.is_none() {
        document.base = base.cloned();
    }
    Ok(document)
}

/// The front matter of a page's source, which a site generator would have taken away.
fn without_front_matter(text: &str) -> &str {
    let body = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
    body.map_or(text, |(_, body)| body)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn read(body: &[u8], address: &str, content_type: Option<&str>) -> Result<Document, ExtractError> {
        let address = Url::parse(address).unwrap();
        document(body, About { content_type, address: Some(&address), media: None }, &Recipe::default())
    }

    #[test]
    fn the_charset_and_the_kind_are_told_before_a_body_is_read() {
        let document = read(
            b"Name;Ort\nM\xfcller;K\xf6ln\nBeta;Bonn\n",
            "https://a.example/list",
            Some("text/plain; charset=windows-1252"),
        )
        .unwrap();
        assert_eq!(document.grids[0].rows[1].cells[0].text(), "Müller");
        assert_eq!(document.base.unwrap().as_str(), "https://a.example/list");
    }

    #[test]
    fn a_relative_link_of_a_saved_page_stays_as_it_is_printed() {
        let page = br#"<table><tr><th>Name</th></tr><tr><td><a href="/dpa/acme">Acme</a></td></tr></table>"#;
        let link = |address: &str| {
            read(page, address, Some("text/html")).unwrap().grids[0].rows[1].cells[0]
                .link()
                .map(str::to_owned)
        };
        assert_eq!(link("file:///home/me/page.html").as_deref(), Some("/dpa/acme"));
        assert_eq!(link("https://a.example/list").as_deref(), Some("https://a.example/dpa/acme"));
    }

    #[test]
    fn front_matter_is_no_part_of_a_page() {
        assert_eq!(without_front_matter("---\nlayout: x\n---\n<p>a</p>"), "<p>a</p>");
        assert_eq!(without_front_matter("<p>a</p>\n---\n"), "<p>a</p>\n---\n");
    }

    #[test]
    fn the_limit_on_bytes_is_named() {
        let error = read(&vec![b' '; MAX_BYTES + 1], "https://a.example/", None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the document is larger than the limit of 67108864 bytes; ask the vendor for a smaller one, or \
             split it"
        );
    }
}
