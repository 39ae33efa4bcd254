//! `subwatch export`: all captures as a web archive, written as they are read.

use std::io::Write;

use jiff::Timestamp;

use super::{args, exit::Exit, new_file::NewFile, output, when};
use crate::{
    answers::{self, words::counted},
    model::CaptureId,
    report::{Archived, Earlier, RecordKind, Warc},
    store::{
        Read, Store,
        archive::{self, Filter, Reference},
        captures,
    },
};

/// How many records there are of each kind.
#[derive(Default)]
struct Count {
    responses: usize,
    revisits: usize,
    resources: usize,
    truncated: usize,
    confirmed: usize,
}

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Export,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let since = asked.since.map(|when| when::since(when, now)).transpose()?;
    let filter = Filter { since, only: asked.only.clone() };
    let mut file = NewFile::begin(&asked.warc)?;
    let store = Store::open_existing(&arguments.db).await?;
    for slug in &asked.only {
        answers::named(&store, slug.as_str()).await?;
    }
    let mut read = store.read().await?;
    let name = asked.warc.file_name().unwrap_or_default().to_string_lossy();
    let (warc, info) = Warc::begin(&name, env!("CARGO_PKG_VERSION"), now)?;
    file.write_all(&info)?;
    let mut count = Count::default();
    write_captures(&warc, &filter, &mut read, &mut file, &mut count).await?;
    write_confirmations(&warc, &filter, &mut read, &mut file, &mut count).await?;
    drop(read);
    store.close().await;
    file.finish()?;
    tell(arguments, asked, &count)?;
    Ok(Exit::Done)
}

async fn write_captures(
    warc: &Warc,
    filter: &Filter,
    read: &mut Read,
    file: &mut impl Write,
    count: &mut Count,
) -> anyhow::Result<()> {
    let mut last = CaptureId(0);
    loop {
        let items = archive::captures(read, filter, last).await?;
        let Some(newest) = items.last() else { return Ok(()) };
        last = newest.capture;
        for item in items {
            let kept = captures::inspect(read, item.capture).await?;
            let archived = Archived {
                capture: item.capture,
                page: &kept.page,
                source: &kept.source,
                sha256: kept.sha256.as_deref(),
                given_up_at: kept.given_up_at,
                first: item.first.as_ref().map(earlier),
            };
            let (kind, bytes) = warc.capture(&archived)?;
            file.write_all(&bytes)?;
            match kind {
                RecordKind::Response => count.responses += 1,
                RecordKind::Revisit => count.revisits += 1,
                RecordKind::Resource => count.resources += 1,
                RecordKind::Truncated => count.truncated += 1,
            }
        }
    }
}

async fn write_confirmations(
    warc: &Warc,
    filter: &Filter,
    read: &mut Read,
    file: &mut impl Write,
    count: &mut Count,
) -> anyhow::Result<()> {
    let mut last = 0;
    loop {
        let looks = archive::confirmations(read, filter, last).await?;
        let Some(newest) = looks.last() else { return Ok(()) };
        last = newest.look;
        for look in &looks {
            file.write_all(&warc.not_modified(look.look, look.at, &earlier(&look.of))?)?;
            count.confirmed += 1;
        }
    }
}

fn earlier(reference: &Reference) -> Earlier<'_> {
    Earlier { capture: reference.capture, address: &reference.address, requested_at: reference.requested_at }
}

fn tell(arguments: &args::Arguments, asked: &args::Export, count: &Count) -> anyhow::Result<()> {
    let Count { responses, revisits, resources, truncated, confirmed } = *count;
    if truncated > 0 && !arguments.quiet {
        let pages = counted(truncated, "page");
        output::complain(&format!(
            "warning: {pages} given up by `subwatch prune` stand in the archive without their bodies"
        ));
    }
    let all = responses + revisits + resources + truncated;
    let kinds = [
        (responses, "with a body of its own"),
        (revisits, "seen before"),
        (resources, "imported"),
        (truncated, "given up"),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    let kinds = if kinds.is_empty() { String::new() } else { format!(" ({})", kinds.join(", ")) };
    let line = format!(
        "`{}` holds {}{kinds} and {}",
        asked.warc.display(),
        counted(all, "capture"),
        counted(confirmed, "confirmation")
    );
    output::say(arguments, &line)
}
