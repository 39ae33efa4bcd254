//! `subwatch crawl`: one night, now.

use std::{io::IsTerminal, time::Duration};

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::{
    Exit, args, check,
    draft::Detail,
    night::{self, Shown},
    output, progress, when,
    words::near,
};
use crate::{
    crawl::{self, Choice, Night, Told, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Enabled, Outcome, Slug, Source},
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    crawl: &args::Crawl,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    known(arguments, &catalogue, &crawl.only)?;
    let named = |source: &&Source| {
        source.enabled == Enabled::No && crawl.only.contains(&source.slug) && !arguments.quiet
    };
    for source in catalogue.sources.iter().filter(named) {
        output::complain(&format!(
            "note: `{}` is not enabled; it is looked at because it was named",
            source.slug
        ));
    }
    let choice = if crawl.only.is_empty() { Choice::Due } else { Choice::Only(&crawl.only) };
    let store = Store::open(&arguments.db).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::PublicOnly)?;
    let tools = Tools { store: &store, fetcher: &fetcher };
    let night = night(arguments, &catalogue, choice, &tools, Clock::starting(now), crawl.deadline).await;
    store.close().await;
    let night = night?;
    tell(arguments, &night, detail, now)?;
    heartbeat(&catalogue, &fetcher, &night, Clock::starting(now)).await;
    Ok(exit(&night))
}

/// Tells the heartbeat address that a night came to its end. A night that was stopped early has not.
async fn heartbeat(catalogue: &Catalogue, fetcher: &Fetcher, night: &Night, clock: Clock) {
    let Some(address) = catalogue.settings.heartbeat.as_ref().filter(|_| night.left.is_empty()) else {
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
    let asked = arguments.format.is_some() || arguments.output.is_some();
    let terminal = std::io::stdout().is_terminal();
    if !arguments.quiet && (!terminal || arguments.output.is_some()) {
        night::warn(night);
    }
    if asked || (terminal && !arguments.quiet) {
        let title = format!("Night of {}", when::day(night.started));
        output::sheets(arguments, &title, night::sheets(night, Shown::of(night, detail), detail), now)?;
    }
    if !asked && !terminal || arguments.output.is_some() {
        output::say(arguments, &night::summary(night))?;
    }
    Ok(())
}

async fn night(
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
    let stop = stop(deadline)?;
    let mut visits = 0;
    let night = crawl::run(catalogue, choice, tools, clock, stop, |told| match told {
        Told::Reread(step) => progress::reread(&bar, step),
        Told::Visit(visit) => {
            visits += 1;
            progress::visit(&bar, visit, (visits, expected));
        }
    })
    .await;
    bar.finish_and_clear();
    Ok(night?)
}

/// Said before a database is made for nothing.
fn known(arguments: &args::Arguments, catalogue: &Catalogue, only: &[Slug]) -> anyhow::Result<()> {
    if let Some(slug) = only.iter().find(|slug| catalogue.sources.iter().all(|source| source.slug != **slug))
    {
        let near = near(slug.as_str(), catalogue.sources.iter().map(|source| source.slug.as_str()));
        bail!("`{}` names no source `{slug}`{near}", arguments.sources.display());
    }
    Ok(())
}

/// 3 if a source failed, 0 otherwise. A suspect list is no failure: it was had, and is shown.
fn exit(night: &Night) -> Exit {
    let failed = night.visits.iter().any(|visit| matches!(visit.outcome, Outcome::Failed(..)));
    if failed || !night.left.is_empty() { Exit::SomeFailed } else { Exit::Done }
}

/// Comes when somebody asks the program to end (Ctrl-C, or SIGTERM from a service manager), or at the
/// deadline.
pub(super) fn stop(deadline: Option<Duration>) -> anyhow::Result<impl Future<Output = ()>> {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        .context("signals cannot be heard")?;
    let late = async move {
        match deadline {
            // A timer of no time would still go off only a little later.
            Some(deadline) if deadline.is_zero() => {}
            Some(deadline) => tokio::time::sleep(deadline).await,
            None => std::future::pending().await,
        }
    };
    Ok(async move {
        #[cfg(unix)]
        let terminated = terminate.recv();
        #[cfg(not(unix))]
        let terminated = std::future::pending::<()>();
        tokio::select! {
            _ = interrupt => {}
            _ = terminated => {}
            () = late => {}
        }
    })
}
