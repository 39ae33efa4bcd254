//! What a document's text only refers to: the addresses of its links, the styles of its headings.

use std::{borrow::Cow, collections::HashMap};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

use super::error::unreadable;
use crate::extract::error::ExtractError;

/// The links and the styles of a document, by their identifiers.
#[derive(Debug, Default)]
pub(super) struct Names {
    links: HashMap<String, String>,
    levels: HashMap<String, u8>,
}

impl Names {
    pub(super) fn link(&self, id: &str) -> Option<&str> {
        self.links.get(id).map(String::as_str)
    }

    /// The level of a heading of that style. Styles that nobody wrote down are told by their identifiers.
    pub(super) fn level(&self, style: &str) -> Option<u8> {
        self.levels.get(style).copied().or_else(|| named_level(style))
    }

    /// Reads the relations of the document: those that lead out of it are links.
    pub(super) fn read_links(&mut self, xml: &str) -> Result<(), ExtractError> {
        each_element(xml, |element| {
            let target = attribute(element, "Target")
                .filter(|_| attribute(element, "TargetMode").as_deref() == Some("External"));
            if let (Some(id), Some(target)) = (attribute(element, "Id"), target) {
                self.links.insert(id, target);
            }
        })
    }

    /// Reads the styles: a heading says so by its name or its place in the outline.
    pub(super) fn read_styles(&mut self, xml: &str) -> Result<(), ExtractError> {
        let mut style = None;
        each_element(xml, |element| match element.local_name().as_ref() {
            "style" => style = attribute(element, "styleId"),
            "name" | "outlineLvl" => {
                let value = attribute(element, "val").unwrap_or_default();
                let level = if element.local_name().as_ref() == "name" {
                    named_level(&value)
                } else {
                    value.parse().ok().filter(|level| *level < 9).map(|level: u8| level + 1)
                };
                if let (Some(style), Some(level)) = (&style, level) {
                    self.levels.entry(style.clone()).or_insert(level);
                }
            }
            _ => {}
        })
    }
}

/// `heading 2`, `Heading2`, `Title`.
fn named_level(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    if name == "title" {
        return Some(1);
    }
    name.strip_prefix("heading")?.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found =
        element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(|_| found.value.to_string(), Cow::into_owned),
    )
}

fn each_element(xml: &str, mut seen: impl FnMut(&BytesStart<'_>)) -> Result<(), ExtractError> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(element) | Event::Empty(element) => seen(&element),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
