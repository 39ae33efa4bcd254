//! From grids to the common schema: headers to fields, places to countries, names to companies.

mod absent;
pub mod categories;
pub mod dates;
pub mod derive;
pub mod entities;
pub mod facts;
pub mod headers;
mod labels;
pub mod language;
pub mod legal_forms;
mod listing;
mod memo;
pub mod places;
mod presence;
mod remarks;
mod signs;
pub mod statuses;
mod streets;
pub mod topics;
mod vocabulary;

pub use listing::{ColumnFate, Fate, LeftRow, Reading, Rule, Verdict, listing};
