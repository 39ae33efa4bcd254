//! `subwatch check`: every problem of `sources.toml`, without network.

use std::fs;

use anyhow::Context;

use super::{Exit, args::Arguments, output, words::counted};
use crate::{model::Catalogue, sources};

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let Some(catalogue) = catalogue(arguments)? else { return Ok(Exit::Failed) };
    let count = counted(catalogue.sources.len(), "source");
    output::say(arguments, &format!("{}: {count}, no problem", arguments.sources.display()))?;
    Ok(Exit::Done)
}

/// The catalogue; none if it has problems, which have been printed then.
pub(super) fn catalogue(arguments: &Arguments) -> anyhow::Result<Option<Catalogue>> {
    let path = &arguments.sources;
    let text = fs::read_to_string(path)
        .with_context(|| format!("`{}` could not be read; name the catalogue with --sources, or go to its folder", path.display()))?;
    match sources::load(&text) {
        Ok(catalogue) => Ok(Some(catalogue)),
        Err(problems) => {
            let name = path.display().to_string();
            output::complain(problems.in_file(&name).to_string().trim_end());
            Ok(None)
        }
    }
}

/// The catalogue, for commands that read the database and can do without it. A warning if there is one with problems.
pub(super) fn catalogue_if_readable(arguments: &Arguments) -> Option<Catalogue> {
    let path = &arguments.sources;
    let text = fs::read_to_string(path).ok()?;
    let catalogue = sources::load(&text).ok();
    if catalogue.is_none() && !arguments.quiet {
        let path = path.display();
        output::complain(&format!("warning: `{path}` has problems and is left aside; `subwatch check` prints them"));
    }
    catalogue
}
