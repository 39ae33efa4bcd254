//! Which grids of a page are its list of sub-processors, and what each row says.
//!
//! The method is evidence that adds up: each grid is read as if it were the list (`columns`, `lines`,
//! `bullets` turn its rows into drafts), then `evidence` scores what that reading looks like (header words,
//! heading words, known companies in the name column, places in the location column, shape), and `choice`
//! takes the grids that score. Every point has a reason in words, so that a reader can see why a grid was
//! chosen and another was not.

mod assignment;
mod bullets;
mod choice;
mod columns;
mod companies;
mod content;
mod cookies;
mod documents;
mod draft;
mod evidence;
mod fates;
mod kin;
mod leads;
mod lines;
mod names;
mod notes;
mod prose;
mod rule;
mod tables;
mod warnings;

use crate::model::{Document, Grid, Listing, PageFacts, Printed, Recipe, Shape, Warning};

use self::{choice::Part, draft::Draft, fates::Left};
pub use self::{
    fates::{ColumnFate, LeftRow},
    rule::Rule,
};
use super::{facts, presence};

/// A listing, and how it was come by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The list as it is printed, and the page's own facts.
    pub listing: Listing<Printed>,
    /// One verdict a grid, in page order.
    pub verdicts: Vec<Verdict>,
}

/// What was thought of one grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Index into [`Document::grids`].
    pub grid: usize,
    /// What it was on the page.
    pub shape: Shape,
    /// The heading above it.
    pub heading: Option<String>,
    /// How many rows it would give.
    pub rows: usize,
    /// The sum of its evidence; from 45 on it is held for the list.
    pub score: i32,
    /// Points and the reason for each, strongest first as they were found.
    pub reasons: Vec<(i32, String)>,
    /// Whether its rows are in the listing, and if not although it scored, why.
    pub fate: Fate,
    /// Its rows that are none of the list by themselves, in page order.
    pub left: Vec<LeftRow>,
    /// What each of its columns became, where it has columns.
    pub columns: Vec<ColumnFate>,
}

/// What became of a grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// Its rows are in the listing.
    Chosen,
    /// Its evidence does not reach.
    Unlikely,
    /// It scored, but another grid tells the same better.
    Repeats(usize),
    /// It scored, but far less than the page's real list.
    Outdone,
}

/// Reads the list out of a document.
///
/// Never fails: a page without a list gives no rows and a warning that says what was seen.
#[must_use]
pub fn listing(document: &Document, recipe: &Recipe) -> Reading {
    let mut layouts: Vec<Option<tables::Layout<'_>>> =
        document.grids.iter().map(|grid| layout(grid, recipe)).collect();
    tables::align(&mut layouts);
    let numbered = document.grids.iter().zip(layouts).enumerate();
    let candidates: Vec<Candidate> =
        numbered.map(|(at, (grid, layout))| candidate(document, at, grid, layout.as_ref(), recipe)).collect();
    let chosen = choice::choose(document, candidates, recipe);
    let mut entries = Vec::new();
    for Part { drafts, section } in chosen.parts {
        entries.extend(drafts.into_iter().map(|draft| draft.finish(section.as_deref())));
    }
    if entries.is_empty() && recipe.list.is_none() {
        entries.extend(prose::drafts(document).into_iter().map(|draft| draft.finish(None)));
    }
    let page = PageFacts { presence: presence::of(document, &entries), ..facts::page(document) };
    let mut warnings: Vec<Warning> = Vec::new();
    warnings.extend(warnings::of(document, &page.presence, &entries, &chosen.verdicts));
    Reading { listing: Listing { page, entries, warnings }, verdicts: chosen.verdicts }
}

/// A grid read as if it were the list.
#[derive(Debug, Clone)]
struct Candidate {
    grid: usize,
    drafts: Vec<Draft>,
    evidence: evidence::Evidence,
    /// Its printed headers, where it has columns.
    headers: Option<Vec<String>>,
    left: Vec<LeftRow>,
    columns: Vec<ColumnFate>,
}

fn layout<'g>(grid: &'g Grid, recipe: &Recipe) -> Option<tables::Layout<'g>> {
    matches!(grid.shape, Shape::Table | Shape::Records).then(|| tables::layout(grid, recipe)).flatten()
}

fn candidate(
    document: &Document,
    at: usize,
    grid: &Grid,
    layout: Option<&tables::Layout<'_>>,
    recipe: &Recipe,
) -> Candidate {
    let mut left = Left::default();
    let mut drafts = match grid.shape {
        Shape::Table | Shape::Records => {
            layout.map(|layout| tables::drafts(layout, &mut left)).unwrap_or_default()
        }
        Shape::List => bullets::drafts(grid, &mut left),
        Shape::Cards | Shape::Sections | Shape::Definitions => lines::drafts(grid, recipe, &mut left),
    };
    let columns = layout.map(|layout| &layout.columns);
    drafts.iter_mut().for_each(names::aside::take);
    let mut drafts = fates::sifted(drafts, &mut left);
    leads::locate(&mut drafts, grid.lead.as_deref());
    let evidence = evidence::weigh(document, grid, &drafts, columns);
    let headers = columns.map(|columns| columns.headers.clone());
    let columns = columns.map(fates::of_columns).unwrap_or_default();
    Candidate { grid: at, drafts, evidence, headers, left: left.0, columns }
}

impl Fate {
    /// What became of it, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Chosen => "taken".to_owned(),
            Self::Unlikely => format!("left: below {}", evidence::ENOUGH),
            Self::Repeats(grid) => format!("left: tells what grid {grid} tells"),
            Self::Outdone => "left: far below the best".to_owned(),
        }
    }
}
