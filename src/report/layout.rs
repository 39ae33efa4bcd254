//! How wide the columns of a table are that is drawn in characters.

use super::{
    ink::Span,
    sheet::Kind,
    wrap::{Line, line_width, longest_piece, width},
};

/// A badge is broken where it is longer, in terminal columns.
const LONGEST_BADGE: usize = 24;
/// Sentences in narrower columns cannot be read.
const LEAST_SENTENCE: usize = 24;

/// What a column asks for, in terminal columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Demand {
    /// Below this it cannot be read.
    pub(super) least: usize,
    /// A short text reads well from here on.
    pub(super) comfort: usize,
    /// This much would hold nine cells of ten on one line.
    pub(super) usual: usize,
    /// This much would hold every cell on one line.
    pub(super) most: usize,
}

/// What a column with such cells asks for.
pub(super) fn demand(kind: Kind, heading: &[Span], cells: &[Line]) -> Demand {
    let mut lengths: Vec<usize> = cells.iter().map(|cell| line_width(cell)).collect();
    lengths.sort_unstable();
    let heading_width = heading.iter().map(|span| width(&span.text)).max().unwrap_or(0);
    let most = lengths.last().copied().unwrap_or(0).max(heading_width);
    let usual = lengths.get(lengths.len() * 9 / 10).copied().unwrap_or(most).max(heading_width);
    let piece = cells.iter().map(|cell| longest_piece(cell)).max().unwrap_or(0);
    let (floor, comfort) = match kind {
        Kind::Number | Kind::Date | Kind::Time => (most, most),
        Kind::Badge => (most.min(LONGEST_BADGE), most.min(LONGEST_BADGE)),
        Kind::Codes => (piece.clamp(6, 16), usual.min(16)),
        Kind::Text | Kind::Link => (piece.clamp(10, 18), usual.min(20)),
        Kind::LongText | Kind::Edit => (LEAST_SENTENCE, LEAST_SENTENCE),
    };
    let word = heading.iter().flat_map(|span| span.text.split(' ')).map(width).max().unwrap_or(0);
    Demand { least: floor.max(word.min(18)), comfort, usual, most }
}

/// The width of each column, so that all fit into `room` with `gap` between them; none if they
/// cannot. What room is left goes, step by step, to the column whose cells are the most lines high.
pub(super) fn widths(demands: &[Demand], gap: usize, room: usize) -> Option<Vec<usize>> {
    let gaps = gap * demands.len().saturating_sub(1);
    let room = room.checked_sub(gaps)?;
    let mut widths: Vec<usize> = demands.iter().map(|demand| demand.least.min(demand.most)).collect();
    let mut left = room.checked_sub(widths.iter().sum())?;
    let goals: [fn(&Demand) -> usize; 3] =
        [|demand| demand.comfort, |demand| demand.usual, |demand| demand.most];
    for goal in goals {
        while left > 0 {
            // How many lines high the cells of a column are that is below its goal, and which column it is.
            let height_below_goal = |(at, width): (usize, &usize)| {
                let goal = demands.get(at).map_or(0, |demand| goal(demand).min(demand.most));
                // In thousandths of a line, so that halves count.
                (goal > *width).then(|| (goal * 1000 / (*width).max(1), at))
            };
            // Of columns that are equally high the first one gets the room.
            let highest_then_first = |&(high, at): &(usize, usize)| (high, usize::MAX - at);
            let below_goal = widths.iter().enumerate().filter_map(height_below_goal);
            let Some((_, at)) = below_goal.max_by_key(highest_then_first) else { break };
            if let Some(width) = widths.get_mut(at) {
                *width += 1;
            }
            left -= 1;
        }
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn demand(least: usize, usual: usize, most: usize) -> Demand {
        Demand { least, comfort: least, usual, most }
    }

    #[test]
    fn what_fits_gets_what_it_asks_for() {
        assert_eq!(widths(&[demand(5, 10, 10), demand(5, 20, 30)], 2, 80), Some(vec![10, 30]));
        assert_eq!(widths(&[], 2, 80), Some(vec![]));
    }

    #[test]
    fn long_texts_share_what_is_left() {
        assert_eq!(
            widths(&[demand(10, 10, 10), demand(20, 100, 100), demand(20, 50, 50)], 2, 80),
            Some(vec![10, 44, 22])
        );
    }

    #[test]
    fn a_short_text_comes_before_a_long_one() {
        let name = Demand { least: 10, comfort: 20, usual: 20, most: 30 };
        assert_eq!(widths(&[name, demand(24, 200, 300)], 2, 60), Some(vec![20, 38]));
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        assert_eq!(widths(&[demand(24, 90, 90), demand(24, 90, 90), demand(24, 90, 90)], 2, 60), None);
    }
}
