//! What changed at all vendors.

mod sheet;
mod told;

pub use self::{
    sheet::{feed, report},
    told::{Ask, Told, VendorChange, changes},
};

#[cfg(test)]
mod tests;
