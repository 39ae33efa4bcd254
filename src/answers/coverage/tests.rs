//! Tests of `coverage`.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    nights::{Night, nights},
    sheet::{gaps_sheet, summary},
    spans::{Named, spans},
};
use crate::{
    model::{Cause, Extractor, Outcome, Unchanged, VersionId},
    store::{
        looks::Look,
        runs::RunId,
        sightings::{How, Sighting},
    },
};

fn at(day: i8) -> Timestamp {
    format!("2026-05-{day:02}T02:10:00Z").parse().unwrap()
}

#[test]
fn every_night_from_the_first_look_on_came_to_something() {
    let look = |day: i8, outcome: Outcome| Look {
        run: RunId(1),
        at: at(day),
        outcome,
        capture: None,
        rows: None,
        extractor: Extractor(1),
        requests: 1,
        elapsed: std::time::Duration::ZERO,
        remark: None,
    };
    let refused = || Outcome::Failed(Cause::Refused, "403".to_owned());
    // The newest first, as they are asked for.
    let looks = [
        look(8, Outcome::Suspect("fewer".to_owned())),
        look(5, Outcome::Unchanged(Unchanged::NotModified)),
        look(5, refused()),
        look(4, refused()),
        look(3, refused()),
        look(1, Outcome::First(2)),
    ];
    let sighting = |day, how| Sighting { at: at(day), version: VersionId(1), how };
    let sightings = [sighting(1, How::Read), sighting(5, How::Confirmed), sighting(6, How::Imported)];
    let nights = nights(&looks, &sightings, at(11));
    let told: Vec<&str> = nights
        .iter()
        .map(|(_, night)| match night {
            Night::Had => "had",
            Night::Suspect(_) => "suspect",
            Night::Failed(cause, _) => cause,
            Night::Away => "-",
        })
        .collect();
    assert_eq!(
        told,
        ["had", "-", "refused", "refused", "had", "-", "-", "suspect", "-", "-"],
        "an import is no night"
    );
    let line = "A list was read or confirmed on 2 of 10 nights from 2026-05-01 to 2026-05-10, 2 failed, \
                1 suspect, 5 not looked at; 1 of the looks by a 304 or the same bytes; \
                1 imported page besides.";
    assert_eq!(summary(&nights, &sightings), line);
    assert_eq!(gaps_sheet(&nights).len(), 5);
}

#[test]
fn a_row_that_comes_goes_and_comes_again_has_two_spans_with_their_pairs_of_looks() {
    let row = |name: &str| Named { name: name.to_owned(), entity: name.to_owned() };
    let lists = BTreeMap::from([
        (VersionId(1), vec![row("A"), row("B"), row("B")]),
        (VersionId(2), vec![row("A")]),
        (VersionId(3), vec![row("B"), row("A")]),
    ]);
    let seen = [(1, 1, How::Read), (2, 1, How::Confirmed), (4, 2, How::Read), (7, 3, How::Imported)];
    let sightings =
        seen.map(|(day, version, how)| Sighting { at: at(day), version: VersionId(version), how });
    let spans = spans(&sightings, &lists);
    let told: Vec<_> = spans
        .iter()
        .map(|span| {
            (span.name.as_str(), span.absent, span.first, span.last, span.gone, span.seen, span.confirmed)
        })
        .collect();
    let expected = [
        ("A", None, at(1), at(7), None, 4, 1),
        ("B", None, at(1), at(2), Some(at(4)), 2, 1),
        ("B", Some(at(4)), at(7), at(7), None, 1, 0),
    ];
    assert_eq!(told, expected);
}
