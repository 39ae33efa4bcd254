//! Words that say what a place in a text stands for.

use std::sync::LazyLock;

use crate::normalise::vocabulary::{WordSet, of_class};

const TABLE: &str = include_str!("words.tsv");

/// Words, one or two, that make the place before them part of a transfer mechanism or of a law: `EU SCCs`,
/// `UK IDTA`, `EU standard contractual clauses`.
pub(super) static MECHANISMS: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "mechanism"));
/// Whose law or mechanism it can be.
pub(super) static PARTIES: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "party"));
/// Words between a mechanism and the party behind it.
pub(super) static FILLERS: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "filler"));
/// Who is served, not where.
pub(super) static CUSTOMERS: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "customer"));
/// Words before a place that is not meant.
pub(super) static OUTSIDE: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "outside"));
/// Words by which a sentence takes that back.
pub(super) static NEGATIONS: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "negation"));
/// A company's name ends here: `Google Ireland Limited` says nothing of Ireland.
pub(super) static FORMS: LazyLock<WordSet> = LazyLock::new(|| of_class(TABLE, "form"));
