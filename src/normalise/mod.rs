//! From grids to the common schema: headers to fields, places to countries, names to companies.

pub mod dates;
pub mod facts;
pub mod headers;
mod labels;
pub mod language;
pub mod places;
pub mod statuses;
pub mod topics;
