//! PDF (ISO 32000-2): characters and lines of a page, put together to tables and prose.
//!
//! `pdf-extract` decodes the fonts. It panics on much that is broken and follows what it is told without a
//! limit, so [`paper`] rewrites each page first to nothing but well-formed text operators, and the whole runs
//! in a thread of its own.

mod broken;
mod columns;
mod error;
mod flow;
mod fonts;
mod letters;
mod matrix;
mod object;
mod paper;
mod prose;
mod rows;
mod ruled;
mod sheet;
mod stream;
#[cfg(test)]
pub(super) mod tests;
mod words;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Once,
};

use self::error::unreadable;
use super::{
    draft::{Draft, within},
    error::ExtractError,
};
use crate::model::{BlockKind, Document};

/// The largest PDF that is read, in bytes.
const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The stack of the thread that reads, in bytes.
const STACK: usize = 64 * 1024 * 1024;
/// The name of that thread; its panics are told as errors, not printed.
const THREAD: &str = "pdf";

/// Reads a PDF.
pub(super) fn document(body: &[u8]) -> Result<Document, ExtractError> {
    within(body.len(), MAX_BYTES, "bytes in a PDF")?;
    stream::check(body)?;
    quiet();
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
        let read = || {
            catch_unwind(AssertUnwindSafe(|| read(body)))
                .unwrap_or_else(|_| Err(unreadable("it is broken inside")))
        };
        let thread = reader.spawn_scoped(scope, read).map_err(unreadable)?;
        thread.join().unwrap_or_else(|_| Err(unreadable("it is broken inside")))
    })
}

fn read(body: &[u8]) -> Result<Document, ExtractError> {
    let mut source = pdf_extract::Document::load_mem(body).map_err(unreadable)?;
    if source.is_encrypted() {
        source.decrypt("").map_err(|_| unreadable("it asks for a password"))?;
    }
    let mut sheets = paper::prepare(&mut source)?;
    letters::read(&source, &mut sheets)?;
    let sheets: Vec<_> = sheets.into_iter().map(|prepared| prepared.sheet).collect();
    let mut draft = Draft::default();
    prose::write(flow::items(&sheets), &mut draft)?;
    if let Some(title) = paper::title(&source) {
        draft.title(&title);
    }
    let mut document = draft.finish();
    let mut headings = document.blocks.iter().filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    document.title = document.title.or_else(|| headings.next().map(|block| block.text.clone()));
    broken::mend(&mut document);
    Ok(document)
}

/// Keeps the panics of the reading thread off the terminal; all others are printed as before.
fn quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if std::thread::current().name() != Some(THREAD) {
                usual(info);
            }
        }));
    });
}
