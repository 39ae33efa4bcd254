//! Integration tests: one binary.

#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]
#![allow(clippy::format_collect, reason = "the pages of tests are small")]

mod answers;
mod believed;
mod cli;
mod corpus;
mod crawl;
mod faults;
mod fetch;
mod fingerprints;
mod hostile;
mod import;
mod imports;
mod layers;
#[path = "../../src/build/lexer.rs"]
mod lexer;
mod limits;
mod measures;
mod nightly;
mod old_database;
mod silence;
mod store;
mod trust;
mod vendor;
mod words;
