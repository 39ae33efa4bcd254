//! The command line: arguments in, one door below called, bytes out.
//!
//! Data goes to standard output (or `-o FILE`), everything else to standard error. The exit code is one of
//! [`Exit`]. This is the only module that asks the machine what time it is.

mod args;
mod backup;
mod catalogue;
mod changes;
mod check;
mod compare;
mod crawl;
mod demo;
mod demo_place;
mod diff;
mod evidence;
mod exit;
mod export;
mod extract;
mod history;
mod import;
mod input;
mod new_file;
mod night;
mod output;
mod pairing;
mod politeness;
mod progress;
mod prune;
mod reread;
mod rulings;
mod show;
mod status;
mod stop;
mod verify;
mod when;

use std::ffi::OsString;

use clap::Parser;
use jiff::Timestamp;
use tracing_subscriber::{filter::LevelFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use self::args::{Arguments, Command};
pub use self::exit::Exit;

/// Runs the program with the given arguments, the program's name first.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    answer(arguments.into_iter().collect())
}

/// The same, built once and not anew in every program that calls it.
fn answer(arguments: Vec<OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            let code = if error.use_stderr() { Exit::Usage } else { Exit::Done };
            return if error.print().is_ok() { code } else { Exit::Failed };
        }
    };
    log_to_stderr(&arguments);
    let done = match runtime() {
        Ok(runtime) => runtime.block_on(dispatch(&arguments)),
        Err(error) => Err(error),
    };
    match done {
        Ok(exit) => exit,
        Err(error) if output::is_broken_pipe(&error) => Exit::Done,
        Err(error) => {
            output::complain(&format!("subwatch: {error:#}"));
            Exit::of(&error)
        }
    }
}

async fn dispatch(arguments: &Arguments) -> anyhow::Result<Exit> {
    let now = now();
    match &arguments.command {
        Command::Demo(demo) => demo::run(arguments, demo).await,
        Command::Crawl(crawl) => crawl::run(arguments, crawl, now).await,
        Command::Check => check::run(arguments, now),
        Command::Extract(extract) => extract::run(arguments, extract, now).await,
        Command::Compare(compare) => compare::run(arguments, compare, now).await,
        Command::Import(import) => import::run(arguments, import, now).await,
        Command::Show(show) => show::run(arguments, show, now).await,
        Command::History(history) => history::run(arguments, history, now).await,
        Command::Diff(diff) => diff::run(arguments, diff, now).await,
        Command::Changes(changes) => changes::run(arguments, changes, now).await,
        Command::Evidence(evidence) => evidence::run(arguments, evidence).await,
        Command::Export(export) => export::run(arguments, export, now).await,
        Command::Status => status::run(arguments, now).await,
        Command::Politeness(politeness) => politeness::run(arguments, politeness, now).await,
        Command::Backup(backup) => backup::run(arguments, backup).await,
        Command::Verify(verify) => verify::run(arguments, verify, now).await,
        Command::Accept(accept) => rulings::accept(arguments, accept, now).await,
        Command::Reject(reject) => rulings::reject(arguments, reject, now).await,
        Command::Reread(reread) => reread::run(arguments, reread).await,
        Command::Prune(prune) => prune::run(arguments, prune, now).await,
    }
}

/// The one place that asks the machine for the time (invariant 7).
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

fn log_to_stderr(arguments: &Arguments) {
    let level = match (arguments.quiet, arguments.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, _) => LevelFilter::DEBUG,
    };
    let colour = output::is_colourful(&std::io::stderr());
    let lines = fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .without_time()
        .compact();
    // A second call in one process (tests) keeps the first.
    let _ = tracing_subscriber::registry().with(level).with(lines).try_init();
}
