//! Pages that are meant to hurt: each is read or refused with its limit named, in bounded time.
//!
//! `cargo test --release --test it limits -- --ignored --nocapture` takes the full sizes and shows the times.

use std::time::{Duration, Instant};

use subwatch::{
    extract::{self, About, ExtractError},
    model::{Media, Recipe},
};

/// What one page may take at its full size, in a release build.
const LIMIT: Duration = Duration::from_secs(2);

/// So many bytes of a text repeated.
fn bytes(text: &str, count: usize) -> String {
    text.repeat(count / text.len())
}

/// Hostile bodies with their names: nesting of so many bytes, so many rows, lines of so many bytes.
fn hostile(nested: usize, rows: usize, line: usize) -> Vec<(String, Media, String)> {
    let mut pages: Vec<(String, Media, String)> = Vec::new();
    let mut add = |name: &str, media, body: String| pages.push((name.to_owned(), media, body));
    for tag in [
        "<table><tr><td>",
        "<table>",
        "<div>",
        "<div class=a>x",
        "<ul><li>",
        "<ul><li>a",
        "<b>",
        "<a href=x>",
        "<p><b id=a>",
        "<dl><dt>a<dd>",
        "<template>",
        "<svg>",
        "<select>",
        "<h2>a",
        "<details><summary>a",
    ] {
        add(&format!("nested {tag}"), Media::Html, bytes(tag, nested));
    }
    for shut in [
        "<table><tr><td>a</td></tr></table>",
        "<div hidden id=a>",
        "<button aria-controls=a>",
        "<h2>a</h2><p>b</p>",
        "<p>a</p>",
        "a<br>",
        "<p><b>Name</b> text</p>",
        "<sup>1</sup>a",
        "</p>",
        "<script>a=[{",
        "<div class=c><b>A</b><p>b</p></div>",
        "<div>a</div>",
        "<td>",
        "&amp;",
        "<!--",
    ] {
        add(&format!("many {shut}"), Media::Html, bytes(shut, nested));
    }
    add("rows", Media::Html, "<table>".to_owned() + &"<tr><td>a<td>b<td>c".repeat(rows));
    add(
        "spans",
        Media::Html,
        "<table>".to_owned() + &"<tr><td rowspan=65534 colspan=1000>a<td>b".repeat(rows / 10),
    );
    add("items", Media::Html, "<ul>".to_owned() + &"<li>a, b".repeat(rows));
    add("cards", Media::Html, "<div class=card><h3>a</h3><p>b</p></div>".repeat(rows));
    add("rows", Media::Markdown, "|a|b|\n|-|-|\n".to_owned() + &"|a|b|\n".repeat(rows));
    add("rows", Media::Csv, "a,b\n".to_owned() + &"a,b\n".repeat(rows));
    add("records", Media::Json, format!("[{}{{}}]", r#"{"name": "a", "at": "b"},"#.repeat(rows)));
    add("records", Media::Yaml, "- name: a\n  at: b\n".repeat(rows));
    add("lines", Media::Text, "- a, b\n".repeat(rows));
    for (name, text) in [
        ("letters", "a"),
        ("words", "ab "),
        ("commas", "a,"),
        ("bars", "|"),
        ("brackets", "["),
        ("braces", "{\"a\":"),
        ("stars", "*a "),
        ("ticks", "`"),
        ("marks", "> "),
        ("dashes", "- "),
        ("less", "<"),
        ("colons", "a: "),
        ("quotes", "\""),
        ("amps", "&"),
        ("wide", "  a"),
        ("values", "<a b="),
        ("records", "[{a:[{a:1},"),
    ] {
        for media in
            [Media::Html, Media::Markdown, Media::Mdx, Media::Csv, Media::Json, Media::Yaml, Media::Text]
        {
            add(&format!("a line of {name}"), media, bytes(text, line));
        }
    }
    pages
}

/// Lines of marks in Markdown, at the limit of its own.
fn markdown(line: usize) -> Vec<(String, Media, String)> {
    let marks = ["<", "&", "[", "*a ", "`", "> ", "|", "![", "<a b=", "_", "~~", "\\", "- "];
    marks
        .iter()
        .flat_map(|mark| {
            [Media::Markdown, Media::Mdx].map(|media| (format!("{mark} repeated"), media, bytes(mark, line)))
        })
        .collect()
}

/// Reads a body; an error must be one that a person can act on. How long it took.
fn read(name: &str, media: Media, body: &str) -> (Duration, String) {
    let begun = Instant::now();
    let found = extract::document(
        body.as_bytes(),
        About { media: Some(media), ..About::default() },
        &Recipe::default(),
    );
    let took = begun.elapsed();
    let found = match found {
        Ok(document) => format!("{} blocks, {} grids", document.blocks.len(), document.grids.len()),
        Err(ExtractError::TooLarge { limit }) => {
            assert!(limit.contains(char::is_alphabetic), "{name}");
            format!("too large: {limit}")
        }
        Err(error) => error.to_string(),
    };
    (took, found)
}

#[test]
fn hostile_pages_of_a_modest_size_are_read_or_refused() {
    for (name, media, body) in hostile(20_000, 1_000, 40_000) {
        let (took, found) = read(&name, media, &body);
        // A debug build on a busy machine: what grows out of bounds takes minutes.
        assert!(took < LIMIT * 20, "{name} as {media:?}: {took:?}, {found}");
    }
}

#[test]
#[ignore = "full sizes, for a release build"]
fn hostile_pages_of_full_size_take_two_seconds_at_most() {
    let mut slow = Vec::new();
    for (name, media, body) in hostile(1 << 20, 100_000, 10 << 20).into_iter().chain(markdown(4 << 20)) {
        let (took, found) = read(&name, media, &body);
        if took > LIMIT / 4 {
            println!("{name} as {media:?}: {took:?}, {found}");
        }
        if took > LIMIT {
            slow.push(format!("{name} as {media:?}: {took:?}, {found}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}
