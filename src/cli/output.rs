//! Where answers and complaints go.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::args::Arguments;
use crate::report::{Colour, Format, Look, Report, render_report};

/// Narrowest and widest table that is drawn at a terminal, in columns.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=200;
/// Width of a table that is not written to a terminal.
const PIPED_WIDTH: usize = 80;

/// The format an answer is asked for: as said, else by the ending of the file, else text.
pub(super) fn format(arguments: &Arguments) -> anyhow::Result<Format> {
    let ending = arguments.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
    let by_ending = ending.map(|ending| match ending.to_ascii_lowercase().as_str() {
        "txt" => Some(Format::Text),
        "markdown" => Some(Format::Md),
        other => other.parse().ok(),
    });
    let format = match (arguments.format, by_ending) {
        (Some(format), _) | (None, Some(Some(format))) => format,
        (None, Some(None)) => bail!("the ending of `{}` names no format; say --format text, json, csv, xlsx or md", shown(arguments)),
        (None, None) => Format::Text,
    };
    if format == Format::Xlsx && arguments.output.is_none() && io::stdout().is_terminal() {
        bail!("a spreadsheet cannot be shown at a terminal; name a file with -o list.xlsx");
    }
    Ok(format)
}

/// Writes a report in the format that is asked for.
pub(super) fn report(arguments: &Arguments, report: &Report, now: Timestamp) -> anyhow::Result<()> {
    let format = format(arguments)?;
    let look = look(arguments, now);
    let bytes = render_report(report, format, &look)?;
    bytes_out(arguments, &bytes)
}

/// Whether an answer is wanted whole: at a terminal, and wherever a format or a file was named. From cron a line will do.
pub(super) fn is_for_people(arguments: &Arguments) -> bool {
    arguments.format.is_some() || arguments.output.is_some() || io::stdout().is_terminal()
}

/// Writes an answer that is bytes already.
pub(super) fn bytes_out(arguments: &Arguments, bytes: &[u8]) -> anyhow::Result<()> {
    match &arguments.output {
        Some(path) => replace(path, bytes),
        None => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            Ok(out.flush()?)
        }
    }
}

/// Writes a file whole or not at all: beside it first, then in its place.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = Path::new(&beside);
    let written = fs::write(beside, bytes).and_then(|()| fs::rename(beside, path));
    if written.is_err() {
        // The half-written file says nothing to anybody; that it could not be removed neither.
        let _ = fs::remove_file(beside);
    }
    written.with_context(|| format!("`{}` could not be written; check its folder and rights", path.display()))
}

/// A line for people, on standard output, unless they asked for quiet.
pub(super) fn say(arguments: &Arguments, line: &str) -> anyhow::Result<()> {
    if !arguments.quiet {
        let mut out = io::stdout().lock();
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// A line about what went wrong, on standard error.
pub(super) fn complain(line: &str) {
    // Where even standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether text to this place may be coloured: a terminal, and neither `NO_COLOR` nor a dumb one.
pub(super) fn is_colourful(place: &impl IsTerminal) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    place.is_terminal() && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// How a report looks where this run's answer goes.
pub(super) fn look(arguments: &Arguments, now: Timestamp) -> Look {
    let terminal = arguments.output.is_none() && io::stdout().is_terminal();
    let width = if terminal { terminal_columns().clamp(*WIDTHS.start(), *WIDTHS.end()) } else { columns_said().unwrap_or(PIPED_WIDTH) };
    let colour = if terminal && is_colourful(&io::stdout()) { Colour::Always } else { Colour::Never };
    Look { width, colour, made_at: Some(now) }
}

/// Whether an error is only that the reader of our output has gone (`| head`).
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Columns of the terminal, as `COLUMNS` says or as it answers itself.
fn terminal_columns() -> usize {
    let asked = || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    columns_said().or_else(asked).unwrap_or(PIPED_WIDTH)
}

fn columns_said() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| WIDTHS.contains(columns))
}

fn shown(arguments: &Arguments) -> String {
    arguments.output.as_deref().map_or_else(String::new, |path| path.display().to_string())
}
