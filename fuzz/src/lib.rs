//! What every fuzz target does: the whole way from the bytes of a page to rows.

pub mod paper;
pub mod workbook;

use subwatch::{
    extract::{About, document},
    model::{Media, Recipe},
    normalise::listing,
};

/// Reads a body as one kind of page. Broken bodies are errors; nothing else is allowed to happen.
pub fn read(body: &[u8], media: Media) {
    let recipe = Recipe::default();
    if let Ok(document) = document(body, About { media: Some(media), ..About::default() }, &recipe) {
        std::hint::black_box(listing(&document, &recipe));
    }
}

/// Takes away libFuzzer's panic hook, which ends the program even where a panic of a library is caught and
/// told as an error. A panic that nobody catches ends it all the same.
pub fn prepare() {
    drop(std::panic::take_hook());
}
