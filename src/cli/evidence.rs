//! `subwatch evidence`: all that proves one change, in one archive.

use std::{io::Write, path::PathBuf};

use super::{args, exit::Exit, new_file::NewFile, output};
use crate::{
    answers::{self, evidence::Case},
    model::ChangeId,
    store::{Store, digest::sha256},
};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Evidence) -> anyhow::Result<Exit> {
    let id = ChangeId(asked.change);
    let place = arguments.output.clone().unwrap_or_else(|| PathBuf::from(format!("evidence-{id}.zip")));
    let mut file = NewFile::begin(&place)?;
    let store = Store::open_existing(&arguments.db).await?;
    let case = answers::evidence(&store, id).await;
    store.close().await;
    let case = case?;
    let bytes = answers::evidence::archive(&case, env!("CARGO_PKG_VERSION"))?;
    file.write_all(&bytes)?;
    file.finish()?;
    warn(arguments, &case);
    tracing::debug!(kind = case.change.kind(), name = case.change.name(), "packed");
    output::say(
        arguments,
        &format!("`{}` proves change {id} of {}, SHA-256 {}", place.display(), case.slug, sha256(&bytes)),
    )?;
    Ok(Exit::Done)
}

/// What whoever shows this to others should know first.
fn warn(arguments: &args::Arguments, case: &Case) {
    if arguments.quiet {
        return;
    }
    for (word, side) in [("before", &case.before), ("after", &case.after)] {
        if let Some(at) = side.kept.given_up_at {
            output::complain(&format!(
                "warning: the page {word} was given up by `subwatch prune` on {at}; \
                 only its digest is in the archive"
            ));
        }
    }
    if case.is_restated {
        output::complain(
            "warning: a page that was imported since came to stand between; \
             `subwatch changes -v` has the change under a new id",
        );
    }
}
