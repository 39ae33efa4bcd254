//! A page that somebody brings, as it is kept.

use std::{ffi::OsStr, path::Path};

use jiff::Timestamp;

use crate::model::{Header, Media, Origin, Page, Source};

/// The page as if the source's address had answered with it. Nothing is made up: it has no header but its
/// kind, where that was said or the name of the file tells it.
pub(super) fn made(
    source: &Source,
    media: Option<Media>,
    origin: Origin,
    body: Vec<u8>,
    at: Timestamp,
) -> Page {
    let kind = media.map(media_type).or_else(|| by_ending(file_name(&origin)?));
    let header = kind.map(|kind| Header { name: "content-type".to_owned(), value: kind.to_owned() });
    Page {
        requested: source.url.clone(),
        address: source.url.clone(),
        redirects: Vec::new(),
        status: 200,
        headers: header.into_iter().collect(),
        body,
        requested_at: at,
        received_at: at,
        origin,
    }
}

/// What the file is called that the page was brought in.
fn file_name(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::File { name } => Some(name),
        Origin::Git { path, .. } => Some(path),
        Origin::Crawled | Origin::Rendered | Origin::Memento { .. } | Origin::Mail { .. } => None,
    }
}

/// Media types as registered with IANA; for MDX, which is not, the one in use.
fn media_type(media: Media) -> &'static str {
    match media {
        Media::Html => "text/html",
        Media::Markdown => "text/markdown",
        Media::Mdx => "text/mdx",
        Media::Csv => "text/csv",
        Media::Json => "application/json",
        Media::Yaml => "application/yaml",
        Media::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Media::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Media::Pdf => "application/pdf",
        Media::Text => "text/plain",
    }
}

fn by_ending(name: &str) -> Option<&'static str> {
    let ending = Path::new(name).extension().and_then(OsStr::to_str)?.to_ascii_lowercase();
    let media = match ending.as_str() {
        "html" | "htm" | "xhtml" => Media::Html,
        "md" | "markdown" => Media::Markdown,
        "yml" => Media::Yaml,
        "txt" => Media::Text,
        "tsv" => return Some("text/tab-separated-values"),
        other => Media::named(other)?,
    };
    Some(media_type(media))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_what_was_said_else_what_the_name_tells_else_unknown() {
        let kind = |name: &str| by_ending(name);
        assert_eq!(kind("list.MD"), Some("text/markdown"));
        assert_eq!(kind("saved page.htm"), Some("text/html"));
        assert_eq!(kind("list.xlsx"), Some(media_type(Media::Xlsx)));
        assert_eq!([kind("list"), kind("list.odt"), kind(".html"), kind("")], [None; 4]);
    }
}
