//! What kind of document a body is: told by its first bytes, its look, its content type and its file ending.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::{about::About, charset, error::ExtractError, look};
use crate::model::Media;

/// How much of a text is looked at.
const HEAD_BYTES: usize = 64 * 1024;

/// The kind of a body. What somebody said wins; then what the bytes are; then what they are said to be; then
/// what they look like.
pub(super) fn of(body: &[u8], about: About<'_>) -> Result<Media, ExtractError> {
    if let Some(media) = about.media {
        return Ok(media);
    }
    let declared = Declared::of(about.content_type);
    let ending = ending(about);
    match binary(body) {
        Some(Binary::Pdf) => return Ok(Media::Pdf),
        Some(Binary::Xlsx) => return Ok(Media::Xlsx),
        Some(Binary::Docx) => return Ok(Media::Docx),
        Some(Binary::Other(found)) => return Err(ExtractError::WrongKind { found: found.to_owned() }),
        None => {}
    }
    let head = charset::decode(&body[..body.len().min(HEAD_BYTES)], about.content_type);
    if let Some(found) = markup_of_another_kind(&head) {
        return Err(ExtractError::WrongKind { found: found.to_owned() });
    }
    textual(body, &head, declared, ending)
}

fn textual(
    body: &[u8],
    head: &str,
    declared: Declared,
    ending: Option<Media>,
) -> Result<Media, ExtractError> {
    if look::is_html(head) {
        return Ok(Media::Html);
    }
    if is_json(body, head)
        || (look::begins_json(head)
            && (declared == Declared::Kind(Media::Json) || ending == Some(Media::Json)))
    {
        return Ok(Media::Json);
    }
    match declared {
        // A kind that servers give without looking is only a hint.
        Declared::Kind(media) if !matches!(media, Media::Text | Media::Html) => Ok(refined(media, ending)),
        Declared::Nothing if !look::is_text(head) => {
            Err(ExtractError::WrongKind { found: "data of an unknown kind".to_owned() })
        }
        Declared::Other if head.trim().is_empty() || !look::is_text(head) => {
            Err(ExtractError::WrongKind { found: "data of an unknown kind".to_owned() })
        }
        _ => {
            if let Some(media) =
                ending.filter(|&media| !matches!(media, Media::Pdf | Media::Xlsx | Media::Docx | Media::Text))
            {
                return Ok(media);
            }
            if declared == Declared::Kind(Media::Html) && look::tags(head) > 0 {
                return Ok(Media::Html);
            }
            let plain = if declared == Declared::Kind(Media::Html) { Media::Html } else { Media::Text };
            Ok(look::of(head).unwrap_or(plain))
        }
    }
}

/// A declared kind, made exact by the file ending: MDX is mostly served as Markdown.
fn refined(media: Media, ending: Option<Media>) -> Media {
    if media == Media::Markdown && ending == Some(Media::Mdx) { Media::Mdx } else { media }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Declared {
    Kind(Media),
    Nothing,
    Other,
}

impl Declared {
    fn of(content_type: Option<&str>) -> Self {
        let essence = content_type
            .unwrap_or_default()
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let (family, kind) = essence.split_once('/').unwrap_or((&essence, ""));
        Self::Kind(match (family, kind) {
            ("text", "html") | ("application", "xhtml+xml") => Media::Html,
            ("text", "markdown" | "x-markdown" | "x-web-markdown") => Media::Markdown,
            ("text", "mdx") => Media::Mdx,
            ("text", "csv" | "tab-separated-values" | "comma-separated-values") | ("application", "csv") => {
                Media::Csv
            }
            ("text" | "application", "yaml" | "x-yaml" | "vnd.yaml") => Media::Yaml,
            ("text", "plain") => Media::Text,
            ("text" | "application", "json" | "ld+json" | "x-json" | "x-ndjson" | "jsonlines") => Media::Json,
            (_, kind) if kind.ends_with("+json") => Media::Json,
            ("image" | "audio" | "video" | "font" | "model", _) => return Self::Other,
            _ => return Self::Nothing,
        })
    }
}

fn ending(about: About<'_>) -> Option<Media> {
    let path = about.address?.path().to_ascii_lowercase();
    Some(match path.rsplit('/').next()?.rsplit_once('.')?.1 {
        "html" | "htm" | "xhtml" => Media::Html,
        "md" | "markdown" | "mdown" | "mkd" => Media::Markdown,
        "mdx" => Media::Mdx,
        "csv" | "tsv" | "tab" => Media::Csv,
        "json" | "jsonl" | "ndjson" => Media::Json,
        "yml" | "yaml" => Media::Yaml,
        "xlsx" | "xlsm" => Media::Xlsx,
        "docx" | "docm" => Media::Docx,
        "pdf" => Media::Pdf,
        "txt" | "text" => Media::Text,
        _ => return None,
    })
}

enum Binary {
    Pdf,
    Xlsx,
    Docx,
    Other(&'static str),
}

/// First bytes of kinds that are not read.
const MAGIC: [(&[u8], &str); 22] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document of the old format (doc, xls or ppt)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image, a sound or a video (RIFF)"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\0\0\x01\0", "an icon"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"%!PS", "a PostScript document"),
    (b"OggS", "a sound or a video (Ogg)"),
    (b"ID3", "a sound (MP3)"),
    (b"\x1aE\xdf\xa3", "a video (Matroska)"),
    (b"wOF", "a font"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\0", "a SQLite database"),
];

/// Kinds that are told by their first bytes alone.
fn binary(body: &[u8]) -> Option<Binary> {
    // Readers of PDF accept a preamble of up to 1,024 bytes; a text that speaks of `%PDF` does not begin a
    // line with it and a version.
    let head = &body[..body.len().min(1024)];
    let speaks_of_pdf = || head.windows(5).any(|window| window == b"%PDF-");
    if head.starts_with(b"%PDF-") || (speaks_of_pdf() && std::str::from_utf8(body).is_err()) {
        return Some(Binary::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(zipped(body));
    }
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(Binary::Other(found));
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Some(Binary::Other("a video or an image (MP4)"));
    }
    // Tabs, ends of lines and escapes stand in texts as well.
    let is_control = |&&byte: &&u8| byte < 32 && !matches!(byte, 9..=13 | 27);
    let controls = head.iter().filter(is_control).count();
    let wide = matches!(charset::decode(head, None), Cow::Owned(text) if look::is_text(&text));
    (controls * 10 > head.len() && !wide).then_some(Binary::Other("data of an unknown kind"))
}

/// What a zip archive holds, told by the names in it.
fn zipped(body: &[u8]) -> Binary {
    // The names stand in the first local headers and, all of them, in the central directory at the end.
    let holds = |name: &[u8]| {
        let ends = [&body[..body.len().min(HEAD_BYTES)], &body[body.len().saturating_sub(HEAD_BYTES)..]];
        ends.iter().any(|part| part.windows(name.len()).any(|window| window == name))
    };
    if holds(b"xl/workbook.xml") || holds(b"xl/worksheets/") {
        return Binary::Xlsx;
    }
    if holds(b"word/document") {
        return Binary::Docx;
    }
    let kinds = [
        (&b"xl/workbook.bin"[..], "an Excel workbook of the binary format (xlsb)"),
        (b"ppt/presentation", "a PowerPoint presentation (pptx)"),
        (b"opendocument", "an OpenDocument file (odt, ods or odp)"),
        (b"META-INF/container.xml", "an e-book (EPUB)"),
    ];
    let found = kinds.into_iter().find(|(name, _)| holds(name));
    Binary::Other(found.map_or("a zip archive", |(_, found)| found))
}

/// XML that is no XHTML.
fn markup_of_another_kind(head: &str) -> Option<&'static str> {
    let text = head.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    let lower: String = text.chars().take(2048).collect::<String>().to_ascii_lowercase();
    if lower.starts_with("<svg") || (lower.starts_with("<?xml") && lower.contains("<svg")) {
        return Some("an SVG image");
    }
    if lower.starts_with("<?xml") && !lower.contains("<html") && !lower.contains("<!doctype html") {
        return Some(if lower.contains("<rss") || lower.contains("<feed") {
            "a news feed"
        } else {
            "an XML document"
        });
    }
    None
}

fn is_json(body: &[u8], head: &str) -> bool {
    if !look::begins_json(head) {
        return false;
    }
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if serde_json::from_slice::<IgnoredAny>(body).is_ok() {
        return true;
    }
    // One value a line.
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().is_some_and(|line| {
        line.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok()
    });
    first && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    fn kind(body: &str, content_type: Option<&str>, address: Option<&str>) -> String {
        let address = address.map(|address| Url::parse(address).unwrap());
        match of(body.as_bytes(), About { content_type, address: address.as_ref(), media: None }) {
            Ok(media) => media.name().to_owned(),
            Err(ExtractError::WrongKind { found }) => found,
            Err(error) => panic!("{error}"),
        }
    }

    #[test]
    fn what_somebody_said_wins() {
        let about = About { media: Some(Media::Csv), content_type: Some("text/html"), address: None };
        assert_eq!(of(b"<html>", about).unwrap(), Media::Csv);
    }

    #[test]
    fn a_wrong_content_type_is_corrected_by_the_content() {
        for wrong in [Some("text/plain"), Some("application/octet-stream"), None, Some("application/json")] {
            assert_eq!(kind("<!DOCTYPE html><title>x</title>", wrong, None), "html", "{wrong:?}");
        }
        for wrong in [Some("text/plain"), Some("text/html"), None] {
            assert_eq!(kind("[{\"name\": \"Acme\"}]", wrong, None), "json", "{wrong:?}");
            assert_eq!(kind("%PDF-1.7\n", wrong, None), "pdf", "{wrong:?}");
            assert_eq!(kind("Name,Purpose\nAcme,Hosting\nBeta,Mail\n", wrong, None), "csv", "{wrong:?}");
            assert_eq!(
                kind("updated: 2026-01-01\nvendors:\n  - name: Acme\n    purpose: Hosting\n", wrong, None),
                "yaml",
                "{wrong:?}"
            );
            assert_eq!(
                kind("# Vendors\n\n| Name | Use |\n|---|---|\n| Acme | Mail |\n", wrong, None),
                "markdown",
                "{wrong:?}"
            );
        }
    }

    #[test]
    fn the_file_ending_decides_where_the_content_type_does_not() {
        let plain = Some("text/plain; charset=utf-8");
        assert_eq!(kind("Acme\n", plain, Some("https://example.com/a/b.md?raw=1")), "markdown");
        assert_eq!(kind("Acme\n", plain, Some("https://example.com/b.MDX")), "mdx");
        assert_eq!(kind("# a comment\nname: Acme\n", plain, Some("https://example.com/b.yml")), "yaml");
        assert_eq!(kind("Just a sentence.\n", plain, Some("https://example.com/b.txt")), "text");
        assert_eq!(kind("<html><body>gone</body></html>", plain, Some("https://example.com/b.yml")), "html");
    }

    #[test]
    fn markdown_with_components_is_mdx() {
        assert_eq!(
            kind("import {Table} from './x'\n\n# Vendors\n\n<Table rows={rows} />\n", None, None),
            "mdx"
        );
    }

    #[test]
    fn front_matter_is_markdown_and_documents_of_yaml_are_yaml() {
        assert_eq!(kind("---\ntitle: Vendors\n---\n\nThese are ours.\n\n- Acme\n", None, None), "markdown");
        assert_eq!(
            kind("---\ntitle: Vendors\n---\n<div>\n<ul>\n<li>Acme</li>\n</ul></div>\n", None, None),
            "html"
        );
        assert_eq!(kind("---\nname: Acme\nuse: Mail\n---\nname: Beta\nuse: Web\n", None, None), "yaml");
    }

    #[test]
    fn prose_is_text_even_with_colons_and_commas() {
        assert_eq!(
            kind("Hello, world, this is it.\nNote: we do not, ever, sell data.\n", None, None),
            "text"
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        assert_eq!(kind("GIF89a....", None, None), "a GIF image");
        assert_eq!(
            kind("PK\u{3}\u{4}....ppt/presentation.xml", Some("application/zip"), None),
            "a PowerPoint presentation (pptx)"
        );
        assert_eq!(kind("PK\u{3}\u{4}....xl/workbook.xml", None, None), "xlsx");
        assert_eq!(kind("PK\u{3}\u{4}....word/document.xml", None, None), "docx");
        assert_eq!(kind("PK\u{3}\u{4}....readme", None, None), "a zip archive");
        assert_eq!(kind("<?xml version=\"1.0\"?><urlset/>", Some("text/xml"), None), "an XML document");
        assert_eq!(kind("<svg xmlns=''>", Some("text/html"), None), "an SVG image");
        assert_eq!(kind("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}", None, None), "data of an unknown kind");
    }

    #[test]
    fn xhtml_is_html_and_an_empty_page_stays_what_it_is_said_to_be() {
        assert_eq!(
            kind(
                "<?xml version=\"1.0\"?>\n<!DOCTYPE html><html xmlns=''>",
                Some("application/xhtml+xml"),
                None
            ),
            "html"
        );
        assert_eq!(kind("", Some("text/html"), None), "html");
        assert_eq!(kind("", None, None), "text");
    }
}
