//! From grids to the common schema: headers to fields, places to countries, names to companies.

pub mod places;
