//! The HTML parser under a limit of work.
//!
//! The HTML standard lets a tag's cost grow with the number of open elements (13.2.4.2, "has an element
//! in scope") and lets formatting elements be opened again and again (13.2.4.3). A small hostile page can
//! so cost minutes and gigabytes. The sink below counts what the parser does and stops feeding it in time.

use std::{
    borrow::Cow,
    cell::{Cell, Ref},
};

use html5ever::{
    Attribute, ParseOpts, QualName,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};
use scraper::{Html, HtmlTreeSink};

use crate::extract::ExtractError;

/// The largest page that is parsed, in bytes.
pub(super) const PAGE_BYTES: usize = 64 << 20;
/// Steps that every page may take: looks at open elements, and [`ELEMENT_STEPS`] for each element made.
const FREE_STEPS: u64 = 4_000_000;
/// Steps that a page may take besides for each of its bytes.
const STEPS_A_BYTE: u64 = 60;
/// Steps that no page may go beyond: about a second. An honest page of the largest size takes fewer.
const MOST_STEPS: u64 = 250_000_000;
/// What making one element counts.
const ELEMENT_STEPS: u64 = 20;
/// How much is fed to the parser between two looks at the count, in bytes.
const CHUNK_BYTES: usize = 4 << 10;

/// Parses a whole page; `noscript` is read as elements, since no script runs here.
pub(super) fn parse(text: &str) -> Result<Html, ExtractError> {
    if text.len() > PAGE_BYTES {
        return Err(ExtractError::TooLarge { limit: format!("{} MiB of HTML", PAGE_BYTES >> 20) });
    }
    let allowed = MOST_STEPS.min(FREE_STEPS + STEPS_A_BYTE * text.len() as u64);
    let options =
        ParseOpts { tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }, ..ParseOpts::default() };
    let sink = Counting { inner: HtmlTreeSink::new(Html::new_document()), steps: Cell::new(0) };
    let mut parser = html5ever::parse_document(sink, options);
    let mut rest = text;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES.min(rest.len())));
        parser.process(StrTendril::from_slice(chunk));
        rest = after;
        if parser.tokenizer.sink.sink.steps.get() > allowed {
            return Err(ExtractError::TooLarge { limit: "elements nested in one another that can be read in reasonable time".to_owned() });
        }
    }
    Ok(parser.finish())
}

/// Hands everything on and counts.
struct Counting {
    inner: HtmlTreeSink,
    steps: Cell<u64>,
}

impl Counting {
    fn count(&self, steps: u64) {
        self.steps.set(self.steps.get() + steps);
    }
}

/// The key of a node of a parsed page.
pub(super) type Handle = <HtmlTreeSink as TreeSink>::Handle;

impl TreeSink for Counting {
    type Output = Html;
    type Handle = Handle;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Html {
        self.inner.finish()
    }

    /// Mistakes in a page are none of ours, and there may be millions of them.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        self.inner.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.count(1);
        self.inner.elem_name(target)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, flags: ElementFlags) -> Handle {
        self.count(ELEMENT_STEPS);
        self.inner.create_element(name, attrs, flags)
    }

    fn create_comment(&self, text: StrTendril) -> Handle {
        self.inner.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> Handle {
        self.inner.create_pi(target, data)
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.inner.append(parent, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        self.inner.append_based_on_parent_node(element, previous, child);
    }

    fn append_doctype_to_document(&self, name: StrTendril, public: StrTendril, system: StrTendril) {
        self.inner.append_doctype_to_document(name, public, system);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        self.inner.get_template_contents(target)
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.count(1);
        self.inner.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.inner.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        self.inner.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        self.inner.add_attrs_if_missing(target, attrs);
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.inner.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &Handle, parent: &Handle) {
        self.inner.reparent_children(node, parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &Handle) -> bool {
        self.inner.is_mathml_annotation_xml_integration_point(handle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_nothing_but_open_tags_is_refused_and_the_limit_named() {
        let error = parse(&"<div>".repeat(30_000)).unwrap_err();
        assert!(matches!(error, ExtractError::TooLarge { ref limit } if limit.contains("nested")), "{error}");
    }

    #[test]
    fn formatting_elements_cannot_multiply() {
        let mut page = String::from("<p>");
        for number in 0..500 {
            page.push_str("<b id=");
            page.push_str(&number.to_string());
            page.push('>');
        }
        page.push_str(&"<p>x".repeat(20_000));
        assert!(matches!(parse(&page), Err(ExtractError::TooLarge { .. })));
    }

    #[test]
    fn an_ordinary_long_page_is_read() {
        let page = "<table>".to_owned() + &"<tr><td>a<td>b</tr>".repeat(20_000);
        assert!(parse(&page).is_ok());
    }
}
