//! subwatch watches the sub-processor lists that vendors publish (GDPR Art. 28), and tells what changed.
//!
//! # The house
//!
//! One package, library and binary. Everything points down; `crawl` alone knows the order of the stages.
//!
//! | rank | modules | may name |
//! |---|---|---|
//! | 4 | `main`, [`cli`] | all below |
//! | 3 | [`crawl`] (writes), [`replay`] (serves recorded pages) | stages and `model`, never each other |
//! | 2 | stages: [`sources`] [`fetch`] [`extract`] [`normalise`] [`diff`] [`store`] [`report`] | `model` only, never another stage |
//! | 1 | [`model`] | std, serde, url, jiff |
//!
//! `Source → fetch → Page → (kept by store as a capture) → extract → Document of Grids → normalise → Listing
//! → diff → Change → store → report → bytes`
//!
//! # Invariants
//!
//! Each has a test of that name in `tests/it/crawl.rs` or `tests/it/layers.rs`.
//!
//! 1. `extract`, `normalise`, `diff`, `report` are pure: no clock, disk, network or async.
//! 2. What came over the wire is kept before anything is read from it, and is never changed.
//! 3. A listing is made from a whole page or not at all. An empty or sharply smaller one is *suspect*: kept,
//!    shown, not believed until a later night repeats it or a person accepts it. A bad night can never look
//!    like a removal.
//! 4. A version is stored only if it differs. Reading kept captures again with a better extractor makes
//!    versions whose cause is *ours*, never reported as the vendor's change.
//! 5. One source's failure never stops another's; it is data, stored every night. `Err` means the run cannot
//!    go on.
//! 6. One host, one task, one request at a time, at that host's pace.
//! 7. `now` is an argument. Only `cli` asks the clock.
//!
//! # Where the code proved the first design wrong
//!
//! - [`extract::document`] gives a whole [`Document`](model::Document), not grids alone: the day a page was
//!   updated, its promise of notice and the sentence above a table stand in its prose.
//! - [`normalise::listing`] cannot fail. A page without a list is a listing without rows and a warning that
//!   says what was seen; it also gives a verdict for each grid, which `extract -v` prints.
//! - [`diff::changes`] gives [`Changes`](model::Changes): events, columns that came or went as a whole, and
//!   suspicion.
//! - A challenge page holds no listing that a second night could repeat. It is a failure with the cause
//!   `challenge`, and never believed, however often it comes.
//! - "Kept before it is read" and "one transaction a source" are held together so: a page is handed to the
//!   writer whatever reading it came to, a panic included, and is the first thing written in its transaction.
//! - Sources that are ready within a twentieth of a second share a transaction and its statements: each
//!   statement crosses to SQLite's thread and back, which for a source by itself was most of what recording
//!   cost. None is ever split over two.
//! - SQL is written at run time and tested query by query. Checking it in macros compiles SQLite a second
//!   time, which a newcomer would wait for.
//! - How much a change matters is not stored: [`diff::severity`] weighs it when it is told, by the law of the
//!   day on which it was seen.
//! - A merge stays a removal that names the row which took it up, a split an addition, a move a changed
//!   `section`: the kinds of the stable answer are four, and outside checks count them.
//! - `normalise` remembers, thread by thread and within bounds, what its pure functions said of short texts:
//!   companies and places come again on every list. What is said never depends on it (invariant 1).
//! - Reading and recording are two stages with a channel between: while one source is written, others are
//!   read.
//! - Every transaction ends with a seal over the rows it added, so "each night's record holds the hash of the
//!   one before" holds for imports, rulings and readings too.
//! - The extractor's number is a fingerprint of its sources that the build takes, so that nobody has to
//!   remember to raise it.
//! - A page is parsed by html5ever into a tree of our own, which keeps what a reader of lists asks for;
//!   [`scraper`]'s tree is built besides only where CSS selectors are asked (a recipe, rules about
//!   languages).
//! - A page is packed and digested where it is read, not where it is written: there is one writer, and every
//!   reader would wait for it.
//! - TLS is rustls with ring: aws-lc takes longer to build than any other part.

pub mod answers;
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
