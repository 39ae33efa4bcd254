//! What the attributes of an element say of it.

use super::super::page::{Element, Page, Place};

/// How many bytes of a text are white space. Counted so that many are looked at in one step: this is most of
/// a page.
pub(super) fn spaces(text: &str) -> usize {
    let few =
        |bytes: &[u8]| bytes.iter().fold(0, |count: u8, byte| count + u8::from(byte.is_ascii_whitespace()));
    text.as_bytes().chunks(usize::from(u8::MAX)).map(|bytes| usize::from(few(bytes))).sum()
}

/// The attributes that every element is asked for, found in one pass.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not depend on one another")]
pub(super) struct Attributes<'a> {
    pub(super) class: Option<&'a str>,
    pub(super) role: Option<&'a str>,
    pub(super) id: Option<&'a str>,
    pub(super) hidden: bool,
    /// Its own style strikes its text through.
    pub(super) struck: bool,
    /// It says whether something is open (`aria-expanded`, the `toggle` of a style sheet).
    pub(super) expands: bool,
    /// Another element names it.
    pub(super) labelled: bool,
    /// A button that begins an item and heads the box below it.
    pub(super) leads: bool,
    /// The recipe chose the element.
    pub(super) chosen: bool,
    /// A style sheet hides the element.
    pub(super) hidden_by_sheet: bool,
}

impl<'a> Attributes<'a> {
    /// What the attributes of an element say.
    pub(super) fn of(element: &'a Element) -> Self {
        let mut read = Self::default();
        for (name, value) in element.attrs() {
            match name {
                "class" => read.class = Some(value),
                "role" => read.role = Some(value),
                "id" => read.id = Some(value),
                "aria-expanded" | "data-toggle" | "data-bs-toggle" => read.expands = true,
                "aria-labelledby" => read.labelled = true,
                "hidden" => read.hidden |= value != "until-found",
                "style" => {
                    read.hidden |= undisplayed(value);
                    read.struck |= value.contains("line-through");
                }
                _ => {}
            }
        }
        read
    }
}

/// Whether a button with words of its own stands first in its parent, right above a box.
pub(super) fn leads(page: &Page, button: Place) -> bool {
    let beside = |step: fn(&Page, Place) -> Option<Place>| {
        std::iter::successors(step(page, button), move |&at| step(page, at))
            .take(2)
            .find_map(|at| page.element(at))
    };
    let worded =
        page.children(button).filter_map(|child| page.element(child)).any(|child| child.name() == "span");
    let first = beside(Page::previous).is_none();
    worded
        && first
        && beside(Page::next).is_some_and(|next| matches!(next.name(), "div" | "p" | "ul" | "dl" | "section"))
}

/// Whether a style says `display: none`.
pub(super) fn undisplayed(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
        property.trim().eq_ignore_ascii_case("display")
            && value.trim_start().get(..4).is_some_and(|value| value.eq_ignore_ascii_case("none"))
    })
}
