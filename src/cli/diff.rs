//! `subwatch diff`: what changed in one list between two days.

use jiff::Timestamp;

use super::{
    args,
    exit::{BadUsage, Exit},
    output, pairing, when,
};
use crate::{
    answers::{
        self, AnswerError,
        diff::{Ask, Between},
    },
    report::Format,
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Diff,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let detail = output::detail(arguments)?;
    let moment = |typed: Option<when::When>| typed.map(|when| when::until(when, now)).transpose();
    let ask = Ask { from: moment(asked.from)?, to: moment(asked.to)?, now };
    let store = Store::open_existing(&arguments.db).await?;
    let between = between(&store, &asked.source, &ask).await;
    store.close().await;
    let between = between?;
    pairing::tell(arguments, &between.before.listing, &between.after.listing)?;
    if format == Format::Json {
        output::bytes_out(arguments, &answers::diff::json(&between))?;
    } else {
        output::sheet(arguments, &answers::diff::sheet(&between, detail), now)?;
    }
    Ok(Exit::Done)
}

async fn between(store: &Store, typed: &str, ask: &Ask) -> anyhow::Result<Between> {
    let slug = answers::named(store, typed).await?;
    answers::diff(store, &slug, ask).await.map_err(|error| match error {
        AnswerError::Backwards { from, to } => {
            BadUsage(format!("--from {from} is after --to {to}; put the older day first")).into()
        }
        other => other.into(),
    })
}
