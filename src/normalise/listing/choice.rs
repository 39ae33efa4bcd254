//! Which of the grids that scored are the list, and which headings tell its parts apart.

use std::collections::HashSet;

use crate::model::{Document, Grid, Recipe, Shape, Visibility};

use super::{Candidate, Draft, Fate, Verdict, evidence::ENOUGH};

/// A grid with less than this share of the best one's score is not believed beside it.
const OUTDONE_BELOW_PERCENT: i32 = 45;
/// Two grids that share this share of the smaller one's names tell the same.
const REPEATS_FROM_PERCENT: usize = 60;

/// The chosen grids.
pub(super) struct Chosen {
    pub(super) parts: Vec<Part>,
    pub(super) verdicts: Vec<Verdict>,
}

/// One chosen grid: its rows and the heading that tells them apart.
pub(super) struct Part {
    pub(super) drafts: Vec<Draft>,
    section: Option<String>,
}

impl Part {
    /// The section of one of its rows.
    pub(super) fn section_of<'a>(&'a self, draft: &'a Draft) -> Option<&'a str> {
        draft.heading.as_deref().or(self.section.as_deref())
    }
}

/// Takes the grids whose evidence reaches, leaving out what tells the same twice.
pub(super) fn choose(document: &Document, mut candidates: Vec<Candidate>, recipe: &Recipe) -> Chosen {
    let enough = if recipe.list.is_some() { 0 } else { ENOUGH };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let worth = |at: &usize| rank(&document.grids[*at], &candidates[*at]);
    order.sort_by_key(|at| (std::cmp::Reverse(worth(at)), *at));
    let best = order.first().map_or(0, |&at| candidates[at].evidence.score());
    let mut fates: Vec<Fate> = vec![Fate::Unlikely; candidates.len()];
    let mut taken: Vec<usize> = Vec::new();
    for at in order {
        let score = candidates[at].evidence.score();
        if score < enough || candidates[at].drafts.is_empty() {
            continue;
        }
        let repeated = taken.iter().copied().find(|&other| repeats(document, &candidates, at, other));
        fates[at] = match repeated {
            Some(other) => Fate::Repeats(other),
            None if score * 100 < best * OUTDONE_BELOW_PERCENT => Fate::Outdone,
            None => {
                taken.push(at);
                Fate::Chosen
            }
        };
    }
    taken.sort_unstable();
    let sections = sections(document, &candidates, &taken);
    let verdicts = candidates.iter().zip(fates).map(|(candidate, fate)| verdict(document, candidate, fate)).collect();
    let parts =
        taken.iter().zip(sections).map(|(&at, section)| Part { drafts: std::mem::take(&mut candidates[at].drafts), section }).collect();
    Chosen { parts, verdicts }
}

/// What decides between two readings of the same rows: evidence first, then how well the shape keeps rows apart,
/// and a visible grid always before a hidden one.
fn rank(grid: &Grid, candidate: &Candidate) -> (bool, i32, usize) {
    let shape = match grid.shape {
        Shape::Table => 12,
        Shape::Cards | Shape::Definitions => 6,
        Shape::Sections | Shape::List | Shape::Records => 0,
    };
    let shown = grid.visibility == Visibility::Shown && candidate.evidence.score() >= ENOUGH;
    (shown, candidate.evidence.score() + shape, candidate.drafts.len())
}

/// Whether a grid tells what a chosen one tells already: another reading of the same rows, or a hidden copy.
fn repeats(document: &Document, candidates: &[Candidate], at: usize, other: usize) -> bool {
    let (names, others) = (names(&candidates[at].drafts), names(&candidates[other].drafts));
    let shared = names.intersection(&others).count();
    let overlap = shared * 100 >= names.len().min(others.len()).max(1) * REPEATS_FROM_PERCENT && shared > 0;
    let (mine, theirs) = (&document.grids[at], &document.grids[other]);
    if holds(mine, &candidates[at], theirs) || holds(theirs, &candidates[other], mine) {
        return true;
    }
    let hidden = mine.visibility == Visibility::Hidden && theirs.visibility == Visibility::Shown;
    if hidden {
        // What is hidden is not the list where a visible one stands.
        return overlap || mine.shape != Shape::Records || candidates[at].evidence.score() < 2 * ENOUGH;
    }
    // Two visible tables may both name a company: each is a list of its own, unless they agree in all they say.
    let both_tables = mine.shape == Shape::Table && theirs.shape == Shape::Table;
    if both_tables { names.len() >= 3 && same_rows(&candidates[at].drafts, &candidates[other].drafts) } else { overlap }
}

/// Whether the rows of one grid are headings, and the other stands under one of them: they read the same text.
fn holds(outer: &Grid, candidate: &Candidate, inner: &Grid) -> bool {
    let names = || candidate.drafts.iter().map(|draft| folded(&draft.name));
    outer.shape == Shape::Sections && inner.headings.iter().any(|heading| names().any(|name| name == folded(&heading.text)))
}

fn same_rows(mine: &[Draft], theirs: &[Draft]) -> bool {
    mine.len() == theirs.len() && mine.iter().zip(theirs).all(|(left, right)| folded(&left.name) == folded(&right.name))
}

fn names(drafts: &[Draft]) -> HashSet<String> {
    drafts.iter().map(|draft| folded(&draft.name)).collect()
}

fn folded(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The heading of each chosen grid, where there are several that tell the lists apart.
fn sections(document: &Document, candidates: &[Candidate], taken: &[usize]) -> Vec<Option<String>> {
    let near = |at: usize| document.grids[at].heading().or(document.grids[at].caption.as_deref()).map(str::to_owned);
    let headings: Vec<Option<String>> = taken.iter().map(|&at| near(candidates[at].grid)).collect();
    let different: HashSet<&Option<String>> = headings.iter().collect();
    if different.len() < 2 {
        return vec![None; taken.len()];
    }
    let title = document.title.as_deref().map(folded);
    headings.into_iter().map(|heading| heading.filter(|text| Some(folded(text)) != title)).collect()
}

fn verdict(document: &Document, candidate: &Candidate, fate: Fate) -> Verdict {
    let grid = &document.grids[candidate.grid];
    Verdict {
        grid: candidate.grid,
        shape: grid.shape,
        heading: grid.heading().map(str::to_owned),
        rows: candidate.drafts.len(),
        score: candidate.evidence.score(),
        reasons: candidate.evidence.points.clone(),
        fate,
    }
}
