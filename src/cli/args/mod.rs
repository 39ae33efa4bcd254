//! What can be typed.

mod evidence;
mod parsed;
mod trust;

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand};

pub(super) use self::evidence::{Evidence, Export, Import};
use self::parsed::{format, length, media, severity, slug};
pub(super) use self::trust::{Accept, Reject, Reread, Verify};
use super::when::When;
use crate::{
    model::{Media, Severity, Slug},
    report::Format,
};

/// Over the options that every command has.
const HEADING: &str = "Options of every command";

/// Watches the sub-processor lists that vendors publish, and tells what changed.
#[derive(Debug, Parser)]
#[command(
    name = "subwatch",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    max_term_width = 80
)]
#[command(after_help = "\
Examples:
  subwatch demo                      a week of nights at once, without network
  subwatch check                     is sources.toml right?
  subwatch crawl                     look at every source once
  subwatch status                    how does each source stand?
  subwatch changes --since 7d        what changed this week
  subwatch changes -o changes.xlsx   the same as a spreadsheet
  subwatch changes -o changes.html   the same as a page for a browser

Exit codes: 0 done, 1 could not run, 2 bad usage, 3 done but some sources failed")]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
    /// The database.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        help_heading = HEADING,
        env = "SUBWATCH_DB",
        hide_env_values = true,
        default_value = "subwatch.db"
    )]
    pub(super) db: PathBuf,
    /// What to watch, and how.
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        help_heading = HEADING,
        env = "SUBWATCH_SOURCES",
        hide_env_values = true,
        default_value = "sources.toml"
    )]
    pub(super) sources: PathBuf,
    /// How the answer is written [default: by the ending of -o, else text].
    #[arg(long, short, value_name = "FORMAT", global = true, help_heading = HEADING, value_parser = format)]
    pub(super) format: Option<Format>,
    /// Write the answer to a file instead of standard output.
    #[arg(long, short, value_name = "FILE", global = true, help_heading = HEADING)]
    pub(super) output: Option<PathBuf>,
    /// Say nothing but errors.
    #[arg(long, short, global = true, help_heading = HEADING, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Say more; twice: everything.
    #[arg(long, short, global = true, help_heading = HEADING, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Live through recorded nights on this machine, without network.
    Demo(Demo),
    /// Look at the sources once: fetch, read, compare, keep.
    Crawl(Crawl),
    /// Print every problem of sources.toml, without network.
    #[command(
        after_help = "Examples:\n  subwatch check\n  subwatch check --sources /etc/subwatch/sources.toml"
    )]
    Check,
    /// Read one saved page or address and print its list.
    Extract(Extract),
    /// Read two saved pages and print what changed between them.
    Compare(Compare),
    /// Bring in a saved page, or the history of a list that is kept in git.
    Import(Import),
    /// Print a source's list, today's or as it stood on a day.
    Show(Show),
    /// Print the versions of a source's list, with -v every look at it.
    History(History),
    /// Print what changed in a source's list between two days.
    Diff(Diff),
    /// Print what changed at all vendors, newest first.
    Changes(Changes),
    /// Pack all that proves one change into an archive.
    Evidence(Evidence),
    /// Write all captures into a web archive (WARC).
    Export(Export),
    /// Print how each source stands: last look, success and change, outcome, cause.
    #[command(after_help = "Examples:\n  subwatch status\n  subwatch status --format json")]
    Status,
    /// Print what each host was asked, and how it answered.
    Politeness(Politeness),
    /// Copy the database into a new file, while a crawl runs or not.
    Backup(Backup),
    /// Prove that nothing stored was altered or lost, or name the first row that was.
    Verify(Verify),
    /// Take a suspect list for the vendor's list.
    Accept(Accept),
    /// Keep the old list, however often a suspect one is repeated.
    Reject(Reject),
    /// Read every kept page again with today's reader.
    Reread(Reread),
    /// Give up old pages that nothing was read from; says what it would do unless --yes is given.
    Prune(Prune),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  subwatch demo\n  subwatch demo --into /tmp/demo")]
pub(super) struct Demo {
    /// Folder for the database and the spreadsheet; it may exist already.
    #[arg(long, value_name = "FOLDER", default_value = "demo")]
    pub(super) into: PathBuf,
    /// The recorded pages.
    #[arg(long, value_name = "FOLDER", default_value = "snapshots")]
    pub(super) snapshots: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch crawl
  subwatch crawl --only clerk-io --only bento -v
  15 2 * * * cd /srv/subwatch && subwatch crawl --deadline 2h")]
pub(super) struct Crawl {
    /// Look at this source alone, whether it is due or not; may be given several times.
    #[arg(long, value_name = "SLUG", value_parser = slug)]
    pub(super) only: Vec<Slug>,
    /// Begin no further source after so long: 30m, 2h; the rest is left for the next run.
    #[arg(long, value_name = "TIME", value_parser = length)]
    pub(super) deadline: Option<Duration>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch politeness
  subwatch politeness --since 2026-05-01 -o politeness.csv")]
pub(super) struct Politeness {
    /// Since this day, or for so long: 7d, 4w, 12h.
    #[arg(long, value_name = "7d|DATE", default_value = "30d")]
    pub(super) since: When,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  subwatch backup copies/2026-05-01.db")]
pub(super) struct Backup {
    /// The new file. One that is there is never written over.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Kept whatever its age: every page that a version or change was read from, that was new, changed or \
suspect; each
source's newest page and the one that confirmed its list; all addresses, statuses, headers, times and digests.

Examples:
  subwatch prune                         what could be given up
  subwatch prune --older-than 365d --yes")]
pub(super) struct Prune {
    /// Give up only what was last received so long ago or earlier.
    #[arg(long, value_name = "TIME", default_value = "90d", value_parser = length)]
    pub(super) older_than: Duration,
    /// Do it.
    #[arg(long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  subwatch extract page.html
  subwatch extract https://example.com/sub-processors --format json
  subwatch extract list.pdf -o list.xlsx
  subwatch extract page.html -v          why each table was taken or left")]
pub(super) struct Extract {
    /// A saved page, `-` for standard input, or an http(s) address.
    #[arg(value_name = "FILE_OR_URL")]
    pub(super) input: String,
    #[command(flatten)]
    pub(super) reading: Reading,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch compare old.html new.html
  subwatch compare may.csv june.csv --format json
  subwatch compare old.html new.html -v   why rows were matched as they were")]
pub(super) struct Compare {
    /// The older page: a file or an http(s) address.
    #[arg(value_name = "OLD")]
    pub(super) old: String,
    /// The newer page.
    #[arg(value_name = "NEW")]
    pub(super) new: String,
    #[command(flatten)]
    pub(super) reading: Reading,
}

/// How to read a page that stands in no catalogue.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// The kind of document: html, markdown, mdx, csv, json, yaml, xlsx, docx, pdf or text [default: by its
    /// content].
    #[arg(long, value_name = "KIND", value_parser = media)]
    pub(super) media: Option<Media>,
    /// CSS selector of the element that holds the list.
    #[arg(long, value_name = "SELECTOR")]
    pub(super) list: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch show clerk-io
  subwatch show clerk-io --at 2026-05-02
  subwatch show clerk-io -o clerk-io.xlsx")]
pub(super) struct Show {
    /// The source, by its slug or its vendor's name.
    #[arg(value_name = "SOURCE")]
    pub(super) source: String,
    /// The list as it stood at the end of this day (UTC), or at this moment.
    #[arg(long, value_name = "DATE")]
    pub(super) at: Option<When>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch history clerk-io
  subwatch history clerk-io -v           every look, failures too
  subwatch history clerk-io --coverage   since when and until when each row stood")]
pub(super) struct History {
    /// The source, by its slug or its vendor's name.
    #[arg(value_name = "SOURCE")]
    pub(super) source: String,
    /// Print on which nights it was looked at, and between which two looks each row came and went.
    #[arg(long)]
    pub(super) coverage: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch diff clerk-io
  subwatch diff clerk-io --from 2026-05-01 --to 2026-05-08
  subwatch diff clerk-io --from 30d
  subwatch diff clerk-io -v               why rows were matched as they were")]
pub(super) struct Diff {
    /// The source, by its slug or its vendor's name.
    #[arg(value_name = "SOURCE")]
    pub(super) source: String,
    /// The older day [default: before the last version].
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<When>,
    /// The newer day [default: now].
    #[arg(long, value_name = "DATE")]
    pub(super) to: Option<When>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  subwatch changes --since 7d
  subwatch changes --since 2026-05-01 --vendor Clerk.io
  subwatch changes --since 30d -o changes.xlsx
  subwatch changes --at-least high")]
pub(super) struct Changes {
    /// Since this day, or for so long: 7d, 4w, 12h.
    #[arg(long, value_name = "7d|DATE", default_value = "7d")]
    pub(super) since: When,
    /// Only of this vendor, by its name or slug.
    #[arg(long, value_name = "VENDOR")]
    pub(super) vendor: Option<String>,
    /// Only what matters at least so much: informational, low, medium, high or critical.
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(super) at_least: Option<Severity>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_fit_together() {
        Arguments::command().debug_assert();
    }
}
