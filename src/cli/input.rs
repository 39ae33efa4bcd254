//! A page that is named on the command line: a file, standard input or an address.

use std::{fs, io::Read, path::Path};

use anyhow::{Context, bail};
use jiff::Timestamp;
use url::Url;

use super::{args, output};
use crate::{
    answers::words::counted,
    extract::{self, About},
    fetch::{Fetcher, Guard, status_cause},
    model::{Clock, HostKey, Listing, Recipe, Source, Validators},
    normalise::{self, Reading, Verdict, derive},
    sources,
};

/// Largest file that is read, in bytes.
const LARGEST_FILE: u64 = 64 << 20;

/// Bytes and what is known about them.
struct Input {
    body: Vec<u8>,
    content_type: Option<String>,
    address: Option<Url>,
}

/// Reads a page named on the command line into its list, telling the reasons if that was asked for.
pub(super) async fn read(
    arguments: &args::Arguments,
    name: &str,
    how: &args::Reading,
    now: Timestamp,
) -> anyhow::Result<Listing> {
    let recipe = Recipe { list: how.list.clone(), ..Recipe::default() };
    let input = open(name, now).await?;
    let about = About {
        content_type: input.content_type.as_deref(),
        address: input.address.as_ref(),
        media: how.media,
    };
    let document = extract::document(&input.body, about, &recipe)
        .with_context(|| format!("`{name}` could not be read"))?;
    let reading = normalise::listing(&document, &recipe);
    if arguments.verbose > 0 {
        explain(name, &reading);
    }
    Ok(derive::listing(reading.listing))
}

async fn open(name: &str, now: Timestamp) -> anyhow::Result<Input> {
    if name == "-" {
        let mut body = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST_FILE)
            .read_to_end(&mut body)
            .context("standard input could not be read")?;
        return Ok(Input { body, content_type: None, address: None });
    }
    if name.starts_with("http://") || name.starts_with("https://") {
        return fetch(name, now).await;
    }
    let path = Path::new(name);
    let about = fs::metadata(path)
        .with_context(|| format!("`{name}` could not be read; name a saved page or an http(s) address"))?;
    if about.is_dir() {
        bail!("`{name}` is a folder; name one page in it");
    }
    if about.len() > LARGEST_FILE {
        bail!(
            "`{name}` is larger than the limit of {} MiB; split it, or save the list alone",
            LARGEST_FILE >> 20
        );
    }
    let body = fs::read(path).with_context(|| format!("`{name}` could not be read; check its rights"))?;
    let address = std::path::absolute(path).ok().and_then(|path| Url::from_file_path(path).ok());
    Ok(Input { body, content_type: None, address })
}

async fn fetch(address: &str, now: Timestamp) -> anyhow::Result<Input> {
    let url: Url =
        address.parse().with_context(|| format!("`{address}` is no address; write https://host/path"))?;
    let host =
        HostKey::of(&url).with_context(|| format!("`{address}` names no host; write https://host/path"))?;
    let source = Source {
        // One page that a person asks for by its address is no robot's visit.
        ignore_robots: Some("asked for by a person".to_owned()),
        ..Source::bare("command-line".parse()?, host.to_string(), url)
    };
    let fetcher = Fetcher::new(&sources::defaults(), Guard::PublicOnly)?;
    let page = fetcher.host(&host).get(&source, &Validators::default(), &Clock::starting(now)).await?;
    if let Some(cause) = status_cause(page.status) {
        bail!("`{address}` answered {}: {}; {}", page.status, cause.sentence(), cause.advice());
    }
    let content_type = page.header("content-type").map(str::to_owned);
    Ok(Input { body: page.body, content_type, address: Some(page.address) })
}

/// Why each grid was taken or left, on standard error, in lines that fit a terminal.
fn explain(name: &str, reading: &Reading) {
    let (grids, rows) =
        (counted(reading.verdicts.len(), "grid"), counted(reading.listing.entries.len(), "row"));
    output::complain(&format!("{name}: {grids} looked at, {rows} taken"));
    for verdict in &reading.verdicts {
        let Verdict { grid, shape, heading, rows, score, reasons, fate, left, columns } = verdict;
        let shape = format!("{shape:?}").to_lowercase();
        let heading =
            heading.as_deref().map(|heading| format!(" under `{}`", shortened(heading))).unwrap_or_default();
        output::complain(&format!("\ngrid {grid}, {shape}{heading}: {}", fate.words()));
        output::complain(&format!("  {}, score {score}:", counted(*rows, "row")));
        for (points, reason) in reasons {
            output::complain(&format!("  {points:>+5}  {reason}"));
        }
        for column in columns {
            output::complain(&format!("  column `{}`: {}", shortened(&column.header), column.fate));
        }
        for row in left {
            output::complain(&format!("  row `{}`: {}", shortened(&row.text), row.rule.code()));
        }
    }
    output::complain("");
}

/// A text without line ends or control signs, and not so long that it fills the screen.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 48;
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
    if text.chars().count() > LONGEST { format!("{}…", clean.trim_end()) } else { clean }
}
