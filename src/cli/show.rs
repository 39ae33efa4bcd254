//! `subwatch show`: a list, today's or as it stood.

use jiff::Timestamp;

use super::{args, exit::Exit, output, when};
use crate::{
    answers::{self, AnswerError, list::Stood},
    report::Format,
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    show: &args::Show,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let detail = output::detail(arguments)?;
    let at = show.at.map(|when| when::until(when, now)).transpose()?;
    let store = Store::open_existing(&arguments.db).await?;
    let stood = stood(&store, &show.source, at, now).await;
    store.close().await;
    let stood = stood?;
    if format == Format::Json {
        output::bytes_out(arguments, &answers::list::json(&stood))?;
    } else {
        output::sheet(arguments, &answers::list::stood(&stood, detail), now)?;
    }
    Ok(Exit::Done)
}

async fn stood(
    store: &Store,
    typed: &str,
    at: Option<Timestamp>,
    now: Timestamp,
) -> Result<Stood, AnswerError> {
    let slug = answers::named(store, typed).await?;
    answers::list(store, &slug, at, now).await
}
