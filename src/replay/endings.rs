//! What the ending of a recorded file's name says.

/// What a file's ending says: its content type, without a charset since the bytes are as they were, and
/// whether it is text.
const ENDINGS: [(&str, &str, Bulk); 10] = [
    ("csv", "text/csv", Bulk::Text),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", Bulk::Packed),
    ("html", "text/html", Bulk::Text),
    ("json", "application/json", Bulk::Text),
    ("md", "text/markdown", Bulk::Text),
    ("mdx", "text/mdx", Bulk::Text),
    ("pdf", "application/pdf", Bulk::Packed),
    ("txt", "text/plain", Bulk::Text),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Bulk::Packed),
    ("yaml", "application/yaml", Bulk::Text),
];

/// Whether gzip makes a body smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bulk {
    /// It does.
    Text,
    /// The format is compressed already.
    Packed,
}

/// The content type of a file with that ending, and whether it is text; none if it is like no page.
pub(super) fn meaning(ending: &str) -> Option<(&'static str, Bulk)> {
    ENDINGS.iter().find(|entry| entry.0 == ending).map(|&(_, content_type, bulk)| (content_type, bulk))
}

/// The endings that are known, for a message.
pub(super) fn all() -> String {
    ENDINGS.map(|(ending, ..)| format!("`.{ending}`")).join(", ")
}
