//! Where answers and complaints go.

use std::{
    fs,
    io::{self, IsTerminal, Write},
    path::Path,
};

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::{args::Arguments, exit::BadUsage};
use crate::{
    answers::Detail,
    report::{Colour, Format, Look, Report, Sheet, render, render_report},
};

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
        "htm" => Some(Format::Html),
        other => other.parse().ok(),
    });
    let format = match (arguments.format, by_ending) {
        (Some(format), _) | (None, Some(Some(format))) => format,
        (None, Some(None)) => {
            return Err(BadUsage(format!(
                "the ending of `{}` names no format; say --format text, json, csv, xlsx, md or html",
                shown(arguments)
            ))
            .into());
        }
        (None, None) => Format::Text,
    };
    if format == Format::Xlsx && arguments.output.is_none() && io::stdout().is_terminal() {
        return Err(BadUsage(
            "a spreadsheet cannot be shown at a terminal; name a file with -o list.xlsx".to_owned(),
        )
        .into());
    }
    // Said before any work is done: a night that cannot be written down would be for nothing.
    let folder =
        arguments.output.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        bail!("no folder `{}` to write `{}` into; make it first", folder.display(), shown(arguments));
    }
    Ok(format)
}

/// What this run's reader can take in.
pub(super) fn detail(arguments: &Arguments) -> anyhow::Result<Detail> {
    Ok(match format(arguments)? {
        Format::Text if arguments.verbose == 0 => Detail::Screen,
        Format::Text | Format::Md | Format::Html => Detail::Page,
        Format::Json | Format::Csv | Format::Xlsx => Detail::Record,
    })
}

/// Writes a sheet in the format that is asked for.
pub(super) fn sheet(arguments: &Arguments, sheet: &Sheet, now: Timestamp) -> anyhow::Result<()> {
    let bytes = render(sheet, format(arguments)?, &look(arguments, now))?;
    bytes_out(arguments, &bytes)
}

/// Writes a report in the format that is asked for.
pub(super) fn report(arguments: &Arguments, report: &Report, now: Timestamp) -> anyhow::Result<()> {
    let format = format(arguments)?;
    let bytes = render_report(report, format, &look(arguments, now))?;
    bytes_out(arguments, &bytes)?;
    let left_out = report.titles_past_the_first();
    if format == Format::Csv && !left_out.is_empty() && !arguments.quiet {
        complain(&format!(
            "note: CSV holds one table; `{}` is in json, xlsx, md and html",
            left_out.join("`, `")
        ));
    }
    Ok(())
}

/// Writes sheets that are parts of one thing: under one another at a terminal, else as one report.
pub(super) fn sheets(
    arguments: &Arguments,
    title: &str,
    sheets: Vec<Sheet>,
    now: Timestamp,
) -> anyhow::Result<()> {
    if format(arguments)? == Format::Text {
        return bytes_out(arguments, text(&sheets, &look(arguments, now))?.as_bytes());
    }
    report(arguments, &sheets.into_iter().fold(Report::new(title).named("night"), Report::sheet), now)
}

/// Sheets under one another, without a title above their own.
pub(super) fn text(sheets: &[Sheet], look: &Look) -> anyhow::Result<String> {
    let mut whole = String::new();
    for sheet in sheets {
        if !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(&String::from_utf8_lossy(&render(sheet, Format::Text, look)?));
    }
    Ok(whole)
}

/// Writes an answer that is bytes already.
pub(super) fn bytes_out(arguments: &Arguments, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(path) = &arguments.output {
        return replace(path, bytes);
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    Ok(out.flush()?)
}

/// Writes a file whole or not at all: beside it first, then in its place. What is no plain file
/// (`/dev/stderr`, a named pipe) is written to as it is.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let failed = || format!("`{}` could not be written; check its folder and rights", path.display());
    // A link stays a link: what it leads to is replaced.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let plain = fs::metadata(path).map_or(true, |about| about.is_file());
    if !plain {
        return fs::write(path, bytes).with_context(failed);
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.part", std::process::id()));
    let beside = path.with_file_name(name);
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The half-written file says nothing to anybody; that it could not be removed neither.
        let _ = fs::remove_file(&beside);
    }
    written.with_context(failed)
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
    let width = if terminal {
        terminal_columns().clamp(*WIDTHS.start(), *WIDTHS.end())
    } else {
        columns_said().unwrap_or(PIPED_WIDTH)
    };
    let colour = if terminal && is_colourful(&io::stdout()) { Colour::Always } else { Colour::Never };
    Look { width, colour, made_at: Some(now) }
}

/// Whether an error is only that the reader of our output has gone (`| head`).
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Columns of the terminal, as `COLUMNS` says or as it answers itself.
fn terminal_columns() -> usize {
    let asked =
        || terminal_size::terminal_size().map(|(terminal_size::Width(columns), _)| usize::from(columns));
    columns_said().or_else(asked).unwrap_or(PIPED_WIDTH)
}

fn columns_said() -> Option<usize> {
    std::env::var("COLUMNS").ok()?.parse().ok().filter(|columns| WIDTHS.contains(columns))
}

fn shown(arguments: &Arguments) -> String {
    arguments.output.as_deref().map_or_else(String::new, |path| path.display().to_string())
}
