//! What is known of a body before anything is read from it.

use url::Url;

use crate::model::Media;

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
