//! Tables whose cells are drawn: rules that cross make a grid, and words fall into its cells.

use super::words::{Line, Word};

/// How far two rules may lie apart and still be one, in points.
const SNAP: f64 = 3.0;
/// The most rules of a page that are looked at together; beyond it the page is a drawing.
const MAX_RULES: usize = 3_000;

/// The most grids of a page, and the most work on one of them; beyond it the page is a drawing, too.
const MAX_LATTICES: usize = 200;
const MAX_WORK: usize = 20_000_000;

/// A straight line along an axis. For a horizontal one `at` is its y and `from..to` its x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) axis: Axis,
    pub(super) at: f64,
    pub(super) from: f64,
    pub(super) to: f64,
}

/// Along which axis a rule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    Horizontal,
    Vertical,
}

/// Whether the columns of a row are parted by rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    Drawn,
    Open,
}

impl Rule {
    fn between((x0, y0): (f64, f64), (x1, y1): (f64, f64)) -> Option<Self> {
        let (wide, high) = ((x1 - x0).abs(), (y1 - y0).abs());
        if !(wide.is_finite() && high.is_finite()) {
            return None;
        }
        if high < 1.0 && wide > 4.0 {
            Some(Self { axis: Axis::Horizontal, at: f64::midpoint(y0, y1), from: x0.min(x1), to: x0.max(x1) })
        } else if wide < 1.0 && high > 4.0 {
            Some(Self { axis: Axis::Vertical, at: f64::midpoint(x0, x1), from: y0.min(y1), to: y0.max(y1) })
        } else {
            None
        }
    }

    /// The rules of a line that is drawn along these points.
    pub(super) fn of_lines(points: &[(f64, f64)]) -> Vec<Self> {
        points.windows(2).filter_map(|pair| Self::between(pair[0], pair[1])).collect()
    }

    /// The rules of a filled shape: a thin one is a rule itself, a box has four edges. A box as high as the
    /// page is its ground.
    pub(super) fn of_shape(points: &[(f64, f64)], page: f64) -> Vec<Self> {
        let fold = |pick: fn(&(f64, f64)) -> f64, start: f64, with: fn(f64, f64) -> f64| {
            points.iter().map(pick).fold(start, with)
        };
        let (left, right) = (
            fold(|point| point.0, f64::INFINITY, f64::min),
            fold(|point| point.0, f64::NEG_INFINITY, f64::max),
        );
        let (top, bottom) = (
            fold(|point| point.1, f64::INFINITY, f64::min),
            fold(|point| point.1, f64::NEG_INFINITY, f64::max),
        );
        let (wide, high) = (right - left, bottom - top);
        let (x, y) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let is_box = wide > 8.0 && high > 6.0 && points.len() <= 6;
        if high < 3.0 && wide > 4.0 {
            Self::between((left, y), (right, y)).into_iter().collect()
        } else if wide < 3.0 && high > 4.0 {
            Self::between((x, top), (x, bottom)).into_iter().collect()
        } else if is_box && high < 0.8 * page {
            Self::of_lines(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)])
        } else {
            Vec::new()
        }
    }
}

/// A drawn grid: the places of its rules, and which of them are there.
#[derive(Debug, Clone)]
pub(super) struct Lattice {
    pub(super) xs: Vec<f64>,
    pub(super) ys: Vec<f64>,
    rules: Vec<Rule>,
}

impl Lattice {
    /// Whether a point lies inside.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        let inside = |places: &[f64], at: f64| {
            places.first().zip(places.last()).is_some_and(|(first, last)| (*first..=*last).contains(&at))
        };
        inside(&self.xs, x) && inside(&self.ys, y)
    }

    /// The row and the column that a point lies in.
    pub(super) fn cell(&self, (x, y): (f64, f64)) -> Option<(usize, usize)> {
        let place =
            |places: &[f64], at: f64| places.windows(2).position(|pair| (pair[0]..=pair[1]).contains(&at));
        place(&self.ys, y).zip(place(&self.xs, x))
    }

    /// Goes on below its last rule with text that runs over it: the table is cut off there, or its cell is
    /// too small.
    pub(super) fn run_over(&mut self, lines: &[Line]) {
        let (Some(&bottom), Some(&left), Some(&right)) = (self.ys.last(), self.xs.first(), self.xs.last())
        else {
            return;
        };
        let closed = self.is_drawn(Axis::Horizontal, bottom, left, right);
        let inside = |line: &Line| line.words.iter().any(|word| self.holds(word.middle()));
        let Some(mut last) =
            lines.iter().rev().find(|line| line.y <= bottom && inside(line)).map(|line| line.y)
        else {
            return;
        };
        let mut end = bottom;
        for line in lines.iter().filter(|line| line.y > bottom) {
            let reached = line.y - 0.6 * line.size < end || !closed;
            let fits = line.words.iter().all(|word| {
                self.xs.windows(2).any(|pair| word.x0 >= pair[0] - 1.0 && word.x1 <= pair[1] + 1.0)
            });
            if !reached || !fits || line.y - last > 1.5 * line.size {
                break;
            }
            last = line.y;
            end = line.y + 0.4 * line.size;
        }
        if let Some(place) = self.ys.last_mut() {
            *place = end;
        }
    }

    /// For each cell, row by row, the cell that it is one with because no rule parts them; itself where it
    /// stands alone.
    pub(super) fn owners(&self) -> Vec<usize> {
        let (rows, columns) = (self.ys.len() - 1, self.xs.len() - 1);
        let mut owners: Vec<usize> = (0..rows * columns).collect();
        for row in 0..rows {
            for column in 0..columns {
                let cell = row * columns + column;
                let (top, bottom) = (self.ys[row], self.ys[row + 1]);
                let (left, right) = (self.xs[column], self.xs[column + 1]);
                if column > 0 && !self.is_drawn(Axis::Vertical, left, top, bottom) {
                    join(&mut owners, cell - 1, cell);
                }
                if row > 0 && !self.is_drawn(Axis::Horizontal, top, left, right) {
                    join(&mut owners, cell - columns, cell);
                }
            }
        }
        (0..owners.len()).map(|cell| root(&owners, cell)).collect()
    }

    /// For each row: whether any rule parts its columns.
    pub(super) fn open_rows(&self) -> Vec<Columns> {
        let inner = &self.xs[1..self.xs.len() - 1];
        let row = |pair: &[f64]| inner.iter().any(|x| self.is_drawn(Axis::Vertical, *x, pair[0], pair[1]));
        self.ys.windows(2).map(|pair| if row(pair) { Columns::Drawn } else { Columns::Open }).collect()
    }

    /// Whether rules cover at least half of a side.
    fn is_drawn(&self, axis: Axis, at: f64, from: f64, to: f64) -> bool {
        let covers = |rule: &&Rule| rule.axis == axis && (rule.at - at).abs() <= SNAP + 1.0;
        let covered: f64 = self
            .rules
            .iter()
            .filter(covers)
            .map(|rule| (rule.to.min(to) - rule.from.max(from)).max(0.0))
            .sum();
        covered >= 0.5 * (to - from)
    }
}

/// The drawn grids of a page, and the places of rules that only part rows.
pub(super) fn lattices(rules: &[Rule], words: &[Word]) -> (Vec<Lattice>, Vec<Rule>) {
    let rules = merged(rules);
    if rules.len() > MAX_RULES {
        return (Vec::new(), Vec::new());
    }
    let mut lattices = Vec::new();
    let mut partings = Vec::new();
    for group in touching(&rules) {
        let places = |axis: Axis| {
            let other = group.iter().filter(|rule| rule.axis != axis);
            let own = group.iter().filter(|rule| rule.axis == axis).map(|rule| rule.at);
            let ends = other.fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), rule| {
                (from.min(rule.from), to.max(rule.to))
            });
            clustered(own.chain([ends.0, ends.1]).filter(|place| place.is_finite()).collect())
        };
        let verticals = group.iter().filter(|rule| rule.axis == Axis::Vertical).count();
        let (xs, ys) = (places(Axis::Vertical), places(Axis::Horizontal));
        let lattice = Lattice { xs, ys, rules: group.clone() };
        let work = lattice.xs.len() * lattice.ys.len() * lattice.rules.len();
        if work <= MAX_WORK
            && verticals > 0
            && lattice.xs.len() >= 3
            && lattice.ys.len() >= 2
            && words.iter().any(|word| lattice.holds(word.middle()))
        {
            lattices.push(lattice);
        } else {
            partings.extend(group.into_iter().filter(|rule| rule.axis == Axis::Horizontal));
        }
    }
    if lattices.len() > MAX_LATTICES {
        lattices.clear();
    }
    lattices.sort_by(|one, other| one.ys[0].total_cmp(&other.ys[0]));
    (lattices, partings)
}

/// Rules that lie on each other or go on in each other are one.
fn merged(rules: &[Rule]) -> Vec<Rule> {
    let mut merged: Vec<Rule> = Vec::new();
    for axis in [Axis::Horizontal, Axis::Vertical] {
        let mut own: Vec<Rule> = rules.iter().filter(|rule| rule.axis == axis).copied().collect();
        own.sort_by(|one, other| one.at.total_cmp(&other.at));
        // What lies within a hair of the first of a group is on one line with it.
        for line in own.chunk_by(|one, other| other.at - one.at < 1.0) {
            let mut line = line.to_vec();
            line.sort_by(|one, other| one.from.total_cmp(&other.from));
            let mut open: Option<Rule> = None;
            for rule in line {
                match &mut open {
                    Some(last) if rule.from <= last.to + SNAP => last.to = last.to.max(rule.to),
                    _ => merged.extend(open.replace(rule)),
                }
            }
            merged.extend(open);
        }
    }
    merged
}

/// Groups of rules that touch or cross.
fn touching(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut owners: Vec<usize> = (0..rules.len()).collect();
    for (one, rule) in rules.iter().enumerate() {
        for (other, cross) in rules.iter().enumerate().skip(one + 1) {
            let meets = rule.axis != cross.axis
                && (rule.from - SNAP..=rule.to + SNAP).contains(&cross.at)
                && (cross.from - SNAP..=cross.to + SNAP).contains(&rule.at);
            if meets {
                join(&mut owners, one, other);
            }
        }
    }
    let mut groups: Vec<Vec<Rule>> = vec![Vec::new(); rules.len()];
    for (at, rule) in rules.iter().enumerate() {
        groups[root(&owners, at)].push(*rule);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// Places that lie close together as one place.
fn clustered(mut places: Vec<f64>) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, kept| *next - *kept <= SNAP + 1.0);
    places
}

fn root(owners: &[usize], mut at: usize) -> usize {
    while owners[at] != at {
        at = owners[at];
    }
    at
}

fn join(owners: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(owners, one), root(owners, other));
    owners[one.max(other)] = one.min(other);
}
