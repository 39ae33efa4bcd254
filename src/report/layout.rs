//! How wide the columns of a table on a terminal are.

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
            let wants = |(at, width): (usize, &usize)| {
                let goal = demands.get(at).map_or(0, |demand| goal(demand).min(demand.most));
                // Lines high, in thousandths, so that halves count.
                (goal > *width).then(|| (goal * 1000 / (*width).max(1), at))
            };
            let Some((_, at)) =
                widths.iter().enumerate().filter_map(wants).max_by_key(|&(high, at)| (high, usize::MAX - at))
            else {
                break;
            };
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
