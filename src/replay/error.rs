//! Why a recording cannot be served.

use std::{io, path::PathBuf};

use thiserror::Error;

use super::endings;
use crate::model::BadSlug;

/// Why a recording cannot be served.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// A folder could not be read.
    #[error("`{}` could not be read; name a folder of recorded pages", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A folder in a recording is named like no source.
    #[error("`{}` is named like no source; rename it to the source's slug", path.display())]
    Source {
        /// The folder.
        path: PathBuf,
        /// What is wrong with the name.
        source: BadSlug,
    },
    /// A file begins with a digit but is named like no page.
    #[error(
        "`{}` is named like no page; use `2026-05-01.html` or `2026-05-01.503.html`, ending in {}",
        path.display(),
        endings::all()
    )]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// Two files say what one source was on one night.
    #[error("`{}` is the second file for its night; keep one", path.display())]
    Twice {
        /// The second of them.
        path: PathBuf,
    },
    /// There is no page at all.
    #[error("`{}` holds no recorded page; put one at `acme/2026-05-01.html` in it", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// No port was free on loopback.
    #[error("no port could be opened on 127.0.0.1")]
    Port {
        /// What the system says.
        source: io::Error,
    },
}
