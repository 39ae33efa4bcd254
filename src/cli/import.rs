//! `subwatch import`: a saved page, or the history of a list that is kept in git.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, bail};
use jiff::Timestamp;

use super::{
    args, catalogue,
    exit::{BadUsage, Exit},
    output, when,
};
use crate::{
    answers::{
        Detail, Weighed,
        days::day,
        draft::Draft,
        events,
        outcome::{badge, happened},
        words::counted,
    },
    crawl::{self, Arrival, Brought, Fate, Import, Imported},
    model::{Changes, Outcome, Slug},
    report::{Column, Sheet, Tone, Value},
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Import,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let Some(catalogue) = catalogue::loaded(arguments)? else { return Ok(Exit::Failed) };
    catalogue::source(arguments, &catalogue, &asked.slug, "; give it an entry first")?;
    let brought = brought(asked, catalogue.settings.max_body_bytes, now)?;
    let store = Store::open(&arguments.db).await?;
    let order = Import { store: &store, catalogue: &catalogue, slug: &asked.slug, media: asked.media, now };
    let done =
        crawl::import(&order, brought, |arrival| tracing::info!(at = %arrival.at, "{}", what(arrival))).await;
    store.close().await;
    let done = done?;
    output::sheet(arguments, &sheet(&asked.slug, &done, detail), now)?;
    let failed =
        |arrival: &Arrival| matches!(arrival.fate, Fate::Judged { outcome: Outcome::Failed(..), .. });
    Ok(if done.arrivals.iter().any(failed) { Exit::SomeFailed } else { Exit::Done })
}

fn brought(asked: &args::Import, most: usize, now: Timestamp) -> anyhow::Result<Brought> {
    if let Some(git) = &asked.git {
        let (repository, path) = parted(git).ok_or_else(|| {
            BadUsage(format!("`{git}` is no REPO:PATH; write ../repository:folder/file.md"))
        })?;
        return Ok(Brought::Git { repository: repository.into(), path: path.to_owned() });
    }
    // Both are there: the arguments say so.
    let (Some(path), Some(at)) = (&asked.file, asked.captured_at) else {
        bail!("name a file and --captured-at, or --git REPO:PATH")
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Brought::File { body: read(path, most)?, name, captured_at: when::since(at, now)? })
}

fn read(path: &Path, most: usize) -> anyhow::Result<Vec<u8>> {
    let shown = path.display();
    let about =
        fs::metadata(path).with_context(|| format!("`{shown}` could not be read; name a saved page"))?;
    if about.is_dir() {
        bail!("`{shown}` is a folder; name one page in it");
    }
    if about.len() > u64::try_from(most).unwrap_or(u64::MAX) {
        bail!(
            "`{shown}` has {} bytes, and the limit is {most}; \
             raise max_body in sources.toml if the file is right",
            about.len()
        );
    }
    fs::read(path).with_context(|| format!("`{shown}` could not be read; check its rights"))
}

/// A repository and a path in it: parted at the first colon that stands behind a folder that is there, else
/// at the first.
fn parted(text: &str) -> Option<(&str, &str)> {
    let parts = || {
        text.match_indices(':')
            .map(|(at, _)| (&text[..at], &text[at + 1..]))
            .filter(|(one, other)| !one.is_empty() && !other.is_empty())
    };
    parts().find(|(folder, _)| Path::new(folder).is_dir()).or_else(|| parts().next())
}

fn sheet(slug: &Slug, done: &Imported, detail: Detail) -> Sheet {
    let sheet =
        Sheet::new(&format!("Imported into {slug}")).named("import").when_empty("Nothing was imported.");
    let mut draft = Draft::new(sheet, detail)
        .column(Detail::Screen, Column::time("at", "Stands at"))
        .column(Detail::Screen, Column::text("imported", "From"))
        .column(Detail::Screen, Column::badge("outcome", "Outcome"))
        .column(Detail::Screen, Column::long("happened", "What happened"))
        .column(Detail::Record, Column::long("advice", "What to do"));
    for arrival in &done.arrivals {
        let (badge, advice) = match &arrival.fate {
            Fate::Judged { outcome, .. } => (badge(outcome), advice(outcome)),
            Fate::Known => (Value::badge(word(arrival), Tone::Quiet), None),
            Fate::LeftOut(_) => (Value::badge(word(arrival), Tone::Warning), None),
        };
        draft.push([
            Value::Time(arrival.at),
            Value::from(arrival.origin.to_string()),
            badge,
            Value::from(what(arrival)),
            Value::from(advice),
        ]);
    }
    let mut sheet = draft.sheet();
    if detail < Detail::Record {
        let said = |arrival: &Arrival| match &arrival.fate {
            Fate::Judged { outcome, .. } => advice(outcome),
            Fate::Known | Fate::LeftOut(_) => None,
        };
        let advices: BTreeSet<(&str, &str)> =
            done.arrivals.iter().filter_map(|arrival| Some((word(arrival), said(arrival)?))).collect();
        for (code, advice) in advices {
            sheet = sheet.below(format!("{code}: {advice}."));
        }
    }
    let sheet = done.notes.iter().fold(sheet, |sheet, note| sheet.below(format!("Note: {note}.")));
    sheet.below(summary(&done.arrivals))
}

/// What came of a page, in a word.
fn word(arrival: &Arrival) -> &'static str {
    match &arrival.fate {
        Fate::Judged { outcome, .. } => outcome.code(),
        Fate::Known => "known",
        Fate::LeftOut(_) => "left out",
    }
}

/// What came of a page, in words.
fn what(arrival: &Arrival) -> String {
    match &arrival.fate {
        Fate::Judged { outcome: Outcome::Changed(_), changes, repeats: None } => tally(changes, arrival.at),
        Fate::Judged { outcome: Outcome::Changed(_), changes, repeats: Some(first) } => {
            format!(
                "{}, believed from {} on: this page repeats that one",
                tally(changes, arrival.at),
                day(*first)
            )
        }
        Fate::Judged { outcome: Outcome::Unchanged(_), .. } => {
            "the list on it is the one that stood then".to_owned()
        }
        Fate::Judged { outcome, .. } => happened(outcome),
        Fate::Known => "imported before; nothing new".to_owned(),
        Fate::LeftOut(reason) => reason.clone(),
    }
}

fn tally(changes: &Changes, at: Timestamp) -> String {
    events::tally(&Weighed::of(changes.clone(), &[], day(at)))
}

fn advice(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Suspect(_) => {
            Some("it is kept; the next page that is imported and repeats it makes it believed")
        }
        Outcome::Failed(..) => Some(
            "it is kept, and changes no list; `subwatch extract FILE -v` says why, --media says its kind",
        ),
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => None,
    }
}

fn summary(arrivals: &[Arrival]) -> String {
    let count = |wanted: &str| arrivals.iter().filter(|arrival| word(arrival) == wanted).count();
    let words = ["first", "changed", "unchanged", "suspect", "failed", "known", "left out"];
    let parts: Vec<String> = words
        .iter()
        .map(|word| (count(word), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    format!("{}: {}", counted(arrivals.len(), "page"), parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_ends_where_a_folder_does() {
        let folder = tempfile::tempdir().unwrap();
        let odd = folder.path().join("a:b");
        fs::create_dir(&odd).unwrap();
        let text = format!("{}:legal/list.md", odd.display());
        assert_eq!(parted(&text), Some((odd.to_str().unwrap(), "legal/list.md")));
        assert_eq!(parted("https://host/x.git:list.md"), Some(("https", "//host/x.git:list.md")));
        for bad in ["", "repository", ":list.md", "repository:"] {
            assert_eq!(parted(bad), None, "{bad}");
        }
    }
}
