//! What became of one list: its versions, every look at it, what people decided, and pages that were brought.

mod sheet;
mod versions;

pub use self::{
    sheet::{brought, looks, report, versions},
    versions::{Dated, History, history},
};
