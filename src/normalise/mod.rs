//! From grids to the common schema: headers to fields, places to countries, names to companies.

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
pub mod statuses;
pub mod topics;
mod warnings;

pub use listing::{Fate, Reading, Verdict, listing};
