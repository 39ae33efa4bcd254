//! What became of each row of a grid that is no row of the list, and of each column: by the rule that
//! decided.

use crate::{
    model::{Cell, Row},
    normalise::{signs, topics},
};

use super::{
    columns::{Columns, Use},
    draft::{self, Draft},
    rule::Rule,
};

/// A row of a grid that is none of the list by itself, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftRow {
    /// What it prints, cut short.
    pub text: String,
    /// The rule that decided.
    pub rule: Rule,
}

impl LeftRow {
    /// Whether the row may have been a company all the same, which a reader should know.
    #[must_use]
    pub fn may_be_company(&self) -> bool {
        let surely = signs::of(&self.text).is_company();
        self.rule.drops()
            && (surely || self.rule != Rule::Remark && signs::of(&self.text).name().weight >= 60)
    }
}

/// What became of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnFate {
    /// Its printed header, empty where it has none.
    pub header: String,
    /// The field that it fills, `extra`, or `dropped`.
    pub fate: &'static str,
}

/// So much of a row is kept of it, in characters.
const SHOWN: usize = 80;

/// The rows that were left, in page order.
#[derive(Debug, Clone, Default)]
pub(super) struct Left(pub(super) Vec<LeftRow>);

impl Left {
    /// Writes down that a row was left.
    pub(super) fn row(&mut self, row: &Row, rule: Rule) {
        let mut texts = row.cells.iter().map(Cell::text).filter(|text| !text.is_empty());
        let first = texts.next().unwrap_or_default();
        self.text(&first, rule);
    }

    /// Writes down that a row of this text was left.
    pub(super) fn text(&mut self, text: &str, rule: Rule) {
        self.0.push(LeftRow { text: text.chars().take(SHOWN).collect(), rule });
    }
}

/// The rows of a list without those that name nobody; headings among them stand above the rows that follow.
pub(super) fn sifted(drafts: Vec<Draft>, left: &mut Left) -> Vec<Draft> {
    let named = drafts.iter().filter(|draft| signs::of(&draft.name).is_name()).count();
    let are_mostly_names = named * 2 >= drafts.len();
    let mut heading: Option<String> = None;
    let mut kept = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        if let Some(rule) = draft::names_nobody(&draft.name) {
            left.text(&draft.name, rule);
        } else if are_mostly_names && is_group(&draft) {
            left.text(&draft.name, Rule::Group);
            heading = Some(draft.name);
        } else if are_mostly_names && is_sentence(&draft) {
            left.text(&draft.name, Rule::Remark);
        } else {
            if draft.heading.is_none() {
                draft.heading.clone_from(&heading);
            }
            kept.push(draft);
        }
    }
    kept
}

/// Whether a row has nothing but its name.
fn is_bare(draft: &Draft) -> bool {
    draft.texts.is_empty() && draft.extra.is_empty() && draft.link.is_none()
}

/// Whether a row is the heading of those below it: `Payment sub-processors`.
fn is_group(draft: &Draft) -> bool {
    is_bare(draft) && is_heading_of_list(&draft.name)
}

/// Whether a text speaks of sub-processors and names none.
pub(super) fn is_heading_of_list(text: &str) -> bool {
    let speaks = topics::of(text).list >= 85;
    speaks && !signs::of(text).is_company() && text.split_whitespace().count() >= 2
}

/// Whether a row is a sentence of its own: `Further ones are added as needed`.
fn is_sentence(draft: &Draft) -> bool {
    is_bare(draft) && is_remark_of_words(&draft.name)
}

/// Whether a text has the words of a sentence and none of a name.
pub(super) fn is_remark_of_words(text: &str) -> bool {
    let signs = signs::of(text);
    let small = text.split_whitespace().skip(1).filter(|word| word.starts_with(char::is_lowercase)).count();
    signs.words() >= 4 && small * 2 > signs.words() && signs.name().weight <= 20 && !signs.is_company()
}

/// What became of each column.
pub(super) fn of_columns(columns: &Columns) -> Vec<ColumnFate> {
    let fate = |used: &Use| match used {
        Use::Fills(field) => field.name(),
        Use::Extra(_) => "extra",
        Use::Dropped => "dropped",
    };
    let pairs = columns.headers.iter().zip(&columns.uses);
    pairs.map(|(header, used)| ColumnFate { header: header.clone(), fate: fate(used) }).collect()
}
