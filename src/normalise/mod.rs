//! From grids to the common schema: headers to fields, places to countries, names to companies.

pub mod categories;
pub mod entities;
pub mod legal_forms;
pub mod places;
