//! `subwatch check`: every problem of `sources.toml`, without network.

use std::fs;

use anyhow::Context;

use super::{Exit, args::Arguments, output};
use crate::{model::Catalogue, sources};

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let Some(catalogue) = catalogue(arguments)? else { return Ok(Exit::Failed) };
    let count = catalogue.sources.len();
    let named = if count == 1 { "source" } else { "sources" };
    output::say(arguments, &format!("{}: {count} {named}, no problem", arguments.sources.display()))?;
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
