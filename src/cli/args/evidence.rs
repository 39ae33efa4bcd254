//! What can be typed of pages that are brought in, and of proof that is taken out.

use std::path::PathBuf;

use clap::Args;

use super::super::when::When;
use crate::model::{Media, Slug};

#[derive(Debug, Args)]
#[command(after_help = "\
A page is read as sources.toml says of its source. A day counts from its beginning
(UTC). Of a repository the branch that is checked out is read, a merge as one step;
a commit counts from its merge, renames are not followed.

Examples:
  subwatch import acme saved.html --captured-at 2024-03-01
  subwatch import acme export.pdf --captured-at 2024-03-01T09:30:00Z
  subwatch import acme --git ../acme-legal:legal/subprocessors.md")]
pub(crate) struct Import {
    /// The source the page is of, by its slug; it must stand in sources.toml.
    #[arg(value_name = "SLUG", value_parser = super::parsed::slug)]
    pub(crate) slug: Slug,
    /// A saved page of any kind that is read.
    #[arg(
        value_name = "FILE",
        required_unless_present = "git",
        conflicts_with = "git",
        requires = "captured_at"
    )]
    pub(crate) file: Option<PathBuf>,
    /// When it was saved: a day, or a moment.
    #[arg(long, value_name = "DATE", conflicts_with = "git")]
    pub(crate) captured_at: Option<When>,
    /// A repository on this machine and a file in it, with its whole history.
    #[arg(long, value_name = "REPO:PATH")]
    pub(crate) git: Option<String>,
    /// The kind of document: html, markdown, mdx, csv, json, yaml, xlsx, docx, pdf or text [default: by
    /// content and name].
    #[arg(long, value_name = "KIND", value_parser = super::parsed::media)]
    pub(crate) media: Option<Media>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
In the archive: both pages as received, their headers and times, both lists, the
change, the looks between, and SHA256SUMS for `sha256sum -c`.

Examples:
  subwatch changes -v --since 7d         tells the ids of changes
  subwatch evidence 12
  subwatch evidence 12 -o acme-2026-05-02.zip")]
pub(crate) struct Evidence {
    /// The id of the change.
    #[arg(value_name = "CHANGE_ID")]
    pub(crate) change: i64,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A web archive (WARC 1.1, ISO 28500:2017), each record packed with gzip by itself.
A page that was had before, or that a 304 confirmed, is a revisit record; an
imported page is a resource record.

Examples:
  subwatch export --warc all.warc.gz
  subwatch export --warc may.warc.gz --since 2026-05-01 --only acme")]
pub(crate) struct Export {
    /// The new file. One that is there is never written over.
    #[arg(long, value_name = "FILE.warc.gz", required = true)]
    pub(crate) warc: PathBuf,
    /// Only what was received since this day, or for so long: 7d, 4w, 12h.
    #[arg(long, value_name = "7d|DATE")]
    pub(crate) since: Option<When>,
    /// Only of this source; may be given several times.
    #[arg(long, value_name = "SLUG", value_parser = super::parsed::slug)]
    pub(crate) only: Vec<Slug>,
}
