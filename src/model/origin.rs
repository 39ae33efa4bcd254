//! How a capture came to us.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::UnknownCode;

/// How many characters of a commit's name are shown: enough to find it in any repository.
const SHORT: usize = 12;

/// How a capture came to us.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Origin {
    /// We asked the vendor's server for it.
    #[default]
    Crawled,
    /// Somebody saved the page and brought the file.
    File {
        /// Name of the file, without its folder.
        name: String,
    },
    /// It stood in a commit of a git repository.
    Git {
        /// Name of the commit, in full.
        commit: String,
        /// When its author wrote it; the capture's own time is when it was merged.
        authored: Timestamp,
        /// Path of the file, from the top of the repository.
        path: String,
    },
}

impl Origin {
    /// Its code: `crawled`, `file` or `git`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Crawled => "crawled",
            Self::File { .. } => "file",
            Self::Git { .. } => "git",
        }
    }

    /// What is known besides, in one text: the file's name, or `COMMIT AUTHORED PATH`. None for what was
    /// crawled.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Crawled => None,
            Self::File { name } => Some(name.clone()),
            Self::Git { commit, authored, path } => Some(format!("{commit} {authored} {path}")),
        }
    }

    /// The origin of that [`code`](Self::code) and [`detail`](Self::detail).
    pub fn parse(code: &str, detail: Option<&str>) -> Result<Self, UnknownCode> {
        let known = match (code, detail) {
            ("crawled", None) => Some(Self::Crawled),
            ("file", Some(name)) => Some(Self::File { name: name.to_owned() }),
            ("git", Some(detail)) => commit(detail),
            _ => None,
        };
        known.ok_or_else(|| UnknownCode {
            code: format!("{code} {}", detail.unwrap_or_default()),
            list: "origin",
        })
    }

    /// Whether somebody brought it.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        *self != Self::Crawled
    }

    /// What to say of it wherever it is shown: `imported from page.html`, `git 1a2b3c4d5e6f`. None for what
    /// was crawled.
    #[must_use]
    pub fn mark(&self) -> Option<String> {
        self.is_imported().then(|| self.to_string())
    }
}

fn commit(detail: &str) -> Option<Origin> {
    let mut parts = detail.splitn(3, ' ');
    let (commit, authored, path) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Origin::Git { commit: commit.to_owned(), authored: authored.parse().ok()?, path: path.to_owned() })
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crawled => f.write_str("crawled"),
            Self::File { name } => write!(f, "imported from {name}"),
            Self::Git { commit, .. } => write!(f, "git {}", commit.get(..SHORT).unwrap_or(commit)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_back_from_what_is_stored_of_it() {
        let git = Origin::Git {
            commit: "0123456789abcdef0123456789abcdef01234567".to_owned(),
            authored: "2024-03-01T09:00:00Z".parse().unwrap(),
            path: "legal/sub processors.md".to_owned(),
        };
        assert_eq!(git.to_string(), "git 0123456789ab");
        let file = Origin::File { name: "saved page.html".to_owned() };
        assert_eq!(file.mark().as_deref(), Some("imported from saved page.html"));
        assert_eq!(Origin::Crawled.mark(), None);
        for origin in [Origin::Crawled, file, git] {
            assert_eq!(Origin::parse(origin.code(), origin.detail().as_deref()), Ok(origin));
        }
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for (code, detail) in [
            ("git", Some("0123")),
            ("git", Some("0123 yesterday a.md")),
            ("file", None),
            ("post", None),
            ("crawled", Some("x")),
        ] {
            assert!(Origin::parse(code, detail).is_err(), "{code} {detail:?}");
        }
    }
}
