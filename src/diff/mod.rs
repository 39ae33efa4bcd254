//! What changed between two listings.
