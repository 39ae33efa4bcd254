//! subwatch watches the sub-processor lists that vendors publish (GDPR Art. 28), and tells what changed.
//!
//! # The house
//!
//! One package, library and binary. Everything points down, no stage names another one, and `crawl` alone
//! knows their order and writes.
//!
//! | rank | modules | may name |
//! |---|---|---|
//! | 5 | `main`, [`cli`]: arguments in, bytes out | all below |
//! | 4 | [`crawl`] (nights, imports, rulings, re-reading), [`replay`] (recorded pages) | below, not each other |
//! | 3 | [`answers`]: what the product says, each as a value; reads only | stages and `model` |
//! | 2 | stages: [`sources`] [`fetch`] [`extract`] [`normalise`] [`diff`] [`store`] [`report`] | `model` only |
//! | 1 | [`model`] | std, serde, url, jiff |
//!
//! Three walks through it:
//!
//! - *A page, from the network to the database.* `Source → fetch` (one door: guard, robots, pace, then a
//!   carrier) `→ Page → extract → Document of Grids → normalise → Listing<Printed> → normalise::derive →
//!   Listing → diff → Changes → store`, which keeps the page first, then the printed rows, the changes with
//!   the printed rows they are about, and beside them, unsealed, what was derived.
//! - *A row, from a grid to a table.* `Grid row → Draft` (texts by field) `→ Printed` (what stands on the
//!   page) `→ Subprocessor` (with what the dictionaries make of it) `→ one row in "subprocessor", and one in
//!   "derived" for as long as it is printed so`.
//! - *A change, from the store to a spreadsheet.* `store::changes::Event<Printed> → normalise::derive →
//!   answers::changes` (severity, the day to object by and the rule that gave it) `→ report::Sheet → bytes`.
//!
//! # Words
//!
//! | word | means |
//! |---|---|
//! | vendor | a company that publishes a list; it stands above its sources |
//! | source | one page of one vendor, with its recipe (how to read it where the reader needs help) |
//! | page, capture | one answer of a server as received, and the same kept |
//! | grid | one table, card group or list as text cells under a heading, without meaning yet |
//! | printed | what stands on the page in one row: what a version holds, what is digested, sealed and compared |
//! | derived | what dictionaries make of a printed row (company, category, places, status, day): made anew at any time |
//! | listing | every row of one capture, and the page's own facts |
//! | entity | the company behind printed names |
//! | version | a stored listing that differs from the one before, with its cause (the vendor's or ours) |
//! | change | added, removed, renamed, or a field changed, between two listings |
//! | look, outcome | one visit of one source on one night, and what it came to |
//! | suspect | of a list: kept, shown, not believed until its companies come again or somebody accepts it |
//! | gone, moved, cut, unlikely | of a list: not on its page, in part, or of no companies; never believed |
//! | sign | what a text is like (a name, a place, a label, a day ...), as a weight from 0 to 100 |
//! | fate | what became of a row or column of a grid, by the rule that decided |
//! | reader, dictionaries | two fingerprints: of what decides what is read, and of what decides what is derived |
//! | brought | of a page: saved or committed by somebody and imported, not crawled |
//! | seal | the digest over the rows of one transaction, and over the seal before it |
//! | answer | what the product says, as a value: neither arguments nor a terminal have a part in it |
//!
//! # Invariants
//!
//! Each has a test of that name in `tests/it/crawl.rs` or `tests/it/layers.rs`.
//!
//! 1. `extract`, `normalise`, `diff`, `report` are pure: no clock, disk, network or async.
//! 2. What came over the wire is kept before anything is read from it, and is never changed.
//! 3. A listing is made from a whole page or not at all. A sharply smaller one, or an empty one whose page
//!    says in words that there are none, is *suspect*: kept, shown, not believed until a later night repeats
//!    its companies or a person accepts it. A page without a list, a part of one, and rows that are no
//!    companies are never believed by repetition: the list is *gone*, *moved*, *cut* or *unlikely* until a
//!    person accepts it. Each commit of a vendor's history is its word. A bad night, or ten, can never look
//!    like a removal.
//! 4. A version is stored only if what is printed differs. Reading kept captures again with a better reader
//!    makes versions whose cause is *ours*, never reported as the vendor's change; better dictionaries make
//!    no version at all.
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
//! - The reader's number and that of the dictionaries are fingerprints that the build takes (`src/build`): of
//!   the words and signs of the code, of the lists, and for the reader of the parsers as they are locked,
//!   with all that these are built on. A comment or a test changes neither. The design kept the dictionaries
//!   out of the reader; but companies and places weigh in which table of a page is its list, so their lists
//!   are in both, and a new word has kept pages read again, which makes a version only where other rows are
//!   read.
//! - What is derived stands in the database once for as long as a row is printed so, not once a version: ten
//!   years of a list that hardly changes are a few rows, and any day is found by an index. A source whose
//!   rows are behind is known to be *stale* and is read from its versions until it is derived again.
//! - No night waits for reading again: a source is read again when its turn comes (the page of its list, the
//!   one that confirmed it last, those of rejected lists), the rest of the archive after the last look.
//! - Closed lists (origins, outcomes, causes, kinds, decisions) are tables of codes that rows refer to.
//!   SQLite changes no constraint of a table that holds rows; the migration writes the schema itself, where
//!   SQLite documents that as safe, so that no sealed row is copied.
//! - A change is stored with the printed rows it is about, and what is derived from them is told by today's
//!   dictionaries. What subwatch 0.1 derived and sealed stays in its rows and is not read any more.
//! - Every request passes one door ([`fetch`]): each step makes the value that the next one needs, so that a
//!   second carrier (a browser) can ask for nothing that the guard, robots.txt and the pace have not let
//!   through. A `Page` says how it was come by.
//! - What is told after a night is computed from what the night wrote, by its run: whoever asks later gets
//!   the same. Only the rows of a list that was suspect that night are told live.
//! - [`sources::edit`] splices values into the text of a `sources.toml`; the parser says only where. Written
//!   by the parser itself, a file would lose its line ends.
//! - Lists in a page are recognised by functions that only read its tree; what they find waits in one place,
//!   and the walk writes it down.
//! - Vocabulary stands in data files beside the code that asks for it: a plain list (`*.txt`) has a word a
//!   line, a table (`*.tsv`) says who asks for it. A test lets no list of more than ten words stand in code.
//! - A page is parsed by html5ever into a tree of our own, which keeps what a reader of lists asks for;
//!   [`scraper`]'s tree is built besides only where CSS selectors are asked (a recipe, rules about
//!   languages).
//! - A page is packed and digested where it is read, not where it is written: there is one writer, and every
//!   reader would wait for it.
//! - What a text is like is asked of one room (`normalise/signs`), which answers once per text; from which
//!   weight on a sign counts stands in one table there.
//! - Which column fills which field is an assignment that is worth most as a whole (`listing/assignment`), by
//!   header words and by what the cells look like; a field is filled twice only where a page prints it twice.
//! - A grid that does not reach by itself belongs to the surest list where it is laid out and told alike,
//!   under headings of one parent (`listing/kin`).
//! - Where no grid is the list, the prose is asked: one sentence may enumerate it (`listing/prose`).
//! - Rows of boxes are a table where they align, whatever their classes. A page's data may hold a page: it is
//!   read as what a script would show. Word documents and pages inside data are read by way of HTML.
//! - A change is stored with a few rows of its company in the other list, so that it can be told as now also
//!   for one thing or no longer for another. That a list went back to what it was is computed when it is
//!   told.
//! - A page whose texts and grids are those that were read last is unchanged: nothing is read, compared or
//!   doubted. Only a page whose list was believed is known so.
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
