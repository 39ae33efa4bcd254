//! `subwatch crawl`: one night, now.

use std::{io::IsTerminal, time::Duration};

use jiff::Timestamp;

use super::{args, catalogue, exit::Exit, night, output, progress, stop};
use crate::{
    answers::{
        Detail,
        days::day,
        night::{Night, Shown, sheets, summary, warnings},
    },
    crawl::{self, Choice, Told, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Enabled, Outcome, Source},
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    crawl: &args::Crawl,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let Some(catalogue) = catalogue::loaded(arguments)? else { return Ok(Exit::Failed) };
    for slug in &crawl.only {
        catalogue::source(arguments, &catalogue, slug, "")?;
    }
    let is_named = |source: &&Source| {
        source.enabled == Enabled::No && crawl.only.contains(&source.slug) && !arguments.quiet
    };
    for source in catalogue.sources.iter().filter(is_named) {
        output::complain(&format!(
            "note: `{}` is not enabled; it is looked at because it was named",
            source.slug
        ));
    }
    let choice = if crawl.only.is_empty() { Choice::Due } else { Choice::Only(&crawl.only) };
    let store = Store::open(&arguments.db).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::PublicOnly)?;
    let tools = Tools { store: &store, fetcher: &fetcher };
    let night = lived(arguments, &catalogue, choice, &tools, Clock::starting(now), crawl.deadline).await;
    store.close().await;
    let night = night?;
    tell(arguments, &night, detail, now)?;
    heartbeat(&catalogue, &fetcher, &night, Clock::starting(now)).await;
    Ok(exit(&night))
}

/// Tells the heartbeat address that a night came to its end. A night that was stopped early has not.
async fn heartbeat(catalogue: &Catalogue, fetcher: &Fetcher, night: &Night, clock: Clock) {
    let Some(address) = catalogue.settings.heartbeat.as_ref().filter(|_| night.beside.left == 0) else {
        return;
    };
    if let Err(error) = fetcher.ping(address, &clock).await {
        output::complain(&format!(
            "subwatch: the night is done, but its heartbeat was not heard: {:#}",
            anyhow::Error::from(error)
        ));
    }
}

/// At a terminal, or where an answer is asked for, the whole night; from cron warnings and one line.
fn tell(arguments: &args::Arguments, night: &Night, detail: Detail, now: Timestamp) -> anyhow::Result<()> {
    let is_asked_for = arguments.format.is_some() || arguments.output.is_some();
    let terminal = std::io::stdout().is_terminal();
    if !arguments.quiet && (!terminal || arguments.output.is_some()) {
        for line in warnings(night) {
            output::complain(&line);
        }
    }
    if is_asked_for || (terminal && !arguments.quiet) {
        let title = format!("Night of {}", day(night.started));
        output::sheets(arguments, &title, sheets(night, Shown::of(night, detail), detail), now)?;
    }
    if !is_asked_for && !terminal || arguments.output.is_some() {
        output::say(arguments, &summary(night))?;
    }
    Ok(())
}

/// Lives through a night under a bar, and reads from its record what it came to.
async fn lived(
    arguments: &args::Arguments,
    catalogue: &Catalogue,
    choice: Choice<'_>,
    tools: &Tools<'_>,
    clock: Clock,
    deadline: Option<Duration>,
) -> anyhow::Result<Night> {
    let expected = match choice {
        Choice::Only(slugs) => slugs.len(),
        Choice::Due => catalogue.sources.len(),
    };
    let bar = progress::bar(arguments, expected);
    let stop = stop::asked(deadline)?;
    let mut visits = 0;
    let lived = crawl::run(catalogue, choice, tools, clock, stop, |told| match told {
        Told::Reread(step) => progress::reread(&bar, step),
        Told::Visit(visit) => {
            visits += 1;
            progress::visit(&bar, visit, (visits, expected));
        }
    })
    .await;
    bar.finish_and_clear();
    Ok(night::of(tools.store, catalogue, lived?).await?)
}

/// 3 if a source failed, 0 otherwise. A suspect list is no failure: it was had, and is shown.
fn exit(night: &Night) -> Exit {
    let has_failed = night.visits.iter().any(|visit| matches!(visit.outcome, Outcome::Failed(..)));
    if has_failed || night.beside.left > 0 { Exit::SomeFailed } else { Exit::Done }
}
