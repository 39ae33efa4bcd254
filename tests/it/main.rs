//! Integration tests: one binary.

mod crawl;
mod faults;
mod fetch;
mod layers;
mod store;
mod vendor;
