//! subwatch: watches the sub-processor lists that vendors publish.

pub mod cli;
pub mod crawl;
pub mod diff;
pub mod extract;
pub mod fetch;
pub mod model;
pub mod normalise;
pub mod replay;
pub mod report;
pub mod sources;
pub mod store;
