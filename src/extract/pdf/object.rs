//! Objects of a PDF as the values that they stand for.

use pdf_extract::{Document, Object};

/// The object that a reference leads to; nothing where it leads nowhere.
pub(super) fn resolved<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

/// An array of numbers, where all of them are finite ones.
pub(super) fn numbers(document: &Document, array: &[Object]) -> Option<Vec<f64>> {
    array
        .iter()
        .take(256)
        .map(|item| {
            resolved(document, item).as_float().ok().map(f64::from).filter(|number| number.is_finite())
        })
        .collect()
}

/// A number as an object.
#[expect(clippy::cast_possible_truncation, reason = "numbers of a PDF are single precision")]
pub(super) fn real(number: f64) -> Object {
    Object::Real(number as f32)
}
