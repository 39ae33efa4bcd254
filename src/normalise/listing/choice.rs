//! Which of the grids that scored are the list, and which headings tell its parts apart.

use std::collections::HashSet;

use foldhash::fast::RandomState;

use crate::model::{Document, Field, Grid, Recipe, Shape, Visibility};

use super::{
    Candidate, Draft, Fate, Verdict,
    companies::{are_all_in, named_in},
    draft::run_together,
    evidence::ENOUGH,
    kin::{self, Kinship},
    names,
};

/// A grid with less than this share of the best one's score is not believed beside it.
const OUTDONE_BELOW_PERCENT: i32 = 45;
/// Two grids that share this share of the smaller one's names tell the same.
const REPEATS_FROM_PERCENT: usize = 60;
/// With so many of the best chosen grids each further one is compared. A page of many small tables would take
/// for ever.
const MAX_COMPARED: usize = 200;

/// The chosen grids.
pub(super) struct Chosen {
    pub(super) parts: Vec<Part>,
    pub(super) verdicts: Vec<Verdict>,
}

/// One chosen grid: its rows and the heading that tells them apart.
pub(super) struct Part {
    pub(super) drafts: Vec<Draft>,
    pub(super) section: Option<String>,
}

/// Takes the grids whose evidence reaches, leaving out what tells the same twice.
pub(super) fn choose(document: &Document, mut candidates: Vec<Candidate>, recipe: &Recipe) -> Chosen {
    let enough = if recipe.list.is_some() { 0 } else { ENOUGH };
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let worth = |at: &usize| rank(&document.grids[*at], &candidates[*at]);
    order.sort_by_key(|at| (std::cmp::Reverse(worth(at)), *at));
    let best = order.first().map_or(0, |&at| candidates[at].evidence.score());
    let first = order.first().map(|&at| (&document.grids[at], &candidates[at]));
    let mut fates: Vec<Fate> = vec![Fate::Unlikely; candidates.len()];
    let mut taken: Vec<usize> = Vec::new();
    let names: Vec<Names<'_>> = candidates.iter().map(|candidate| Names::of(&candidate.drafts)).collect();
    for at in order {
        let score = candidates[at].evidence.score();
        let own = (&document.grids[at], &candidates[at]);
        let kinship = first.map_or(Kinship::None, |first| kin::of(first, own));
        let needed = if taken.is_empty() { enough } else { kinship.enough(enough) };
        if score < needed || candidates[at].drafts.is_empty() {
            continue;
        }
        let repeated = taken.iter().copied().take(MAX_COMPARED).find(|&other| {
            let one = |at: usize| (&document.grids[at], &names[at]);
            repeats(one(at), one(other), score)
        });
        let is_far_below = score * 100 < best * OUTDONE_BELOW_PERCENT;
        let is_like_first = || first.is_some_and(|first| is_laid_out_as(first, own));
        fates[at] = match repeated {
            Some(other) => Fate::Repeats(other),
            None if is_far_below && kinship == Kinship::None && !is_like_first() => Fate::Outdone,
            None => {
                taken.push(at);
                Fate::Chosen
            }
        };
    }
    drop(names);
    taken.sort_unstable();
    let sections = sections(document, &candidates, &taken);
    let verdicts =
        candidates.iter().zip(fates).map(|(candidate, fate)| verdict(document, candidate, fate)).collect();
    let parts = taken
        .iter()
        .zip(sections)
        .map(|(&at, section)| Part { drafts: std::mem::take(&mut candidates[at].drafts), section })
        .collect();
    Chosen { parts, verdicts }
}

/// Whether two visible tables of a page tell the same of their rows: affiliates beside third parties, however
/// few are known.
fn is_laid_out_as((best, first): (&Grid, &Candidate), (grid, candidate): (&Grid, &Candidate)) -> bool {
    let is_shown_table = |grid: &Grid| grid.shape == Shape::Table && grid.visibility == Visibility::Shown;
    let fields = |candidate: &Candidate| -> HashSet<Field> {
        candidate.drafts.iter().flat_map(|draft| draft.texts.keys().copied()).collect()
    };
    let wanted = fields(first);
    is_shown_table(best) && is_shown_table(grid) && wanted.len() > 1 && fields(candidate).is_superset(&wanted)
}

/// What decides between two readings of the same rows: evidence first, then how well the shape keeps rows
/// apart, and a visible grid always before a hidden one.
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
fn repeats((mine, names): (&Grid, &Names<'_>), (theirs, others): (&Grid, &Names<'_>), score: i32) -> bool {
    if holds(mine, names, theirs) || holds(theirs, others, mine) {
        return true;
    }
    if adds_nothing(names.drafts) && are_all_in(names.drafts, others.drafts) {
        return true;
    }
    let shared = names.all.intersection(&others.all).count();
    if mine.visibility == Visibility::Hidden && theirs.visibility == Visibility::Shown {
        // What is hidden is not the list where a visible one stands, nor data that have a name in common with
        // it.
        return shared > 0 || mine.shape != Shape::Records || score < 2 * ENOUGH;
    }
    let same_shape = mine.shape == theirs.shape;
    let same_names = names.rows == others.rows;
    // The same vendors under another heading, of which other things are told: those of another region.
    let are_groups = same_shape && matches!(mine.shape, Shape::Cards | Shape::List | Shape::Definitions);
    if are_groups && same_names && mine.heading() != theirs.heading() && !names.agree(others) {
        return false;
    }
    if same_shape && mine.shape == Shape::Table {
        // Two visible tables may both name a company: each is a list of its own, unless they agree in all
        // they say.
        return names.all.len() >= 3 && same_names && (names.agree(others) || !told_apart(mine, theirs));
    }
    // The same companies in another shape, whatever they are called there.
    if !same_shape && are_all_in(names.drafts, others.drafts) {
        return true;
    }
    let fewest = names.all.len().min(others.all.len()).max(1);
    shared > 0 && shared * 100 >= fewest * REPEATS_FROM_PERCENT
}

/// Whether rows tell nothing of companies that is worth a row of its own: they name several at once beside
/// what they get, or link their documents.
fn adds_nothing(drafts: &[Draft]) -> bool {
    let only_links = |draft: &Draft| {
        let linked = draft.link.is_some() || draft.policy.is_some() || draft.has(Field::Url);
        linked && draft.texts.keys().all(|field| *field == Field::Url)
    };
    let several = drafts.iter().filter(|draft| named_in(&draft.name).count() > 1).count();
    drafts.iter().all(only_links) || several * 2 >= drafts.len()
}

/// Whether something near two grids tells which is which. A copy for small screens stands under the same
/// heading.
fn told_apart(mine: &Grid, theirs: &Grid) -> bool {
    let leads = mine.lead.as_ref().zip(theirs.lead.as_ref());
    mine.heading() != theirs.heading()
        || mine.caption != theirs.caption
        || leads.is_some_and(|(mine, theirs)| mine != theirs)
}

/// Whether the rows of one grid are headings, and the other stands under one of them: they read the same
/// text.
fn holds(outer: &Grid, names: &Names<'_>, inner: &Grid) -> bool {
    outer.shape == Shape::Sections
        && inner.headings.iter().any(|heading| names.all.contains(&run_together(&names::tidy(&heading.text))))
}

/// The names of a grid, run together: row by row, and each once; and the rows themselves.
struct Names<'d> {
    rows: Vec<String>,
    all: HashSet<String, RandomState>,
    drafts: &'d [Draft],
}

impl<'d> Names<'d> {
    fn of(drafts: &'d [Draft]) -> Self {
        let rows: Vec<String> = drafts.iter().map(|draft| run_together(&draft.name)).collect();
        Self { all: rows.iter().cloned().collect(), rows, drafts }
    }

    /// Whether two grids of the same names say the same of each, as far as both say it: a copy for small
    /// screens may say less.
    fn agree(&self, others: &Self) -> bool {
        let joined = |texts: &[String]| run_together(&texts.join(" "));
        let same = |(mine, theirs): (&Draft, &Draft)| {
            mine.texts.iter().all(|(field, texts)| {
                theirs.texts.get(field).is_none_or(|other| joined(other) == joined(texts))
            })
        };
        self.drafts.iter().zip(others.drafts).all(same)
    }
}

/// The heading of each chosen grid, where there are several that tell the lists apart.
fn sections(document: &Document, candidates: &[Candidate], taken: &[usize]) -> Vec<Option<String>> {
    let near =
        |at: usize| document.grids[at].heading().or(document.grids[at].caption.as_deref()).map(str::to_owned);
    let headings: Vec<Option<String>> = taken.iter().map(|&at| near(candidates[at].grid)).collect();
    let different: HashSet<&Option<String>> = headings.iter().collect();
    if different.len() < 2 {
        return vec![None; taken.len()];
    }
    let title = document.title.as_deref().map(run_together);
    headings.into_iter().map(|heading| heading.filter(|text| Some(run_together(text)) != title)).collect()
}

/// What was thought of a grid, for whoever asks why it was chosen or left.
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
        left: candidate.left.clone(),
        columns: candidate.columns.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Heading;

    fn table(rows: &[(&str, &[(Field, &str)])]) -> Vec<Draft> {
        let draft = |(name, texts): &(&str, &[(Field, &str)])| {
            let mut draft = Draft { name: (*name).to_owned(), ..Draft::default() };
            texts.iter().for_each(|(field, text)| draft.put(*field, text));
            draft
        };
        rows.iter().map(draft).collect()
    }

    fn grid(caption: &str) -> Grid {
        let (shape, visibility, caption) = (Shape::Table, Visibility::Shown, Some(caption.to_owned()));
        Grid { shape, headings: Vec::new(), caption, lead: None, rows: Vec::new(), visibility, block: 0 }
    }

    fn repeated(mine: &[Draft], theirs: &[Draft]) -> bool {
        are_repeated((&grid("EU"), mine), (&grid("US"), theirs))
    }

    fn are_repeated((one, mine): (&Grid, &[Draft]), (other, theirs): (&Grid, &[Draft])) -> bool {
        repeats((one, &Names::of(mine)), (other, &Names::of(theirs)), 100)
    }

    #[test]
    fn the_same_vendors_in_other_places_are_a_list_of_their_own() {
        let place = |place: &'static str| {
            let names = ["Acme", "Zenith", "Orbit"];
            names.map(|name| (name, [(Field::Purpose, "Hosting"), (Field::Location, place)]))
        };
        let names = |place: &[(&str, [(Field, &str); 2])]| {
            let rows: Vec<(&str, &[(Field, &str)])> =
                place.iter().map(|(name, texts)| (*name, texts.as_slice())).collect();
            table(&rows)
        };
        let (europe, america) = (names(&place("Ireland")), names(&place("United States")));
        assert!(!repeated(&europe, &america));
        assert!(repeated(&europe, &names(&place("Ireland"))));
        // Nothing tells them apart: one table, written twice in two ways.
        assert!(are_repeated((&grid("EU"), &europe), (&grid("EU"), &america)));
    }

    #[test]
    fn cards_under_headings_of_regions_are_lists_of_their_own() {
        let under = |text: &str| {
            let heading = Heading { level: 2, text: text.to_owned() };
            Grid { shape: Shape::Cards, headings: vec![heading], ..grid("") }
        };
        let europe =
            table(&[("Acme", &[(Field::Location, "Ireland")]), ("Zenith", &[(Field::Location, "Ireland")])]);
        let america =
            table(&[("Acme", &[(Field::Location, "USA")]), ("Zenith", &[(Field::Location, "USA")])]);
        assert!(!are_repeated((&under("EU"), &europe), (&under("US"), &america)));
        assert!(are_repeated((&under("EU"), &europe), (&under("EU"), &america)));
        assert!(are_repeated((&under("EU"), &europe), (&under("US"), &europe)));
    }

    #[test]
    fn a_copy_that_says_less_is_a_copy() {
        let whole = table(&[
            ("Acme", &[(Field::Location, "Ireland")]),
            ("Zenith", &[(Field::Purpose, "Mail")]),
            ("Orbit", &[]),
        ]);
        assert!(repeated(&table(&[("Acme", &[]), ("Zenith", &[]), ("Orbit", &[])]), &whole));
        assert!(!repeated(&table(&[("Acme", &[]), ("Orbit", &[]), ("Zenith", &[])]), &whole));
    }
}
