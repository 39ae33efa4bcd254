//! A night that this program has lived through: its record, and what only the program knows of it.

use crate::{
    answers::{
        AnswerError,
        night::{Beside, Night, ReadAgain, night},
    },
    crawl::{self, Reread, Visit},
    model::Catalogue,
    store::Store,
};

/// What a night came to, in the order of the catalogue.
pub(super) async fn of(
    store: &Store,
    catalogue: &Catalogue,
    lived: crawl::Night,
) -> Result<Night, AnswerError> {
    let crawl::Night { run, started: _, visits, not_due, done, left, reread } = lived;
    let beside = Beside {
        not_due: not_due.len(),
        done: done.len(),
        left: left.len(),
        read_again: read_again(&reread),
    };
    let recorded = Night { beside, ..night(store, run).await? }.in_order_of(catalogue);
    let suspecting = |night: Night, Visit { slug, outcome: _, suspected }: Visit| {
        if suspected.is_empty() { night } else { night.suspecting(&slug, suspected) }
    };
    Ok(visits.into_iter().fold(recorded, suspecting))
}

/// What was read again, as it is told.
pub(super) fn read_again(&Reread { read, versions, left }: &Reread) -> ReadAgain {
    ReadAgain { pages: read, lists: versions, left }
}
