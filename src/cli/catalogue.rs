//! The catalogue that a command works with: `sources.toml`, as it stands on the disk.

use std::fs;

use anyhow::{Context, bail};

use super::{args::Arguments, output};
use crate::{
    answers::{deadline::Contracts, words::near},
    extract,
    model::{Catalogue, Slug, Source},
    sources,
};

/// What stands in the file. Where it is no text, the place of the first byte that is none.
pub(super) fn text(arguments: &Arguments) -> anyhow::Result<String> {
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
pub(super) fn loaded(arguments: &Arguments) -> anyhow::Result<Option<Catalogue>> {
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
pub(super) fn if_readable(arguments: &Arguments) -> Option<Catalogue> {
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

/// Days to object by our own contracts. Without a catalogue there are none: reading the database needs none.
pub(super) fn contracts(arguments: &Arguments) -> Contracts {
    let sources = if_readable(arguments).map(|catalogue| catalogue.sources).unwrap_or_default();
    sources.into_iter().filter_map(|source| Some((source.slug, source.objection_days?))).collect()
}

/// The source of that slug. `way_out` is said where the catalogue has none; it is asked for before a database
/// is made for nothing.
pub(super) fn source<'c>(
    arguments: &Arguments,
    catalogue: &'c Catalogue,
    slug: &Slug,
    way_out: &str,
) -> anyhow::Result<&'c Source> {
    let Some(source) = catalogue.sources.iter().find(|source| source.slug == *slug) else {
        let near = near(slug.as_str(), catalogue.sources.iter().map(|source| source.slug.as_str()));
        bail!("`{}` names no source `{slug}`{near}{way_out}", arguments.sources.display());
    };
    Ok(source)
}
