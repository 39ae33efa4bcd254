//! SQLite: captures, versions, changes and every night's outcome.
