//! HTML into text and grids.
//!
//! The page is parsed once and laid flat ([`tree`]); one walk ([`walk`]) writes the text down as blocks and makes a
//! grid of everything that a reader could see as a list of things; what shows only when looking back
//! (headings with text below, runs of bold paragraphs) is found in the written text ([`sections`], [`runs`]).
//! No meaning is decided here.

mod card;
mod class;
mod embedded;
mod facts;
mod flow;
pub(super) mod front;
mod group;
mod list;
mod literal;
mod parse;
mod pen;
mod runs;
mod sections;
mod styles;
mod table;
mod tag;
mod tree;
mod walk;

use std::collections::HashSet;

use scraper::{Html, Selector};
use url::Url;

use self::{parse::Handle, tree::Tree, walk::Walk};
use super::ExtractError;
use crate::model::{Document, Recipe};

/// Reads a page. `base` is the address it came from.
///
/// # Errors
/// [`ExtractError::Selector`] where the recipe's selector is none or matches nothing, [`ExtractError::TooLarge`] where
/// the page is larger than 64 MiB or nested so deeply that reading it would take more than a few seconds.
pub(super) fn document(text: &str, base: Option<&Url>, recipe: &Recipe) -> Result<Document, ExtractError> {
    let (front, text) = front::split(text);
    let html = parse::parse(text)?;
    let chosen = recipe.list.as_deref().map(|list| choose(&html, list)).transpose()?;
    let tree = Tree::new(&html, chosen.as_ref(), &styles::hidden(&html));
    let base = facts::base(&tree, base);
    let mut walk = Walk::new(&tree, &base);
    walk.run();
    walk.settle_singles();
    let Walk { mut document, flow, .. } = walk;
    let mut found = sections::sections(&document, &flow);
    found.extend(runs::runs(&flow));
    flow::insert(&mut document, found);
    if chosen.is_none() {
        embedded::add(&mut document, &tree, &front);
    }
    facts::add(&mut document, &tree, &front);
    document.base = base.0;
    Ok(document)
}

/// The elements that a recipe's selector matches.
fn choose(html: &Html, list: &str) -> Result<HashSet<Handle>, ExtractError> {
    let failed = |reason: &str| ExtractError::Selector { selector: list.to_owned(), reason: reason.to_owned() };
    let selector = Selector::parse(list).map_err(|_| failed("is no CSS selector"))?;
    let chosen: HashSet<Handle> = html.select(&selector).map(|element| element.id()).collect();
    if chosen.is_empty() { Err(failed("matches nothing on the page")) } else { Ok(chosen) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CellRole;

    /// Prints what a file gives, for the eye: `DUMP=page.html cargo test --lib dump -- --ignored --nocapture`.
    #[test]
    #[ignore = "for the eye"]
    fn dump() {
        for path in std::env::var("DUMP").unwrap_or_default().split(',') {
            let text = std::fs::read_to_string(path).unwrap();
            let started = std::time::Instant::now();
            let recipe = Recipe::default();
            let document = match path.rsplit('.').next() {
                Some("md") => crate::extract::markdown::document(&text, None, crate::extract::markdown::Flavour::Markdown, &recipe),
                Some("mdx") => crate::extract::markdown::document(&text, None, crate::extract::markdown::Flavour::Mdx, &recipe),
                _ => document(&text, None, &recipe),
            };
            let document = document.unwrap();
            println!("=== {path} {:?} {:?} {:?}", document.title, document.hints, started.elapsed());
            for (at, grid) in document.grids.iter().enumerate() {
                let path: Vec<String> = grid.headings.iter().map(|heading| format!("{}:{}", heading.level, heading.text)).collect();
                println!(
                    "#{at} {:?} {:?} rows={} [{}] lead={:?}",
                    grid.shape,
                    grid.visibility,
                    grid.rows.len(),
                    path.join(" > "),
                    grid.lead.as_deref().map(|lead| lead.chars().take(60).collect::<String>())
                );
                for row in &grid.rows {
                    let cells: Vec<String> = row
                        .cells
                        .iter()
                        .map(|cell| {
                            format!(
                                "{}{}",
                                if cell.role == CellRole::Header {
                                    "!"
                                } else if cell.role == CellRole::Spanned {
                                    "="
                                } else {
                                    ""
                                },
                                cell.text().chars().take(60).collect::<String>()
                            )
                        })
                        .collect();
                    println!(
                        "   {}{}",
                        row.heading.as_deref().map(|heading| format!("<{heading}> ")).unwrap_or_default(),
                        cells.join(" | ")
                    );
                }
            }
        }
    }
}
