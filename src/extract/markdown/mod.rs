//! Markdown and MDX, by way of HTML.

mod jsx;

use pulldown_cmark::{Options, Parser, html::push_html};
use url::Url;

use super::{ExtractError, html};
use crate::model::{Document, Recipe};

/// What a Markdown text may hold besides Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flavour {
    /// `CommonMark` with tables, as GitHub has them.
    Markdown,
    /// The same with JSX components, imports and exports.
    Mdx,
}

/// Reads Markdown. Front matter becomes metadata; tables, lists and raw HTML are read as HTML.
pub(super) fn document(text: &str, base: Option<&Url>, flavour: Flavour, recipe: &Recipe) -> Result<Document, ExtractError> {
    let (head, body) = html::front::halves(text);
    let body = match flavour {
        Flavour::Markdown => plain(body),
        Flavour::Mdx => jsx::to_markdown(body),
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut page = String::with_capacity(head.len() + body.len() * 2);
    page.push_str(head);
    push_html(&mut page, Parser::new_ext(&body, options));
    html::document(&page, base, recipe)
}

/// Leaves out lines that are for the site's builder: template tags, attribute lists, containers.
fn plain(text: &str) -> String {
    let mut fenced = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        let bare = line.trim();
        fenced ^= bare.starts_with("```") || bare.starts_with("~~~");
        if fenced || !is_directive(bare) {
            kept.push_str(line);
        }
        kept.push('\n');
    }
    kept
}

/// A line of Liquid, kramdown or a container, with nothing to read in it.
fn is_directive(line: &str) -> bool {
    (line.starts_with("{%") && line.ends_with("%}"))
        || (line.starts_with("{:") && line.ends_with('}'))
        || (line.starts_with(":::") && !line.contains(' '))
        || (line.starts_with("{{<") && line.ends_with(">}}"))
}
