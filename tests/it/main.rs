//! Integration tests: one binary.

mod crawl;
mod fetch;
mod layers;
mod limits;
mod store;
mod vendor;
