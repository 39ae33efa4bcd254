//! `subwatch evidence`: all that proves one change, in one archive.

use std::{io::Write, path::PathBuf};

use anyhow::Context;

use super::{Exit, args, draft::Detail, history, list, new_file::NewFile, output};
use crate::{
    extract::{self, About},
    model::{ChangeId, Media, Version},
    normalise::derive,
    report::{self, Proof, Sheet, Side},
    store::{
        Store,
        digest::sha256,
        evidence::{self, Case},
    },
};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Evidence) -> anyhow::Result<Exit> {
    let id = ChangeId(asked.change);
    let place = arguments.output.clone().unwrap_or_else(|| PathBuf::from(format!("evidence-{id}.zip")));
    let mut file = NewFile::begin(&place)?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let case = evidence::case(&mut read, id).await?;
    drop(read);
    store.close().await;
    let case = case.with_context(|| {
        format!("the database knows no change {id}; `subwatch changes -v` tells the ids of changes")
    })?;
    let bytes = archive(&case)?;
    file.write_all(&bytes)?;
    file.finish()?;
    warn(arguments, &case);
    let (kind, name) = (case.change.kind(), case.change.row().name.as_str());
    tracing::debug!(kind, name, "packed");
    output::say(
        arguments,
        &format!("`{}` proves change {id} of {}, SHA-256 {}", place.display(), case.slug, sha256(&bytes)),
    )?;
    Ok(Exit::Done)
}

fn archive(case: &Case) -> anyhow::Result<Vec<u8>> {
    let versions = [&case.before, &case.after].map(|side| derive::version(side.version.clone()));
    let lists =
        versions.each_ref().map(|version| list::sheet(case.slug.as_str(), &version.listing, Detail::Record));
    let ([before, after], [before_list, after_list]) = (&versions, &lists);
    let looks = history::looks_sheet(&case.looks);
    let proof = Proof {
        id: case.id,
        slug: &case.slug,
        vendor: &case.vendor,
        url: &case.url,
        program: env!("CARGO_PKG_VERSION"),
        change: &derive::change(&case.change),
        changes: &derive::changes(case.changes.clone()),
        is_restated: case.is_restated,
        before: side(&case.before, before, before_list),
        after: side(&case.after, after, after_list),
        looks: &looks,
    };
    Ok(report::evidence(&proof)?)
}

fn side<'a>(side: &'a evidence::Side, version: &'a Version, list: &'a Sheet) -> Side<'a> {
    let kept = &side.kept;
    let page = &kept.page;
    let about =
        About { content_type: page.header("content-type"), address: Some(&page.address), media: None };
    let ending = extract::media(&page.body, about).map_or("bin", ending);
    Side {
        version,
        page,
        sha256: kept.sha256.as_deref(),
        size: kept.size,
        given_up_at: kept.given_up_at,
        ending,
        list,
    }
}

/// The usual ending of a file of that kind.
fn ending(media: Media) -> &'static str {
    match media {
        Media::Markdown => "md",
        Media::Text => "txt",
        other => other.name(),
    }
}

/// What whoever shows this to others should know first.
fn warn(arguments: &args::Arguments, case: &Case) {
    if arguments.quiet {
        return;
    }
    for (word, side) in [("before", &case.before), ("after", &case.after)] {
        if let Some(at) = side.kept.given_up_at {
            output::complain(&format!(
                "warning: the page {word} was given up by `subwatch prune` on {at}; only its digest is in the archive"
            ));
        }
    }
    if case.is_restated {
        output::complain(
            "warning: a page that was imported since came to stand between; `subwatch changes -v` has the change under a new id",
        );
    }
}
