//! `subwatch check`: every problem of `sources.toml`, without network.

use jiff::Timestamp;

use super::{args::Arguments, catalogue, exit::Exit, output};
use crate::{
    answers::words::counted,
    extract,
    model::Catalogue,
    report::{Column, Format, Sheet},
    sources::{self, Problem, Problems},
};

pub(super) fn run(arguments: &Arguments, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let name = arguments.sources.display().to_string();
    let text = catalogue::text(arguments)?;
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
