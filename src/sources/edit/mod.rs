//! Changes of a `sources.toml` that a person wrote, and goes on writing.
//!
//! A block is added, changed or taken out, and every other byte stays as it is: comments, blank lines, order,
//! quotes and line ends. So a text is never written anew from what was read. The parser says where in the
//! text each block and value stands, and the text is changed at these places alone.
//!
//! - A new `[[source]]` stands below the last one, a new `[[vendor]]` below the last one or else above the
//!   first source; after a blank line, its keys in the order of the docs.
//! - A new key stands below the one that comes before it in the docs. A new value stands in the quotes of the
//!   old one. Of a list over several lines only the items that differ are touched.
//! - With a block goes the blank line above it, and the comments that stand right above it or right below it.
//!   With a key goes its line.
//! - Adding a block and taking it out again gives the text as it was.
//!
//! What is given back was loaded: no change makes a file that does not load. Nothing in here touches a disk.

mod error;
mod found;
mod fresh;
mod lines;
mod place;
mod section;
mod sequence;
mod value;
mod wish;

use toml_edit::Table;

use super::{IsSelector, entry, vendor};
use crate::model::{Slug, Vendor};
pub use error::EditError;
use found::{blocks, load, parsed, sections, text_of, without_mark};
use place::Block;
use section::Layout;
use wish::Wish;
pub use wish::{SourceEdit, VendorEdit};

/// A source to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSource {
    /// Its short name.
    pub slug: Slug,
    /// The name of its vendor.
    pub vendor: String,
    /// The address of the page.
    pub url: String,
    /// What else is said of it.
    pub more: Vec<SourceEdit>,
}

/// A vendor to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVendor {
    /// What people call it.
    pub name: String,
    /// What else is said of it.
    pub more: Vec<VendorEdit>,
}

/// Adds a source. The text may be one without any, which does not load yet.
///
/// # Errors
/// The slug is taken, or the text would have problems.
pub fn add_source(text: &str, source: &NewSource, is_selector: IsSelector) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    let document = parsed(text)?;
    if document.contains_key("source") {
        load(text, is_selector)?;
    }
    let sources = blocks(text, &document, "source")?;
    let is_taken = |table: &&Table| text_of(table, "slug") == source.slug.as_str();
    if let Some(table) = sources.into_iter().flatten().find(is_taken) {
        let (slug, line) = (source.slug.clone(), found::line_of(text, table, "slug"));
        return Err(EditError::SourceExists { slug, line });
    }
    let named = [
        SourceEdit::Slug(source.slug.clone()),
        SourceEdit::Vendor(source.vendor.clone()),
        SourceEdit::Url(source.url.clone()),
    ];
    let wishes: Vec<Wish<'_>> = source.more.iter().chain(&named).map(SourceEdit::wish).collect();
    let block = fresh::block("source", &entry::KEYS, &wishes, lines::newline(text));
    let layout = Layout::of(text, &document);
    let splice = layout.below(&sections(sources), &block).unwrap_or_else(|| layout.above(&[], &block));
    finished(mark, &lines::spliced(text, vec![splice]), is_selector)
}

/// Changes a source, one key after the other.
///
/// # Errors
/// There is no such source, or the text would have problems.
pub fn change_source(
    text: &str,
    slug: &Slug,
    edits: &[SourceEdit],
    is_selector: IsSelector,
) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    load(text, is_selector)?;
    let document = parsed(text)?;
    let (index, _) = found::source(text, &document, slug)?;
    let wishes = edits.iter().map(SourceEdit::wish);
    finished(mark, &changed(text, Block { list: "source", index }, wishes)?, is_selector)
}

/// Takes a source out, with its recipe.
///
/// # Errors
/// There is no such source, or it is the only one.
pub fn remove_source(text: &str, slug: &Slug, is_selector: IsSelector) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    load(text, is_selector)?;
    let document = parsed(text)?;
    let (_, table) = found::source(text, &document, slug)?;
    if blocks(text, &document, "source")?.is_some_and(|sources| sources.len() == 1) {
        return Err(EditError::OnlySource { slug: slug.clone() });
    }
    let splices = Layout::of(text, &document).without(&section::sections(table));
    finished(mark, &lines::spliced(text, splices), is_selector)
}

/// Gives a vendor a block of its own. Sources that name it have from it at once what they do not say.
///
/// # Errors
/// The vendor has a block, or the text would have problems.
pub fn add_vendor(text: &str, vendor: &NewVendor, is_selector: IsSelector) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    load(text, is_selector)?;
    let document = parsed(text)?;
    let vendors = blocks(text, &document, "vendor")?;
    let is_taken = |table: &&Table| Vendor::key(text_of(table, "name")) == Vendor::key(&vendor.name);
    if let Some(table) = vendors.into_iter().flatten().find(is_taken) {
        let (name, line) = (text_of(table, "name").to_owned(), found::line_of(text, table, "name"));
        return Err(EditError::VendorExists { name, line });
    }
    let name = VendorEdit::Name(vendor.name.clone());
    let wishes: Vec<Wish<'_>> = vendor.more.iter().chain([&name]).map(VendorEdit::wish).collect();
    let block = fresh::block("vendor", &vendor::KEYS, &wishes, lines::newline(text));
    let layout = Layout::of(text, &document);
    let sources = sections(blocks(text, &document, "source")?);
    let splice = layout.below(&sections(vendors), &block).unwrap_or_else(|| layout.above(&sources, &block));
    finished(mark, &lines::spliced(text, vec![splice]), is_selector)
}

/// Changes a vendor's block, one key after the other. A new name is given to its sources, too.
///
/// # Errors
/// The vendor has no block, or the text would have problems.
pub fn change_vendor(
    text: &str,
    name: &str,
    edits: &[VendorEdit],
    is_selector: IsSelector,
) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    load(text, is_selector)?;
    let document = parsed(text)?;
    let (index, _) = found::vendor(text, &document, name)?;
    let wishes = edits.iter().map(VendorEdit::wish);
    let mut changed_text = changed(text, Block { list: "vendor", index }, wishes)?;
    let renamed = edits.iter().rev().find_map(|edit| match edit {
        VendorEdit::Name(new) => Some(SourceEdit::Vendor(new.clone())),
        _ => None,
    });
    if let Some(renamed) = renamed {
        let sources = blocks(text, &document, "source")?.into_iter().flatten().enumerate();
        let is_of_it = |table: &Table| Vendor::key(text_of(table, "vendor")) == Vendor::key(name);
        for (index, _) in sources.filter(|(_, table)| is_of_it(table)) {
            changed_text = changed(&changed_text, Block { list: "source", index }, [renamed.wish()])?;
        }
    }
    finished(mark, &changed_text, is_selector)
}

/// Takes a vendor's block out. Its sources keep its name, and lose what they had from it.
///
/// # Errors
/// The vendor has no block.
pub fn remove_vendor(text: &str, name: &str, is_selector: IsSelector) -> Result<String, EditError> {
    let (mark, text) = without_mark(text);
    load(text, is_selector)?;
    let document = parsed(text)?;
    let (_, table) = found::vendor(text, &document, name)?;
    let splices = Layout::of(text, &document).without(&section::sections(table));
    finished(mark, &lines::spliced(text, splices), is_selector)
}

/// The text with every wish for a block fulfilled.
fn changed<'w>(
    text: &str,
    block: Block,
    wishes: impl IntoIterator<Item = Wish<'w>>,
) -> Result<String, EditError> {
    wishes.into_iter().try_fold(text.to_owned(), |text, Wish { path, given }| {
        let changed = match given {
            Some(given) => place::set(&text, block, &path, &given),
            None => place::unset(&text, block, &path),
        };
        changed.ok_or_else(|| EditError::Unusual { key: path.join(".") })
    })
}

/// The text as it is given back: with its byte order mark, if it had one, and only if it loads.
fn finished(mark: &str, text: &str, is_selector: IsSelector) -> Result<String, EditError> {
    match super::load_with(text, is_selector) {
        Ok(_) => Ok(format!("{mark}{text}")),
        Err(problems) => Err(EditError::Refused { problems }),
    }
}

#[cfg(test)]
mod tests;
