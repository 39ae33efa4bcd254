//! HTML into text and grids.
//!
//! The page is parsed once and laid flat ([`tree`]); one walk ([`walk`]) writes the text down as blocks and
//! makes a grid of everything that a reader could see as a list of things; what shows only when looking back
//! (headings with text below, runs of bold paragraphs) is found in the written text ([`sections`], [`runs`]).
//! No meaning is decided here.

mod apart;
mod boxes;
mod card;
mod class;
mod css;
mod embedded;
mod facts;
mod finds;
mod flow;
pub(super) mod front;
mod group;
mod inline;
mod labelled;
mod list;
mod literal;
mod marks;
mod named;
mod page;
mod panels;
mod parse;
mod parts;
mod pen;
mod prose;
mod runs;
mod sections;
mod sight;
mod styles;
mod table;
mod tabs;
mod tag;
pub(super) mod template;
mod tree;
mod unfilled;
mod veiled;
mod walk;
mod written;

use std::collections::HashSet;

use scraper::Selector;
use url::Url;

use self::{
    css::Selectable,
    page::{Page, Place},
    tree::Tree,
};
use super::error::ExtractError;
use crate::model::{Document, Grid, Recipe, Visibility};

/// Reads a page. `base` is the address it came from.
///
/// # Errors
/// [`ExtractError::Selector`] where the recipe's selector is none or matches nothing,
/// [`ExtractError::TooLarge`] where the page is larger than 64 MiB or nested so deeply that reading it would
/// take more than a few seconds.
pub(super) fn document(text: &str, base: Option<&Url>, recipe: &Recipe) -> Result<Document, ExtractError> {
    let (mut document, bodies) = page(text, base, recipe)?;
    for body in bodies {
        let block = document.blocks.len();
        // What is too large to be read is a part of the data that shows nothing, not of the page.
        let Ok((inner, _)) = page(&body, document.base.as_ref(), &Recipe::default()) else { continue };
        let hidden = |grid: Grid| Grid { visibility: Visibility::Hidden, block, ..grid };
        document.grids.extend(inner.grids.into_iter().map(hidden));
    }
    Ok(document)
}

/// Reads a page by itself. Gives besides the bodies of HTML that it carries as data, which a script would
/// show.
fn page(text: &str, base: Option<&Url>, recipe: &Recipe) -> Result<(Document, Vec<String>), ExtractError> {
    let (front, text) = front::split(text);
    let page = parse::parse(text)?;
    let chosen = recipe.list.as_deref().map(|list| choose(&page, list)).transpose()?;
    let tree = Tree::new(&page, chosen.as_ref(), &styles::hidden(&page));
    let base = facts::base(&tree, base);
    let (mut document, flow) = walk::walk(&tree, &base);
    let mut found = sections::sections(&document, &flow);
    let named = named::named(&flow);
    found.retain(|grid| !named::is_named_below(grid, &named));
    found.extend(runs::runs(&flow));
    found.extend(named);
    let mut left_out = list::facts(&document);
    left_out.extend(tabs::wholes(&document));
    flow::settle(&mut document, found, &left_out);
    let bodies = if chosen.is_none() { embedded::add(&mut document, &tree, &front) } else { Vec::new() };
    facts::add(&mut document, &tree, &front);
    document.base = base.0;
    Ok((document, bodies))
}

/// Whether a text is a CSS selector (Selectors Level 4) that a recipe may hold.
pub(super) fn is_selector(text: &str) -> bool {
    Selector::parse(text).is_ok()
}

/// The elements that a recipe's selector matches.
fn choose(page: &Page, list: &str) -> Result<HashSet<Place>, ExtractError> {
    let failed =
        |reason: &str| ExtractError::Selector { selector: list.to_owned(), reason: reason.to_owned() };
    let selector = Selector::parse(list).map_err(|_| failed("is no CSS selector"))?;
    let chosen: HashSet<Place> = Selectable::new(page).select(&selector).collect();
    if chosen.is_empty() { Err(failed("matches nothing on the page")) } else { Ok(chosen) }
}

/// A page with the given body, for tests.
#[cfg(test)]
fn read(text: &str) -> Document {
    document(text, Url::parse("https://vendor.test/legal/list").ok().as_ref(), &Recipe::default()).unwrap()
}

/// The texts of a grid's cells, header cells with `!` and repeats with `=` before them, for tests.
#[cfg(test)]
fn cells(grid: &crate::model::Grid) -> Vec<Vec<String>> {
    let mark = |cell: &crate::model::Cell| match cell.role {
        crate::model::CellRole::Header => "!",
        crate::model::CellRole::Data => "",
        crate::model::CellRole::Spanned => "=",
    };
    grid.rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| format!("{}{}", mark(cell), cell.text())).collect())
        .collect()
}

#[cfg(test)]
mod tests;
