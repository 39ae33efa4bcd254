//! Small PDFs, written by hand, and what is read from them.

use std::fmt::Write;

use super::document;
use crate::{
    extract::ExtractError,
    model::{BlockKind, CellRole, Document, Shape},
};

/// Objects of a PDF, numbered from 1, with the table that says where they stand.
pub(in crate::extract) fn assembled(objects: &[String]) -> Vec<u8> {
    let mut pdf = String::from("%PDF-1.7\n");
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(pdf.len());
        write!(pdf, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let table = pdf.len();
    write!(pdf, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(pdf, "{place:010} 00000 n ").unwrap();
    }
    write!(pdf, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1)
        .unwrap();
    pdf.into_bytes()
}

fn stream(content: &str) -> String {
    format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// Pages of 600 by 800 points with the fonts `/R`, `/B` (bold) and `/M` (Mac Roman).
pub(in crate::extract) fn pdf(pages: &[&str]) -> Vec<u8> {
    pdf_with(pages, "")
}

/// The same, with something more said of each page.
fn pdf_with(pages: &[&str], more: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 6 + at * 2)).collect();
    let font = |name: &str, encoding: &str| {
        format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /{encoding} >>")
    };
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!(
            "<< /Type /Pages /Count {} /Kids [{}] /MediaBox [0 0 600 800] /Resources << /Font << /R 3 0 R /B \
             4 0 R /M 5 0 R >> >> >>",
            pages.len(),
            kids.join(" ")
        ),
        font("Helvetica", "WinAnsiEncoding"),
        font("Helvetica-Bold", "WinAnsiEncoding"),
        font("Helvetica", "MacRomanEncoding"),
    ];
    for (at, content) in pages.iter().enumerate() {
        objects.push(format!("<< /Type /Page /Parent 2 0 R {more} /Contents {} 0 R >>", 7 + at * 2));
        objects.push(stream(content));
    }
    assembled(&objects)
}

/// Shows texts of size 10 at their places, counted from the upper left corner.
pub(in crate::extract) fn shown(texts: &[(u32, u32, &str)]) -> String {
    texts.iter().fold("BT /R 10 Tf\n".to_owned(), |all, (x, y, text)| {
        format!("{all}1 0 0 1 {x} {} Tm ({text}) Tj\n", 800 - y)
    }) + "ET\n"
}

/// Draws the rules of a grid, each with `re` and the given operator, as a hair of a box.
fn grid(xs: &[u32], ys: &[u32], paint: &str) -> String {
    let (left, right, top, bottom) = (xs[0], xs[xs.len() - 1], ys[0], ys[ys.len() - 1]);
    let across = ys
        .iter()
        .fold(String::new(), |all, y| format!("{all}{left} {} {} 0.5 re {paint}\n", 800 - y, right - left));
    xs.iter().fold(across, |all, x| format!("{all}{x} {} 0.5 {} re {paint}\n", 800 - bottom, bottom - top))
}

fn texts(document: &Document, at: usize) -> Vec<Vec<String>> {
    document.grids[at]
        .rows
        .iter()
        .map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect())
        .collect()
}

const TABLE: [[&str; 3]; 4] = [
    ["Name", "Purpose", "Place"],
    ["Acme Inc.", "Hosting of the whole service", "US"],
    ["Beta", "Mail", "DE"],
    ["Gamma", "Logs", "IE"],
];

/// The second purpose stands on two lines.
fn table_texts() -> Vec<(u32, u32, &'static str)> {
    let mut all = Vec::new();
    for (x, column) in [(55, 0), (205, 1), (355, 2)] {
        all.push((x, 112, TABLE[0][column]));
        all.push((x, 132, ["Acme Inc.", "Hosting of the", "US"][column]));
        all.push((x, 164, TABLE[2][column]));
        all.push((x, 184, TABLE[3][column]));
    }
    all.push((205, 144, "whole service"));
    all
}

#[test]
fn a_drawn_table_is_read_by_its_cells() {
    for paint in ["f", "f*", "B", "S"] {
        let page = shown(&table_texts()) + &grid(&[50, 200, 350, 500], &[100, 120, 152, 172, 192], paint);
        let document = document(&pdf(&[&page])).unwrap();
        assert_eq!(texts(&document, 0), TABLE, "{paint}");
        assert_eq!(document.grids[0].rows[0].cells[0].role, CellRole::Header);
    }
}

#[test]
fn a_table_without_rules_is_read_by_its_gaps() {
    let mut all = table_texts();
    all.extend([
        (
            55,
            60,
            "This is the list of all the vendors that we use for what we do, and of nothing else at all.",
        ),
        (55, 240, "Write to us."),
    ]);
    let document = document(&pdf(&[&shown(&all)])).unwrap();
    assert_eq!(texts(&document, 0), TABLE);
    assert_eq!(
        document.blocks.first().unwrap().text,
        "This is the list of all the vendors that we use for what we do, and of nothing else at all."
    );
    assert_eq!(document.blocks.last().unwrap().text, "Write to us.");
}

#[test]
fn rules_between_rows_alone_part_them() {
    let rules = [120, 152, 172, 192]
        .iter()
        .fold(String::new(), |all, y| format!("{all}50 {0} m 500 {0} l S\n", 800 - y));
    let document = document(&pdf(&[&(shown(&table_texts()) + &rules)])).unwrap();
    assert_eq!(texts(&document, 0), TABLE);
}

#[test]
fn a_table_goes_on_over_pages_and_its_header_is_read_once() {
    let page = |rows: &[(u32, [&str; 2])], number: &str| {
        let mut all = vec![(50, 790, number), (300, 790, "Vendors of Acme")];
        all.extend(rows.iter().flat_map(|(y, cells)| [(55, *y, cells[0]), (255, *y, cells[1])]));
        let mut ys: Vec<u32> = rows.iter().map(|(y, _)| y - 12).collect();
        ys.push(ys[ys.len() - 1] + 20);
        shown(&all) + &grid(&[50, 250, 500], &ys, "f")
    };
    let header = (112, ["Name", "Purpose"]);
    let first = page(&[header, (132, ["Acme", "Hosting"]), (152, ["Beta", "Mail to all"])], "Page 1");
    let second = page(&[header, (132, ["", "customers"]), (152, ["Gamma", "Logs"])], "Page 2");
    let document = document(&pdf(&[&first, &second])).unwrap();
    assert_eq!(document.grids.len(), 1);
    assert_eq!(
        texts(&document, 0),
        [["Name", "Purpose"], ["Acme", "Hosting"], ["Beta", "Mail to all customers"], ["Gamma", "Logs"]]
    );
    assert_eq!(document.blocks.iter().filter(|block| block.text.contains("Vendors of Acme")).count(), 1);
}

#[test]
fn a_cell_over_two_rows_is_repeated_as_spanned() {
    let texts_at = [
        (55, 112, "Region"),
        (255, 112, "Name"),
        (55, 132, "Europe"),
        (255, 132, "Acme"),
        (255, 152, "Beta"),
    ];
    let short = "250 648 0.5 52 re f 50 648 0.5 52 re f 500 648 0.5 52 re f 50 700 450 0.5 re f 50 680 450 \
        0.5 re f 250 660 250 0.5 re f 50 640 450 0.5 re f\n";
    let document = document(&pdf(&[&(shown(&texts_at) + short)])).unwrap();
    assert_eq!(texts(&document, 0), [["Region", "Name"], ["Europe", "Acme"], ["Europe", "Beta"]]);
    assert_eq!(document.grids[0].rows[2].cells[0].role, CellRole::Spanned);
}

#[test]
fn cells_that_are_centred_in_their_row_stand_beside_each_other() {
    let mut all = vec![(55, 107, "Name"), (205, 107, "Purpose"), (355, 102, "Kinds of"), (355, 112, "data")];
    for (top, name) in [(135, "Acme Inc."), (170, "Beta"), (205, "Gamma")] {
        all.extend([
            (55, top + 5, name),
            (205, top, "Hosting of the"),
            (205, top + 11, "whole service"),
            (355, top + 6, "All"),
        ]);
    }
    let document = document(&pdf(&[&shown(&all)])).unwrap();
    let row = |name: &str| [name, "Hosting of the whole service", "All"].map(str::to_owned).to_vec();
    let head = ["Name", "Purpose", "Kinds of data"].map(str::to_owned).to_vec();
    assert_eq!(texts(&document, 0), [head, row("Acme Inc."), row("Beta"), row("Gamma")]);
}

#[test]
fn a_word_that_would_have_fitted_by_a_hair_is_no_new_line() {
    let mut all = vec![
        (53, 112, "Name"),
        (123, 112, "Use"),
        (53, 132, "Acme Ireland"),
        (53, 144, "Ltd"),
        (123, 132, "Mail"),
    ];
    all.extend([(53, 164, "Beta"), (123, 164, "Chat")]);
    let lines = |right: u32| {
        let page = shown(&all) + &grid(&[50, right, 200], &[100, 120, 152, 172], "f");
        document(&pdf(&[&page])).unwrap().grids[0].rows[1].cells[0].lines().len()
    };
    assert_eq!((lines(121), lines(122), lines(150)), (1, 1, 1));
}

#[test]
fn lines_with_labels_below_an_item_are_lines_of_it() {
    let item = |number: u32, place: &str| {
        format!(
            "/B 10 Tf 0 -24 Td ({number}. Acme {number}) Tj /R 10 Tf 0 -14 Td (Purpose: Hosting of all) Tj 0 \
             -14 Td (that we have) Tj \
             0 -14 Td (Location: {place}) Tj "
        )
    };
    let page = format!("BT /B 14 Tf 50 740 Td (Vendors) Tj {}{} ET", item(1, "EU"), item(2, "US"));
    let document = document(&pdf(&[&page])).unwrap();
    assert_eq!(document.grids.len(), 1);
    let cell = &document.grids[0].rows[1].cells[0];
    let lines: Vec<String> =
        cell.lines().into_iter().map(|line| crate::model::join(line).into_owned()).collect();
    assert_eq!(lines, ["2. Acme 2", "Purpose: Hosting of all that we have", "Location: US"]);
}

#[test]
fn headings_lists_and_paragraphs_are_told_apart() {
    let page = "BT /B 20 Tf 50 740 Td (Our vendors) Tj /R 10 Tf 0 -30 Td (We tell you about every new \
        vendor) Tj 0 -12 Td (thirty days before.) Tj \
                /B 10 Tf 0 -30 Td (Europe) Tj /R 10 Tf 0 -20 Td (- Acme Inc.) Tj 0 -12 Td (- Beta GmbH) Tj \
                ET";
    let document = document(&pdf(&[page])).unwrap();
    assert_eq!(document.title.as_deref(), Some("Our vendors"));
    let blocks: Vec<(BlockKind, &str)> =
        document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(
        blocks,
        [
            (BlockKind::Heading(1), "Our vendors"),
            (BlockKind::Paragraph, "We tell you about every new vendor thirty days before."),
            (BlockKind::Heading(7), "Europe"),
            (BlockKind::Item, "Acme Inc."),
            (BlockKind::Item, "Beta GmbH"),
        ]
    );
    assert_eq!((document.grids[0].shape, document.grids[0].heading()), (Shape::List, Some("Europe")));
}

#[test]
fn kerned_pieces_ligatures_and_all_operators_for_text_are_read() {
    let page = "BT /M 10 Tf 12 TL 50 700 Td [(3 Mar) 40 (ch 20) -30 (26)] TJ (E\\336ect) ' 0 0 (third) \" ET";
    let document = document(&pdf(&[page])).unwrap();
    assert_eq!(document.blocks[0].text, "3 March 2026 Efiect third");
}

#[test]
fn forms_are_read_where_they_are_used_and_never_for_ever() {
    let form = |content: &str| {
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] /Matrix [1 0 0 1 100 0] /Resources << \
             /Font << /R 4 0 R >> /XObject << /X 5 0 R >> >> /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        )
    };
    let build = |content: &str| {
        assembled(&[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Count 1 /Kids [3 0 R] /Parent 2 0 R >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /Contents 6 0 R /Resources << /XObject << /X 5 0 R >> >> /MediaBox \
             [0 0 600 800] >>".to_owned(),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            form(content),
            stream("/X Do"),
        ])
    };
    assert_eq!(document(&build("BT /R 10 Tf 50 700 Td (inside) Tj ET")).unwrap().blocks[0].text, "inside");
    assert!(matches!(document(&build("/X Do")), Err(ExtractError::TooLarge { .. })));
}

#[test]
fn what_is_no_pdf_is_an_error_and_not_a_panic() {
    for body in
        [&b""[..], b"%PDF-1.7", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer <</Root 1 0 R>>", b"no pdf at all"]
    {
        assert!(matches!(document(body), Err(ExtractError::Unreadable { kind: "PDF", .. })));
    }
    let whole = pdf(&[&shown(&table_texts())]);
    assert!(document(&whole[..whole.len() / 2]).is_err());
}

#[test]
fn a_font_that_cannot_be_read_is_an_error_and_not_a_panic() {
    let broken = String::from_utf8(pdf(&[&shown(&table_texts())]))
        .unwrap()
        .replace("/WinAnsiEncoding", "/NoSuchEncoding!");
    assert!(matches!(document(broken.as_bytes()), Err(ExtractError::Unreadable { .. })));
}

#[test]
fn the_limits_on_pages_and_characters_are_kept() {
    let pages = vec!["BT ET"; super::paper::MAX_PAGES + 1];
    assert!(
        matches!(document(&pdf(&pages)), Err(ExtractError::TooLarge { limit }) if limit.contains("pages"))
    );
    assert!(matches!(document(&vec![b' '; super::MAX_BYTES + 1]), Err(ExtractError::TooLarge { .. })));
}

#[test]
fn turned_pages_are_read_upright_and_turned_text_is_left_out() {
    let page = "BT /R 10 Tf 0 1 -1 0 100 50 Tm (upright after all) Tj 1 0 0 1 100 500 Tm (a mark across the \
        page) Tj ET";
    let document = document(&pdf_with(&[page], "/Rotate 90")).unwrap();
    assert_eq!(
        document.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(),
        ["upright after all"]
    );
}
