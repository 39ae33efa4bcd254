//! Grids that belong together: parts of one list, of which some would not reach by themselves.

use std::collections::BTreeSet;

use crate::{
    model::{Field, Grid, Heading, Shape, Visibility},
    normalise::{
        signs,
        topics::{self, Other},
    },
};

use super::{Candidate, draft::Draft};

/// From this weight on a heading speaks plainly.
const PLAIN: u8 = 85;
/// From this weight on a name is likely one.
const SURE_NAME: u8 = 60;
/// From this weight on a name is that of a known company, or has a legal form.
const KNOWN_NAME: u8 = 90;
/// So many points a part of the list may lack by itself.
const LACKING: i32 = 60;

/// How a grid stands to the page's surest list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kinship {
    /// It is another thing.
    None,
    /// It stands beside it, under headings of the same parent, or says itself that it is one.
    Beside,
    /// It is laid out and told alike: a part of the same list.
    Part,
}

impl Kinship {
    /// What a grid of this kinship needs where one alone needs `enough`.
    pub(super) fn enough(self, enough: i32) -> i32 {
        if self == Self::Part { enough - LACKING } else { enough }
    }
}

/// How a grid stands to the surest one of its page.
pub(super) fn of((best, first): (&Grid, &Candidate), (grid, candidate): (&Grid, &Candidate)) -> Kinship {
    let both_shown = [best, grid].iter().all(|grid| grid.visibility == Visibility::Shown);
    let same_columns = first.headers.is_some() && first.headers == candidate.headers;
    if !both_shown || !same_columns && !are_names(&candidate.drafts) {
        return Kinship::None;
    }
    // Beside a list stands many a table of a contract that nothing near calls one.
    if !same_columns && !candidate.evidence.is_spoken_of {
        return Kinship::None;
    }
    let near = || [grid.heading(), grid.lead.as_deref(), grid.caption.as_deref()].into_iter().flatten();
    let is_denied = |text: &str| {
        matches!(topics::of(text).other, Some((Other::NotSubprocessors | Other::Changes | Other::Cookies, _)))
    };
    if grid.heading().is_some_and(is_denied) || near().any(denies) {
        return Kinship::None;
    }
    let heading = grid.heading().map(topics::of).unwrap_or_default();
    let is_other = heading.other.is_some_and(|(_, weight)| weight > heading.list.max(heading.weak));
    let is_own_list = |heading: &Heading| topics::of(&heading.text).list >= PLAIN;
    let stands_in_list = grid.headings.iter().rev().skip(1).any(is_own_list);
    let weights = || candidate.drafts.iter().map(|draft| signs::of(&draft.name).name().weight);
    let are_sure = stands_in_list && best.shape == grid.shape && weights().all(|weight| weight >= SURE_NAME);
    let are_known = are_sure && weights().all(|weight| weight >= KNOWN_NAME);
    let alike = best.shape == grid.shape && tell_alike(&first.drafts, &candidate.drafts);
    let rich = told(&first.drafts).len() > 1;
    let (have_one_parent, siblings) = (have_one_parent(best, grid), are_siblings(best, grid));
    match (alike, siblings) {
        (true, true) if rich || are_sure || !is_other && weights().all(|weight| weight >= KNOWN_NAME) => {
            Kinship::Part
        }
        (false, true) if are_known => Kinship::Part,
        _ if same_columns && (rich || !is_other) => Kinship::Part,
        // Headings of a page stand beside its list, too.
        _ if grid.shape == Shape::Sections => Kinship::None,
        _ if have_one_parent && !is_other => Kinship::Beside,
        _ if heading.list >= PLAIN && !is_other => Kinship::Beside,
        _ => Kinship::None,
    }
}

/// Whether a text says that what stands below are no sub-processors.
fn denies(text: &str) -> bool {
    matches!(topics::of(text).other, Some((Other::NotSubprocessors, _)))
}

/// Whether two grids stand under headings of one parent.
fn have_one_parent(one: &Grid, other: &Grid) -> bool {
    let parents = |grid: &Grid| grid.headings.len().saturating_sub(1);
    let is_same = |(mine, theirs): (&Heading, &Heading)| mine.text == theirs.text;
    let above = parents(one);
    above > 0 && above == parents(other) && one.headings.iter().zip(&other.headings).take(above).all(is_same)
}

/// Whether two grids stand under headings of one parent, or one under the heading of the other.
fn are_siblings(one: &Grid, other: &Grid) -> bool {
    let under = |outer: &Grid, inner: &Grid| {
        outer.heading().is_some_and(|heading| inner.headings.iter().any(|above| above.text == heading))
    };
    have_one_parent(one, other) || under(one, other) || under(other, one)
}

/// Whether most rows are named by what may be a company.
fn are_names(drafts: &[Draft]) -> bool {
    let named = drafts.iter().filter(|draft| signs::of(&draft.name).is_name()).count();
    named > 0 && named * 2 >= drafts.len()
}

/// The fields that most rows tell.
fn told(drafts: &[Draft]) -> BTreeSet<Field> {
    let tells = |field: &Field| drafts.iter().filter(|draft| draft.has(*field)).count() * 2 > drafts.len();
    Field::ALL.into_iter().filter(tells).collect()
}

/// Whether the rows of two grids tell the same fields, or at least one in two of those of the surer.
fn tell_alike(first: &[Draft], other: &[Draft]) -> bool {
    let (mine, theirs) = (told(first), told(other));
    let shared = mine.intersection(&theirs).count();
    shared * 2 >= mine.len() && (shared > 0 || mine == theirs)
}
