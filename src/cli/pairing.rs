//! How the rows of two lists were matched: what `-v` tells beside the changes, on standard error.

use super::{args::Arguments, output, words::counted};
use crate::{
    diff::{self, Explanation, Lone, Pair},
    model::Listing,
    report::{Column, Look, Sheet, Value},
};

/// Tells it if that was asked for; rows that print the same are counted, and with `-vv` named too.
pub(super) fn tell(arguments: &Arguments, before: &Listing, after: &Listing) -> anyhow::Result<()> {
    if arguments.verbose > 0 {
        let sheets = sheets(&diff::explain(before, after), before, after, arguments.verbose);
        output::complain(&output::text(&sheets, &Look::default())?);
    }
    Ok(())
}

fn sheets(explanation: &Explanation, before: &Listing, after: &Listing, verbose: u8) -> Vec<Sheet> {
    let Explanation { pairs, gone, came } = explanation;
    let is_same = |pair: &&Pair| before.entries[pair.before] == after.entries[pair.after];
    let same = pairs.iter().filter(is_same).count();
    let mut matched = Sheet::new("How rows were matched")
        .above(format!("{}, {same} of them the same in every field", counted(pairs.len(), "pair")))
        .when_empty("No other row was matched.")
        .column(Column::number("score", "Score"))
        .column(Column::text("before", "Older row"))
        .column(Column::text("after", "Newer row"))
        .column(Column::long("why", "Why"));
    for pair in pairs.iter().filter(|pair| verbose > 1 || !is_same(pair)) {
        let (old, new) = (&before.entries[pair.before], &after.entries[pair.after]);
        matched.push([
            pair.score.into(),
            Value::from(&old.printed.name),
            Value::from(&new.printed.name),
            pair.why.into(),
        ]);
    }
    let mut lonely = Sheet::new("Rows without a partner")
        .when_empty("Each row has one.")
        .column(Column::text("list", "Which"))
        .column(Column::text("name", "Row"))
        .column(Column::text("nearest", "Nearest"))
        .column(Column::number("score", "Score"))
        .column(Column::long("why", "What was seen"));
    for (rows, which, own, other) in [(gone, "gone", before, after), (came, "new", after, before)] {
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
    vec![matched, lonely]
}
