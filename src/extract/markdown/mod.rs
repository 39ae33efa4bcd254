//! Markdown and MDX, by way of HTML.

mod blocks;
mod components;
mod jsx;
mod tables;

use pulldown_cmark::{Options, Parser, html::push_html};
use url::Url;

use super::{draft::within, error::ExtractError, html};
use crate::model::{Document, Recipe};

/// The largest Markdown text that is read, in bytes: people write it, and marks cost more there than in HTML.
const TEXT_BYTES: usize = 4 << 20;
/// The most HTML it may stand for, in bytes: a sign that HTML spells out is five times as long there.
const RENDERED_BYTES: usize = 12 << 20;

/// What a Markdown text may hold besides Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `CommonMark` with tables, as GitHub has them.
    Markdown,
    /// The same with JSX components, imports and exports.
    Mdx,
}

/// Reads Markdown. Front matter becomes metadata; tables, lists and raw HTML are read as HTML.
pub(super) fn document(
    text: &str,
    base: Option<&Url>,
    flavour: Flavour,
    recipe: &Recipe,
) -> Result<Document, ExtractError> {
    within(text.len(), TEXT_BYTES, "bytes of Markdown")?;
    let (head, body) = html::front::halves(text);
    let body = blocks::to_markdown(body);
    let body = match flavour {
        Flavour::Markdown => plain(&body),
        Flavour::Mdx => jsx::to_markdown(&body),
    };
    let body = tables::mended(&body);
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST;
    let mut page = String::with_capacity(head.len() + body.len() * 2);
    page.push_str(head);
    push_html(&mut page, Parser::new_ext(&body, options));
    within(page.len(), RENDERED_BYTES, "bytes of HTML that the Markdown stands for")?;
    html::document(&page, base, recipe)
}

/// Leaves out lines that are for the site's builder: template tags, attribute lists. A table that is written
/// in HTML is drawn together: by the letter of the format an empty line ends it, and an indented row is code,
/// which is never what its writer meant.
fn plain(text: &str) -> String {
    let mut fenced = false;
    let mut in_table = false;
    let mut kept = String::with_capacity(text.len());
    let mut codes: Vec<components::Attributes<'_>> = Vec::new();
    let mut code = "";
    for line in text.lines() {
        let bare = line.trim();
        let row = if fenced { None } else { components::short_code(bare) };
        if !codes.is_empty() && row.as_ref().is_none_or(|(name, _)| *name != code) && !bare.is_empty() {
            kept.push_str(&components::table(&std::mem::take(&mut codes)));
        }
        if let Some((name, attributes)) = row {
            code = name;
            codes.push(attributes);
            continue;
        }
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        let lower = if fenced { String::new() } else { bare.to_ascii_lowercase() };
        in_table |= lower.starts_with("<table");
        if in_table {
            kept.push_str(bare);
        } else if fenced || !is_directive(bare) {
            kept.push_str(line);
        }
        if lower.contains("</table") {
            in_table = false;
        }
        if !(in_table && bare.is_empty()) {
            kept.push('\n');
        }
    }
    if !codes.is_empty() {
        kept.push_str(&components::table(&codes));
    }
    kept
}

/// A line of Liquid, kramdown or a shortcode, with nothing to read in it.
fn is_directive(line: &str) -> bool {
    (line.starts_with("{%") && line.ends_with("%}"))
        || (line.starts_with("{:") && line.ends_with('}'))
        || (line.starts_with("{{<") && line.ends_with(">}}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, CellRole, Shape};

    fn read(text: &str, flavour: Flavour) -> Document {
        document(text, None, flavour, &Recipe::default()).unwrap()
    }

    #[test]
    fn a_table_keeps_its_header_row_links_and_raw_html() {
        let text = "# List\n\n| Name | Where |\n| --- | --- |\n| [Acme](https://acme.test) | EU<br>US |\n";
        let document = read(text, Flavour::Markdown);
        let grid = &document.grids[0];
        assert_eq!((grid.shape, grid.heading()), (Shape::Table, Some("List")));
        assert!(grid.rows[0].cells.iter().all(|cell| cell.role == CellRole::Header));
        assert_eq!(grid.rows[1].cells[0].link(), Some("https://acme.test"));
        assert_eq!(grid.rows[1].cells[1].lines().len(), 2);
    }

    #[test]
    fn a_table_is_one_though_a_tab_stands_in_its_row_of_dashes_and_terms_are_defined() {
        let document = read(
            "List:\n| Name | Where |\n|---\t|---\t|\n| Acme | EU |\n\n| Beta | US |\n",
            Flavour::Markdown,
        );
        assert_eq!(document.grids[0].rows.len(), 3);
        assert_eq!(document.grids[0].rows[2].cells[1].text(), "US");
        let document = read("Acme\n: Mail\n\nBeta\n: Web\n", Flavour::Markdown);
        assert_eq!(document.grids[0].shape, Shape::Definitions);
    }

    #[test]
    fn front_matter_is_metadata_and_its_title_the_last_choice() {
        let document = read("---\ntitle: Front\nlast_updated: 2026-03-04\n---\nText\n", Flavour::Markdown);
        assert_eq!(document.title.as_deref(), Some("Front"));
        let metadata: Vec<&str> = document
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::Metadata)
            .map(|block| block.text.as_str())
            .collect();
        assert_eq!(metadata, ["title: Front", "last_updated: 2026-03-04"]);
        assert_eq!(
            read("---\ntitle: Front\n---\n# Body\n", Flavour::Markdown).title.as_deref(),
            Some("Body")
        );
    }

    #[test]
    fn marks_for_the_builder_are_no_text_but_code_is() {
        let document = read(
            "{% include x %}\n\n## Name {#anchor}\n{: .class}\n\n```\n{% kept %}\n```\n",
            Flavour::Markdown,
        );
        let texts: Vec<&str> = document.blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(texts, ["Name", "{% kept %}"]);
    }

    #[test]
    fn what_was_struck_out_is_no_text() {
        assert_eq!(read("We use ~~Acme and~~ Bolt", Flavour::Markdown).blocks[0].text, "We use Bolt");
        let rows = read(
            "| Name | Use |\n|---|---|\n| Acme | Mail |\n| ~~Bolt~~ | ~~Chat~~ |\n| Cord | Maps |\n",
            Flavour::Markdown,
        );
        assert_eq!(
            rows.grids[0].rows.iter().map(|row| row.cells[0].text()).collect::<Vec<_>>(),
            ["Name", "Acme", "Cord"]
        );
    }

    #[test]
    fn the_mark_of_a_footnote_is_no_text() {
        let document = read(
            "| Name | Use |\n|---|---|\n| Acme[^1] | Mail[^eu] |\n\n[^1]: Optional.\n[^eu]: In the EU.\n",
            Flavour::Markdown,
        );
        assert_eq!(
            document.grids[0].rows[1].cells.iter().map(crate::model::Cell::text).collect::<Vec<_>>(),
            ["Acme", "Mail"]
        );
    }

    #[test]
    fn an_html_table_goes_on_after_an_empty_line_and_indented_rows() {
        let text = "# List\n\n<table>\n<tr><th>Name</th><th>Where</th></tr>\n\n      <tr>\n        \
            <td>Acme</td>\n\n        <td>EU</td>\n      </tr>\n</table>\n";
        let document = read(text, Flavour::Markdown);
        let rows: Vec<Vec<String>> = document.grids[0]
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.text().into_owned()).collect())
            .collect();
        assert_eq!(rows, [["Name", "Where"], ["Acme", "EU"]]);
    }

    #[test]
    fn tables_in_components_and_cards_of_components_are_read() {
        let text = "import {Card} from 'x'\n\n<Tabs>\n  <Tab title=\"EU\">\n    | Name | Where |\n    | --- \
            | --- |\n    | Acme | EU |\n  </Tab>\n</Tabs>\n";
        let document = read(text, Flavour::Mdx);
        assert_eq!(document.grids[0].rows[1].cells[0].text(), "Acme");
        let cards =
            read("<Card title=\"Acme\">Mail</Card>\n<Card title=\"Bolt\">Chat</Card>\n", Flavour::Mdx);
        assert_eq!(cards.grids[0].shape, Shape::Cards);
        assert_eq!(cards.grids[0].rows[1].cells[0].text(), "Bolt");
    }

    #[test]
    fn components_and_short_codes_that_say_all_in_attributes_are_a_table() {
        for (text, flavour) in [
            (
                "<Row vendor=\"Acme\" use={'Mail'} />\n<Row vendor=\"Beta\" use=\"Web\"></Row>\n\nEnd\n",
                Flavour::Mdx,
            ),
            (
                "{{< row vendor=\"Acme\" use=\"Mail\" >}}\n{{< row vendor=\"Beta\" use=\"Web\" >}}\n",
                Flavour::Markdown,
            ),
        ] {
            let document = read(text, flavour);
            let rows = document.grids[0].rows.iter();
            let texts: Vec<_> = rows.map(|row| [0, 1].map(|at| row.cells[at].text().into_owned())).collect();
            assert_eq!(texts, [["vendor", "use"], ["Acme", "Mail"], ["Beta", "Web"]]);
        }
        let text = "<Table rows={[\n  { name: 'Acme', at: 'EU' },\n  { name: 'Beta', at: 'US' },\n]} />\n";
        assert_eq!(read(text, Flavour::Mdx).grids[0].rows.len(), 3);
    }

    #[test]
    fn an_array_that_a_module_exports_is_a_grid_of_records() {
        let document = read(
            "export const list = [\n  { name: 'Acme', at: 'EU' },\n  { name: 'Bolt', at: 'US' },\n]\n\n# \
             List\n",
            Flavour::Mdx,
        );
        assert_eq!(document.grids[0].shape, Shape::Records);
        assert_eq!(document.grids[0].rows.len(), 3);
    }

    #[test]
    fn the_limit_on_markdown_is_named() {
        let error =
            document(&" ".repeat(TEXT_BYTES + 1), None, Flavour::Markdown, &Recipe::default()).unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { limit } if limit == "4194304 bytes of Markdown"));
        let error =
            document(&"&".repeat(TEXT_BYTES), None, Flavour::Markdown, &Recipe::default()).unwrap_err();
        let ending = "that the Markdown stands for";
        assert!(matches!(error, ExtractError::TooLarge { limit } if limit.ends_with(ending)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[<>{}`/=\"' a-zA-Z|\\n\\-#é]{0,120}") {
            for flavour in [Flavour::Markdown, Flavour::Mdx] {
                proptest::prop_assert!(document(&text, None, flavour, &Recipe::default()).is_ok());
            }
        }
    }
}
