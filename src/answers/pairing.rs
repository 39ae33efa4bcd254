//! How the rows of two lists were matched: what a reader sees who asks why.

use super::words::counted;
use crate::{
    diff::{self, Explanation, Lone, Pair},
    model::Listing,
    report::{Column, Sheet, Value},
};

/// Which pairs are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pairs {
    /// Those that differ; those that print the same are counted.
    Different,
    /// All.
    All,
}

/// How the rows of two lists were matched, and which were left.
#[must_use]
pub fn sheets(before: &Listing, after: &Listing, shown: Pairs) -> Vec<Sheet> {
    let Explanation { pairs, gone, came } = diff::explain(before, after);
    let is_same = |pair: &&Pair| before.entries[pair.before] == after.entries[pair.after];
    let same = pairs.iter().filter(is_same).count();
    let mut matched = Sheet::new("How rows were matched")
        .above(format!("{}, {same} of them the same in every field", counted(pairs.len(), "pair")))
        .when_empty("No other row was matched.")
        .column(Column::number("score", "Score"))
        .column(Column::text("before", "Older row"))
        .column(Column::text("after", "Newer row"))
        .column(Column::long("why", "Why"));
    for pair in pairs.iter().filter(|pair| shown == Pairs::All || !is_same(pair)) {
        let (old, new) = (&before.entries[pair.before], &after.entries[pair.after]);
        let names = [old, new].map(|row| Value::from(&row.printed.name));
        let [old, new] = names;
        matched.push([pair.score.into(), old, new, pair.why.into()]);
    }
    vec![matched, lonely([(&gone, "gone", before, after), (&came, "new", after, before)])]
}

/// Rows without a partner: those of each list, what they are called, their own list and the other.
fn lonely(lists: [(&[Lone], &str, &Listing, &Listing); 2]) -> Sheet {
    let mut lonely = Sheet::new("Rows without a partner")
        .when_empty("Each row has one.")
        .column(Column::text("list", "Which"))
        .column(Column::text("name", "Row"))
        .column(Column::text("nearest", "Nearest"))
        .column(Column::number("score", "Score"))
        .column(Column::long("why", "What was seen"));
    for (rows, which, own, other) in lists {
        for Lone { row, nearest } in rows {
            let near = nearest.as_ref();
            lonely.push([
                which.into(),
                Value::from(&own.entries[*row].printed.name),
                near.map_or(Value::Empty, |near| Value::from(&other.entries[near.row].printed.name)),
                near.map_or(Value::Empty, |near| Value::from(near.score)),
                near.map_or("nothing alike in the other list", |near| near.why).into(),
            ]);
        }
    }
    lonely
}
