//! What the product says, each answer a value.
//!
//! An answer is a value with all that any reader of it may want: whole rows, typed fields, the rule that gave
//! a deadline, the reason for a severity. It knows no arguments, no terminal and no request: the command
//! line, and later the web, say what is asked and get the value. Beside each value stand functions that lay
//! it out as the sheets and reports that `report` renders in any format, for readers who take in more or less
//! ([`Detail`]). Answers only read.
//!
//! # From the store to a spreadsheet
//!
//! A change of a row is stored as the two rows that the page printed. [`changes()`] reads it from the store,
//! has `normalise` derive what the dictionaries make of these rows, weighs it by the law of the day on which
//! it was seen ([`Weighed`]), and finds until when it can be objected to ([`Deadline`]: the day, and whether
//! a contract, the page's days to object or its notice gave it). [`changes::feed`] makes a row of it, and
//! `report::render` a workbook of the rows.
//!
//! # The doors
//!
//! | door | what is asked |
//! |---|---|
//! | [`changes()`] | What changed at all vendors? |
//! | [`status()`] | How does each source stand? |
//! | [`list()`] | What stood on a list at a moment? |
//! | [`history()`] | What became of a list: versions, looks, rulings, pages that were brought? |
//! | [`coverage()`] | On which nights was it had, and between which looks did each row come and go? |
//! | [`diff()`] | What changed in it between two moments? |
//! | [`night()`] | What did a night come to, and who should hear of it? |
//! | [`politeness()`] | What was each host asked? |
//! | [`evidence()`] | What proves a change? |
//! | [`register()`] | Which vendors relied on whom, where, on a day? |
//!
//! [`named`] finds the source that somebody means. Every door opens one reading transaction: what it says is
//! of one moment, however a crawl goes on meanwhile.

pub mod changes;
pub mod coverage;
pub mod days;
pub mod deadline;
pub mod diff;
pub mod draft;
mod error;
pub mod events;
pub mod evidence;
pub mod history;
pub mod list;
pub mod night;
pub mod outcome;
pub mod pairing;
pub mod politeness;
mod reach;
pub mod register;
mod source;
pub mod status;
pub mod verification;
pub mod words;

pub use self::{
    changes::changes,
    coverage::coverage,
    deadline::Deadline,
    diff::diff,
    draft::Detail,
    error::AnswerError,
    events::{Reach, Weighed},
    evidence::evidence,
    history::history,
    list::list,
    night::night,
    politeness::politeness,
    register::register,
    source::named,
    status::status,
};
