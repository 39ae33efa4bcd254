//! What changed between two lists: each event with how much it matters, and as sheets, a row an event.

mod back;
mod cells;
mod reached;
mod rolled;
mod sheet;
mod weighed;

pub(crate) use self::cells::{columns, records};
pub(in crate::answers) use self::reached::words;
pub use self::{
    back::Back,
    reached::Reach,
    sheet::{sheet, tally},
    weighed::{Event, Weighed},
};

#[cfg(test)]
mod tests;
