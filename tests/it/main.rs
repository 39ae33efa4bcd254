//! Integration tests.

mod fetch;
mod vendor;
