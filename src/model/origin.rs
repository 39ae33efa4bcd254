//! How a page was come by.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::UnknownCode;

/// How many characters of a commit's name are shown: enough to find it in any repository.
const SHORT: usize = 12;

/// How a page was come by.
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
    /// A browser built it from what the vendor's server answered.
    Rendered,
    /// An archive of the web held a copy of it (a memento, RFC 7089).
    Memento {
        /// Address of the copy in the archive.
        address: Url,
        /// When the archive made the copy (`Memento-Datetime`).
        datetime: Timestamp,
    },
    /// It stood in a message that the vendor sent.
    Mail {
        /// The message's `Message-ID`, without its angle brackets (RFC 5322 section 3.6.4).
        message_id: String,
    },
}

impl Origin {
    /// Its code: `crawled`, `file`, `git`, `rendered`, `memento` or `mail`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Crawled => "crawled",
            Self::File { .. } => "file",
            Self::Git { .. } => "git",
            Self::Rendered => "rendered",
            Self::Memento { .. } => "memento",
            Self::Mail { .. } => "mail",
        }
    }

    /// What is known besides, in one text: the file's name, `COMMIT AUTHORED PATH`, `DATETIME ADDRESS` of a
    /// memento, or the message's `Message-ID`. None for what was crawled or rendered.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Crawled | Self::Rendered => None,
            Self::File { name } => Some(name.clone()),
            Self::Git { commit, authored, path } => Some(format!("{commit} {authored} {path}")),
            Self::Memento { address, datetime } => Some(format!("{datetime} {address}")),
            Self::Mail { message_id } => Some(message_id.clone()),
        }
    }

    /// The origin of that [`code`](Self::code) and [`detail`](Self::detail).
    pub fn parse(code: &str, detail: Option<&str>) -> Result<Self, UnknownCode> {
        let origin = match (code, detail) {
            ("crawled", None) => Some(Self::Crawled),
            ("file", Some(name)) => Some(Self::File { name: name.to_owned() }),
            ("git", Some(detail)) => commit(detail),
            ("rendered", None) => Some(Self::Rendered),
            ("memento", Some(detail)) => memento(detail),
            ("mail", Some(message_id)) => Some(Self::Mail { message_id: message_id.to_owned() }),
            _ => None,
        };
        origin.ok_or_else(|| UnknownCode {
            code: format!("{code} {}", detail.unwrap_or_default()),
            list: "origin",
        })
    }

    /// Whether somebody brought it, rather than that we asked the vendor's server ourselves.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        match self {
            Self::Crawled | Self::Rendered => false,
            Self::File { .. } | Self::Git { .. } | Self::Memento { .. } | Self::Mail { .. } => true,
        }
    }

    /// What to say of it wherever it is shown: `imported from page.html`, `git 1a2b3c4d5e6f`. None for what
    /// was crawled, as nearly everything is.
    #[must_use]
    pub fn mark(&self) -> Option<String> {
        (*self != Self::Crawled).then(|| self.to_string())
    }
}

fn commit(detail: &str) -> Option<Origin> {
    let mut parts = detail.splitn(3, ' ');
    let (commit, authored, path) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Origin::Git { commit: commit.to_owned(), authored: authored.parse().ok()?, path: path.to_owned() })
}

fn memento(detail: &str) -> Option<Origin> {
    let (datetime, address) = detail.split_once(' ')?;
    Some(Origin::Memento { address: address.parse().ok()?, datetime: datetime.parse().ok()? })
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Crawled => f.write_str("crawled"),
            Self::File { name } => write!(f, "imported from {name}"),
            Self::Git { commit, .. } => write!(f, "git {}", commit.get(..SHORT).unwrap_or(commit)),
            Self::Rendered => f.write_str("rendered"),
            Self::Memento { address, datetime } => {
                write!(f, "memento of {datetime} at {}", address.host_str().unwrap_or_default())
            }
            Self::Mail { message_id } => write!(f, "mail {message_id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archived() -> Origin {
        Origin::Memento {
            address: "https://archive.example/web/20240301090000/https://acme.example/list".parse().unwrap(),
            datetime: "2024-03-01T09:00:00Z".parse().unwrap(),
        }
    }

    fn mailed() -> Origin {
        Origin::Mail { message_id: "7.notice@acme.example".to_owned() }
    }

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
        for origin in [Origin::Crawled, file, git, Origin::Rendered, archived(), mailed()] {
            assert_eq!(Origin::parse(origin.code(), origin.detail().as_deref()), Ok(origin));
        }
    }

    #[test]
    fn what_came_otherwise_than_by_a_request_of_ours_is_marked_as_what_it_is() {
        assert_eq!(archived().mark().as_deref(), Some("memento of 2024-03-01T09:00:00Z at archive.example"));
        assert_eq!(mailed().mark().as_deref(), Some("mail 7.notice@acme.example"));
        assert_eq!(Origin::Rendered.mark().as_deref(), Some("rendered"));
        let imported = [Origin::Crawled, Origin::Rendered, archived(), mailed()].map(|o| o.is_imported());
        assert_eq!(imported, [false, false, true, true]);
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for (code, detail) in [
            ("git", Some("0123")),
            ("git", Some("0123 yesterday a.md")),
            ("file", None),
            ("post", None),
            ("crawled", Some("x")),
            ("rendered", Some("x")),
            ("memento", None),
            ("memento", Some("2024-03-01T09:00:00Z")),
            ("memento", Some("2024-03-01T09:00:00Z list")),
            ("memento", Some("then https://archive.example/")),
            ("mail", None),
        ] {
            assert!(Origin::parse(code, detail).is_err(), "{code} {detail:?}");
        }
    }
}
