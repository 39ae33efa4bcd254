//! Tables without drawn columns: gaps that stay open from line to line.

use super::words::{CELL_GAP, Line};

/// Lines closer than this stand beside each other, in heights of the letters: cells are centred in their row.
pub(super) const BESIDE: f64 = 0.8;
/// So many lines beside each other are a row at most; more are columns of text.
const BAND: usize = 12;

/// Lines that make a table: where its columns end, and how its lines fall into rows.
#[derive(Debug)]
pub(super) struct Region {
    /// First line, and the one after the last.
    pub(super) lines: std::ops::Range<usize>,
    /// Where each column after the first begins.
    pub(super) cuts: Vec<f64>,
}

/// A header whose cells are drawn above rows that are not: its columns hold for the lines below.
#[derive(Debug)]
pub(super) struct Head {
    /// Its rules from left to right.
    pub(super) xs: Vec<f64>,
    /// Its upper and its lower end.
    pub(super) ys: (f64, f64),
    /// The lowest rule as wide as the header, below it.
    pub(super) end: Option<f64>,
    /// All rules that part rows of it.
    pub(super) rules: Vec<f64>,
}

/// The tables among the lines of a page.
pub(super) fn regions(lines: &[Line], heads: &[Head]) -> Vec<Region> {
    let bands = bands(lines);
    let mut regions =
        regions_of(&bands.iter().map(|band| joined(&lines[band.clone()])).collect::<Vec<_>>(), heads);
    let mut after = 0;
    for region in &mut regions {
        region.lines = bands[region.lines.start].start..bands[region.lines.end - 1].end;
        region.lines.start = with_head(lines, region, after);
        after = region.lines.end;
    }
    regions
}

/// Lines that stand beside each other, so close that none is below the other.
fn bands(lines: &[Line]) -> Vec<std::ops::Range<usize>> {
    let mut bands = Vec::new();
    let mut at = 0;
    for chain in lines.chunk_by(|above, line| line.y - above.y < BESIDE * line.size.max(above.size)) {
        let whole = chain.len() <= BAND;
        let size = if whole { chain.len() } else { 1 };
        bands.extend((at..at + chain.len()).step_by(size).map(|from| from..from + size));
        at += chain.len();
    }
    bands
}

fn joined(band: &[Line]) -> Line {
    let mut words: Vec<_> = band.iter().flat_map(|line| line.words.iter().cloned()).collect();
    words.sort_by(|one, other| one.x0.total_cmp(&other.x0));
    Line { y: band[0].y, size: band.iter().map(|line| line.size).fold(0.0, f64::max), words }
}

fn regions_of(lines: &[Line], heads: &[Head]) -> Vec<Region> {
    let mut regions = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let head =
            heads.iter().find(|head| (head.ys.0..head.ys.1).contains(&(lines[at].y - 0.3 * lines[at].size)));
        match head.and_then(|head| below(lines, at, head)).or_else(|| region(lines, at)) {
            Some(region) => {
                at = region.lines.end;
                // Two columns of running text are no table, and none of their lines begins one.
                if head.is_some() || !is_prose(&lines[region.lines.clone()], &region.cuts) {
                    regions.push(region);
                }
            }
            None => at += 1,
        }
    }
    regions
}

/// The table below a drawn header: all lines that keep to its columns.
fn below(lines: &[Line], first: usize, head: &Head) -> Option<Region> {
    let inner = head.xs.get(1..head.xs.len().saturating_sub(1)).unwrap_or_default();
    let keeps = |line: &Line| {
        let crosses = |cut: &f64| line.words.iter().any(|word| word.x0 < cut - 1.0 && word.x1 > cut + 1.0);
        let inside = line.words.iter().all(|word| head.xs.first().is_some_and(|left| word.x0 >= left - 2.0));
        inside && !inner.iter().any(crosses)
    };
    let ends = |at: usize| {
        let (above, line) = (&lines[at - 1], &lines[at]);
        let far = line.y - above.bottom() > 4.0 * line.size.max(above.size)
            || line.size > 1.2 * above.size.max(lines[first].size);
        !keeps(line) || head.end.map_or(far, |end| line.y - 0.3 * line.size >= end)
    };
    let mut end = (first + 1..lines.len()).find(|&at| ends(at)).unwrap_or(lines.len());
    if head.end.is_none() {
        let last_full = (first..end).rfind(|&at| !lines[at].gaps().is_empty()).unwrap_or(first);
        end = with_tail(lines, last_full, end);
    }
    let rows = lines[first..end].iter().filter(|line| !line.gaps().is_empty()).count();
    (keeps(&lines[first]) && rows >= 2).then(|| Region { lines: first..end, cuts: inner.to_vec() })
}

/// The table that begins with a line, if one does.
fn region(lines: &[Line], first: usize) -> Option<Region> {
    let mut gaps = lines[first].gaps();
    if gaps.is_empty() {
        return None;
    }
    let lefts: Vec<f64> = gaps.iter().map(|gap| gap.1).collect();
    let mut end = first + 1;
    let mut full = 1;
    let mut last_full = first;
    while end < lines.len() {
        let line = &lines[end];
        // A hole in the page ends a table; so does a heading.
        if line.y - lines[end - 1].bottom() > 5.0 * line.size.max(lines[end - 1].size)
            || line.size > 1.25 * lines[first].size.max(lines[end - 1].size)
        {
            break;
        }
        let several = !line.gaps().is_empty();
        // A cell that runs over into the next one closes a gap for its line only.
        let open = if is_aligned(&lefts, line) { gaps.clone() } else { still_open(&gaps, line) };
        let fits = open.len() == gaps.len() || (!open.is_empty() && several && full < 3);
        if !fits {
            break;
        }
        gaps = open;
        full += usize::from(several);
        if several {
            last_full = end;
        }
        end += 1;
    }
    end = with_tail(lines, last_full, end);
    let cuts: Vec<f64> = gaps.iter().map(|gap| gap.1 - 1.0).collect();
    let enough = full >= 2 && end - first >= 2;
    enough.then_some(Region { lines: first..end, cuts })
}

/// Whether words of a line begin where most columns after the first begin.
fn is_aligned(lefts: &[f64], line: &Line) -> bool {
    let begins = |left: &&f64| line.words.iter().any(|word| (word.x0 - **left).abs() < 1.0);
    lefts.len() >= 2 && lefts.iter().filter(begins).count() * 3 > lefts.len() * 2
}

/// Lines below the last full one that still belong to it: they follow closely.
fn with_tail(lines: &[Line], last_full: usize, end: usize) -> usize {
    let mut kept = last_full + 1;
    while kept < end && lines[kept].y - lines[kept - 1].bottom() <= 1.5 * lines[kept].size {
        kept += 1;
    }
    kept
}

/// The first line of a table, with those above it that only begin its header: they follow closely, and stand
/// in columns after the first.
fn with_head(lines: &[Line], region: &Region, after: usize) -> usize {
    let mut first = region.lines.start;
    let Some(left) = region.cuts.first() else { return first };
    let crosses = |cut: &f64, line: &Line| line.words.iter().any(|word| word.x0 < *cut && word.x1 > *cut);
    let is_head = |above: &Line, line: &Line| {
        line.y - above.y <= 1.5 * line.size
            && above.words.iter().all(|word| word.x0 >= *left)
            && !region.cuts.iter().any(|cut| crosses(cut, above))
    };
    while first > after && is_head(&lines[first - 1], &lines[first]) {
        first -= 1;
    }
    first
}

/// What a line leaves open of the gaps.
fn still_open(gaps: &[(f64, f64)], line: &Line) -> Vec<(f64, f64)> {
    let least = 0.75 * CELL_GAP * line.size;
    let open = |&(from, to): &(f64, f64)| {
        let mut best = (from, from);
        let mut start = from;
        for word in &line.words {
            if word.x1 <= from || word.x0 >= to {
                continue;
            }
            if word.x0 - start > best.1 - best.0 {
                best = (start, word.x0);
            }
            start = start.max(word.x1);
        }
        if to - start > best.1 - best.0 {
            best = (start, to);
        }
        (best.1 - best.0 >= least).then_some(best)
    };
    gaps.iter().filter_map(open).collect()
}

/// Whether a region is two columns of running text: nearly every line is full on both sides.
fn is_prose(lines: &[Line], cuts: &[f64]) -> bool {
    let [cut] = cuts else { return false };
    let side = |line: &Line, right: bool| {
        let words = line.words.iter().filter(|word| (word.x0 > *cut) == right);
        words.fold(None, |span: Option<(f64, f64)>, word| {
            Some(span.map_or((word.x0, word.x1), |(from, to)| (from.min(word.x0), to.max(word.x1))))
        })
    };
    let is_full = |right: bool| {
        let spans: Vec<f64> =
            lines.iter().filter_map(|line| side(line, right)).map(|(from, to)| to - from).collect();
        let widest = spans.iter().copied().fold(0.0, f64::max);
        let wide = spans.iter().filter(|&&span| span > 0.8 * widest).count();
        widest > 12.0 * lines[0].size && wide * 10 >= lines.len() * 7
    };
    lines.len() >= 6 && is_full(false) && is_full(true)
}

/// Where the widest text of each column ends.
pub(super) fn right_ends(lines: &[Line], cuts: &[f64]) -> Vec<f64> {
    let mut right = vec![0.0_f64; cuts.len() + 1];
    for word in lines.iter().flat_map(|line| &line.words) {
        let column = column(cuts, word.home().0);
        right[column] = right[column].max(word.x1);
    }
    right
}

/// The column that a place falls into.
pub(super) fn column(cuts: &[f64], x: f64) -> usize {
    cuts.iter().filter(|cut| **cut < x).count()
}
