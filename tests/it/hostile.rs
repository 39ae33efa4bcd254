//! Pages that are meant to hurt, the whole way from bytes to rows. What each part does with them is tested beside it.

use std::time::{Duration, Instant};

use subwatch::{
    extract::{self, About},
    model::{Media, Recipe},
    normalise,
};

/// How many rows are read, in how long a time.
fn read(body: &str, media: Media) -> (usize, Duration) {
    let begun = Instant::now();
    let about = About { media: Some(media), ..About::default() };
    let document = extract::document(body.as_bytes(), about, &Recipe::default()).unwrap();
    let rows = normalise::listing(&document, &Recipe::default()).listing.entries.len();
    (rows, begun.elapsed())
}

#[test]
fn a_page_of_many_small_tables_takes_no_time_that_grows_with_their_pairs() {
    let table = "<table><tr><th>Sub-processor<th>Purpose<th>Country<tr><td>Acme Inc.<td>Hosting<td>US</table>";
    let (rows, took) = read(&("<h1>Sub-processors</h1>".to_owned() + &table.repeat(4_000)), Media::Html);
    assert_eq!(rows, 4_000);
    // A debug build on a busy machine; pair by pair it would take minutes.
    assert!(took < Duration::from_secs(40), "{took:?}");
}
