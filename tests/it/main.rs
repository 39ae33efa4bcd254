//! Integration tests: one binary.

mod fetch;
mod layers;
mod store;
mod vendor;
