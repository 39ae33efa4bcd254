//! Where things stand on a sheet: the frame of a page, and matrices (ISO 32000-1 section 8.3.3).

use pdf_extract::{Document, Object, ObjectId, content::Operation};

use super::object::{numbers, real, resolved};

/// The matrix that puts a page upright with its lower left corner at zero, and its width and height.
pub(super) fn frame(document: &Document, page: ObjectId) -> (Matrix, f64, f64) {
    let numbers = |key: &[u8]| {
        inherited(document, page, key)
            .and_then(|object| object.as_array().ok())
            .and_then(|array| numbers(document, array))
    };
    let media = numbers(b"CropBox")
        .or_else(|| numbers(b"MediaBox"))
        .filter(|edges| edges.len() == 4)
        .unwrap_or_else(|| vec![0.0, 0.0, 612.0, 792.0]);
    let (left, bottom) = (media[0].min(media[2]), media[1].min(media[3]));
    let (width, height) = ((media[2] - media[0]).abs().max(1.0), (media[3] - media[1]).abs().max(1.0));
    let turn = inherited(document, page, b"Rotate")
        .and_then(|object| object.as_i64().ok())
        .unwrap_or(0)
        .rem_euclid(360);
    match turn {
        90 => (Matrix([0.0, -1.0, 1.0, 0.0, -bottom, width + left]), height, width),
        180 => (Matrix([-1.0, 0.0, 0.0, -1.0, width + left, height + bottom]), width, height),
        270 => (Matrix([0.0, 1.0, -1.0, 0.0, height + bottom, -left]), height, width),
        _ => (Matrix([1.0, 0.0, 0.0, 1.0, -left, -bottom]), width, height),
    }
}

/// A value of a page or of the nodes above it.
pub(super) fn inherited<'a>(document: &'a Document, page: ObjectId, key: &[u8]) -> Option<&'a Object> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..64 {
        if let Ok(value) = node.get(key) {
            return Some(resolved(document, value));
        }
        node = resolved(document, node.get(b"Parent").ok()?).as_dict().ok()?;
    }
    None
}

/// `a b c d e f` of ISO 32000-2, section 8.3.3.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matrix([f64; 6]);

impl Matrix {
    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let Self(m) = self;
        (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5])
    }

    /// First this, then `next`.
    pub(super) fn then(self, Self(n): Self) -> Self {
        let Self(m) = self;
        let (x, y) = Self(n).apply(m[4], m[5]);
        Self([
            m[0] * n[0] + m[1] * n[2],
            m[0] * n[1] + m[1] * n[3],
            m[2] * n[0] + m[3] * n[2],
            m[2] * n[1] + m[3] * n[3],
            x,
            y,
        ])
    }
}

pub(super) fn matrix_operation(Matrix(numbers): Matrix) -> Operation {
    Operation::new("cm", numbers.map(real).to_vec())
}

pub(super) fn six(operands: &[Object]) -> Option<Matrix> {
    let numbers: Vec<f64> = operands
        .iter()
        .map(|operand| operand.as_float().ok().map(f64::from).filter(|number| number.is_finite()))
        .collect::<Option<_>>()?;
    numbers.try_into().ok().map(Matrix)
}
