//! Integration tests: one binary.

mod cli;
mod crawl;
mod fetch;
mod layers;
mod store;
mod vendor;
