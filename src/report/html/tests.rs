use proptest::prelude::*;
use scraper::{Html, Selector};

use super::*;
use crate::{
    model::WordEdit,
    report::{Column, Tone, Value},
};

fn changes() -> Sheet {
    Sheet::new("Changes")
        .above("2 changes since 2026-05-01.")
        .column(Column::badge("kind", "Change"))
        .column(Column::link("name", "Sub-processor"))
        .column(Column::text("note", "Note"))
        .column(Column::number("rows", "Rows"))
        .column(Column::time("seen", "Seen"))
        .column(Column::codes("countries", "Countries"))
        .column(Column::edit("what", "What changed"))
        .row([
            Value::badge("changed", Tone::Warning),
            Value::link("A & B", "https://a.example/?x=1&y=2"),
            Value::Empty,
            12.into(),
            "2026-05-01T02:03:59.123456789Z".parse::<Timestamp>().unwrap().into(),
            Value::codes(["DE", "US"]),
            vec![
                WordEdit::Kept("in ".into()),
                WordEdit::Deleted("USA ".into()),
                WordEdit::Inserted("<b>EU".into()),
            ]
            .into(),
        ])
        .row([
            Value::badge("removed", Tone::Quiet),
            Value::link("C", "/dpa"),
            Value::Empty,
            Value::Empty,
            jiff::civil::date(2026, 5, 1).into(),
            Value::Empty,
            Value::Empty,
        ])
        .below("Read <all> of it.")
}

fn body(html: &str) -> &str {
    let (_, rest) = html.split_once("<main>\n").unwrap();
    rest.split_once("</main>").unwrap().0
}

#[test]
fn a_sheet_is_a_heading_notes_and_a_table_that_says_what_its_cells_are() {
    insta::assert_snapshot!(body(&sheet(&changes(), &Look::default())).replace("><", ">\n<"), @r##"
    <h1>Changes</h1>
    <p>2 changes since <time datetime="2026-05-01">2026-05-01</time>.</p>
    <table class="r40">
    <caption>Changes</caption>
    <thead>
    <tr>
    <th scope="col" class="w10">Change</th>
    <th scope="col" class="w14">Sub-processor</th>
    <th scope="col" class="w4 number">Rows</th>
    <th scope="col" class="w16">Seen (UTC)</th>
    <th scope="col" class="w10">Countries</th>
    <th scope="col" class="w12">What changed</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <td data-label="Change">
    <span class="badge warning">
    <span aria-hidden="true">!&nbsp;</span>changed<span class="unseen"> (attention)</span>
    </span>
    </td>
    <th scope="row" data-label="Sub-processor">
    <a href="https://a.example/?x=1&amp;y=2" rel="noreferrer noopener">A &amp; B</a>
    </th>
    <td class="number" data-label="Rows">12</td>
    <td data-label="Seen (UTC)">
    <time datetime="2026-05-01T02:03:59Z">2026-05-01 02:03</time>
    </td>
    <td data-label="Countries">DE, US</td>
    <td data-label="What changed">in <del>USA</del> <ins>&lt;b&gt;EU</ins>
    </td>
    </tr>
    <tr>
    <td data-label="Change">
    <span class="badge quiet">removed</span>
    </td>
    <th scope="row" data-label="Sub-processor">C (/dpa)</th>
    <td class="number" data-label="Rows">
    </td>
    <td data-label="Seen (UTC)">
    <time datetime="2026-05-01">2026-05-01</time>
    </td>
    <td data-label="Countries">
    </td>
    <td data-label="What changed">
    </td>
    </tr>
    </tbody>
    </table>
    <p>Read &lt;all&gt; of it.</p>
    "##);
}

#[test]
fn a_sheet_without_rows_says_so() {
    let empty = Sheet::new("Changes").column(Column::text("a", "A")).when_empty("No change yet.");
    let page = sheet(&empty, &Look::default());
    assert_eq!(body(&page), "<h1>Changes</h1>\n<p class=\"nothing\">No change yet.</p>\n");
}

#[test]
fn sheets_of_a_report_are_sections_and_many_are_listed_above() {
    let three = ["One", "Two", "Three"].map(Sheet::new).into_iter().fold(Report::new("Night"), Report::sheet);
    let page = report(&three.clone().note("All is well."), &Look::default());
    assert!(body(&page).starts_with(
        "<h1>Night</h1>\n<p>All is well.</p>\n<section aria-labelledby=\"sheet-1\">\n\
         <h2 id=\"sheet-1\">One</h2>\n<p class=\"nothing\">Nothing to show.</p>\n</section>\n"
    ));
    assert!(!page.contains("<nav"));
    let page = report(&three.sheet(Sheet::new("Four")), &Look::default());
    assert!(page.contains("<li><a href=\"#sheet-4\">Four</a></li>"));
}

#[test]
fn a_page_needs_nothing_besides_itself_and_says_that_it_may_not() {
    let page = sheet(&changes(), &Look::default());
    for request in ["<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "@font-face"] {
        assert!(!page.contains(request), "{request}");
    }
    assert!(page.contains(
        "<meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    ));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">\n"));
}

#[test]
fn a_page_says_when_it_was_made_if_it_was_told() {
    let made = |made_at| sheet(&changes(), &Look { made_at, ..Look::default() });
    assert!(made(None).contains("<footer>Made by subwatch.</footer>"));
    let footer = "<footer>Made by subwatch on \
                  <time datetime=\"2026-05-01T02:03:04Z\">2026-05-01 02:03 UTC</time>.</footer>";
    assert!(made(Some("2026-05-01T02:03:04Z".parse().unwrap())).contains(footer));
}

#[test]
fn a_tone_is_never_told_by_colour_alone() {
    for (tone, sign) in [
        (Tone::Good, "✓\u{a0}x (good)"),
        (Tone::Warning, "!\u{a0}x (attention)"),
        (Tone::Bad, "✕\u{a0}x (alert)"),
    ] {
        let sheet = Sheet::new("x").column(Column::badge("a", "A")).row([Value::badge("x", tone)]);
        let page = Html::parse_document(&super::sheet(&sheet, &Look::default()));
        assert_eq!(texts(&page, "td"), [sign]);
    }
}

#[test]
fn only_web_and_mail_addresses_are_links_and_no_address_gets_lost() {
    let links = [
        Value::link("a", "https://a.example/\"><script>"),
        Value::link("b", "mailto:dpo@a.example?subject=a b"),
        Value::link("c", "javascript:alert(1)"),
        Value::link("", "data:text/html,x"),
        Value::link("", "https://a.example/"),
    ];
    let sheet = links
        .into_iter()
        .fold(Sheet::new("x").column(Column::link("a", "A")), |sheet, link| sheet.row([link]));
    let page = Html::parse_document(&super::sheet(&sheet, &Look::default()));
    assert_eq!(
        texts(&page, "tbody th"),
        ["a", "b", "c (javascript:alert(1))", "data:text/html,x", "https://a.example/"]
    );
    let anchors: Vec<_> = page.select(&Selector::parse("a").unwrap()).collect();
    let addresses: Vec<&str> = anchors.iter().filter_map(|anchor| anchor.attr("href")).collect();
    assert_eq!(
        addresses,
        ["https://a.example/%22%3E%3Cscript%3E", "mailto:dpo@a.example?subject=a%20b", "https://a.example/"]
    );
    assert!(anchors.iter().all(|anchor| anchor.attr("rel") == Some("noreferrer noopener")));
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    page.select(&Selector::parse(selector).unwrap()).map(|found| found.text().collect()).collect()
}

/// Elements with the names of their attributes, in order.
fn elements(html: &str) -> Vec<(String, Vec<String>)> {
    let page = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    let named = page.select(&all).map(|element| {
        let value = element.value();
        (value.name().to_owned(), value.attrs().map(|(name, _)| name.to_owned()).collect())
    });
    named.collect()
}

/// A sheet with a text in every place that can hold one.
fn filled(text: &str) -> Sheet {
    let edits =
        vec![WordEdit::Kept(text.into()), WordEdit::Deleted(text.into()), WordEdit::Inserted(text.into())];
    Sheet::new(text)
        .above(text)
        .below(text)
        .column(Column::text("a", text))
        .column(Column::link("b", text))
        .column(Column::codes("c", text))
        .column(Column::badge("d", text))
        .column(Column::edit("e", text))
        .row([
            text.into(),
            Value::link(text, format!("https://a.example/{text}")),
            Value::codes([text]),
            Value::badge(text, Tone::Bad),
            edits.into(),
        ])
}

#[test]
fn markup_of_a_page_is_shown_as_it_is_printed() {
    let plain = elements(&sheet(&filled("x"), &Look::default()));
    for hostile in [
        "<script>alert(1)</script>",
        "</td></table><img src=x onerror=alert(1)>",
        "\"><svg onload=alert(1)>",
        "' onmouseover='alert(1)",
        "</title></style></caption><style>*{display:none}</style>",
        "<!--",
        "&lt;b&gt;&#60;",
        "]]><?php",
    ] {
        let html = sheet(&filled(hostile), &Look::default());
        assert_eq!(elements(&html), plain, "{hostile}");
        let page = Html::parse_document(&html);
        for place in ["title", "h1", "p", "caption", "thead th", "tbody th", "td a", "del", "ins"] {
            assert!(texts(&page, place).iter().all(|text| text == hostile), "{hostile} in {place}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_becomes_an_element_or_an_attribute(text in "\\PC*[a-z<>&\"'/=!-]{1,30}x") {
        // An `x` at the end, and nothing that is left out or trimmed: the text is nowhere empty.
        prop_assert_eq!(
            elements(&sheet(&filled(&text), &Look::default())),
            elements(&sheet(&filled("x"), &Look::default()))
        );
    }
}
