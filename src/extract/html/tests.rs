//! Tests of `html`.

use super::*;
use crate::model::{BlockKind, CellRole, Hint, Visibility};

#[test]
fn headings_above_a_grid_are_its_path_and_prose_its_lead() {
    let document =
        read("<h1>Legal</h1><h2>Old</h2><h3>Deep</h3><h2>Current</h2><p>We use:</p><ul><li>A<li>B</ul>");
    let path: Vec<(u8, &str)> =
        document.grids[0].headings.iter().map(|heading| (heading.level, heading.text.as_str())).collect();
    assert_eq!(path, [(1, "Legal"), (2, "Current")]);
    assert_eq!(document.grids[0].lead.as_deref(), Some("We use:"));
    assert_eq!(document.title.as_deref(), Some("Legal"));
}

#[test]
fn a_bold_line_serves_as_a_heading_but_not_one_with_a_date() {
    let document = read("<p><b>Support</b></p><p><b>Last updated: 2 May 2025</b></p><ul><li>A<li>B</ul>");
    assert_eq!(document.grids[0].heading(), Some("Support"));
}

#[test]
fn a_heading_in_a_footer_or_card_ends_with_it() {
    let document = read("<h2>List</h2><nav><h3>Menu</h3></nav><ul><li>A<li>B</ul>");
    assert_eq!(document.grids[0].heading(), Some("List"));
}

#[test]
fn a_menu_is_text_but_no_grid_and_a_list_of_links_in_the_text_is_one() {
    let menu = "<ul><li><a href=/a>Alpha</a><li><a href=/b>Beta</a></ul>";
    let document = read(&format!("<nav>{menu}</nav><footer>{menu}</footer>"));
    assert!(document.grids.is_empty());
    assert_eq!(document.blocks.iter().filter(|block| block.kind == BlockKind::Item).count(), 4);
    assert_eq!(read(&format!("<main>{menu}</main>")).grids.len(), 1);
}

#[test]
fn what_is_hidden_is_a_hidden_grid_and_no_text() {
    for hidden in [
        "<div hidden>",
        "<div style='color:red; display : none'>",
        "<template>",
        "<noscript>",
        "<div class=hidden>",
    ] {
        let document = read(&format!("<p>Text</p>{hidden}<table><tr><td>A<td>B<tr><td>C<td>D</table>"));
        assert_eq!(document.grids[0].visibility, Visibility::Hidden, "{hidden}");
        assert_eq!(document.blocks.len(), 1, "{hidden}");
    }
}

#[test]
fn what_a_click_shows_is_shown() {
    let document = read(
        "<button role=tab id=t>EU</button><div role=tabpanel aria-labelledby=t hidden><ul><li>A\
         <li>B</ul></div>\
         <details><summary>US</summary><ul><li>C<li>D</ul></details>",
    );
    let found: Vec<_> =
        document.grids.iter().map(|grid| (grid.heading().unwrap(), grid.visibility)).collect();
    assert_eq!(found, [("EU", Visibility::Shown), ("US", Visibility::Shown)]);
}

#[test]
fn a_recipe_reads_nothing_but_what_it_chose() {
    let page = "<h2>A</h2><ul><li>1<li>2</ul><h2>B</h2><ul id=b><li>3<li>4</ul>";
    let recipe = |list: &str| Recipe { list: Some(list.to_owned()), ..Recipe::default() };
    let document = document(page, None, &recipe("#b")).unwrap();
    assert_eq!(document.grids.len(), 1);
    assert_eq!(document.grids[0].heading(), Some("B"));
    assert_eq!(cells(&document.grids[0]), [["3"], ["4"]]);
    let rows = super::document("<table><tr><td>a<td>b<tr class=x><td>c<td>d</table>", None, &recipe("tr.x"))
        .unwrap();
    assert_eq!(cells(&rows.grids[0]), [["c", "d"]]);
}

#[test]
fn a_selector_that_is_none_or_matches_nothing_is_an_error_with_the_selector_in_it() {
    for list in ["..", "#absent"] {
        let recipe = Recipe { list: Some(list.to_owned()), ..Recipe::default() };
        let error = document("<p>a", None, &recipe).unwrap_err();
        assert!(matches!(&error, ExtractError::Selector { selector, .. } if selector == list), "{error}");
    }
}

#[test]
fn metadata_frames_and_language_are_told() {
    let document = read(
        "<html lang=pt_BR><head><title>T</title><meta name=description content='A  list'><meta \
         property=article:modified_time content=2026-01-02>\
         <script type=application/ld+json>{\"@graph\":[{\"dateModified\":\"2026-03-04\"}]}</script></head>\
         <body><p>More text that goes on and on <time datetime=2026-05-06>May</time><iframe \
         src=/embed></iframe><iframe src=https://x.test/pixel width=1></iframe>",
    );
    let metadata: Vec<&str> = document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Metadata)
        .map(|block| block.text.as_str())
        .collect();
    assert_eq!(
        metadata,
        [
            "description: A list",
            "article:modified_time: 2026-01-02",
            "time: 2026-05-06",
            "dateModified: 2026-03-04"
        ]
    );
    assert_eq!(document.language.as_deref(), Some("pt-BR"));
    assert_eq!(document.title.as_deref(), Some("T"));
    assert_eq!(document.hints, [Hint::Frame("https://vendor.test/embed".to_owned())]);
}

#[test]
fn the_word_beside_a_time_says_what_it_is_the_time_of() {
    let metadata = |page: &str| {
        read(page).blocks.into_iter().rfind(|block| block.kind == BlockKind::Metadata).map(|block| block.text)
    };
    let time = "<time datetime=2026-04-21>21 April</time>";
    for page in [
        format!("<ul><li>{time}<li>Updated</ul><p>More text that goes on and on."),
        format!("<p>Updated: {time}</p>"),
        format!("<div><span>Updated</span><b>{time}</b></div>"),
    ] {
        assert_eq!(metadata(&page).as_deref(), Some("updated: 2026-04-21"), "{page}");
    }
    for page in [
        format!("<p>{time}</p>"),
        format!("<p>Mr B. met the others on {time}, by boat.</p>"),
        format!("<p>1 {time}</p>"),
    ] {
        assert_eq!(metadata(&page).as_deref(), Some("time: 2026-04-21"), "{page}");
    }
}

#[test]
fn an_empty_frame_for_scripts_is_told_from_a_short_page() {
    let frame = "<title>App</title><body><div id=root></div><script src=/app.js></script>";
    assert_eq!(read(frame).hints, [Hint::FilledByScript]);
    assert!(read("<p>Not found").hints.is_empty());
}

#[test]
fn links_are_absolute_and_those_that_lead_nowhere_go() {
    let document = read(
        "<base href=https://cdn.test/x/><p><a href=y>a</a> <a href=#z>b</a> <a href='javascript:go()'>c</a> \
         <a href=mailto:d@e.test>d</a>",
    );
    let targets: Vec<&str> = document.blocks[0].links.iter().map(|link| link.target.as_str()).collect();
    assert_eq!(targets, ["https://cdn.test/x/y", "mailto:d@e.test"]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]

    #[test]
    fn any_soup_of_tags_is_read(
        parts in proptest::collection::vec(proptest::sample::select(SOUP.to_vec()), 0..60),
    ) {
        let document = read(&parts.concat());
        for grid in &document.grids {
            proptest::prop_assert!(!grid.rows.is_empty());
            proptest::prop_assert!(grid.block <= document.blocks.len());
            let width = grid.rows[0].cells.len();
            let square = grid.rows.iter().all(|row| row.cells.len() == width);
            proptest::prop_assert!(square || grid.shape != crate::model::Shape::Table);
            let pieces = grid.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.pieces);
            proptest::prop_assert!(pieces.into_iter().all(|piece| !piece.text.trim().is_empty()));
        }
        let last = document.grids.len();
        proptest::prop_assert!(document.blocks.iter().all(|block| block.grid.is_none_or(|grid| grid < last)));
    }
}

const SOUP: [&str; 40] = [
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "<td colspan=3 rowspan=2>",
    "<th>",
    "<thead>",
    "<ul>",
    "</ul>",
    "<li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<div>",
    "<div class=card>",
    "<div class='row label'>",
    "</div>",
    "<h2>",
    "</h2>",
    "<h3>",
    "<p>",
    "<p><b>",
    "</b>",
    "<br>",
    "<span class=badge>",
    "</span>",
    "<a href=/x>",
    "</a>",
    "<section hidden>",
    "</section>",
    "<details><summary>",
    "</summary>",
    "é: ",
    "Acme",
    "EU",
    " ",
    "\u{200b}",
    "<div role=row>",
    "<script>[{a:'b'},{a:'c'}]</script>",
];

#[test]
fn no_small_page_breaks_the_reader() {
    for page in [
        "",
        "<",
        "<table>",
        "<ul><li>",
        "<dl><dt>",
        "<dl><dd>a",
        "<table><tr><td rowspan=0 colspan=-1>",
        "<h1>",
        "\u{0}<p>\u{200b}",
        "---\n---",
    ] {
        let document = read(page);
        assert!(document.grids.iter().all(|grid| !grid.rows.is_empty()), "{page}");
    }
}

/// Prints what a file gives, for the eye: `DUMP=page.html cargo test --lib dump -- --ignored
/// --nocapture`.
#[test]
#[ignore = "for the eye"]
fn dump() {
    for path in std::env::var("DUMP").unwrap_or_default().split(',') {
        let text = std::fs::read_to_string(path).unwrap();
        let started = std::time::Instant::now();
        let recipe = Recipe::default();
        let document = match path.rsplit('.').next() {
            Some("md") => crate::extract::markdown::document(
                &text,
                None,
                crate::extract::markdown::Flavour::Markdown,
                &recipe,
            ),
            Some("mdx") => crate::extract::markdown::document(
                &text,
                None,
                crate::extract::markdown::Flavour::Mdx,
                &recipe,
            ),
            _ => document(&text, None, &recipe),
        };
        let document = document.unwrap();
        println!("=== {path} {:?} {:?} {:?}", document.title, document.hints, started.elapsed());
        for (at, grid) in document.grids.iter().enumerate() {
            let path: Vec<String> =
                grid.headings.iter().map(|heading| format!("{}:{}", heading.level, heading.text)).collect();
            println!(
                "#{at} {:?} {:?} rows={} [{}] lead={:?}",
                grid.shape,
                grid.visibility,
                grid.rows.len(),
                path.join(" > "),
                grid.lead.as_deref().map(|lead| lead.chars().take(60).collect::<String>())
            );
            for row in &grid.rows {
                let cells: Vec<String> = row
                    .cells
                    .iter()
                    .map(|cell| {
                        format!(
                            "{}{}",
                            if cell.role == CellRole::Header {
                                "!"
                            } else if cell.role == CellRole::Spanned {
                                "="
                            } else {
                                ""
                            },
                            cell.text().chars().take(60).collect::<String>()
                        )
                    })
                    .collect();
                println!(
                    "   {}{}",
                    row.heading.as_deref().map(|heading| format!("<{heading}> ")).unwrap_or_default(),
                    cells.join(" | ")
                );
            }
        }
    }
}
