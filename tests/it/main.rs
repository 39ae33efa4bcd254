//! Integration tests: one binary.

mod crawl;
mod fetch;
mod layers;
mod store;
mod vendor;
