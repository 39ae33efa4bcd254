//! `subwatch check`: every problem of `sources.toml`, without network.

use std::fs;

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, args::Arguments, output, words::counted};
use crate::{
    extract,
    model::Catalogue,
    report::{Column, Format, Sheet},
    sources::{self, Problem, Problems},
};

pub(super) fn run(arguments: &Arguments, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let name = arguments.sources.display().to_string();
    let text = text(arguments)?;
    let loaded = sources::load_with(&text, extract::is_selector);
    if format == Format::Text && !arguments.quiet {
        for Problem { line, column, message } in sources::notes(&text) {
            output::complain(&format!("note: {name}:{line}:{column}: {message}"));
        }
    }
    let exit = if loaded.is_ok() { Exit::Done } else { Exit::Failed };
    match (format, loaded) {
        (Format::Text, Ok(catalogue)) if arguments.output.is_none() => {
            output::say(arguments, &well(&name, &catalogue))?;
        }
        (Format::Text, Err(problems)) if arguments.output.is_none() => {
            output::complain(problems.in_file(&name).to_string().trim_end());
        }
        (Format::Text, Ok(catalogue)) => {
            output::bytes_out(arguments, format!("{}\n", well(&name, &catalogue)).as_bytes())?;
        }
        (Format::Text, Err(problems)) => {
            output::bytes_out(arguments, format!("{}\n", problems.in_file(&name)).as_bytes())?;
        }
        (_, loaded) => output::sheet(arguments, &sheet(&name, loaded.err().as_ref()), now)?,
    }
    Ok(exit)
}

fn well(name: &str, catalogue: &Catalogue) -> String {
    let text = format!("{name}: {}, no problem", counted(catalogue.sources.len(), "source"));
    let unread = catalogue.sources.iter().filter(|source| !source.kind.holds_list());
    let unread: Vec<String> =
        unread.map(|source| format!("`{}` ({})", source.slug, source.kind.name())).collect();
    if unread.is_empty() {
        return text;
    }
    format!("{text}\nKnown and not crawled for a list: {}", unread.join(", "))
}

/// The problems as a table: nothing in it where there are none.
fn sheet(name: &str, problems: Option<&Problems>) -> Sheet {
    let columns =
        [Column::text("file", "File"), Column::number("line", "Line"), Column::number("column", "Column")];
    let sheet = columns
        .into_iter()
        .fold(Sheet::new("Problems"), Sheet::column)
        .column(Column::text("problem", "Problem"));
    let found = problems.map(Problems::as_slice).unwrap_or_default().iter();
    found.fold(sheet, |sheet, Problem { line, column, message }| {
        sheet.row([name.into(), (*line).into(), (*column).into(), message.as_str().into()])
    })
}

/// What stands in the file. Where it is no text, the place of the first byte that is none.
fn text(arguments: &Arguments) -> anyhow::Result<String> {
    let path = arguments.sources.display();
    let bytes = fs::read(&arguments.sources).with_context(|| {
        format!("`{path}` could not be read; name the catalogue with --sources, or go to its folder")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let before =
            String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]).into_owned();
        let (line, column) = (
            before.matches('\n').count() + 1,
            before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1,
        );
        anyhow::anyhow!("{path}:{line}:{column}: this is not UTF-8; save the file as UTF-8 text")
    })
}

/// The catalogue; none if it has problems, which have been printed then.
pub(super) fn catalogue(arguments: &Arguments) -> anyhow::Result<Option<Catalogue>> {
    match sources::load_with(&text(arguments)?, extract::is_selector) {
        Ok(catalogue) => Ok(Some(catalogue)),
        Err(problems) => {
            let name = arguments.sources.display().to_string();
            output::complain(problems.in_file(&name).to_string().trim_end());
            Ok(None)
        }
    }
}

/// The catalogue, for commands that read the database and can do without it. A warning if there is one with
/// problems.
pub(super) fn catalogue_if_readable(arguments: &Arguments) -> Option<Catalogue> {
    let path = &arguments.sources;
    let text = fs::read_to_string(path).ok()?;
    let catalogue = sources::load(&text).ok();
    if catalogue.is_none() && !arguments.quiet {
        let path = path.display();
        output::complain(&format!(
            "warning: `{path}` has problems and is left aside; `subwatch check` prints them"
        ));
    }
    catalogue
}
