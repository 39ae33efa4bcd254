//! `subwatch demo`: recorded nights over real HTTP on this machine, with the crawler, store and differ of
//! `crawl`.

use std::{collections::BTreeMap, fs, path::Path, time::Duration};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{args, demo_place::Place, exit::Exit, night, output};
use crate::{
    answers::{
        self, AnswerError, Detail,
        changes::Ask,
        days::day,
        deadline::Contracts,
        night::{Shown, sheets},
        words::counted,
    },
    crawl::{self, Choice, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Pace, Slug, Source},
    replay::{self, Recording},
    report::{self, Format, Look, Report},
    sources,
    store::Store,
};

/// Hour and minute of each recorded night, UTC.
const BEDTIME: (i8, i8) = (2, 10);
/// Requests a source a night: one repeat shows that it is made.
const TRIES: u32 = 2;
/// A recording over years is lived through this far.
const MOST_NIGHTS: usize = 400;

pub(super) async fn run(arguments: &args::Arguments, demo: &args::Demo) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let recording = Recording::open(&demo.snapshots)?;
    let nights = every_night(&recording.nights())?;
    let slugs = recording.slugs();
    let place = Place::claim(&demo.into).await?;
    let served = replay::serve(recording, std::future::pending()).await?;
    let catalogue = catalogue(arguments, &slugs, served.address().as_ref())?;
    let store = Store::open(&place.database).await?;
    let fetcher = Fetcher::new(&catalogue.settings, Guard::AllowPrivate)?;
    let mut story = Story { arguments, format, kept: String::new() };
    story.tell(&welcome(nights.len(), slugs.len(), served.address().as_ref()))?;
    for night in &nights {
        served.turn_to(*night);
        let clock = Clock::starting(bedtime(*night)?);
        let tools = Tools { store: &store, fetcher: &fetcher };
        let lived =
            crawl::run(&catalogue, Choice::Due, &tools, clock, std::future::pending(), |_| {}).await?;
        let night = night::of(&store, &catalogue, lived).await?;
        let sheets = sheets(&night, Shown::News, Detail::Screen);
        story.tell(&output::text(&sheets, &output::look(arguments, clock.now()))?)?;
    }
    let last = nights.last().map_or(Ok(Timestamp::UNIX_EPOCH), |night| bedtime(*night))?;
    let report = report(&store, &slugs, nights.first().copied(), last).await?;
    output::replace(
        &place.spreadsheet,
        &report::render_report(&report, Format::Xlsx, &Look { made_at: Some(last), ..Look::default() })?,
    )?;
    store.close().await;
    story.tell(&farewell(&place.database, &place.spreadsheet, &nights))?;
    story.end(&report, last)?;
    Ok(Exit::Done)
}

/// What is told as it goes on: at once on standard output, at the end into a file. In any other format than
/// text the answer is what the spreadsheet holds, and nothing is told.
struct Story<'a> {
    arguments: &'a args::Arguments,
    format: Format,
    kept: String,
}

impl Story<'_> {
    fn tell(&mut self, text: &str) -> anyhow::Result<()> {
        if self.format != Format::Text {
            return Ok(());
        }
        if self.arguments.output.is_none() {
            return output::say(self.arguments, text);
        }
        self.kept.push_str(text);
        self.kept.push('\n');
        Ok(())
    }

    fn end(self, report: &Report, now: Timestamp) -> anyhow::Result<()> {
        match (self.format, &self.arguments.output) {
            (Format::Text, None) => Ok(()),
            (Format::Text, Some(_)) => output::bytes_out(self.arguments, self.kept.as_bytes()),
            _ => output::report(self.arguments, report, now),
        }
    }
}

/// Every night from the first recorded one to the one after the last: quiet nights are a part of the story.
fn every_night(recorded: &[Date]) -> anyhow::Result<Vec<Date>> {
    let (Some(first), Some(last)) = (recorded.first(), recorded.last()) else { return Ok(Vec::new()) };
    let end = last.checked_add(1.day())?;
    Ok(first.series(1.day()).take_while(|night| *night <= end).take(MOST_NIGHTS).collect())
}

/// A source for each recorded page, at the address where it is served. Names come from the catalogue where it
/// has them.
fn catalogue(arguments: &args::Arguments, slugs: &[Slug], address: &str) -> anyhow::Result<Catalogue> {
    let text = fs::read_to_string(&arguments.sources).unwrap_or_default();
    let vendors: BTreeMap<Slug, String> = sources::load(&text)
        .map(|catalogue| catalogue.sources.into_iter().map(|source| (source.slug, source.vendor)).collect())
        .unwrap_or_default();
    let mut settings = sources::defaults();
    settings.pace = Pace(Duration::ZERO);
    settings.tries = TRIES;
    let source = |slug: &Slug| -> anyhow::Result<Source> {
        Ok(Source::bare(
            slug.clone(),
            vendors.get(slug).cloned().unwrap_or_else(|| slug.to_string()),
            format!("{}/{slug}", address.trim_end_matches('/')).parse()?,
        ))
    };
    Ok(Catalogue::new(settings, Vec::new(), slugs.iter().map(source).collect::<anyhow::Result<_>>()?))
}

fn bedtime(night: Date) -> anyhow::Result<Timestamp> {
    Ok(night.at(BEDTIME.0, BEDTIME.1, 0, 0).to_zoned(TimeZone::UTC)?.timestamp())
}

/// What changed, how each source stands, and each list as it is now.
async fn report(
    store: &Store,
    slugs: &[Slug],
    first: Option<Date>,
    now: Timestamp,
) -> anyhow::Result<Report> {
    let since = first.map_or(Ok(now), bedtime)?;
    let contracts = Contracts::new();
    let ask = Ask { since, until: None, vendor: None, at_least: None, contracts: &contracts };
    let told = answers::changes(store, &ask, day(now)).await?;
    let sources = answers::status(store, None).await?;
    let mut report = Report::new("Sub-processors")
        .named("demo")
        .sheet(answers::changes::feed(&told))
        .sheet(answers::status::sheet(&sources, Detail::Record));
    for slug in slugs {
        let stood = match answers::list(store, slug, None, now).await {
            Err(AnswerError::Earlier { .. } | AnswerError::NeverRead { .. }) => continue,
            stood => stood?,
        };
        report = report.sheet(answers::list::sheet(slug.as_str(), &stood.version.listing, Detail::Record));
    }
    Ok(report)
}

fn welcome(nights: usize, pages: usize, address: &str) -> String {
    let (nights, pages) = (counted(nights, "night"), counted(pages, "recorded page"));
    format!(
        "{nights} with {pages}, served at {address}\n\
         A page that is as it was, as the server says (304), is counted and not listed.\n"
    )
}

fn farewell(database: &Path, spreadsheet: &Path, nights: &[Date]) -> String {
    let (program, database) = (program(), quoted(database));
    let first = nights.first().map(ToString::to_string).unwrap_or_default();
    let second = nights.get(1).map(ToString::to_string).unwrap_or_default();
    format!(
        "The database is {database}, the spreadsheet {}.\n\nWhat to type next:\n  \
         {program} status --db {database}\n  \
         {program} changes --db {database} --since {first}\n  \
         {program} history clerk-io --db {database}\n  \
         {program} show clerk-io --db {database} --at {second}",
        quoted(spreadsheet)
    )
}

/// The program as it was called, so that what is printed can be typed.
fn program() -> String {
    std::env::args_os().next().map_or_else(|| "subwatch".to_owned(), |program| quoted(Path::new(&program)))
}

/// A path as a shell takes it for one word.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-+:\\".contains(c);
    if path.chars().all(plain) { path } else { format!("'{}'", path.replace('\'', r"'\''")) }
}
