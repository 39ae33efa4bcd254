//! `subwatch crawl`: one night, now.

use std::time::Duration;

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, args, check, output, progress, sheets, when};
use crate::{
    crawl::{self, Choice, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Outcome},
    report::Report,
    store::Store,
};

pub(super) async fn run(arguments: &args::Arguments, crawl: &args::Crawl, now: Timestamp) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    let choice = if crawl.only.is_empty() { Choice::Due } else { Choice::Only(&crawl.only) };
    let store = Store::open(&arguments.db).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::PublicOnly)?;
    let tools = Tools { store: &store, fetcher: &fetcher };
    let night = night(arguments, &catalogue, choice, &tools, Clock::starting(now), crawl.deadline).await;
    store.close().await;
    let night = night?;
    if output::is_for_people(arguments) {
        output::report(arguments, &report(&night), now)?;
    } else {
        for line in alerts(&night) {
            output::say(arguments, &line)?;
        }
        output::say(arguments, &sheets::summary_of(&night))?;
    }
    heartbeat(&catalogue, &fetcher, &night, Clock::starting(now)).await;
    Ok(exit(&night))
}

/// Tells the heartbeat address that a night came to its end. A night that was stopped early has not.
async fn heartbeat(catalogue: &Catalogue, fetcher: &Fetcher, night: &Night, clock: Clock) {
    let Some(address) = catalogue.settings.heartbeat.as_ref().filter(|_| night.left.is_empty()) else { return };
    if let Err(error) = fetcher.ping(address, &clock).await {
        output::complain(&format!("subwatch: the night is done, but its heartbeat was not heard: {:#}", anyhow::Error::from(error)));
    }
}

/// A line for each source that somebody should hear of.
fn alerts(night: &Night) -> Vec<String> {
    let heard = night.visits.iter().filter_map(|visit| Some((visit, visit.alert.as_ref()?)));
    heard
        .map(|(visit, alert)| {
            let why = match &visit.outcome {
                Outcome::Failed(cause, detail) => format!(": {}: {detail}", cause.code()),
                Outcome::Suspect(reason) => format!(": suspect: {reason}"),
                _ => String::new(),
            };
            // A page's words must not steer a terminal.
            format!("{} ({}): {alert}{why}", visit.slug, visit.vendor).replace(char::is_control, "\u{fffd}")
        })
        .collect()
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
    let night = crawl::run(catalogue, choice, tools, clock, stop, |visit| progress::advance(&bar, visit)).await;
    bar.finish_and_clear();
    Ok(night?)
}

/// A night as a report: what each source came to, then what changed, a sheet a source.
pub(super) fn report(night: &Night) -> Report {
    let mut report = Report::new(&format!("Night of {}", when::day(night.started))).named("night").sheet(sheets::night(night));
    for visit in night.visits.iter().filter(|visit| !visit.changes.is_empty()) {
        report = report.sheet(sheets::changes(&format!("{}: what changed", visit.vendor), &visit.changes));
    }
    for line in alerts(night) {
        report = report.note(line);
    }
    if !night.left.is_empty() {
        report = report.note(format!("stopped early: {} sources are left for the next run", night.left.len()));
    }
    report
}

/// 3 if a source failed, 0 otherwise. A suspect list is no failure: it was had, and is shown.
pub(super) fn exit(night: &Night) -> Exit {
    let failed = night.visits.iter().any(|visit| matches!(visit.outcome, Outcome::Failed(..)));
    if failed || !night.left.is_empty() { Exit::SomeFailed } else { Exit::Done }
}

/// Comes when somebody asks the program to end (Ctrl-C, or SIGTERM from a service manager), or at the deadline.
fn stop(deadline: Option<Duration>) -> anyhow::Result<impl Future<Output = ()>> {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).context("signals cannot be heard")?;
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
