//! What came over the wire, or was brought.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::Origin;

/// One header field as received: name in lower case, value with bytes outside visible ASCII replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Field name, lower case (RFC 9110 section 5.1: names are case-insensitive).
    pub name: String,
    /// Field value.
    pub value: String,
}

/// One step of a redirect chain (RFC 9110 section 15.4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirect {
    /// Status that sent us on: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// The address that answered so.
    pub from: Url,
    /// The address it named, made absolute.
    pub to: Url,
}

/// What we say to a server so that it may answer 304 (RFC 9110 section 13.1). The entity tag wins.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag` of the capture we hold, quotes and `W/` included.
    pub etag: Option<String>,
    /// `Last-Modified` of the capture we hold, as printed.
    pub last_modified: Option<String>,
    /// The address that gave them: they say nothing of what any other address answers (RFC 9110 section
    /// 8.8.1).
    pub of: Option<Url>,
}

/// One answer of a server, whole: status, headers and the body with its content coding undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The address that was asked for.
    pub requested: Url,
    /// The address that answered in the end.
    pub address: Url,
    /// The steps between the two, in order.
    pub redirects: Vec<Redirect>,
    /// Final status code.
    pub status: u16,
    /// Final header fields, in order of arrival.
    pub headers: Vec<Header>,
    /// Body bytes after gzip, brotli, zstd or deflate were undone; empty for 304.
    pub body: Vec<u8>,
    /// When the request that got this answer was sent.
    pub requested_at: Timestamp,
    /// When the last byte of the body had arrived.
    pub received_at: Timestamp,
    /// How it was come by.
    pub origin: Origin,
}

impl Page {
    /// The first value of a header field, by its lower-case name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name == name).map(|header| header.value.as_str())
    }

    /// The validators to send next time.
    #[must_use]
    pub fn validators(&self) -> Validators {
        let text = |name| self.header(name).map(str::to_owned);
        Validators {
            etag: text("etag"),
            last_modified: text("last-modified"),
            of: Some(self.address.clone()),
        }
    }
}

/// The kind of document a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    /// HTML or XHTML.
    Html,
    /// Markdown, with or without front matter.
    Markdown,
    /// Markdown with JSX components.
    Mdx,
    /// Comma-, semicolon- or tab-separated values.
    Csv,
    /// JSON.
    Json,
    /// YAML.
    Yaml,
    /// An Office Open XML workbook.
    Xlsx,
    /// An Office Open XML text document.
    Docx,
    /// PDF.
    Pdf,
    /// Plain text.
    Text,
}

impl Media {
    /// Every kind, in the order they are named in messages.
    pub const ALL: [Self; 10] = [
        Self::Html,
        Self::Markdown,
        Self::Mdx,
        Self::Csv,
        Self::Json,
        Self::Yaml,
        Self::Xlsx,
        Self::Docx,
        Self::Pdf,
        Self::Text,
    ];

    /// The word for it in `sources.toml` and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Mdx => "mdx",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Yaml => "yaml",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Text => "text",
        }
    }

    /// The kind of that [`name`](Self::name).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.name() == name)
    }
}
