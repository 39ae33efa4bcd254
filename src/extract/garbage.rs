//! Bytes that nobody meant: whatever they are read as, there is a document or an error, and never a panic.

use proptest::{collection::vec, prelude::*};

use super::{About, document, pdf::tests as paper};
use crate::model::{Media, Recipe};

/// A valid sample of each kind.
fn samples() -> Vec<(Media, Vec<u8>)> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, name) in ["Name", "Acme", "Beta"].into_iter().enumerate() {
        sheet.write(u32::try_from(row).unwrap(), 0, name).unwrap();
    }
    let page = paper::shown(&[(50, 100, "Name"), (250, 100, "Use"), (50, 120, "Acme"), (250, 120, "Mail")])
        + "50 100 m 400 100 l S 1 0 0 1 5 5 cm";
    vec![
        (Media::Csv, b"Name,\"Use\"\nAcme,\"Mail, \"\"post\"\"\"\nBeta;Web\n".to_vec()),
        (
            Media::Json,
            b"{\"title\": \"x\", \"list\": [{\"name\": \"A<br>b &amp; c\", \"in\": {\"a\": [1, null]}}, \
              {\"name\": \"B\"}], \"m\": {\"a\": {\"x\": 1}, \"b\": {\"x\": 2}}}"
                .to_vec(),
        ),
        (
            Media::Yaml,
            b"a: &x [1, {b: c}]\nlist:\n  - name: |\n      A\n  - <<: *x\n---\n\
              ? k\n: - v\n"
                .to_vec(),
        ),
        (
            Media::Text,
            b"TITLE\n=====\n\n| a | b |\n|---|---|\n| c | d |\n\nName   Use\nA\xc3\xa4    b\n\n\
              - x\n  y\n1. z\n\tt\tu\n"
                .to_vec(),
        ),
        (Media::Xlsx, book.save_to_buffer().unwrap()),
        (Media::Pdf, paper::pdf(&[&page, &page])),
    ]
}

fn read(body: &[u8], media: Option<Media>) {
    let about = About { media, ..About::default() };
    if let Ok(document) = document(body, about, &Recipe::default()) {
        for grid in &document.grids {
            assert!(!grid.rows.is_empty() && grid.block <= document.blocks.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(body in vec(any::<u8>(), 0..400)) {
        read(&body, None);
        for media in [Media::Csv, Media::Json, Media::Yaml, Media::Text, Media::Xlsx, Media::Pdf] {
            read(&body, Some(media));
        }
    }

    #[test]
    fn random_text_never_panics(body in "[ -~\n\t|,;:{}\\[\\]\"'<>&*#äß–€]{0,300}") {
        for media in [None, Some(Media::Csv), Some(Media::Json), Some(Media::Yaml), Some(Media::Text)] {
            read(body.as_bytes(), media);
        }
    }

    #[test]
    fn valid_samples_with_some_bytes_changed_never_panic(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        cuts in 0..3,
    ) {
        for (media, mut body) in samples() {
            for (at, byte) in &changes {
                let at = at.index(body.len());
                body[at] = *byte;
            }
            if cuts == 0 {
                body.truncate(cut.index(body.len()));
            }
            read(&body, Some(media));
            read(&body, None);
        }
    }
}
