//! A page as what stands on it.

use super::{ruled::Rule, words::Word};

/// One page: its height in points, its words and rules with y growing downwards.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) height: f64,
    pub(super) words: Vec<Word>,
    pub(super) rules: Vec<Rule>,
}

/// What is known of a string that is shown, besides its letters.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shown {
    /// Whether its font is bold.
    pub(super) bold: bool,
    /// Whether it was given a place of its own, instead of going on where the last one ended.
    pub(super) placed: bool,
}

/// A page that is ready to be read.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) sheet: Sheet,
    /// The strings that are shown, in order.
    pub(super) shown: Vec<Shown>,
    /// Where links lie: left, top, right, bottom, and their address.
    pub(super) links: Vec<([f64; 4], String)>,
}
