//! What a grid, read as if it were the list, looks like.

use std::collections::HashSet;

use crate::{
    model::{Document, Field, Grid, Shape},
    normalise::{entities, headers, places, topics},
};

use super::{columns::Columns, draft::Draft};

/// From this score on a grid is held for a list of sub-processors.
pub(super) const ENOUGH: i32 = 45;

/// Points for and against, each with its reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// Points and reasons in the order they were found.
    pub(super) points: Vec<(i32, String)>,
}

impl Evidence {
    /// The sum.
    pub(super) fn score(&self) -> i32 {
        self.points.iter().map(|(points, _)| points).sum()
    }

    fn add(&mut self, points: i32, reason: impl Into<String>) {
        if points != 0 {
            self.points.push((points, reason.into()));
        }
    }
}

/// Adds up what speaks for and against a grid.
pub(super) fn weigh(document: &Document, grid: &Grid, drafts: &[Draft], columns: Option<&Columns>) -> Evidence {
    let mut evidence = Evidence::default();
    if drafts.is_empty() {
        evidence.add(-100, "no row has a name");
        return evidence;
    }
    surroundings(&mut evidence, document, grid);
    match columns {
        Some(columns) => of_columns(&mut evidence, columns),
        None => of_lines(&mut evidence, drafts),
    }
    of_names(&mut evidence, drafts);
    of_shape(&mut evidence, grid, drafts);
    evidence
}

/// Heading, caption, lead and title.
fn surroundings(evidence: &mut Evidence, document: &Document, grid: &Grid) {
    let mut told: i32 = 0;
    let nearest = grid.heading().or(grid.caption.as_deref());
    if let Some(text) = nearest {
        let points = topic_points(text, 30, 60);
        told += points.max(0);
        evidence.add(points, format!("heading `{text}`"));
    }
    if let Some(text) = grid.caption.as_deref().filter(|text| Some(*text) != nearest) {
        evidence.add(topic_points(text, 20, 60), format!("caption `{text}`"));
    }
    if let Some(text) = &grid.lead {
        let points = topic_points(text, 20, 35);
        told += points.max(0);
        evidence.add(points, format!("lead `{}`", start_of(text)));
    }
    for heading in grid.headings.iter().rev().skip(1) {
        let points = topic_points(&heading.text, if told > 0 { 8 } else { 18 }, 20);
        told += points.max(0);
        evidence.add(points, format!("outer heading `{}`", heading.text));
    }
    if let Some(title) = document.title.as_deref().filter(|title| grid.headings.iter().all(|heading| heading.text != **title)) {
        let points = topic_points(title, if told > 0 { 5 } else { 15 }, 0);
        evidence.add(points, format!("page title `{title}`"));
    }
}

fn topic_points(text: &str, for_it: i32, against: i32) -> i32 {
    let weight = i32::from(topics::of(text).score());
    if weight >= 0 { weight * for_it / 100 } else { weight * against / 100 }
}

/// Header words.
fn of_columns(evidence: &mut Evidence, columns: &Columns) {
    if let Some(name) = columns.of(Field::Name) {
        let header = &columns.headers[name];
        let sure = i32::from(columns.sure.get(&Field::Name).copied().unwrap_or(0));
        evidence.add(sure / 5, format!("names under `{header}`"));
        if i32::from(topics::of(header).score()) >= 60 {
            evidence.add(25, format!("`{header}` names sub-processors"));
        }
    }
    let worth = [
        (Field::Purpose, 9),
        (Field::Data, 9),
        (Field::Location, 13),
        (Field::EntityLocation, 9),
        (Field::Transfer, 10),
        (Field::Url, 3),
        (Field::AppliesTo, 2),
    ];
    for (field, most) in worth {
        if let Some(&sure) = columns.sure.get(&field) {
            evidence.add(most * i32::from(sure) / 100, format!("a column for `{field}`"));
        }
    }
    for header in &columns.headers {
        let against = i32::from(topics::of(header).score());
        if against < 0 {
            evidence.add(against * 45 / 100, format!("header `{header}`"));
        }
    }
}

/// Labels and places in cards and items.
fn of_lines(evidence: &mut Evidence, drafts: &[Draft]) {
    for (field, most) in [(Field::Purpose, 6), (Field::Data, 12), (Field::Location, 16), (Field::EntityLocation, 12), (Field::Transfer, 12)]
    {
        let with = drafts.iter().filter(|draft| draft.has(field)).count();
        evidence.add(share(with, drafts.len(), most), format!("{with} of {} rows tell `{field}`", drafts.len()));
    }
}

/// What the names look like.
fn of_names(evidence: &mut Evidence, drafts: &[Draft]) {
    let all = drafts.len();
    let known = drafts.iter().filter(|draft| entities::known(&draft.name).is_some()).count();
    evidence.add(share(known, all, 45), format!("{known} of {all} names are known companies"));
    let likely: f32 = drafts.iter().map(|draft| entities::looks_like_company(&draft.name)).sum();
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a share of a few points")]
    evidence.add((likely / all as f32 * 15.0) as i32, "names that look like companies");
    let long = drafts.iter().filter(|draft| draft.name.split_whitespace().count() > 9).count();
    evidence.add(-share(long, all, 60), format!("{long} names are sentences"));
    let labels = drafts.iter().filter(|draft| headers::meanings(&draft.name).first().is_some_and(|meaning| meaning.weight >= 85)).count();
    evidence.add(-share(labels, all, 60), format!("{labels} names are labels"));
    let place_names = drafts.iter().filter(|draft| places::share(&draft.name) > 0.9).count();
    evidence.add(-share(place_names, all, 30), format!("{place_names} names are places"));
    let distinct: HashSet<&str> = drafts.iter().map(|draft| draft.name.as_str()).collect();
    if all >= 4 && distinct.len() * 2 < all {
        evidence.add(-30, format!("{} different names in {all} rows", distinct.len()));
    }
    let located =
        drafts.iter().filter_map(|draft| draft.texts.get(&Field::Location)).filter(|texts| places::share(&texts.join(" ")) >= 0.4).count();
    evidence.add(share(located, all, 10), format!("{located} rows name a place"));
}

fn of_shape(evidence: &mut Evidence, grid: &Grid, drafts: &[Draft]) {
    if drafts.len() == 1 {
        evidence.add(-8, "a single row");
    }
    match grid.shape {
        Shape::Table => evidence.add(8, "a table"),
        Shape::Cards | Shape::Records | Shape::Definitions => {}
        Shape::List | Shape::Sections => evidence.add(-4, "a list or headings"),
    }
    let bare = drafts.iter().all(|draft| draft.texts.is_empty() && draft.extra.is_empty());
    if bare {
        evidence.add(-6, "names alone");
    }
}

fn share(part: usize, all: usize, most: i32) -> i32 {
    let (part, all) = (i32::try_from(part).unwrap_or(i32::MAX), i32::try_from(all.max(1)).unwrap_or(i32::MAX));
    i32::try_from(i64::from(part) * i64::from(most) / i64::from(all)).unwrap_or(0)
}

fn start_of(text: &str) -> String {
    let mut start: String = text.chars().take(60).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
