//! CSS selectors over a parsed page: those of a recipe, and those of the page's own style sheet.
//!
//! Few pages are asked; for those the page is built once more as the tree that [`scraper`] selects from.

use std::collections::HashMap;

use html5ever::interface::TreeSink;
use scraper::{Html, HtmlTreeSink, Node, Selector, node};

use super::page::{Page, Place, Value};

/// The key of a node there.
type Id = <HtmlTreeSink as TreeSink>::Handle;

/// A page that selectors can be matched against.
pub(super) struct Selectable {
    html: Html,
    places: HashMap<Id, Place>,
}

impl Selectable {
    /// The same page; its texts are left out.
    pub(super) fn new(page: &Page) -> Self {
        let mut html = Html::new_document();
        let mut places = HashMap::new();
        let mut made = HashMap::from([(Place::DOCUMENT, html.tree.root().id())]);
        for at in page.descendants(Place::DOCUMENT) {
            let value = match page.value(at) {
                Value::Element(element) => {
                    Node::Element(node::Element::new(element.qualified.clone(), element.attributes.clone()))
                }
                Value::Contents => Node::Fragment,
                Value::Document | Value::Text(_) | Value::Remark => continue,
            };
            let parent = page
                .parent(at)
                .and_then(|parent| made.get(&parent))
                .and_then(|&parent| html.tree.get_mut(parent));
            let Some(id) = parent.map(|mut parent| parent.append(value).id()) else { continue };
            made.insert(at, id);
            places.insert(id, at);
        }
        Self { html, places }
    }

    /// The elements that a selector matches, in page order.
    pub(super) fn select(&self, selector: &Selector) -> impl Iterator<Item = Place> {
        self.html.select(selector).filter_map(|element| self.places.get(&element.id()).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::parse::parse, *};

    #[test]
    fn elements_are_matched_where_they_stand() {
        let page = parse(
            "<ul class=a><li>1<li id=x>2</ul><table><p class=a>foster<tr><td>3</table><template>\
            <li>4</template>",
        )
        .unwrap();
        let selectable = Selectable::new(&page);
        let texts = |selector: &str| {
            let selector = Selector::parse(selector).unwrap();
            let found = selectable.select(&selector);
            found
                .map(|at| page.descendants(at).filter_map(|at| page.text(at)).collect::<String>())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts("ul.a > li"), ["1", "2"]);
        assert_eq!(texts("li + #x"), ["2"]);
        assert_eq!(texts(".a"), ["12", "foster"]);
        assert_eq!(texts("table td"), ["3"]);
    }
}
