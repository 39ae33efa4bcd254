//! Why a text is not changed.

use thiserror::Error;

use crate::{model::Slug, sources::Problems};

/// Why a text is not changed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum EditError {
    /// The text has problems before anything is changed.
    #[error("the file has problems as it is, and nothing was changed; mend them first:\n{problems}")]
    Flawed {
        /// All of them.
        problems: Problems,
    },
    /// The text would have problems. Their places are those of a text that nobody has seen.
    #[error("nothing was changed: {}", messages(.problems))]
    Refused {
        /// All of them.
        problems: Problems,
    },
    /// The slug is taken.
    #[error("source `{slug}` is there already, at line {line}; change that one, or choose another slug")]
    SourceExists {
        /// The slug.
        slug: Slug,
        /// Where it stands.
        line: usize,
    },
    /// No source has the slug.
    #[error("the file has no source `{slug}`{}", hint(.near.as_deref()))]
    NoSource {
        /// What was asked for.
        slug: Slug,
        /// What was probably meant.
        near: Option<String>,
    },
    /// A file without any source does not load.
    #[error(
        "`{slug}` is the only source of the file, which needs one; add another first, or write \
         `enabled = false`"
    )]
    OnlySource {
        /// The slug.
        slug: Slug,
    },
    /// The name has a block, in whatever case.
    #[error("vendor `{name}` has a block already, at line {line}; change that one")]
    VendorExists {
        /// The name as it stands there.
        name: String,
        /// Where it stands.
        line: usize,
    },
    /// No block has the name. Sources may have it nevertheless.
    #[error("the file has no `[[vendor]]` named `{name}`{}", hint(.near.as_deref()))]
    NoVendor {
        /// What was asked for.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// Blocks are written as values.
    #[error(
        "`{list}` is written in brackets at line {line}; write `[[{list}]]` above each, so that one of them \
         can be changed"
    )]
    InBrackets {
        /// `source` or `vendor`.
        list: &'static str,
        /// Where it stands.
        line: usize,
    },
    /// A value stands where no change of it is known to be safe.
    #[error("`{key}` is written in a way that cannot be changed without the rest; change it by hand")]
    Unusual {
        /// The key.
        key: String,
    },
}

fn messages(problems: &Problems) -> String {
    let messages: Vec<&str> = problems.as_slice().iter().map(|problem| problem.message.as_str()).collect();
    messages.join("\n")
}

fn hint(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}
