//! Integration tests: one binary.

mod cli;
mod corpus;
mod crawl;
mod faults;
mod fetch;
mod hostile;
mod layers;
mod nightly;
mod store;
mod vendor;
