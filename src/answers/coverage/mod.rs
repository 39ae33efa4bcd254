//! On which nights a list was had, and between which two looks each row came and went.

mod nights;
mod sheet;
mod spans;
mod whole;

pub use self::{
    nights::Night,
    sheet::report,
    spans::Span,
    whole::{Coverage, coverage},
};

#[cfg(test)]
mod tests;
