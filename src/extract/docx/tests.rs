//! Word documents, written by hand, and what is read from them.

use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::model::{BlockKind, Shape};

/// A document with that body, a style for headings of a name of its own, and one link.
fn docx(body: &str) -> Vec<u8> {
    let parts = [
        (
            "word/document.xml",
            format!("<w:document xmlns:w=\"w\" xmlns:r=\"r\"><w:body>{body}</w:body></w:document>"),
        ),
        (
            "word/styles.xml",
            "<w:styles><w:style w:styleId=\"Berschrift2\"><w:name w:val=\"heading 2\"/></w:style></w:styles>"
                .to_owned(),
        ),
        (
            "word/_rels/document.xml.rels",
            "<Relationships><Relationship Id=\"r1\" Target=\"https://acme.test/?a=1&amp;b=2\" \
             TargetMode=\"External\"/></Relationships>"
                .to_owned(),
        ),
    ];
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn read(body: &str) -> Document {
    document(&docx(body), None, &Recipe::default()).unwrap()
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn rows(cells: &[&[String]]) -> String {
    let row = |cells: &&[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| format!("<w:tc>{cell}</w:tc>")).collect();
        let cells = cells.concat();
        format!("<w:tr>{cells}</w:tr>")
    };
    format!("<w:tbl>{}</w:tbl>", cells.iter().map(row).collect::<String>())
}

fn texts(document: &Document) -> Vec<Vec<String>> {
    let rows = document.grids[0].rows.iter();
    rows.map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect()).collect()
}

#[test]
fn headings_paragraphs_lists_and_links_are_read() {
    let document = read(
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Annex III</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pStyle w:val=\"Berschrift2\"/></w:pPr><w:r><w:t>Sub-</w:t></w:r>\
         <w:r><w:t>processors</w:t>\
         </w:r></w:p>\
         <w:p><w:r><w:t xml:space=\"preserve\">We use </w:t></w:r><w:hyperlink r:id=\"r1\"><w:r>\
         <w:t>Acme &amp; Co</w:t></w:r></w:hyperlink><w:r><w:t>.</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>\
         <w:r><w:t>Beta</w:t></w:r></w:p>\
         <w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>\
         <w:r><w:t>Gamma</w:t></w:r></w:p>",
    );
    assert_eq!(document.title.as_deref(), Some("Annex III"));
    let blocks: Vec<_> = document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
    assert_eq!(blocks[1], (BlockKind::Heading(2), "Sub-processors"));
    assert_eq!(blocks[2], (BlockKind::Paragraph, "We use Acme & Co."));
    assert_eq!(document.blocks[2].links[0].target, "https://acme.test/?a=1&b=2");
    assert_eq!((document.grids[0].shape, document.grids[0].rows.len()), (Shape::List, 2));
}

#[test]
fn cells_that_are_merged_stand_in_each_of_their_rows() {
    let merged = |text: &str, merge: &str| format!("<w:tcPr><w:vMerge{merge}/></w:tcPr>{}", p(text));
    let table = rows(&[
        &[p("Region"), p("Name"), p("Use")],
        &[merged("Europe", " w:val=\"restart\""), p("Acme"), p("Mail")],
        &[merged("", ""), p("Beta"), p("Web")],
        &[p("US"), format!("<w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr>{}", p("Gamma"))],
    ]);
    assert_eq!(
        texts(&read(&table)),
        [
            ["Region", "Name", "Use"],
            ["Europe", "Acme", "Mail"],
            ["Europe", "Beta", "Web"],
            ["US", "Gamma", "Gamma"]
        ]
    );
}

#[test]
fn what_tracked_changes_delete_is_out_and_what_they_insert_is_in() {
    let changed = "<w:p><w:r><w:t xml:space=\"preserve\">Acme </w:t></w:r><w:del><w:r><w:delText>Ltd</w:delText></w:r>\
        </w:del><w:moveFrom><w:r><w:t>Old</w:t></w:r></w:moveFrom><w:ins><w:r><w:t>Inc.</w:t></w:r></w:ins></w:p>";
    let table = rows(&[
        &[p("Name"), p("Use")],
        &[changed.to_owned(), p("Mail")],
        &[p("Beta"), p("Web")],
        &[p("Gone"), p("x")],
    ]);
    let table = table.replace(
        "<w:tr><w:tc><w:p><w:r><w:t>Gone",
        "<w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr><w:tc><w:p><w:r><w:t>Gone",
    );
    assert_eq!(texts(&read(&table)), [["Name", "Use"], ["Acme Inc.", "Mail"], ["Beta", "Web"]]);
}

#[test]
fn what_is_broken_is_an_error_and_not_a_panic() {
    for body in [&b""[..], b"PK\x03\x04word/document.xml", &docx("")[..200]] {
        assert!(matches!(document(body, None, &Recipe::default()), Err(ExtractError::Unreadable { .. })));
    }
    for body in [
        "<w:p>",
        "</w:tc></w:tbl>",
        "<w:tc/><w:tbl><w:tc><w:p></w:tbl>",
        "<w:tbl><w:tr><w:tbl/></w:tr></w:tbl>",
        "&x;",
    ] {
        let _ = document(&docx(body), None, &Recipe::default());
    }
}
