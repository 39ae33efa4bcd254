//! The parsed page: its elements and texts in one list, in the order in which the parser made them.
//!
//! Only what a reader of lists asks for is kept: comments and instructions hold their place and nothing else.

use html5ever::{Attribute, QualName, local_name, ns, tendril::StrTendril};

/// Where a node stands in its [`Page`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place(u32);

impl Place {
    /// The document, which holds everything else.
    pub(super) const DOCUMENT: Self = Self(0);
    /// No node.
    const NONE: Self = Self(u32::MAX);

    fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Value {
    /// The document.
    Document,
    /// An element.
    Element(Element),
    /// A run of text.
    Text(StrTendril),
    /// What stands in a `template`.
    Contents,
    /// A comment or an instruction.
    Remark,
}

/// An element and its attributes.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name.
    pub(super) qualified: QualName,
    /// Its attributes, as written.
    pub(super) attributes: Vec<Attribute>,
}

impl Element {
    /// Its name, in lower case where it is one of HTML's.
    pub(super) fn name(&self) -> &str {
        &self.qualified.local
    }

    /// An attribute by name.
    pub(super) fn attr(&self, name: &str) -> Option<&str> {
        self.attrs().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Its attributes, each with its value.
    pub(super) fn attrs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.attributes.iter().map(|attribute| (&*attribute.name.local, &*attribute.value))
    }
}

#[derive(Debug)]
struct Node {
    parent: Place,
    previous: Place,
    next: Place,
    first: Place,
    last: Place,
    value: Value,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    nodes: Vec<Node>,
    /// The name of what has none.
    nameless: QualName,
}

impl Page {
    /// A page with nothing in it, and room for so many nodes.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        let mut page =
            Self { nodes: Vec::with_capacity(nodes), nameless: QualName::new(None, ns!(), local_name!("")) };
        page.make(Value::Document);
        page
    }

    /// How many nodes there are, those that stand nowhere among them.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What a node is.
    pub(super) fn value(&self, at: Place) -> &Value {
        &self.node(at).value
    }

    /// The element at a place.
    pub(super) fn element(&self, at: Place) -> Option<&Element> {
        match self.value(at) {
            Value::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The name of the element at a place; an empty one for what is no element.
    pub(super) fn name(&self, at: Place) -> &QualName {
        self.element(at).map_or(&self.nameless, |element| &element.qualified)
    }

    /// The text at a place.
    pub(super) fn text(&self, at: Place) -> Option<&str> {
        match self.value(at) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The node that holds another.
    pub(super) fn parent(&self, at: Place) -> Option<Place> {
        self.node(at).parent.some()
    }

    /// The node before another, in the same parent.
    pub(super) fn previous(&self, at: Place) -> Option<Place> {
        self.node(at).previous.some()
    }

    /// The node behind another, in the same parent.
    pub(super) fn next(&self, at: Place) -> Option<Place> {
        self.node(at).next.some()
    }

    /// The first node directly in another.
    pub(super) fn first(&self, at: Place) -> Option<Place> {
        self.node(at).first.some()
    }

    /// The nodes directly in another.
    pub(super) fn children(&self, at: Place) -> impl Iterator<Item = Place> {
        std::iter::successors(self.first(at), |&child| self.next(child))
    }

    /// The nodes in another, at any depth, in page order.
    pub(super) fn descendants(&self, top: Place) -> impl Iterator<Item = Place> {
        std::iter::successors(self.first(top), move |&at| {
            self.first(at).or_else(|| {
                let mut around =
                    std::iter::successors(Some(at), |&at| self.parent(at)).take_while(|&at| at != top);
                around.find_map(|at| self.next(at))
            })
        })
    }

    /// The elements around a node, from the inside out.
    pub(super) fn around(&self, at: Place) -> impl Iterator<Item = &Element> {
        std::iter::successors(self.parent(at), |&at| self.parent(at)).filter_map(|at| self.element(at))
    }

    /// Every element that the parser made, in that order.
    pub(super) fn elements(&self) -> impl Iterator<Item = (Place, &Element)> {
        let places = (0..).map(Place);
        places.zip(&self.nodes).filter_map(|(at, node)| match &node.value {
            Value::Element(element) => Some((at, element)),
            _ => None,
        })
    }

    /// The element at a place, to be changed.
    pub(super) fn element_mut(&mut self, at: Place) -> Option<&mut Element> {
        match &mut self.node_mut(at).value {
            Value::Element(element) => Some(element),
            _ => None,
        }
    }

    /// Makes a node that stands nowhere yet.
    pub(super) fn make(&mut self, value: Value) -> Place {
        let [parent, previous, next, first, last] = [Place::NONE; 5];
        // A page of the largest size has fewer nodes than that.
        let at = Place(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { parent, previous, next, first, last, value });
        at
    }

    /// Puts a node last into another.
    pub(super) fn append(&mut self, parent: Place, child: Place) {
        self.detach(child);
        let last = std::mem::replace(&mut self.node_mut(parent).last, child);
        let node = self.node_mut(child);
        (node.parent, node.previous) = (parent, last);
        match last.some() {
            Some(last) => self.node_mut(last).next = child,
            None => self.node_mut(parent).first = child,
        }
    }

    /// Puts a text last into a node; behind another text it goes on with that.
    pub(super) fn append_text(&mut self, parent: Place, text: StrTendril) {
        if !self.go_on(self.node(parent).last, &text) {
            let child = self.make(Value::Text(text));
            self.append(parent, child);
        }
    }

    /// Puts a node before another; nowhere if that stands nowhere.
    pub(super) fn insert(&mut self, sibling: Place, child: Place) {
        self.detach(child);
        let Some(parent) = self.parent(sibling) else { return };
        let previous = std::mem::replace(&mut self.node_mut(sibling).previous, child);
        let node = self.node_mut(child);
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        match previous.some() {
            Some(previous) => self.node_mut(previous).next = child,
            None => self.node_mut(parent).first = child,
        }
    }

    /// Puts a text before a node; behind another text it goes on with that.
    pub(super) fn insert_text(&mut self, sibling: Place, text: StrTendril) {
        if self.parent(sibling).is_some() && !self.go_on(self.node(sibling).previous, &text) {
            let child = self.make(Value::Text(text));
            self.insert(sibling, child);
        }
    }

    /// Takes a node from where it stands, with all that is in it.
    pub(super) fn detach(&mut self, at: Place) {
        let Node { parent, previous, next, .. } = *self.node(at);
        let Some(parent) = parent.some() else { return };
        match previous.some() {
            Some(previous) => self.node_mut(previous).next = next,
            None => self.node_mut(parent).first = next,
        }
        match next.some() {
            Some(next) => self.node_mut(next).previous = previous,
            None => self.node_mut(parent).last = previous,
        }
        let node = self.node_mut(at);
        (node.parent, node.previous, node.next) = (Place::NONE, Place::NONE, Place::NONE);
    }

    /// Puts all that is directly in one node last into another. How many nodes that were.
    pub(super) fn hand_over(&mut self, from: Place, to: Place) -> u64 {
        let mut moved = 0;
        while let Some(child) = self.first(from) {
            self.append(to, child);
            moved += 1;
        }
        moved
    }

    /// Whether the node before is a text, which then goes on with this one.
    fn go_on(&mut self, before: Place, text: &StrTendril) -> bool {
        let Some(before) = before.some() else { return false };
        let Value::Text(written) = &mut self.node_mut(before).value else { return false };
        written.push_tendril(text);
        true
    }

    fn node(&self, at: Place) -> &Node {
        &self.nodes[at.0 as usize]
    }

    fn node_mut(&mut self, at: Place) -> &mut Node {
        &mut self.nodes[at.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(page: &Page, at: Place) -> String {
        page.descendants(at).filter_map(|at| page.text(at)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn nodes_are_put_in_and_taken_out_and_texts_go_on() {
        let mut page = Page::with_capacity(8);
        let [one, two] = [Value::Contents, Value::Contents].map(|value| page.make(value));
        page.append(Place::DOCUMENT, one);
        page.append_text(one, "a".into());
        page.append_text(one, "b".into());
        page.append(Place::DOCUMENT, two);
        page.append_text(two, "d".into());
        page.insert_text(two, "c".into());
        assert_eq!(written(&page, Place::DOCUMENT), "ab|c|d");
        page.insert(one, two);
        assert_eq!(written(&page, Place::DOCUMENT), "d|ab|c");
        assert_eq!(page.hand_over(one, two), 1);
        assert_eq!((written(&page, two).as_str(), written(&page, one).as_str()), ("d|ab", ""));
        page.detach(two);
        assert_eq!(written(&page, Place::DOCUMENT), "c");
        page.insert_text(two, "lost".into());
        page.insert(two, one);
        assert_eq!((written(&page, Place::DOCUMENT).as_str(), page.parent(one)), ("c", None));
    }
}
