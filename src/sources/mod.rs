//! `sources.toml`: what to watch, and how.
