//! A page as what stands on it.

use super::{ruled::Rule, words::Word};

/// One page: its height in points, its words and rules with y growing downwards.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) height: f64,
    pub(super) words: Vec<Word>,
    pub(super) rules: Vec<Rule>,
}

/// A page that is ready to be read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) sheet: Sheet,
    /// For each string that is shown, in order: whether its font is bold.
    pub(super) bold: Vec<bool>,
    /// Where links lie: left, top, right, bottom, and their address.
    pub(super) links: Vec<([f64; 4], String)>,
}
