//! What changed between two lists: each event with how much it matters, and as sheets, a row an event.

mod cells;
mod sheet;
mod weighed;

pub(crate) use self::cells::{columns, records};
pub use self::{
    sheet::{sheet, tally},
    weighed::{Event, Weighed},
};

#[cfg(test)]
mod tests;
