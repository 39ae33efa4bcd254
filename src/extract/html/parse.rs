//! The HTML parser under a limit of work.
//!
//! The HTML standard lets a tag's cost grow with the number of open elements (13.2.4.2, "has an element
//! in scope") and lets formatting elements be opened again and again (13.2.4.3). A small hostile page can
//! so cost minutes and gigabytes. The sink below counts what the parser does and stops feeding it in time.

use std::{
    borrow::Cow,
    cell::{Cell, Ref, RefCell},
};

use html5ever::{
    Attribute, ParseOpts, QualName, expanded_name,
    interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink},
    local_name, ns,
    tendril::{StrTendril, TendrilSink},
    tree_builder::TreeBuilderOpts,
};

use super::page::{Element, Page, Place, Value};
use crate::extract::error::ExtractError;

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
/// A page has about one node in so many bytes, and room is made for so many at the most before one is read.
const NODE_BYTES: usize = 32;
const MOST_ROOM: usize = 1 << 16;
/// How much is fed to the parser between two looks at the count, in bytes.
const CHUNK_BYTES: usize = 16 << 10;

/// Parses a whole page; `noscript` is read as elements, since no script runs here.
pub(super) fn parse(text: &str) -> Result<Page, ExtractError> {
    if text.len() > PAGE_BYTES {
        return Err(ExtractError::TooLarge { limit: format!("{} MiB of HTML", PAGE_BYTES >> 20) });
    }
    let allowed = MOST_STEPS.min(FREE_STEPS + STEPS_A_BYTE * text.len() as u64);
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() },
        ..ParseOpts::default()
    };
    let sink = Sink {
        page: RefCell::new(Page::with_capacity((text.len() / NODE_BYTES).min(MOST_ROOM))),
        steps: Cell::new(0),
    };
    let mut parser = html5ever::parse_document(sink, options);
    let mut rest = text;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES.min(rest.len())));
        parser.process(StrTendril::from_slice(chunk));
        rest = after;
        if parser.tokenizer.sink.sink.steps.get() > allowed {
            return Err(ExtractError::TooLarge {
                limit: "elements nested in one another that can be read in reasonable time".to_owned(),
            });
        }
    }
    Ok(parser.finish())
}

/// Builds the page and counts.
struct Sink {
    page: RefCell<Page>,
    steps: Cell<u64>,
}

impl Sink {
    fn count(&self, steps: u64) {
        self.steps.set(self.steps.get() + steps);
    }
}

impl TreeSink for Sink {
    type Output = Page;
    type Handle = Place;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Page {
        self.page.into_inner()
    }

    /// Mistakes in a page are none of ours, and there may be millions of them.
    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Place {
        Place::DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a Place) -> Ref<'a, QualName> {
        self.count(1);
        Ref::map(self.page.borrow(), |page| page.name(*target))
    }

    fn create_element(&self, qualified: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Place {
        self.count(ELEMENT_STEPS);
        let is_template = qualified.expanded() == expanded_name!(html "template");
        let page = &mut *self.page.borrow_mut();
        let place = page.make(Value::Element(Element { qualified, attributes }));
        if is_template {
            let contents = page.make(Value::Contents);
            page.append(place, contents);
        }
        place
    }

    fn create_comment(&self, _: StrTendril) -> Place {
        self.page.borrow_mut().make(Value::Remark)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Place {
        self.page.borrow_mut().make(Value::Remark)
    }

    fn append(&self, parent: &Place, child: NodeOrText<Place>) {
        let page = &mut *self.page.borrow_mut();
        match child {
            NodeOrText::AppendNode(child) => page.append(*parent, child),
            NodeOrText::AppendText(text) => page.append_text(*parent, text),
        }
    }

    fn append_based_on_parent_node(&self, element: &Place, previous: &Place, child: NodeOrText<Place>) {
        if self.page.borrow().parent(*element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Place) -> Place {
        self.page.borrow().first(*target).unwrap_or(*target)
    }

    fn same_node(&self, x: &Place, y: &Place) -> bool {
        self.count(1);
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Place, child: NodeOrText<Place>) {
        let page = &mut *self.page.borrow_mut();
        match child {
            NodeOrText::AppendNode(child) => page.insert(*sibling, child),
            NodeOrText::AppendText(text) => page.insert_text(*sibling, text),
        }
    }

    fn add_attrs_if_missing(&self, target: &Place, attributes: Vec<Attribute>) {
        let page = &mut *self.page.borrow_mut();
        let Some(element) = page.element_mut(*target) else { return };
        for attribute in attributes {
            self.count(element.attributes.len() as u64);
            if element.attributes.iter().all(|own| own.name != attribute.name) {
                element.attributes.push(attribute);
            }
        }
    }

    fn remove_from_parent(&self, target: &Place) {
        self.page.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Place, parent: &Place) {
        let moved = self.page.borrow_mut().hand_over(*node, *parent);
        self.count(moved);
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
