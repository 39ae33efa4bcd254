//! Long lists: nothing takes more than a moment. The bounds are for a debug build on a busy machine.

use std::time::{Duration, Instant};

use super::*;

const ROWS: usize = 5_000;

fn long(row_of: impl Fn(usize) -> Subprocessor) -> Listing {
    Listing { entries: (0..ROWS).map(row_of).collect(), ..Listing::default() }
}

fn company(n: usize) -> Subprocessor {
    let names = ["Data", "Cloud", "Mail", "Pay", "Soft", "Net", "Info", "Secure", "Smart", "Open"];
    let name = format!(
        "{}{} {} {}",
        names[n % 10],
        names[n / 10 % 10].to_lowercase(),
        n / 100,
        ["Inc.", "GmbH", "Ltd", "LLC"][n % 4]
    );
    row(
        &name,
        &format!("Hosting and support of product {}", n % 37),
        ["Ireland", "United States", "Germany"][n % 3],
    )
}

#[track_caller]
fn timed(before: &Listing, after: &Listing, limit: Duration) -> Changes {
    let start = Instant::now();
    let found = changes(before, after);
    let taken = start.elapsed();
    eprintln!("{} rows against {} in {taken:?}", before.entries.len(), after.entries.len());
    assert!(taken < limit, "took {taken:?}");
    found
}

#[test]
fn five_thousand_rows_with_one_edit_in_a_hundred_are_compared_in_a_moment() {
    let before = long(company);
    let mut after = before.clone();
    for (edit, row) in after.entries.iter_mut().step_by(100).enumerate() {
        match edit % 5 {
            0 => row.printed.purpose = Some(format!("Hosting, support and backups {edit}")),
            1 => row.printed.location = Some("France".to_owned()),
            2 => row.printed.name = format!("{} (formerly)", row.printed.name),
            3 => row.printed.data = Some("E-mail addresses".to_owned()),
            _ => *row = super::row(&format!("Entirely New {edit}"), "Search", "Norway"),
        }
    }
    let found = timed(&before, &after, Duration::from_secs(10));
    assert_eq!((found.changes.len(), found.suspect), (60, None));
}

#[test]
fn five_thousand_rows_that_are_all_renamed_or_all_others_do_not_hang() {
    let before = long(company);
    let renamed = long(|n| {
        company(n).with(|printed, _| printed.name = format!("{} International", company(n).printed.name))
    });
    assert!(
        timed(&before, &renamed, Duration::from_mins(1))
            .changes
            .iter()
            .all(|change| change.kind() == "renamed")
    );
    let others = long(|n| row(&format!("Other{n}"), "Search", "Norway"));
    assert_eq!(timed(&before, &others, Duration::from_mins(1)).changes.len(), 2 * ROWS);
}

#[test]
fn five_thousand_rows_of_one_name_do_not_hang() {
    let before = long(|n| row("AWS", &format!("Service {n}"), "Ireland"));
    let after = long(|n| row("AWS", &format!("Service {n} of many"), "Ireland"));
    let found = timed(&before, &after, Duration::from_mins(1));
    assert!(found.changes.iter().all(|change| change.kind() == "changed"));
    assert_eq!(found.changes.len(), ROWS);
}
