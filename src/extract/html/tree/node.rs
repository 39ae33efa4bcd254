//! A node of the page, and what is true of it.

use super::super::{class::Look, page::Element, tag::Tag};

/// A node and what lies in it: the nodes from its own place up to `end`.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Node<'a> {
    /// What it is.
    pub(in super::super) tag: Tag,
    /// Place of the node around it.
    pub(in super::super) parent: usize,
    /// Place after its last descendant.
    pub(in super::super) end: usize,
    /// The element; none for text.
    pub(in super::super) element: Option<&'a Element>,
    /// Text of a run of text.
    pub(in super::super) text: &'a str,
    /// What its class names say.
    pub(in super::super) look: Look,
    /// What is true of it.
    pub(in super::super) is: Is,
    /// Bytes of text in it, white space apart.
    pub(in super::super) size: usize,
    /// How many of them are in links.
    pub(in super::super) linked: usize,
}

/// Facts of a node.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on one another")]
pub(in super::super) struct Is {
    /// No reader sees it.
    pub(in super::super) hidden: bool,
    /// It stands in a menu, footer or side bar.
    pub(in super::super) aside: bool,
    /// It stands in what the recipe chose; always so without a recipe.
    pub(in super::super) chosen: bool,
    /// Text stands directly in it, beside its elements.
    pub(in super::super) mixed: bool,
    /// A heading stands in it.
    pub(in super::super) headed: bool,
    /// A table stands in it.
    pub(in super::super) tabled: bool,
    /// Elements that break lines stand in it.
    pub(in super::super) blocks: bool,
    /// It is the panel of a tab.
    pub(in super::super) tab_panel: bool,
    /// Its text is struck through.
    pub(in super::super) struck: bool,
    /// It is an element that came by its part through `role`.
    pub(in super::super) by_role: bool,
}

/// The node around the whole page. Without a recipe all of it is chosen.
pub(super) fn root(is: Is) -> Node<'static> {
    Node {
        tag: Tag::Block,
        parent: 0,
        end: 1,
        element: None,
        text: "",
        look: Look::default(),
        is,
        size: 0,
        linked: 0,
    }
}
