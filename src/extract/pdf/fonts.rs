//! The fonts of a page: under names of our own, and with widths that are what they say.

use std::collections::HashMap;

use pdf_extract::{Dictionary, Document, Object, ObjectId};

use super::object::{numbers, real, resolved};

/// The fonts that are used on a page, under names of our own: a form may call another font by the same name.
#[derive(Default)]
pub(super) struct Fonts {
    pub(super) dictionary: Dictionary,
    known: HashMap<ObjectId, (Vec<u8>, bool)>,
}

impl Fonts {
    /// Our name for a font of some resources, and whether it is bold.
    pub(super) fn named(
        &mut self,
        document: &Document,
        resources: &Dictionary,
        name: &[u8],
    ) -> Option<(Vec<u8>, bool)> {
        let fonts = resolved(document, resources.get(b"Font").ok()?).as_dict().ok()?;
        let object = fonts.get(name).ok()?;
        let id = object.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.known.get(&id)) {
            return Some(known.clone());
        }
        let font = resolved(document, object).as_dict().ok()?;
        let own = format!("F{}", self.dictionary.len()).into_bytes();
        let scaled = scaled(document, font).map(Object::Dictionary);
        self.dictionary.set(own.clone(), scaled.unwrap_or_else(|| object.clone()));
        let found = (own, is_bold(document, font));
        if let Some(id) = id {
            self.known.insert(id, found.clone());
        }
        Some(found)
    }
}

/// A Type 3 font has its own unit (ISO 32000-2, section 9.6.4); here it is given the thousandths of all
/// others.
fn scaled(document: &Document, font: &Dictionary) -> Option<Dictionary> {
    if font.get(b"Subtype").ok()?.as_name().ok()? != b"Type3" {
        return None;
    }
    let array = |key: &[u8]| numbers(document, resolved(document, font.get(key).ok()?).as_array().ok()?);
    let unit = array(b"FontMatrix")?.first()? * 1000.0;
    let widths = array(b"Widths")?;
    let mut scaled = font.clone();
    scaled.set("Widths", Object::Array(widths.into_iter().map(|width| real(width * unit)).collect()));
    Some(scaled)
}

fn is_bold(document: &Document, font: &Dictionary) -> bool {
    let dictionary = |object: &'_ Object| resolved(document, object).as_dict().ok().cloned();
    let name = font.get(b"BaseFont").ok().and_then(|name| name.as_name().ok()).unwrap_or_default();
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    let heavy = ["bold", "black", "heavy", "demi"].iter().any(|word| name.contains(word));
    let inner = font
        .get(b"DescendantFonts")
        .ok()
        .and_then(|list| dictionary(resolved(document, list).as_array().ok()?.first()?));
    let descriptor = inner.as_ref().unwrap_or(font).get(b"FontDescriptor").ok().and_then(dictionary);
    let weight = descriptor.and_then(|descriptor| descriptor.get(b"FontWeight").ok()?.as_float().ok());
    heavy || weight.is_some_and(|weight| weight >= 600.0)
}
