//! Pages that are meant to hurt, the whole way from bytes to rows. What each part does with them is tested
//! beside it.

use std::time::{Duration, Instant};

use subwatch::{
    extract::{self, About},
    model::{Media, Recipe},
    normalise,
};

/// How many rows are read, unless the page is refused, and in how long a time.
fn read(body: &str, media: Media) -> (Option<usize>, Duration) {
    let begun = Instant::now();
    let about = About { media: Some(media), ..About::default() };
    let document = extract::document(body.as_bytes(), about, &Recipe::default());
    let rows =
        document.map(|document| normalise::listing(&document, &Recipe::default()).listing.entries.len()).ok();
    (rows, begun.elapsed())
}

#[test]
fn a_page_of_many_small_tables_takes_no_time_that_grows_with_their_pairs() {
    let table =
        "<table><tr><th>Sub-processor<th>Purpose<th>Country<tr><td>Acme Inc.<td>Hosting<td>US</table>";
    let (rows, took) = read(&("<h1>Sub-processors</h1>".to_owned() + &table.repeat(4_000)), Media::Html);
    assert_eq!(rows, Some(4_000));
    // A debug build on a busy machine; pair by pair it would take minutes.
    assert!(took < Duration::from_secs(40), "{took:?}");
}

#[test]
fn a_cell_of_many_names_takes_no_time_that_grows_with_their_square() {
    let cell = |text: &str| {
        ["<table><tr><th>Name<th>Location<tr><td>Acme Inc.<td>", &text.repeat(4_000), "</table>"].concat()
    };
    for page in [cell("Germany, "), cell("Acme Inc., "), cell("a. ")] {
        let (rows, took) = read(&page, Media::Html);
        assert!(rows.is_some() && took < Duration::from_secs(20), "{took:?}");
    }
}
