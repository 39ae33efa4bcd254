//! Word documents (ECMA-376, `WordprocessingML`), by way of HTML: headings, paragraphs, lists, tables with
//! merged cells and links. What tracked changes delete is no text; what they insert is.

mod error;
mod names;
mod page;
mod sink;
mod table;

use std::{
    borrow::Cow,
    io::{Cursor, Read},
};

use url::Url;
use zip::ZipArchive;

use self::{error::unreadable, names::Names, page::Page};
use super::{archive, error::ExtractError, html};
use crate::model::{Document, Recipe};

/// Reads a document.
pub(super) fn document(body: &[u8], base: Option<&Url>, recipe: &Recipe) -> Result<Document, ExtractError> {
    archive::check(body, "Word document")?;
    let mut parts = ZipArchive::new(Cursor::new(body)).map_err(unreadable)?;
    let is_main = |name: &String| {
        let number = name.strip_prefix("word/document").and_then(|rest| rest.strip_suffix(".xml"));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let main = parts.file_names().flatten().map(Cow::into_owned).filter(is_main).min();
    let main = main.ok_or_else(|| unreadable("it holds no text"))?;
    let text = part(&mut parts, &main).ok_or_else(|| unreadable("its text cannot be unpacked"))?;
    let relations = main.replacen("word/", "word/_rels/", 1) + ".rels";
    let mut names = Names::default();
    names.read_links(&part(&mut parts, &relations).unwrap_or_default())?;
    names.read_styles(&part(&mut parts, "word/styles.xml").unwrap_or_default())?;
    html::document(&Page::of(&text, &names)?, base, recipe)
}

/// The text of a part. The archive was measured before: no part is too large.
fn part(parts: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Option<String> {
    let mut bytes = Vec::new();
    parts.by_name(name).ok()?.take(archive::MAX_UNPACKED as u64).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests;
