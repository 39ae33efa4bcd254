//! Text in the inks in which a terminal or a spreadsheet draws it.

use super::value::Tone;

/// A run of text in one ink.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) ink: Ink,
}

/// How a run of text is drawn where colours can be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Heading,
    Faint,
    Deleted,
    Inserted,
    Tone(Tone),
}
