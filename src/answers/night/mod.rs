//! A night as its record tells it: what each source came to, what changed, and who should hear of it.
//!
//! All of it is computed from what the night's transactions wrote, so that a night whose program was killed
//! can be told later, and is then told in the same words. Two things no record has:
//!
//! - what is beside the looks ([`Beside`]): which sources were not due, and which were left;
//! - the rows of a list that is not believed. No version is made of it, and reading its page again only to
//!   tell of it would cost as much as the night. While the night's program is alive it tells them
//!   ([`Night::suspecting`]); later the reason is told without the rows.

mod alert;
mod sheet;
mod visits;

pub use self::{
    alert::Alert,
    sheet::{Shown, sheets, summary, warnings},
    visits::{Beside, Night, ReadAgain, Visit, night},
};
