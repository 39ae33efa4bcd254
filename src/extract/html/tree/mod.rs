//! The page as a flat list of nodes in page order, which can be walked without recursion.

mod attributes;
mod node;
mod struck;

use std::collections::{HashMap, HashSet};

pub(super) use self::node::Node;
use self::{
    attributes::{Attributes, leads, spaces},
    node::{Is, root},
};
use super::{
    class::{Look, Looks},
    page::{Element, Page, Place, Value},
    panels,
    tag::Tag,
};
use crate::model::fnv1a_seeded;

/// A script and its text.
pub(super) struct Script<'a> {
    /// The element.
    pub(super) element: &'a Element,
    /// What stands in it.
    pub(super) text: &'a str,
}

/// The page.
pub(super) struct Tree<'a> {
    /// Nodes in page order. The first is the root.
    pub(super) nodes: Vec<Node<'a>>,
    /// Scripts in page order.
    pub(super) scripts: Vec<Script<'a>>,
    /// Elements of `head`, and `meta` and `title` wherever they stand.
    pub(super) head: Vec<(&'a Element, &'a str)>,
    /// Texts of tabs by their id.
    pub(super) labels: HashMap<&'a str, String>,
    page: &'a Page,
    /// Ids of what a click opens, once somebody asked.
    opened: Option<HashSet<&'a str>>,
}

impl<'a> Tree<'a> {
    /// Flattens a parsed page. `chosen` and `hidden` are elements that a recipe chose and a style sheet
    /// hides.
    pub(super) fn new(page: &'a Page, chosen: Option<&HashSet<Place>>, hidden: &HashSet<Place>) -> Self {
        let mut nodes = Vec::with_capacity(page.len() + 1);
        // Without a recipe the whole page is chosen.
        nodes.push(root(Is { chosen: chosen.is_none(), ..Is::default() }));
        let mut tree =
            Self { nodes, scripts: Vec::new(), head: Vec::new(), labels: HashMap::new(), page, opened: None };
        let mut looks = Looks::default();
        let mut open = 0;
        let Some(mut node) = page.first(Place::DOCUMENT) else { return tree };
        'walk: loop {
            let entered = match page.value(node) {
                Value::Text(text) => {
                    tree.text(text, open);
                    None
                }
                Value::Element(element) => {
                    let within = || page.first(node).and_then(|child| page.text(child)).unwrap_or("");
                    let mut read = Attributes::of(element);
                    read.leads = element.name() == "button" && leads(page, node);
                    if read.role == Some("tab")
                        && let Some(id) = read.id
                    {
                        let text = page.descendants(node).take(64).filter_map(|inner| page.text(inner));
                        tree.labels.insert(id, text.collect::<Vec<_>>().join(" "));
                    }
                    read.chosen = chosen.is_some_and(|chosen| chosen.contains(&node));
                    read.hidden_by_sheet = hidden.contains(&node);
                    tree.element((element, read), within, open, &mut looks)
                }
                Value::Contents => {
                    Some(tree.push(Tag::Inline, None, "", open, Look::default(), tree.nodes[open].is))
                }
                Value::Document | Value::Remark => None,
            };
            if let (Some(place), Some(child)) = (entered, page.first(node)) {
                open = place;
                node = child;
                continue;
            }
            loop {
                if let Some(next) = page.next(node) {
                    node = next;
                    continue 'walk;
                }
                let Some(parent) = page.parent(node).filter(|&parent| parent != Place::DOCUMENT) else {
                    break 'walk;
                };
                tree.nodes[open].end = tree.nodes.len();
                open = tree.nodes[open].parent;
                node = parent;
            }
        }
        tree.nodes[0].end = tree.nodes.len();
        struck::strike(&mut tree.nodes);
        tree.sum();
        tree
    }

    /// Places of the nodes directly in one.
    pub(super) fn children(&self, at: usize) -> Children<'_, 'a> {
        Children { tree: self, next: at + 1, end: self.nodes[at].end }
    }

    /// Places of the elements directly in one.
    pub(super) fn elements(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.children(at).filter(|&child| self.nodes[child].tag != Tag::Text)
    }

    /// The element before a node, in the same parent.
    pub(super) fn element_before(&self, at: usize) -> Option<usize> {
        let parent = self.nodes[at].parent;
        let mut place = at.checked_sub(1)?;
        while place > parent {
            while self.nodes[place].parent > parent {
                place = self.nodes[place].parent;
            }
            if self.nodes[place].tag != Tag::Text {
                return Some(place);
            }
            place -= 1;
        }
        None
    }

    /// Whether a node holds no text, or hardly any but links beside the page's own text, as a menu does.
    pub(super) fn is_menu(&self, at: usize) -> bool {
        let node = &self.nodes[at];
        node.size == 0 || (node.is.aside && node.linked * 10 >= node.size * 6)
    }

    /// An attribute of an element.
    pub(super) fn attribute(&self, at: usize, name: &str) -> Option<&'a str> {
        self.nodes[at].element.and_then(|element| element.attr(name))
    }

    /// Puts a run of text into the node that is open.
    fn text(&mut self, text: &'a str, open: usize) {
        let place = self.push(Tag::Text, None, text, open, Look::default(), self.nodes[open].is);
        let size = text.len() - spaces(text);
        self.nodes[place].size = size;
        self.nodes[open].is.mixed |= size > 0;
    }

    /// Puts an element into the node that is open; gives its place if what stands in it is to be read.
    fn element(
        &mut self,
        (element, mut read): (&'a Element, Attributes<'a>),
        within: impl Fn() -> &'a str,
        open: usize,
        looks: &mut Looks<'a>,
    ) -> Option<usize> {
        let mut tag = Tag::named(element.name());
        let look = read.class.map(|class| looks.of(class)).unwrap_or_default();
        let mut by_role = false;
        if let Some(role) = read
            .role
            .and_then(Tag::with_role)
            .filter(|_| matches!(tag, Tag::Block | Tag::Inline | Tag::Paragraph))
        {
            (tag, by_role) = (role, true);
        }
        if read.role == Some("heading") {
            tag = Tag::Heading(
                element.attr("aria-level").and_then(|level| level.parse().ok()).unwrap_or(2).clamp(1, 6),
            );
        }
        match tag {
            Tag::Head if element.name() != "head" => {
                self.head.push((element, within()));
                return None;
            }
            Tag::Script => {
                self.scripts.push(Script { element, text: within() });
                return None;
            }
            Tag::Skipped => return None,
            Tag::Button => tag = self.button(element, &read, open)?,
            Tag::Link | Tag::Block | Tag::Inline if read.expands && self.opens(element, &read, open) => {
                tag = Tag::Summary;
            }
            Tag::Inline if look.block && !matches!(element.name(), "span") => tag = Tag::Block,
            _ => {}
        }
        // What opens over the page is no part of it: consent, menus.
        read.hidden |= look.hidden || matches!(read.role, Some("dialog" | "alertdialog"));
        read.hidden &= !(look.panel || self.is_panel(&read));
        let around = self.nodes[open].is;
        let is_hidden = read.hidden || read.hidden_by_sheet || tag == Tag::Unrendered;
        // The class names of a whole page speak of its design.
        let is_whole = || matches!(element.name(), "html" | "body" | "main" | "article");
        let is_navigation = tag == Tag::Aside || (look.navigation && !is_whole());
        let is = Is {
            hidden: around.hidden || is_hidden,
            aside: around.aside || is_navigation,
            chosen: around.chosen || read.chosen,
            by_role,
            struck: read.struck || look.struck || matches!(element.name(), "del" | "s" | "strike"),
            tab_panel: read.role == Some("tabpanel"),
            ..Is::default()
        };
        Some(self.push(tag, Some(element), "", open, look, is))
    }

    /// A button is no text, but for one that stands in a heading or opens a panel of text.
    fn button(&self, element: &Element, read: &Attributes<'_>, open: usize) -> Option<Tag> {
        if self.is_heading(open) {
            return Some(Tag::Inline);
        }
        let leads = read.leads && self.nodes[open].tag == Tag::Item && !self.nodes[open].is.aside;
        let opens =
            leads || read.expands || element.attr("aria-controls").is_some() || panels::opens(element);
        (opens && read.role != Some("tab") && !self.nodes[open].is.aside).then_some(Tag::Summary)
    }

    /// Whether a node is a heading of any kind.
    fn is_heading(&self, at: usize) -> bool {
        matches!(self.nodes[at].tag, Tag::Heading(_) | Tag::Summary | Tag::Term)
    }

    /// Any other element that heads a panel as a button does.
    fn opens(&self, element: &Element, read: &Attributes<'_>, open: usize) -> bool {
        let around = &self.nodes[open];
        let plain =
            read.role.is_none_or(|role| role == "button") && !around.is.aside && !self.is_heading(open);
        plain && panels::opens(element)
    }

    /// A hidden element that a reader can open.
    fn is_panel(&mut self, read: &Attributes<'a>) -> bool {
        if !read.hidden || !panels::may_be_panel(read.role) {
            return false;
        }
        if read.role == Some("tabpanel") || (read.role == Some("region") && read.labelled) {
            return true;
        }
        let page = self.page;
        read.id.is_some_and(|id| self.opened.get_or_insert_with(|| panels::opened(page)).contains(id))
    }

    fn push(
        &mut self,
        tag: Tag,
        element: Option<&'a Element>,
        text: &'a str,
        parent: usize,
        look: Look,
        is: Is,
    ) -> usize {
        let place = self.nodes.len();
        let is = Is { mixed: false, headed: false, tabled: false, blocks: false, ..is };
        self.nodes.push(Node { tag, parent, end: place + 1, element, text, look, is, size: 0, linked: 0 });
        place
    }

    /// Sums up what lies in each node, from the last to the first.
    fn sum(&mut self) {
        for at in (1..self.nodes.len()).rev() {
            let Node { tag, parent, is, size, mut linked, .. } = self.nodes[at];
            if tag == Tag::Link {
                linked = size;
                self.nodes[at].linked = size;
            }
            let above = &mut self.nodes[parent];
            above.size += size;
            above.linked += linked;
            above.is.headed |= is.headed || matches!(tag, Tag::Heading(_));
            above.is.tabled |= is.tabled || tag == Tag::Table;
            above.is.blocks |= is.blocks || tag.breaks_lines();
        }
    }

    /// What tells one kind of sibling from another: its name and its first class name.
    pub(super) fn kind(&self, at: usize) -> u64 {
        let node = &self.nodes[at];
        node.element.map_or(0, |element| fnv1a_seeded(node.look.kind, element.name().bytes()))
    }
}

/// The nodes directly in one.
pub(super) struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: usize,
    end: usize,
}

impl Iterator for Children<'_, '_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let at = self.next;
        if at >= self.end {
            return None;
        }
        self.next = self.tree.nodes[at].end;
        Some(at)
    }
}
