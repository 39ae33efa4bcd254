//! What a page says of itself: title, date, promises, contact and language.

mod contact;
mod promises;
mod sentence;
mod units;

use super::{dates, language};
use crate::model::{Document, PageFacts, Presence};

/// The page's own facts. Time is linear in the text.
#[must_use]
pub fn page(document: &Document) -> PageFacts {
    let language = language::of(document);
    let promises = promises::of(document);
    PageFacts {
        title: document.title.as_deref().map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned),
        last_updated: dates::find_updated(&document.blocks, language.as_deref()),
        notice_days: promises.notice,
        objection_days: promises.objection,
        contact: contact::of(document),
        language,
        presence: Presence::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Block, BlockKind};

    #[test]
    fn a_page_says_its_facts() {
        let texts = [
            "Last updated: 5 May 2026",
            "We give customers at least 30 days' notice before we add a new sub-processor, and you may \
             object within fourteen (14) days of that notice.",
            "If you have questions about this list, write to privacy@example.com.",
        ];
        let block = |text: &&str| Block {
            kind: BlockKind::Paragraph,
            text: (*text).to_owned(),
            links: Vec::new(),
            grid: None,
        };
        let document = Document {
            title: Some(" Sub-processors ".to_owned()),
            blocks: texts.iter().map(block).collect(),
            ..Document::default()
        };
        let facts = page(&document);
        assert_eq!(facts.title.as_deref(), Some("Sub-processors"));
        assert_eq!(facts.last_updated.map(|date| date.to_string()).as_deref(), Some("2026-05-05"));
        assert_eq!((facts.notice_days, facts.objection_days), (Some(30), Some(14)));
        assert_eq!(facts.contact.as_deref(), Some("privacy@example.com"));
        assert_eq!(facts.language.as_deref(), Some("en"));
        assert_eq!(page(&Document::default()), PageFacts::default());
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,80}|[0-9 ./年月日:@a-z\\[\\]()-]{0,80}") {
            let kinds = [BlockKind::Paragraph, BlockKind::Heading(2), BlockKind::Metadata];
            let block = |kind: &BlockKind| Block {
                kind: *kind,
                text: text.clone(),
                links: Vec::new(),
                grid: None,
            };
            let _ = page(&Document {
                title: Some(text.clone()),
                language: Some(text.clone()),
                blocks: kinds.iter().map(block).collect(),
                ..Document::default()
            });
            let _ = crate::normalise::headers::meanings(&text);
            let _ = crate::normalise::headers::label(&text);
            let _ = crate::normalise::headers::is_header_like(&[&text, &text]);
            let _ = crate::normalise::topics::section_name(&text);
            let _ = crate::normalise::statuses::read(&text);
            let _ = crate::normalise::statuses::of_heading(&text);
        }
    }
}
